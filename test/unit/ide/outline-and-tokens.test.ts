import assert from "node:assert/strict";
import { codeActions } from "../../../core/src/ide/code-actions.ts";
import { documentSymbols, type OutlineItem } from "../../../core/src/ide/document-symbols.ts";
import { tokensOf } from "../../support/check-ide.ts";
import { analyzed } from "../../support/policy-files.ts";

describe("the outline", () => {
  it("has an item for each statement", () => {
    const { analysis } = analyzed(`tool pay(to: string, amount: number)
context { user: string }
let ours = ["x"]
group payments = pay
default ask
rule known allow pay when args.to in ours
deny pay
  when args.amount > 5
test "it pays" { pay(to: "x", amount: 1) => allow }
`);
    const told = (item: OutlineItem): string =>
      `${item.kind} ${item.name}${item.detail === "" ? "" : ` | ${item.detail}`}${item.children.map((child) => `\n  ${told(child)}`).join("")}`;
    assert.deepEqual(documentSymbols(analysis).map(told), [
      "tool pay\n  field to | string\n  field amount | number",
      "context context\n  field user | string",
      'let ours | ["x"]',
      "group payments | pay",
      "default default ask",
      "rule known | allow pay",
      "rule deny pay (line 7) | when args.amount > 5",
      "test it pays | test",
    ]);
  });

  it("keeps every selection inside its item, also over broken text", () => {
    for (const text of [
      "rule x deny",
      "let = 3",
      "group",
      "tool (a: string)",
      "test",
      "context {",
      "rule",
      "tools",
      '"',
      "import\ndeny a",
    ]) {
      const check = (item: OutlineItem): void => {
        assert.ok(item.span.start <= item.selection.start && item.selection.end <= item.span.end, `${text}: ${JSON.stringify(item)}`);
        assert.notEqual(item.name, "");
        item.children.forEach(check);
      };
      documentSymbols(analyzed(text).analysis).forEach(check);
    }
  });
});

describe("semantic tokens", () => {
  it("say what a word means", () => {
    assert.deepEqual(
      tokensOf(`tool pay(to: string, kind: "gift" | "loan")
group payments = pay, get_*
let ours = ["x"]
rule known allow payments when args.to in ours and args.kind == "gift"
deny pay when any(x in args.list: domain(x) == context.home) or last(past pay).result.id == 1
test "t" { pay(to: "x") => deny by known }`),
      [
        "pay:method",
        "to:property.declaration",
        "string:type.defaultLibrary",
        "kind:property.declaration",
        "payments:namespace.declaration",
        "pay:method",
        "get_*:method",
        "ours:variable.declaration.readonly",
        "known:event.declaration",
        "payments:namespace",
        "to:property",
        "ours:variable.readonly",
        "kind:property",
        '"gift":enumMember',
        "pay:method",
        "x:parameter.declaration",
        "list:property",
        "domain:function.defaultLibrary",
        "x:parameter",
        "home:property",
        "pay:method",
        "result:property.defaultLibrary",
        "id:property",
        "pay:method",
        "to:property",
        "known:event",
      ],
    );
  });
});

describe("code actions", () => {
  it("are the fixes of the diagnostics that the range touches, and one for all", () => {
    const { analysis, main } = analyzed('tool send_money(recipient: string)\ndeny send_mony when args.recipent == "x"\nallow send_monei');
    const at = main.text.indexOf("send_mony");
    const actions = codeActions(analysis.diagnostics, { start: at, end: at });
    const applied = actions.map(({ all, edits }) => {
      let text = main.text;
      for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start))
        text = text.slice(0, span.start) + newText + text.slice(span.end);
      return `${all ? "all: " : ""}${text.split("\n").slice(1).join(" / ")}`;
    });
    assert.equal(applied[0], 'deny send_money when args.recipent == "x" / allow send_monei');
    assert.match(applied[applied.length - 1] ?? "", /^all: deny send_money when .* \/ allow send_money$/);
  });
});

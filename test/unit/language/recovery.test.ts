// Broken text: each mistake is said once, at its place, and costs nothing around it.
import assert from "node:assert/strict";
import { parse } from "../../../core/src/language/parse.ts";
import { printExpr, printSelector } from "../../../core/src/language/print.ts";

/** The diagnostics of a text as `line: message`. */
function problems(text: string): readonly string[] {
  return parse(text).diagnostics.map(({ span, message }) => `${text.slice(0, span.start).split("\n").length}: ${message}`);
}
/** What is left of a text, in brief. */
function rest(text: string): readonly string[] {
  return parse(text).file.statements.map((each) => {
    if (each.kind !== "decision") return each.kind;
    const { head } = each;
    const tools = head.kind === "require" ? printSelector(head.before) : head.kind === "expect" ? "" : printSelector(head.selector);
    return [
      head.kind,
      tools,
      ...each.clauses.map((clause) => ("expr" in clause ? `${clause.kind} ${printExpr(clause.expr)}` : clause.kind)),
    ].join(" ");
  });
}

describe("a broken policy", () => {
  it("has five diagnostics for five mistakes in five statements", () => {
    const text = `deny a when args.x ==
allow b when any(x in args.y x > 1)
limit c to 5 per week
let d = (1 + ]
require e f
deny g when args.z == 1`;
    assert.deepEqual(problems(text), [
      "1: expected a value, found `allow`",
      "2: expected an operator, `where`, `:` or `)`, found `x`",
      "3: expected `trace`, `turn`, `batch` or a duration, found `week`",
      "4: expected a value, found `]`",
      "5: a comma is missing here",
      "5: expected `before`, found `deny`",
    ]);
    assert.deepEqual(rest(text).at(-1), "deny g when args.z == 1");
    assert.equal(rest(text).length, 6);
  });

  it("keeps the other clauses of a decision", () => {
    const text = "rule r deny a when args.x == unless args.y because 5 example hit b(c: )\nallow d";
    assert.deepEqual(problems(text), [
      "1: expected a value, found `unless`",
      "1: expected a string, found `5`",
      "1: expected a value, found `)`",
    ]);
    assert.deepEqual(rest(text), ["deny a when args.x == … unless args.y example", "allow d"]);
  });

  it("keeps the other steps of a test", () => {
    const text = `test "t" {
  a(b: 1) => alow
  c() returns => deny
  user 5
  d(e: [1, 2) => deny
  together { f() gap g() }
  expect deny at 1.5
  h() => allow by
}
allow i`;
    assert.deepEqual(problems(text), [
      "2: expected `allow`, `deny`, `ask` or `flag`, found `alow`",
      "3: expected a value, found `=>`",
      "4: expected a string, found `5`",
      "5: expected an operator, `,` or `]`, found `)`",
      "6: expected a call, found `gap`",
      "7: expected a whole number, found `1.5`",
      "8: expected a name, found `}`",
    ]);
    const [test] = parse(text).file.statements;
    assert.ok(test?.kind === "test");
    assert.deepEqual(
      test.steps.map((step) => (step.kind === "call" ? step.call.tool.text : step.kind)),
      ["a", "c", "user", "d", "together", "expect", "h"],
    );
    assert.deepEqual(rest(text), ["test", "allow i"]);
  });

  it("ends an unclosed bracket with its statement", () => {
    assert.deepEqual(problems("deny a when (args.x == 1\nallow b\n"), ["1: expected `)`, found `allow`"]);
    assert.deepEqual(rest("deny a when (args.x == 1\nallow b\n"), ["deny a when args.x == 1", "allow b"]);
    assert.deepEqual(rest("deny a when any(x in args.y: f(x\nrule r allow b when c(d)\n"), [
      "deny a when any(x in args.y: f(x))",
      "allow b when c(d)",
    ]);
    assert.deepEqual(problems('test "t" { a() => deny\nallow b'), ["1: expected `}`, found `allow`"]);
    assert.deepEqual(rest('test "t" { a() => deny\nallow b'), ["test", "allow b"]);
    assert.deepEqual(problems('test "t" {'), ["1: expected `}`, but the file ends here"]);
  });

  it("says of one stray character one thing", () => {
    for (const text of [
      "@",
      "#",
      "deny @",
      "deny a@b",
      "deny a @",
      "deny a when @",
      "deny a when b @ c",
      "deny a because @",
      "rule @ r deny a",
    ])
      assert.equal(problems(text).length, 1, text);
  });

  it("says once, at its place, that the name of a rule is missing", () => {
    const text = "rule deny\n\nallow a";
    assert.deepEqual(problems("rule deny"), ["1: expected a name, found `deny`"]);
    assert.deepEqual(problems(text), ["1: expected a name, found `deny`"]);
    assert.deepEqual(rest(text).at(-1), "allow a");
  });

  it("that is no UTF-8 says so once, wherever that is", () => {
    const bytes = [...Buffer.from('// Zo\u00eb\nallow a because "\u00fcber"\ndeny a when \u00e4 == 1', "latin1")];
    const text = new TextDecoder().decode(new Uint8Array(bytes));
    const [first, ...more] = parse(text).diagnostics;
    assert.deepEqual([first?.code, text.slice(0, first?.span.start), more], ["invalid-utf8", "// Zo", []]);
  });

  it("ends an unclosed string with its line", () => {
    const text = 'deny a because "no\nallow "b\ndeny c';
    assert.deepEqual(problems(text), ["1: this string is not closed on its line", "2: this string is not closed on its line"]);
    assert.deepEqual(rest(text), ["deny a because", 'allow "b"', "deny c"]);
    assert.deepEqual(problems('deny a when f("no) and b\nallow c'), ["1: this string is not closed on its line"]);
  });

  it("has a field without a name where one is being typed", () => {
    for (const text of [
      "deny a when args.",
      "deny a when args.\nallow b",
      'deny a when args.\n  because "no"',
      "deny a when args. and b",
      "deny a when f(args.)",
    ]) {
      assert.equal(problems(text).length, 1, text);
      assert.match(rest(text)[0] ?? "", /^deny a when (f\()?args\./, text);
    }
    assert.deepEqual(rest("deny a when args.\nallow b"), ["deny a when args.", "allow b"]);
    const field = parse("let x = args.").file.statements[0];
    assert.ok(field?.kind === "let" && field.value.kind === "field");
    assert.deepEqual(field.value.field, { text: "", span: { start: 13, end: 13 } });
  });

  it("keeps what a statement has when its end is missing", () => {
    assert.deepEqual(rest("allow"), ["allow "]);
    assert.deepEqual(rest("rule r"), []);
    assert.deepEqual(rest("rule deny a"), ["deny a"]);
    assert.deepEqual(rest("rule\ndeny a"), ["deny a"]);
    assert.deepEqual(rest("limit a to"), ["limit a"]);
    assert.deepEqual(rest("require a before"), ["require "]);
    assert.deepEqual(rest("let x ="), ["let"]);
    assert.deepEqual(rest("let = 3"), []);
    assert.deepEqual(rest("trusted a only"), ["trusted"]);
    assert.deepEqual(rest("default"), ["default"]);
    assert.deepEqual(rest("tool t(a: , b: string)"), ["tool"]);
  });

  it("says what it expected instead of a keyword in the place of a name", () => {
    assert.deepEqual(problems("let user = 1"), ["1: expected a name, found `user`"]);
    assert.deepEqual(problems("let rule = 1"), ["1: expected a name, found `rule`"]);
    assert.deepEqual(problems("default flag"), ["1: expected `allow`, `deny` or `ask`, found `flag`"]);
    assert.deepEqual(problems("limit a to 1 per turn else allow"), ["1: expected `deny`, `ask` or `flag`, found `allow`"]);
    assert.deepEqual(problems("allow a, , b"), ["1: expected a tool, found `,`"]);
  });

  it("may be anything", () => {
    assert.deepEqual(problems(")"), ["1: expected a statement, found `)`"]);
    assert.deepEqual(problems("hello there, this is prose"), ["1: expected a statement, found `hello`"]);
    assert.deepEqual(problems("☃☃"), ["1: `☃☃` is not part of the language"]);
  });

  it("may be nested without end", () => {
    const deep = 10_000;
    const texts = ["(", "[", "{ a: ", "any(", "not ", "!", "-", "has ", "f(", "x from (", "after (a where "].map(
      (piece) => `deny a when ${piece.repeat(deep)}`,
    );
    texts.push(
      `deny a when ${"(".repeat(deep)}b${")".repeat(deep)}`,
      `deny a when b${".c".repeat(deep)}`,
      `deny a when b${"[0]".repeat(deep)}`,
    );
    texts.push(
      `deny a when b${" + c".repeat(deep)}`,
      `tool t(a: ${"{ b: ".repeat(deep)}`,
      `tool t(a: json${"[]".repeat(deep)})`,
      `test "t" ${"{ together ".repeat(deep)}`,
    );
    for (const text of texts) assert.ok(parse(text).diagnostics.length > 0, text.slice(0, 40));
    for (const piece of ["(", "[", "{ a: ", "not "]) {
      const { diagnostics, file } = parse(`deny a when ${piece.repeat(deep)}\nallow b`);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ["nested-too-deeply"],
      );
      assert.equal(file.statements.length, 2);
    }
  });

  it("may be wide", () => {
    const wide = 2_000;
    assert.deepEqual(problems(`deny a when b${" and c == 1".repeat(wide)}`), []);
    assert.deepEqual(problems(`deny a${", b".repeat(wide)} when c in [${"1, ".repeat(wide)}]`), []);
    assert.deepEqual(problems(`deny a when ${"(".repeat(60)}b${")".repeat(60)}`), []);
  });
});

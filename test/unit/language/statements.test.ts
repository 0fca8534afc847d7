// Statements: each form of the grammar as a tree.
import assert from "node:assert/strict";
import type { DecisionHead } from "../../../core/src/language/ast.ts";
import { printExpr, printPattern, printSelector } from "../../../core/src/language/print.ts";
import { samples } from "./samples.ts";
import { type Json, shape, statement, statements } from "./shape.ts";

function head<K extends DecisionHead["kind"]>(kind: K, text: string): Extract<DecisionHead, { kind: K }> {
  const found = statement("decision", text).head;
  assert.ok(isHead(found, kind));
  return found;
}
const isHead = <K extends DecisionHead["kind"]>(of: DecisionHead, kind: K): of is Extract<DecisionHead, { kind: K }> => of.kind === kind;

describe("a valid policy", () => {
  for (const [name, text] of Object.entries(samples)) {
    it(`has no diagnostics: ${name}`, () => assert.ok(statements(text).length > 0));
    it(`means the same without line ends: ${name}`, () => {
      const oneLine = text.replace(/\/\/.*/g, "").replace(/"""[\s\S]*?"""|\s+/g, (found) => (found.startsWith('"') ? found : " "));
      assert.deepEqual(shape(statements(oneLine)), shape(statements(text)));
    });
    it(`means the same with a line for each word: ${name}`, () => {
      const lines = text
        .replace(/\/\/.*/g, "")
        .replace(/"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|[ \t]+/g, (found) => (found.startsWith('"') ? found : "\n"));
      assert.deepEqual(shape(statements(lines)), shape(statements(text)));
    });
  }

  it("may be empty", () => {
    assert.deepEqual(statements(""), []);
    assert.deepEqual(statements("\n// nothing\n"), []);
  });
});

describe("a selector", () => {
  const selector = (text: string): Json => shape(head("grant", `grant ${text}`).selector);
  const tool = (text: string, quoted = false): Json => ({ text, quoted, glob: text.includes("*") });

  it("joins words and stars that touch", () => {
    assert.deepEqual(selector("get_*, *_x, a*b, *, a*2"), {
      tools: ["get_*", "*_x", "a*b", "*", "a*2"].map((text) => tool(text)),
      except: [],
    });
  });
  it("takes quoted names, and globs in quotes", () => {
    assert.deepEqual(selector('"a-b", "mcp:*"'), { tools: [tool("a-b", true), tool("mcp:*", true)], except: [] });
  });
  it("takes tools out with `except`", () => {
    assert.deepEqual(selector("* except a, b"), { tools: [tool("*")], except: [tool("a"), tool("b")] });
  });
  it("may name tools with words that have their meaning elsewhere", () => {
    assert.deepEqual(selector("hit, turn, result, of"), { tools: ["hit", "turn", "result", "of"].map((text) => tool(text)), except: [] });
  });
  it("may be a glob that begins with a keyword", () => {
    assert.deepEqual(selector("rule*, *deny"), { tools: [tool("rule*"), tool("*deny")], except: [] });
  });
});

describe("a statement behind a field that is called as a keyword", () => {
  for (const [word, next] of [
    ["rule", "allow b"],
    ["let", "deny b"],
    ["tool", "group g = b"],
  ] as const) {
    it(`begins on the same line as on the next: ${word}`, () => {
      assert.deepEqual(shape(statements(`ask a when args.${word} ${next}`)), shape(statements(`ask a when args.${word}\n${next}`)));
    });
  }
});

describe("a decision", () => {
  it("has a name, a keyword, a selector and clauses in order", () => {
    const text = 'rule a deny b unless c when d because "e" example hit f(g: 1) example miss "h i"()';
    const decision = statement("decision", text);
    assert.equal(decision.name?.text, "a");
    assert.equal(text.slice(decision.keyword.start, decision.keyword.end), "deny");
    assert.deepEqual(decision.span, { start: 0, end: text.length });
    assert.deepEqual(shape(decision.clauses), [
      { kind: "unless", expr: { kind: "name", name: "c" } },
      { kind: "when", expr: { kind: "name", name: "d" } },
      { kind: "because", text: { value: "e" } },
      {
        kind: "example",
        hit: true,
        call: { tool: { text: "f", quoted: false, glob: false }, args: [{ key: { text: "g" }, value: { kind: "number", text: "1" } }] },
      },
      { kind: "example", hit: false, call: { tool: { text: "h i", quoted: true, glob: false }, args: [] } },
    ]);
  });

  it("keeps a clause that stands twice", () => {
    assert.deepEqual(
      statement("decision", "deny a when b when c").clauses.map((clause) => clause.kind),
      ["when", "when"],
    );
  });

  it("may require a pattern", () => {
    const { pattern, before } = head("require", "require v in a, b where v.args.x == args.x before c, d");
    assert.equal(printPattern(pattern), "v in a, b where v.args.x == args.x");
    assert.equal(printSelector(before), "c, d");
  });

  it("may limit a count", () => {
    const { measure, selector, where, to, per, forEach, otherwise } = head("limit", "limit a to 5 per turn");
    assert.deepEqual(
      [measure, printSelector(selector), where, printExpr(to), per, forEach, otherwise],
      [undefined, "a", undefined, "5", "turn", undefined, "deny"],
    );
  });

  it("may limit a sum over part of the calls, for each value, and ask", () => {
    const limit = head("limit", "limit sum(args.n) of a, b where args.k == 1 to 2 + 3 per 10m for each args.p else ask");
    assert.deepEqual(
      [
        limit.measure?.kind,
        limit.measure && printExpr(limit.measure.of),
        printSelector(limit.selector),
        limit.where && printExpr(limit.where),
      ],
      ["sum", "args.n", "a, b", "args.k == 1"],
    );
    assert.deepEqual(
      [printExpr(limit.to), limit.per, limit.forEach && printExpr(limit.forEach), limit.otherwise],
      ["2 + 3", { milliseconds: 600_000 }, "args.p", "ask"],
    );
  });

  it("may grant uses", () => {
    const decision = statement("decision", "grant a when b uses context.n");
    assert.deepEqual([decision.head.kind, decision.clauses.map((clause) => clause.kind)], ["grant", ["when", "uses"]]);
  });

  it("may expect what follows", () => {
    const expect = head("expect", "expect t in a followed by b where it.x == t.x within 3 steps");
    assert.deepEqual([printPattern(expect.pattern), printPattern(expect.followedBy)], ["t in a", "b where it.x == t.x"]);
    assert.deepEqual(shape(expect.within ?? null), { kind: "steps", steps: 3 });
  });
});

describe("other statements", () => {
  it("name files", () => {
    assert.deepEqual(shape(statements('tools "./a.json" import "b.remit"')), [
      { kind: "tools", path: { value: "./a.json" } },
      { kind: "import", path: { value: "b.remit" } },
    ]);
  });

  it("set the default, before any decision on the same line", () => {
    const kinds = statements("default ask allow a").map((each) => (each.kind === "default" ? each.effect : each.kind));
    assert.deepEqual(kinds, ["ask", "decision"]);
  });

  it("declare lets and groups", () => {
    assert.deepEqual(shape(statement("let", "let f(a, b,) = a")), {
      kind: "let",
      name: { text: "f" },
      params: [{ text: "a" }, { text: "b" }],
      value: { kind: "name", name: "a" },
    });
    assert.equal(statement("let", "let x = 1").params, undefined);
    assert.equal(printSelector(statement("group", "group g = a, b* except c").selector), "a, b* except c");
  });

  it("declare trust, also of fields whose names are keywords", () => {
    const trusted = statement("trusted", 'trusted v in a where v.failed only id, limit, rule.name, "free text"');
    assert.equal(printPattern(trusted.pattern), "v in a where v.failed");
    assert.deepEqual(
      trusted.only?.map((path) => path.segments),
      [["id"], ["limit"], ["rule", "name"], ["free text"]],
    );
    assert.equal(statement("trusted", "trusted a").only, undefined);
  });

  it("declare tools and the context", () => {
    const tool = statement("tool", 'tool a(b: string, when?: "x" | "y", c: { d: number }[]) returns record[][]');
    assert.deepEqual(shape(tool), {
      kind: "tool",
      tool: { text: "a" },
      params: [
        { name: { text: "b" }, optional: false, type: { kind: "named", name: "string" } },
        { name: { text: "when" }, optional: true, type: { kind: "enum", values: ["x", "y"] } },
        {
          name: { text: "c" },
          optional: false,
          type: {
            kind: "list",
            element: { kind: "record", fields: [{ name: { text: "d" }, optional: false, type: { kind: "named", name: "number" } }] },
          },
        },
      ],
      returns: { kind: "list", element: { kind: "list", element: { kind: "named", name: "record" } } },
    });
    const context = statement("context", "context { a: string b?: number, }");
    assert.deepEqual(
      context.params.map((param) => [param.name.text, param.optional]),
      [
        ["a", false],
        ["b", true],
      ],
    );
  });

  it("hold tests", () => {
    const test = statement("test", samples.steps?.split('test "nothing"')[0] ?? "");
    assert.equal(test.title.value, "steps");
    assert.deepEqual(
      test.steps.map((step) => step.kind),
      ["user", "user", "gap", "call", "call", "together", "context", "call", "replay", "expect", "expect", "expect"],
    );
    const together = test.steps[5];
    assert.ok(together?.kind === "together");
    assert.deepEqual(
      together.steps.map(({ call, outcome, verdict }) => [
        call.tool.text,
        outcome?.kind,
        verdict?.effect,
        verdict?.approved,
        verdict?.by?.text,
      ]),
      [
        ["book_visit", "returns", "ask", true, "known"],
        ["cancel_visit", undefined, "deny", false, undefined],
      ],
    );
    assert.deepEqual(
      test.steps.flatMap((step) => (step.kind === "expect" ? [[step.verdict.effect, step.at]] : [])),
      [
        ["deny", 4],
        ["ask", 5],
        ["allow", undefined],
      ],
    );
  });

  it("begin where the grammar says, whatever stands before", () => {
    const kinds = (text: string): string[] => statements(text).map((each) => (each.kind === "decision" ? each.head.kind : each.kind));
    assert.deepEqual(kinds("allow * context { a: string } deny * trusted a"), ["allow", "context", "deny", "trusted"]);
    assert.deepEqual(kinds("deny a when args.x from trusted trusted b deny c when context.x context { x: json }"), [
      "deny",
      "trusted",
      "deny",
      "context",
    ]);
    assert.deepEqual(kinds("limit a to context.n per turn ask b limit c to 1 per batch else ask ask d"), ["limit", "ask", "limit", "ask"]);
    assert.deepEqual(kinds('trusted a only allow, deny.test test "t" { } rule r expect a followed by b'), ["trusted", "test", "expect"]);
    assert.deepEqual(kinds("let a = args.rule rule deny_all deny * let b = a"), ["let", "deny", "let"]);
  });
});

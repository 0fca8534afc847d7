// Expressions: each form of the grammar as a tree, precedence, and places.
import assert from "node:assert/strict";
import type { Expr } from "../../../core/src/language/ast.ts";
import { expression, expressionOf, shape, statement } from "./shape.ts";

/** An expression with all that precedence decides in brackets. */
function bracketed(expr: Expr): string {
  switch (expr.kind) {
    case "and":
    case "or":
      return `[${expr.operands.map(bracketed).join(` ${expr.kind} `)}]`;
    case "not":
    case "negate":
    case "has":
      return `[${expr.kind} ${bracketed(expr.operand)}]`;
    case "compare":
    case "arithmetic":
      return `[${bracketed(expr.left)} ${expr.op} ${bracketed(expr.right)}]`;
    case "test":
      return `[${bracketed(expr.left)} ${expr.negated ? "not " : ""}${expr.op} ${bracketed(expr.right)}]`;
    case "coalesce":
      return `[${bracketed(expr.left)} ?? ${bracketed(expr.right)}]`;
    case "origin":
      return `[${bracketed(expr.left)} ${expr.negated ? "not " : ""}${expr.op} ${expr.source.kind}]`;
    case "field":
      return `${bracketed(expr.target)}.${expr.field.text}`;
    case "name":
      return expr.name;
    case "number":
      return expr.text;
    default:
      return expr.kind;
  }
}

describe("precedence", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["a or b and c", "[a or [b and c]]"],
    ["a and b or c and d or e", "[[a and b] or [c and d] or e]"],
    ["(a and b) and c", "[[a and b] and c]"],
    ["not a and b", "[[not a] and b]"],
    ["not not a", "[not [not a]]"],
    ["not a == b", "[not [a == b]]"],
    ["not a from user", "[not [a from user]]"],
    ["not a not in b", "[not [a not in b]]"],
    ["a ?? b == c ?? d", "[[a ?? b] == [c ?? d]]"],
    ["a ?? b ?? c", "[[a ?? b] ?? c]"],
    ["a ?? b + c", "[a ?? [b + c]]"],
    ["a + b * c - d", "[[a + [b * c]] - d]"],
    ["a - b - c", "[[a - b] - c]"],
    ["a * b * c + d * e", "[[[a * b] * c] + [d * e]]"],
    ["a - (b - c)", "[a - [b - c]]"],
    ["-a.b * c", "[[negate a.b] * c]"],
    ["a - -b", "[a - [negate b]]"],
    ["-a - -b", "[[negate a] - [negate b]]"],
    ["has a.b and c", "[[has a.b] and c]"],
    ["(has a).b", "[has a].b"],
    ["not has a == b", "[not [[has a] == b]]"],
    ["a.not.in.rule == b", "[a.not.in.rule == b]"],
    ["a carries (user, system) and b", "[[a carries any] and b]"],
  ];
  for (const [text, wanted] of cases) it(text, () => assert.equal(bracketed(expression(text)), wanted));
});

describe("an expression", () => {
  it("keeps a number as written, without `_`", () => {
    assert.deepEqual(shape(expression("1_000.50")), { kind: "number", text: "1000.50" });
    assert.deepEqual(shape(expression("900719925474099312345")), { kind: "number", text: "900719925474099312345" });
  });

  it("reads durations as milliseconds", () => {
    const lengths = ["30s", "10m", "24h", "7d"].map((text) => expressionOf("duration", text).milliseconds);
    assert.deepEqual(lengths, [30_000, 600_000, 86_400_000, 604_800_000]);
  });

  it("resolves the escapes of strings", () => {
    assert.equal(expressionOf("string", '"a\\n\\u00e9\\/\\"b"').value, 'a\né/"b');
    assert.equal(expressionOf("string", '""').value, "");
  });

  it("takes the common indent and the outer line ends off a block string", () => {
    assert.equal(expressionOf("string", '"""\n    two\n      lines\n\n    end\n  """').value, "two\n  lines\n\nend");
    assert.equal(expressionOf("string", '"""one"""').value, "one");
    assert.equal(expressionOf("string", '"""say "hi" \\u0041"""').value, 'say "hi" A');
    assert.equal(expressionOf("string", '"""a\r\n  b\r\n  """').value, "a\nb");
    assert.equal(expressionOf("string", '""""""').value, "");
  });

  it("has constants, fixed names and names", () => {
    assert.deepEqual(shape(expression("[true, false, null, args, context, it, granted, now, other]")), {
      kind: "list",
      items: [
        { kind: "boolean", value: true },
        { kind: "boolean", value: false },
        { kind: "null" },
        ...["args", "context", "it", "granted", "now", "other"].map((name) => ({ kind: "name", name })),
      ],
    });
  });

  it("has calls, fields and indices", () => {
    assert.deepEqual(shape(expression("f(a, 1,).allow[0]")), {
      kind: "index",
      target: {
        kind: "field",
        target: {
          kind: "call",
          name: { text: "f" },
          args: [
            { kind: "name", name: "a" },
            { kind: "number", text: "1" },
          ],
        },
        field: { text: "allow" },
      },
      index: { kind: "number", text: "0" },
    });
  });

  it("has records whose keys may be any word", () => {
    assert.deepEqual(shape(expression('{ when: 1, "x y": 2, }')), {
      kind: "record",
      entries: [
        { key: { text: "when" }, value: { kind: "number", text: "1" } },
        { key: { text: "x y" }, value: { kind: "number", text: "2" } },
      ],
    });
  });

  it("has regular expressions only after `matches`", () => {
    assert.deepEqual(shape(expression("a not matches /^[/\\]]\\/x$/i")), {
      kind: "matches",
      negated: true,
      left: { kind: "name", name: "a" },
      pattern: "^[/\\]]\\/x$",
      flags: "i",
    });
  });

  it("has word operators, each with `not`", () => {
    for (const op of ["in", "contains", "like", "under", "starts with", "ends with"]) {
      for (const not of ["", "not "]) {
        const { kind, op: found, negated } = expressionOf("test", `a ${not}${op} b`);
        assert.deepEqual([kind, found, negated], ["test", op, not !== ""]);
      }
    }
  });

  it("has sources", () => {
    const { source } = expressionOf("origin", "a not carries (user, result of (f where it.failed), trusted,)");
    const f = { text: "f", quoted: false, glob: false };
    const failed = { kind: "field", target: { kind: "name", name: "it" }, field: { text: "failed" } };
    assert.deepEqual(shape(source), {
      kind: "any",
      sources: [{ kind: "user" }, { kind: "result", of: { selector: { tools: [f], except: [] }, where: failed } }, { kind: "trusted" }],
    });
  });

  it("has folds with none, one and two binders", () => {
    const short = expressionOf("fold", "any(past f)");
    assert.deepEqual(
      [short.binder, short.second, short.where, short.body, short.list.kind],
      [undefined, undefined, undefined, undefined, "past"],
    );
    const long = expressionOf("fold", "count(x, i in l where i > 0: x)");
    assert.deepEqual(
      [long.fold, long.binder?.text, long.second?.text, long.list.kind, long.where?.kind, long.body?.kind],
      ["count", "x", "i", "name", "compare", "name"],
    );
    assert.equal(expressionOf("fold", "all(args: it)").list.kind, "name");
  });

  it("has history with `since` and `within`", () => {
    const { events, since, within } = expressionOf("past", "past (a, b* except c where it.failed) since user within 10m");
    assert.ok(events !== "user");
    assert.deepEqual(
      [events.selector.tools.map((tool) => tool.text), events.selector.except.map((tool) => tool.text), events.where?.kind],
      [["a", "b*"], ["c"], "field"],
    );
    assert.equal(since, "user");
    assert.deepEqual(shape(within), { kind: "duration", milliseconds: 600_000 });
    assert.deepEqual(shape(expressionOf("past", "past user within 5 steps")), {
      kind: "past",
      events: "user",
      within: { kind: "steps", steps: 5 },
    });
    assert.equal(expressionOf("after", "after a").events.selector.tools[0]?.text, "a");
  });

  it("knows its exact place", () => {
    const text = "let x = (a or b) and any(y in past f since user: y.args.z == 1)";
    const and = statement("let", text).value;
    assert.ok(and.kind === "and");
    const place = (expr: Expr | undefined): string => (expr === undefined ? "" : text.slice(expr.span.start, expr.span.end));
    assert.equal(place(and), "(a or b) and any(y in past f since user: y.args.z == 1)");
    const [left, right] = and.operands;
    assert.equal(place(left), "a or b");
    assert.equal(place(right), "any(y in past f since user: y.args.z == 1)");
    assert.ok(right?.kind === "fold" && right.body?.kind === "compare");
    assert.equal(place(right.list), "past f since user");
    assert.equal(place(right.body), "y.args.z == 1");
    assert.equal(place(right.body.left), "y.args.z");
  });
});

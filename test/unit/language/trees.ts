// Expressions at random, as trees.
import fc from "fast-check";
import type { Events, Expr, FoldName, Selector, Source } from "../../../core/src/language/ast.ts";
import { isReserved } from "../../../core/src/language/vocabulary.ts";

const span = { start: 0, end: 0 };

const anyWord = fc.constantFrom("a", "x1", "hit", "turn", "when", "rule", "args", "not", "user", "if", "$y");
const name = anyWord.filter((word) => !isReserved(word));
const named = (of: fc.Arbitrary<string>) => of.map((text) => ({ span, text }));
const tool = fc.oneof(
  fc.constantFrom("get_*", "*", "*_x", "read", "a*b").map((text) => ({ span, text, quoted: false, glob: text.includes("*") })),
  fc.string({ maxLength: 6 }).map((text) => ({ span, text, quoted: true, glob: text.includes("*") })),
);
const selector: fc.Arbitrary<Selector> = fc.record({
  span: fc.constant(span),
  tools: fc.array(tool, { minLength: 1, maxLength: 2 }),
  except: fc.array(tool, { maxLength: 2 }),
});
const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });

export const { expr } = fc.letrec<{ expr: Expr; events: Events; source: Source }>((tie) => {
  const inner = tie("expr");
  const events = tie("events");
  const past = fc.oneof(fc.constant("user" as const), events);
  const leaf: fc.Arbitrary<Expr> = fc.oneof(
    fc.constantFrom("0", "1.50", "900719925474099312345").map((text) => ({ span, kind: "number" as const, text })),
    fc.constantFrom(0, 30_000, 90_000, 3_600_000, 172_800_000).map((milliseconds) => ({ span, kind: "duration" as const, milliseconds })),
    fc.string({ unit: "binary", maxLength: 8 }).map((value) => ({ span, kind: "string" as const, value })),
    fc.boolean().map((value) => ({ span, kind: "boolean" as const, value })),
    fc.constant({ span, kind: "null" as const }),
    fc.oneof(name, fc.constantFrom("args", "context", "it", "granted", "now")).map((word) => ({ span, kind: "name" as const, name: word })),
  );
  const binary = fc.tuple(inner, inner, fc.boolean());
  const folds = fc.constantFrom<FoldName[]>("any", "all", "none", "count", "sum", "min", "max", "distinct", "first", "last");
  const window = fc.oneof(
    fc.constant({ span, kind: "duration" as const, milliseconds: 600_000 }),
    fc.nat(9).map((steps) => ({ span, kind: "steps" as const, steps })),
  );
  const branch: fc.Arbitrary<Expr> = fc.oneof(
    fc.tuple(named(name), fc.array(inner, { maxLength: 3 })).map(([name, args]) => ({ span, kind: "call" as const, name, args })),
    fc.tuple(inner, named(anyWord)).map(([target, field]) => ({ span, kind: "field" as const, target, field })),
    fc.tuple(inner, inner).map(([target, index]) => ({ span, kind: "index" as const, target, index })),
    fc.array(inner, { maxLength: 3 }).map((items) => ({ span, kind: "list" as const, items })),
    fc
      .array(fc.record({ span: fc.constant(span), key: named(fc.oneof(anyWord, fc.string({ maxLength: 4 }))), value: inner }), {
        maxLength: 3,
      })
      .map((entries) => ({ span, kind: "record" as const, entries })),
    fc.tuple(fc.constantFrom("not" as const, "negate" as const, "has" as const), inner).map(([kind, operand]) => ({ span, kind, operand })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(inner, { minLength: 2, maxLength: 4 }))
      .map(([kind, operands]) => ({ span, kind, operands })),
    fc
      .tuple(fc.constantFrom("==" as const, "!=" as const, "<" as const, ">=" as const), binary)
      .map(([op, [left, right]]) => ({ span, kind: "compare" as const, op, left, right })),
    fc
      .tuple(fc.constantFrom("in" as const, "like" as const, "starts with" as const, "ends with" as const), binary)
      .map(([op, [left, right, negated]]) => ({ span, kind: "test" as const, op, negated, left, right })),
    fc
      .tuple(inner, fc.boolean(), fc.constantFrom("^a", "[/]\\/b"), fc.constantFrom("", "i"))
      .map(([left, negated, pattern, flags]) => ({ span, kind: "matches" as const, negated, left, pattern, flags, regex: span })),
    fc
      .tuple(inner, fc.boolean(), fc.constantFrom("from" as const, "carries" as const), tie("source"))
      .map(([left, negated, op, source]) => ({ span, kind: "origin" as const, op, negated, left, source })),
    binary.map(([left, right]) => ({ span, kind: "coalesce" as const, left, right })),
    fc
      .tuple(fc.constantFrom("+" as const, "-" as const, "*" as const), binary)
      .map(([op, [left, right]]) => ({ span, kind: "arithmetic" as const, op, left, right })),
    fc
      .tuple(folds, optional(fc.tuple(named(name), optional(named(name)))), inner, optional(inner), optional(inner))
      .map(([fold, binders, list, where, body]) => ({
        ...{ span, kind: "fold" as const, fold, binder: binders?.[0], second: binders?.[1] },
        ...{ list, where, body },
      })),
    fc
      .tuple(past, optional(past), optional(window))
      .map(([events, since, within]) => ({ span, kind: "past" as const, events, since, within })),
    events.map((events) => ({ span, kind: "after" as const, events })),
  );
  return {
    expr: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaf, { weight: 4, arbitrary: branch }),
    events: fc.record({ span: fc.constant(span), selector, where: optional(inner) }),
    source: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom("user" as const, "system" as const, "trusted" as const, "untrusted" as const).map((kind) => ({ span, kind })),
      events.map((of) => ({ span, kind: "result" as const, of })),
      fc.array(tie("source"), { minLength: 1, maxLength: 3 }).map((sources) => ({ span, kind: "any" as const, sources })),
    ),
  };
});

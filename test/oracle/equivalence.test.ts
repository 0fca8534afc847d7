// What the checker calls equivalent is held against the engine: on random runs, with arguments missing, withheld and of the wrong kind, a
// mistake that is said to change nothing changes no strict verdict.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mutantsOf } from "../../core/src/replay/mutants.ts";
import { mutatedText } from "../../core/src/replay/mutation.ts";
import { Equivalence } from "../../core/src/semantics/equivalence.ts";
import { compiled, replayed, runs, seed } from "./cases.ts";
import { Tape, tape } from "./tape.ts";
import { tools } from "./write-expressions.ts";
import { writeContext, writeRun } from "./write-runs.ts";

const atoms = [
  "args.n > 1",
  "args.n >= 1",
  "args.n > 0",
  "args.n == 2",
  "args.n != 2",
  'args.k == "a"',
  'args.k in ["a", "b"]',
  'args.k != "a"',
  "args.ok",
  "args.ok == true",
  "has args.cc",
  "has args.ok",
  'args.to == "ann"',
  'args.to starts with "a"',
  'args.to contains "a"',
  "args.to from user",
  "(args.n ?? 0) < 2",
  "small",
  "length(args.to) >= 0",
];
const condition = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...atoms) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...atoms), fc.constantFrom("and", "or"), fc.constantFrom(...atoms))
      .map(([one, join, other]) => `(${one} ${join} ${other})`),
  },
  { weight: 1, arbitrary: fc.constantFrom(...atoms).map((one) => `not (${one})`) },
);
const rule = fc
  .record({
    effect: fc.constantFrom("allow", "ask", "deny", "flag"),
    about: fc.constantFrom(...tools, tools.slice(0, 2).join(", "), "*"),
    when: fc.array(condition, { maxLength: 3 }),
    unless: fc.option(condition, { freq: 4 }),
  })
  .map(
    ({ effect, about, when, unless }) =>
      `${effect} ${about}${when.length === 0 ? "" : ` when ${when.join(" and ")}`}${unless === null ? "" : ` unless ${unless}`}`,
  );
const cases = fc.record({
  byDefault: fc.constantFrom("ask", "ask", "deny", "allow"),
  rules: fc.array(rule, { minLength: 2, maxLength: 4 }),
  context: tape(6),
  items: fc.array(tape(40), { minLength: 4, maxLength: 12, size: "max" }),
});
const declared = tools.map(
  (tool) =>
    `tool ${tool}(to: string, n: integer, ok?: boolean, cc?: string[], k: "a" | "b", d?: string, id?: json, url?: string, x?: json)`,
);

describe(`what is called equivalent (seed ${seed})`, () => {
  it("changes no strict verdict", function () {
    this.timeout(0);
    let found = 0;
    fc.assert(
      fc.property(cases, ({ byDefault, rules, context, items }) => {
        const text = [`default ${byDefault}`, ...declared, "let small = args.n < 2", ...rules, ""].join("\n");
        const original = compiled(text);
        if (original === undefined) return;
        const { analysis, policy } = original;
        const run = { events: writeRun(items.map((item) => new Tape(item))), context: writeContext(new Tape(context)) };
        const before = replayed(policy, run).map(({ would, flags }) => `${would} ${[...flags].sort()}`);
        const known = new Equivalence(analysis);
        for (const mutant of mutantsOf(analysis.source.file.statements, text)) {
          const place = analysis.decisions.findIndex(({ decision }) => decision === mutant.decision);
          const at = analysis.decisions[place];
          const mutated = compiled(mutatedText(text, mutant));
          if (at === undefined || mutated === undefined) continue;
          const gone = mutant.operator === "drop-rule";
          if (mutated.analysis.decisions.length !== analysis.decisions.length - (gone ? 1 : 0)) continue;
          const why = known.why(at, gone ? undefined : mutated.analysis.decisions[place]);
          if (why === undefined) continue;
          found++;
          const after = replayed(mutated.policy, run).map(({ would, flags }) => `${would} ${[...flags].sort()}`);
          assert.deepEqual(after, before, `${why}\n${text}\nbecame\n${mutatedText(text, mutant)}\n${JSON.stringify(run.events)}`);
        }
      }),
      runs(80, 20_000),
    );
    assert.ok(found > 20, `${found} found`);
  });
});

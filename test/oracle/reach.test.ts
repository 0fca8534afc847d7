// What the generated policies and runs reach: every construct, with every truth it can have. A construct that is never reached is
// a hole in all the other properties.
import assert from "node:assert/strict";
import fc from "fast-check";
import { cases, compiledCase, seed } from "./cases.ts";
import { type Seen, watch } from "./observe.ts";
import { decideAll } from "./oracle.ts";

const truths = ["true", "false", "unknown"];
const firing = ["fires", "does not apply", "doubt"];
const values = ["known", "unknown"];
const numbers = ["known", "range"];
const all = (outcomes: readonly string[], ...constructs: readonly string[]): [string, readonly string[]][] =>
  constructs.map((construct) => [construct, outcomes]);

const expected = new Map<string, readonly string[]>([
  ...all(truths, "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "has", "after", "in", "not in", "contains", "not contains", "like"),
  ...all(truths, "starts with", "ends with", "under", "not under", "matches", "not matches", "any", "all", "none"),
  ...all(truths, "any of past", "all of past", "none of past", "from user", "from system", "from trusted", "from untrusted", "from result"),
  ...all(truths, "from any", "not from user", "not from trusted", "not from untrusted", "not from result", "granted"),
  ...all([...values, "absent"], "field", "first of past", "last of past", "coalesce", "index"),
  ...all(values, "now", "host()", "domain()", "date()", "time()", "number()", "lower()", "length()", "keys()", "leaves()", "name"),
  ...all(values, "+", "-", "*", "negate", "sum", "min", "max", "distinct", "context"),
  ...all([...numbers, "unknown"], "sum of past", "min of past", "max of past", "distinct of past"),
  ...all(numbers, "count", "count of past"),
  ...all(["known"], "past", "past since", "past within duration", "past within steps", "past user", "list", "record", "duration"),
  ...all(firing, "rule allow", "rule deny", "rule ask", "rule flag", "rule require", "rule grant"),
  ...["count", "sum", "distinct"].flatMap((measure) =>
    ["trace", "turn", "batch", "duration"].flatMap((span) => all(firing, `rule limit ${measure} per ${span}`)),
  ),
  ...all(["allow", "ask", "deny", "unknown, would ask", "unknown, would deny"], "verdict"),
  ...all(truths, "carries user", "carries trusted", "carries untrusted", "carries result"),
  ...all(values, "commands()"),
  ...all(["true", "false", "unknown"], "suspicious()"),
  ...all(values, "links()"),
]);

/** Generates until all is reached. The rarest pairs need some ten thousand cases: they are asked for in deep runs alone, every
 * construct always. */
const deep = Boolean(process.env.REMIT_DEEP);
const most = deep ? 200_000 : 20_000;
const chunk = 1000;

describe(`what the generated cases reach (seed ${seed})`, () => {
  it(deep ? "is every construct with every truth" : "is every construct", function () {
    this.timeout(0);
    let [generated, decided, refused] = [0, 0, 0];
    const lacking = (seen: Seen): readonly string[] =>
      [...expected].flatMap(([construct, outcomes]) =>
        (deep ? outcomes : outcomes.slice(0, seen.has(construct) ? 0 : 1))
          .filter((outcome) => !seen.get(construct)?.has(outcome))
          .map((outcome) => `${construct}: ${outcome}`),
      );
    const seen = watch((sofar) => {
      for (; generated < most && (generated === 0 || lacking(sofar).length > 0); generated += chunk) {
        for (const one of fc.sample(cases, { seed: seed + generated, numRuns: chunk })) {
          const policy = compiledCase(one);
          if (policy === undefined) refused++;
          else decided += decideAll(policy.analysis, one.events, one.context).length;
        }
      }
    });
    console.log(`      ${decided} calls decided; ${refused} of ${generated} policies had errors`);
    for (const [construct, outcomes] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
      console.log(`      ${construct}: ${[...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(", ")}`);
    }
    assert.deepEqual(lacking(seen), []);
    assert.ok(refused > 0, "some policies have errors");
  });
});

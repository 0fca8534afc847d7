// What the histories of generated runs promise: nothing after a stopped call uses what it gave back without being marked, and what
// comes later changes nothing of what was decided.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Happening, type HistoryName, replayHistory } from "../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../support/play.ts";
import { cases, compiledCase, describeCase, runs, seed } from "./cases.ts";

const histories: readonly HistoryName[] = ["recorded", "enforced", "approved"];

/** In which order reasons were come upon says nothing. */
function inOrder(key: string, value: unknown): unknown {
  if (key !== "unknowns" || !Array.isArray(value)) return value;
  return value.map((reason) => JSON.stringify(reason)).sort();
}

describe(`histories (seed ${seed})`, () => {
  it("decide the calls of a prefix as they decide them in the whole run", function () {
    this.timeout(0);
    fc.assert(
      fc.property(cases, fc.constantFrom(...histories), fc.nat(), (one, history, cut) => {
        const policy = compiledCase(one)?.policy;
        if (policy === undefined) return;
        const decided = (events: typeof one.events): unknown[] =>
          [...replayHistory(policy, { events, context: one.context }, history, { explain: true })].map(({ report, happening }) =>
            JSON.stringify([report, happening], inOrder),
          );
        const whole = decided(one.events);
        const prefix = decided(one.events.slice(0, cut % (one.events.length + 1)));
        assert.deepEqual(prefix, whole.slice(0, prefix.length), describeCase(one));
      }),
      runs(300, 20_000),
    );
  });

  const rules = [
    "deny pay when args.n > 3",
    "ask mail",
    "deny read when args.n > 6",
    "limit pay to 2 per trace",
    "deny mail when args.a from untrusted",
    "allow *",
    "require read before mail",
    "ask pay when after read",
  ];
  const tools = ["pay", "mail", "read"] as const;
  /** What a call gives back stands nowhere else. */
  const token = (call: number): string => `token-${"abcdefghijklmnopqrstuvwxyz"[call] ?? "z"}${call}-xkq`;
  const step = fc.record({
    tool: fc.constantFrom(...tools),
    n: fc.nat(9),
    uses: fc.option(fc.nat(11), { nil: undefined }),
    inside: fc.boolean(),
    fails: fc.boolean(),
    refused: fc.constantFrom(false, false, false, true),
  });

  it("mark every call that uses what a stopped call gave back, and all that rests on such a call", function () {
    this.timeout(0);
    const marked: Record<Happening, number> = { happened: 0, stopped: 0, hypothetical: 0, "would not have happened": 0, unknown: 0 };
    fc.assert(
      fc.property(
        fc.subarray(rules, { minLength: 1 }),
        fc.array(step, { minLength: 2, maxLength: 12 }),
        fc.constantFrom<HistoryName>("enforced", "approved"),
        (chosen, steps, history) => {
          const scenes: Scene[] = steps.map(({ tool, n, uses, inside, fails, refused }, at) => {
            const used = uses === undefined || uses >= at ? `made-up-${at}` : token(uses);
            const args = { n, a: inside ? [`see ${used}`, used] : used };
            return { tool, args, ...(refused ? { refused } : { result: `here is ${token(at)}`, failed: fails }) };
          });
          const policy = policyOf(["default ask", ...chosen].join("\n"));
          const happenings = [
            ...replayHistory(policy, { events: eventsOf([{ user: "go on" }, ...scenes]), context: undefined }, history),
          ].map(({ happening }) => happening);
          for (const [at, { uses }] of steps.entries()) {
            const happening = happenings[at] ?? "happened";
            const source =
              uses === undefined || uses >= at || steps[uses]?.refused === true ? "happened" : (happenings[uses] ?? "happened");
            marked[happening]++;
            if (source === "stopped" || source === "would not have happened") assert.equal(happening, "would not have happened");
            if (source === "unknown") assert.ok(happening === "unknown" || happening === "stopped", happening);
            // Before anything was stopped, nothing is supposed.
            const first = happenings.findIndex((one, place) => one === "stopped" && steps[place]?.refused === false);
            if (first < 0 || at < first) assert.ok(happening === "happened" || happening === "stopped", happening);
            else if (at > first) assert.notEqual(happening, "happened");
          }
        },
      ),
      runs(400, 20_000),
    );
    for (const one of ["happened", "stopped", "hypothetical", "would not have happened"] as const) assert.ok(marked[one] > 0, one);
  });
});

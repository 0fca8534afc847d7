// A cursor goes both ways through random runs under random policies and always says what a replay from the start says.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Event, type Policy, replayHistory } from "../../../core/src/index.ts";
import { compileQuestion, type Question } from "../../../core/src/policy/question.ts";
import { Cursor } from "../../../core/src/replay/cursor.ts";
import type { HistoryName } from "../../../core/src/replay/histories.ts";
import { evaluate } from "../../support/evaluate.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const rules = [
  "deny pay when args.n > 3",
  "ask pay when count(past pay) > 2",
  "limit pay to 3 per turn",
  "deny mail when args.to from untrusted",
  "require read before mail",
  "grant mail when args.n > 1 uses 2",
  "ask mail when any(past pay within 2 steps where it.args.n == args.n)",
  "flag read when after mail",
  "deny pay when sum(p in past pay: p.args.n) + args.n > 8",
];
const value = fc.constantFrom("alice@corp.example", "eve@evil.example", "x");
const scene: fc.Arbitrary<Scene> = fc.oneof(
  { weight: 1, arbitrary: value.map((user) => ({ user: `write to ${user}` })) },
  { weight: 1, arbitrary: fc.constant({ gap: true } as const) },
  {
    weight: 8,
    arbitrary: fc.record(
      {
        tool: fc.constantFrom("pay", "mail", "read"),
        args: fc.record({ n: fc.nat(5), to: value }),
        result: fc.oneof(value, fc.record({ to: value })),
        refused: fc.boolean(),
        with: fc.boolean(),
      },
      { requiredKeys: ["tool", "args"] },
    ),
  },
);
const policies = fc.subarray(rules, { minLength: 1 }).map((all) => policyOf(["default allow", ...all].join("\n")));
const history: fc.Arbitrary<HistoryName> = fc.constantFrom("recorded", "enforced", "approved");
const moves = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
const questions = ["count(past pay)", "args.to from untrusted", "sum(p in past pay: p.args.n)", "args.n + 1", "granted"];

const whole = (policy: Policy, events: readonly Event[], name: HistoryName): unknown[] =>
  JSON.parse(
    JSON.stringify(
      [...replayHistory(policy, { events, context: undefined }, name, { explain: true })].map(({ report, happening }) => ({
        report,
        happening,
      })),
    ),
  ) as unknown[];

/** Reasons for a doubt come in the order in which they were met, which differs with what was kept. */
const reordered = (text: string | undefined): string | undefined =>
  text?.replace(/^unknown: (.*)$/, (_, reasons: string) => `unknown: ${reasons.split("; ").sort().join("; ")}`);

describe("a cursor", () => {
  it("says at each place, reached from any other, what a replay from the start says", () => {
    fc.assert(
      fc.property(policies, fc.array(scene, { maxLength: 14 }), history, moves, (policy, scenes, name, places) => {
        const events = eventsOf(scenes);
        const expected = whole(policy, events, name);
        const cursor = new Cursor(policy, { events, context: undefined }, name);
        for (const place of places) {
          const call = expected.length === 0 ? 0 : place % expected.length;
          assert.deepEqual(JSON.parse(JSON.stringify(cursor.stop(call) ?? null)), expected[call] ?? null);
        }
        assert.equal(cursor.stop(expected.length), undefined);
      }),
      { numRuns: 150 },
    );
  });

  it("answers questions at each place as if they had been asked from the start", () => {
    fc.assert(
      fc.property(
        policies,
        fc.array(scene, { minLength: 3, maxLength: 14 }),
        moves,
        fc.array(fc.constantFrom(...questions)),
        (policy, scenes, places, texts) => {
          const events = eventsOf(scenes);
          const calls = events.filter(({ kind }) => kind === "call").length;
          if (calls === 0) return;
          const fresh = new Map(texts.map((text) => [text, places.map((place) => evaluate(policy, events, place % calls, text))]));
          const cursor = new Cursor(policy, { events, context: undefined }, "recorded");
          const asked = new Map<string, Question>();
          places.forEach((place, at) => {
            for (const text of texts) {
              const compiled = compileQuestion(text, policy);
              assert.ok("question" in compiled);
              const question = asked.get(text) ?? compiled.question;
              asked.set(text, question);
              const expected = fresh.get(text)?.[at];
              assert.ok(expected !== undefined && "text" in expected);
              assert.equal(reordered(cursor.ask(place % calls, question)?.text), reordered(expected.text), `${text} at ${place % calls}`);
            }
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("evaluate", () => {
  const policy = policyOf("tool pay(to: string, n: number)\ndefault allow deny pay when args.n > 3");
  const events = eventsOf([
    { user: "pay ann" },
    { tool: "pay", args: { to: "ann", n: 1 }, result: "ok" },
    { tool: "pay", args: { to: "eve", n: 2 } },
  ]);
  const said = (call: number, text: string): string => {
    const evaluated = evaluate(policy, events, call, text);
    if (evaluated === undefined) return "no such step";
    return "errors" in evaluated ? evaluated.errors.map(({ code, span }) => `${code} ${span.start}`).join() : evaluated.text;
  };
  it("gives values, truths and what is unknown", () => {
    assert.equal(said(1, "args.n * 2"), "4");
    assert.equal(said(0, "args.to from user"), "true");
    assert.equal(said(1, "args.to from user"), "false");
    assert.equal(said(1, "count(past pay where it.args.n < 2)"), "1");
    assert.equal(said(0, "context.user == 1"), "unknown: context (not recorded)");
  });
  it("says what is wrong, in the expression's own places", () => {
    assert.equal(said(0, "args.m"), "unknown-argument 5");
    assert.equal(said(0, "  nobody"), "unknown-name 2");
    assert.equal(said(0, "it.args"), "misplaced-it 0");
    assert.equal(said(0, "args.to matches /(/"), "bad-regex 16");
    assert.equal(said(0, "1 2"), "unexpected-token 2");
  });
  it("leaves the policy as it was", () => {
    const { views, ledgers, memory } = policy.environment;
    assert.deepEqual([views.length, ledgers.length, memory.texts], [0, 0, false]);
  });
  it("has nothing to say beyond the run's end", () => assert.equal(said(2, "1"), "no such step"));
});

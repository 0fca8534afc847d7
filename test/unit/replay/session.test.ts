// A session that was saved and resumed decides as one that was not.
import assert from "node:assert/strict";
import fc from "fast-check";
import { createSession, type Event, type Session } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const policy = policyOf(`tool pay(to: string, n: number) tool read(path: string) tool mail(to: string)
trusted read only id
default ask
allow read
allow pay when args.to from trusted and args.n <= context.most
deny pay when sum(past pay where it.args.to == args.to: it.args.n) > 6 or last(past read).result.stop == true
require read before mail
limit mail to 2 per turn
grant mail when args.to == context.friend uses 1
flag pay when args.to carries result of read
deny mail when count(past * within 4 steps) > 3 and not granted
expect pay followed by mail`);
const { REMIT_SEED: seed, REMIT_CASES: count } = process.env;
const context = { most: 5, friend: "ann" };

const scene = fc.oneof(
  fc.record({ user: fc.constantFrom("pay ann", "go on") }),
  fc.constant<Scene>({ gap: true }),
  fc.record(
    {
      tool: fc.constantFrom("pay", "read", "mail"),
      args: fc.record(
        { to: fc.constantFrom("ann", "bob-4471", "eve"), n: fc.integer({ min: 0, max: 6 }), path: fc.constant("a") },
        { requiredKeys: ["to"] },
      ),
      result: fc.constantFrom("ok", { id: "bob-4471", stop: false }, { id: "x", stop: true, more: 0.1 }),
      failed: fc.boolean(),
      refused: fc.boolean(),
      with: fc.boolean(),
      at: fc.integer({ min: 0, max: 9 }),
    },
    { requiredKeys: ["tool", "args"] },
  ),
);

const feed = (session: Session, events: readonly Event[], refuse: readonly boolean[]): unknown[] =>
  events.flatMap((event, at) => {
    const report = session.onEvent(event);
    if (report === undefined) return [];
    if (refuse[at % refuse.length] === true) session.refuseLast();
    return [[report.verdict, report.would, report.otherwise, report.rules, report.flags, report.outcomes.map((rule) => rule.outcome)]];
  });

describe("a session", () => {
  it("goes on as if it had never been saved", () => {
    fc.assert(
      fc.property(
        fc.array(scene as fc.Arbitrary<Scene>, { maxLength: 14 }),
        fc.nat(40),
        fc.array(fc.boolean(), { minLength: 1 }),
        (scenes, cut, refuse) => {
          const events = eventsOf(scenes);
          const at = cut % (events.length + 1);
          const whole = createSession(policy, { context });
          feed(whole, events.slice(0, at), refuse);
          const resumed = createSession(policy, { resume: whole.save() });
          assert.equal(resumed.save(), whole.save());
          assert.deepEqual(feed(resumed, events.slice(at), refuse), feed(whole, events.slice(at), refuse));
          const owed = (session: Session): unknown => session.obligations().map(({ name, step, outcome }) => [name, step, outcome]);
          assert.deepEqual(owed(resumed), owed(whole));
        },
      ),
      { ...(seed === undefined ? {} : { seed: Number(seed) }), numRuns: Number(count ?? (process.env.REMIT_DEEP ? 100_000 : 500)) },
    );
  });
  it("refuses what is no saved session", () => {
    for (const text of ["", "{}", "[]", "not a session"]) assert.throws(() => createSession(policy, { resume: text }), /no saved session/);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Authority, type AuthorityRun, authority, replayRun } from "../../../core/src/index.ts";
import { eventsOf, policyOf } from "../../support/play.ts";

const text = `tool read(path: string)
tool pay(to: string, amount: number, note: string)
tool wipe(disk: string)
default ask
allow read, wipe
rule payee allow pay when args.to from user and args.amount <= 100
`;
const host = { resolve: (_: string, written: string) => written, read: () => ({ reason: "no such file" }) };

const runs: readonly AuthorityRun[] = Array.from({ length: 6 }, (_, at) => ({
  name: `run ${at}`,
  context: undefined,
  events: eventsOf([
    { user: `Pay ANNA-${at}0 ${at + 20}` },
    { tool: "read", args: { path: `/bills/${at}.txt` }, result: "EVIL-9" },
    { tool: "pay", args: { to: `ANNA-${at}0`, amount: at + 20, note: "rent" }, result: "paid" },
    ...(at === 3 ? [{ tool: "pay", args: { to: "EVIL-9", amount: 1, note: "x" }, result: "paid" }] : []),
  ]),
}));

function found(given: readonly AuthorityRun[] = runs): Authority {
  const search = authority(policyOf(text), given, { host });
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}

describe("authority", () => {
  const { unused, slack, excess, runs: count, calls } = found();

  it("names what is granted and was never used, and what was done beyond it with its steps", () => {
    assert.deepEqual([count, calls], [6, 13]);
    assert.deepEqual(unused, [{ tool: "wipe", rules: ["allow@5"] }]);
    assert.deepEqual(excess, [{ tool: "pay", verdict: "ask", rules: [], steps: [{ run: "run 3", call: 2 }] }]);
  });

  it("finds the arguments that could be more than they ever were, each with a value that is allowed", () => {
    const pay = slack.find(({ tool }) => tool === "pay");
    assert.deepEqual(
      pay?.loose.map(({ name }) => name),
      ["note"],
    );
    const note = pay?.loose[0];
    assert.ok(note !== undefined && note.witness !== "rent");
    const events = eventsOf([{ user: "Pay ANNA-00 20" }, { tool: "pay", args: { to: "ANNA-00", amount: 20, note: note.witness } }]);
    assert.deepEqual(
      [...replayRun(policyOf(text), { events, context: undefined })].map(({ verdict }) => verdict),
      ["allow"],
    );
    assert.deepEqual(slack.map(({ tool }) => tool).sort(), ["pay", "read"]);
  });

  it("gives a narrower rule that allows all that was granted and used, and says how it does on runs held back", () => {
    const pay = slack.find(({ tool }) => tool === "pay");
    assert.match(pay?.narrower ?? "", /args\.note == "rent"/);
    assert.doesNotMatch(pay?.narrower ?? "", /EVIL/);
    assert.deepEqual([pay?.heldBack.hits, pay?.heldBack.of], [6, 6]);
    const narrowed = policyOf(`${text.split("\n").slice(0, 4).join("\n")}\n${slack.map(({ narrower }) => narrower ?? "").join("\n")}\n`);
    for (const run of runs) {
      const verdicts = [...replayRun(narrowed, run)].map(({ verdict }) => verdict);
      assert.deepEqual(verdicts.slice(0, 2), ["allow", "allow"]);
      assert.deepEqual(verdicts.slice(2), run.name === "run 3" ? ["ask"] : []);
    }
  });

  it("makes an estimate of nothing where all runs are of one task", () => {
    const [first] = runs;
    assert.ok(first !== undefined);
    assert.deepEqual(
      found([first, { ...first, name: "again" }]).slack.map(({ heldBack }) => heldBack.of),
      [0, 0],
    );
  });
});

// The debug adapter by its protocol: a scripted client steps through a run forward and back.
import assert from "node:assert/strict";
import { type DebugClient, debugFiles, type ShownFrame, type Stopped } from "../../support/debug-client.ts";

const policy = `tool read_file(path: string)
tool send_money(recipient: string, amount: number, note?: string)
tool send_mail(to: string)
context { user: string }
default ask

allow read_file

rule known_payee
allow send_money
  when args.recipient from user and args.amount <= 100
  because "{args.recipient} was named by you"

rule foreign_payee
deny send_money
  when args.recipient from untrusted
    and args.recipient not from user

rule few limit send_money to 2 per trace else ask
`;
const policyPath = "/w/pay.remit";
const tracePath = "/w/run.trace.jsonl";
const lines = [
  { remit: 1, kind: "run", id: "r", task: "Pay the bills", context: { user: "ann" } },
  { kind: "message", role: "user", text: "Pay 40 to DE75512108001245126199, then the bill in bill.txt" },
  { kind: "call", id: "a", tool: "read_file", args: { path: "bill.txt" } },
  { kind: "result", call: "a", text: "Total 98.70. Pay to US133000000121212121212" },
  { kind: "call", id: "b", tool: "send_money", args: { recipient: "DE75512108001245126199", amount: 40 } },
  { kind: "result", call: "b", text: "Sent." },
  { kind: "call", id: "c", tool: "send_money", args: { recipient: "US133000000121212121212", amount: 98.7 } },
  { kind: "result", call: "c", text: "Sent." },
  { kind: "call", id: "d", tool: "send_money", args: { recipient: "DE75512108001245126199", amount: 40 } },
  { kind: "call", id: "e", tool: "unheard_of", args: {}, lane: "helper" },
];
const lineOf = (text: string): number => policy.slice(0, policy.indexOf(text)).split("\n").length;

const session = (extra: ReadonlyMap<string, string> = new Map()) => {
  const files = new Map([[policyPath, policy], [tracePath, lines.map((line) => JSON.stringify(line)).join("\n")], ...extra]);
  return { files, ...debugFiles(files) };
};
const launch = { policy: policyPath, trace: tracePath };
const entry = { ...launch, stopOnEntry: true };

async function begun(args: object = entry, before?: (client: DebugClient) => Promise<unknown>) {
  const all = session();
  await all.client.launch(args, async () => before?.(all.client));
  return { ...all, first: await all.client.event<Stopped>("stopped") };
}
const stepOf = async (client: DebugClient, thread = 1): Promise<string> => (await client.stack(thread))[0]?.name ?? "none";

describe("the debug adapter", () => {
  it("steps to the end and back again through the same stops", async () => {
    const { client, first } = await begun();
    assert.equal(first.description, "Paused at step 1 of 5");
    const forth: string[] = [await stepOf(client)];
    for (let step = 2; step <= 5; step++) {
      const { threadId } = await client.to("next");
      forth.push(await stepOf(client, threadId));
    }
    assert.deepEqual(forth, [
      "step 1 of 5: read_file, allowed",
      "step 2 of 5: send_money, allowed",
      "step 3 of 5: send_money, denied",
      "step 4 of 5: send_money, needs approval",
      "step 5 of 5: unheard_of, needs approval",
    ]);
    assert.match((await client.to("next")).description, /the end of the run, after step 5/);
    const back: string[] = [];
    for (let step = 5; step >= 1; step--) {
      const { threadId } = await client.to("stepBack");
      back.push(await stepOf(client, threadId));
    }
    assert.deepEqual(back.reverse(), forth);
  });

  it("shows step, rule, clauses and where the values came from, each with its place", async () => {
    const { client, first } = await begun(launch, (one) => one.send("setExceptionBreakpoints", { filters: ["blocked"] }));
    assert.equal(first.reason, "exception");
    assert.equal(first.description, "Blocked at step 3 of 5");
    const stack = await client.stack();
    const shown = stack.map(({ name, source, line, column }: ShownFrame) => `${name} @ ${source?.name}:${line}:${column}`);
    assert.deepEqual(shown, [
      "step 3 of 5: send_money, denied @ run.trace.jsonl:7:1",
      `deny foreign_payee @ pay.remit:${lineOf("rule foreign_payee")}:1`,
      `when args.recipient from untrusted: true @ pay.remit:${lineOf("when args.recipient from untrusted")}:8`,
      `when args.recipient not from user: true @ pay.remit:${lineOf("and args.recipient not")}:9`,
      "step 1, result of read_file: Total 98.70. Pay to US133000000121212121212 @ run.trace.jsonl:4:1",
    ]);
    const info = await client.send<{ exceptionId: string; description: string }>("exceptionInfo", { threadId: 1 });
    assert.equal(info.exceptionId, "Blocked");
    assert.match(info.description, /^Denied by `foreign_payee`/);
    const found = await client.scope("Found", stack[4]);
    assert.match(found.map(({ value }) => value).join(), /US133000000121212121212/);
  });

  it("says of a step that the default decided which rules looked at it and did not apply", async () => {
    const { client } = await begun({ ...launch, step: 5 });
    const [, second] = await client.stack(2);
    assert.equal(second?.name, "default ask: no rule decided");
    assert.equal(second?.line, lineOf("default ask"));
  });

  it("has scopes for the call, context, history, provenance and counters", async () => {
    const { client } = await begun({ ...launch, step: 3 });
    const values = async (scope: string): Promise<Record<string, string>> =>
      Object.fromEntries((await client.scope(scope)).map(({ name, value }) => [name, value]));
    const call = await values("Call");
    assert.equal(call.tool, "send_money");
    assert.equal(call.verdict, "deny");
    assert.equal(call["result that follows"], '"Sent."');
    assert.deepEqual(await values("Context"), { user: '"ann"' });
    assert.deepEqual(Object.keys(await values("History")), ["step 2", "step 1", "user message"]);
    assert.deepEqual(await values("Provenance"), {
      "args.recipient": "untrusted",
      "args.amount": "untrusted",
    });
    assert.deepEqual(await values("Counters"), { few: "2" });
    const args = (await client.scope("Call")).find(({ name }) => name === "args");
    assert.deepEqual(
      (await client.variables(args?.variablesReference ?? 0)).map(({ evaluateName }) => evaluateName),
      ["args.recipient", "args.amount"],
    );
  });

  it("says beside each line of the policy what its rules and clauses came to", async () => {
    const { client } = await begun({ ...launch, step: 3 });
    const { values } = await client.send<{ values: readonly { readonly line: number; readonly text: string }[] }>("remit/inlineValues", {
      source: { path: policyPath },
    });
    assert.deepEqual(
      values.map(({ line, text }) => [policy.split("\n")[line - 1]?.trim(), text]),
      [
        ["rule known_payee", "does not apply"],
        ["when args.recipient from user and args.amount <= 100", 'false, args.recipient = "US133000000121212121212"'],
        ["when args.recipient from user and args.amount <= 100", "true, args.amount = 98.7"],
        ["rule foreign_payee", "fires, decides"],
        ["when args.recipient from untrusted", 'true, args.recipient = "US133000000121212121212"'],
        ["and args.recipient not from user", 'true, args.recipient = "US133000000121212121212"'],
        ["rule few limit send_money to 2 per trace else ask", "does not apply"],
        ["rule few limit send_money to 2 per trace else ask", "false, limit = 2"],
      ],
    );
    assert.deepEqual(await client.send("remit/inlineValues", { source: { path: "/w/other.remit" } }), { values: [] });
  });

  it("does not show results that come after the step in its history", async () => {
    const { client } = await begun({ ...launch, step: 2 });
    const [newest] = await client.scope("History");
    assert.equal(newest?.name, "step 1");
    const inner = await client.variables(newest?.variablesReference ?? 0);
    assert.deepEqual(
      inner.map(({ name }) => name),
      ["args", "result"],
    );
    await client.to("stepBack");
    assert.deepEqual(
      (await client.scope("History")).map(({ name }) => name),
      ["user message"],
    );
  });

  it("evaluates any expression of the language at the step, and says what is wrong with others", async () => {
    const { client } = await begun({ ...launch, step: 3 });
    assert.equal(await client.evaluate("args.amount > 50"), "true");
    assert.equal(await client.evaluate("args.recipient"), '"US133000000121212121212"');
    assert.equal(await client.evaluate("args.recipient from untrusted"), "true");
    assert.equal(await client.evaluate("count(past send_money)"), "1");
    assert.equal(await client.evaluate('args.note == "x"'), "unknown: args.note (absent)");
    assert.equal(await client.evaluate("context.user"), '"ann"');
    assert.match(await client.evaluate("args.recipent"), /^! .*`recipent`.*did you mean `recipient`\? \(column 6\)$/);
    assert.match(await client.evaluate("1 +"), /^! .*expected/i);
    assert.match(await client.evaluate("true allow x"), /^! .*one expression/);
    assert.match(await client.evaluate(""), /^! /);
    await client.to("stepBack");
    assert.equal(await client.evaluate("count(past send_money)"), "0");
    await client.to("next");
    assert.equal(await client.evaluate("count(past send_money)"), "1");
    assert.equal(await client.evaluate("args.recipient", "clipboard"), "US133000000121212121212");
  });

  it("goes back to the last stop and forward to the next", async () => {
    const { client } = await begun({ ...entry, stopOn: ["asked", "blocked"] });
    assert.match((await client.to("continue")).description, /^Blocked at step 3/);
    assert.match((await client.to("continue")).description, /^Needs Approval at step 4/);
    assert.match((await client.to("reverseContinue")).description, /^Blocked at step 3 of 5, backwards/);
    assert.match((await client.to("reverseContinue")).description, /step 1 of 5, backwards/);
    for (const step of [3, 4, 5]) assert.match((await client.to("continue")).description, new RegExp(`step ${step} of 5`));
    assert.match((await client.to("continue")).description, /the end of the run/);
    assert.match((await client.to("reverseContinue")).description, /step 5 of 5, backwards/);
    await client.to("continue");
    await client.send("continue", { threadId: 1 });
    await client.event("terminated");
  });

  it("refuses words that are no filter, and runs, files and policies that are not there", async () => {
    const refused = async (args: object): Promise<string> => (await session().client.try("launch", args)).message ?? "";
    assert.match(
      await refused({ ...launch, stopOn: ["denied"] }),
      /stopOn knows blocked, asked, default, unknown, differs, but not "denied"/,
    );
    assert.match(await refused({ ...launch, run: 2 }), /no run 2 in this file; there are 1 \(r\)/);
    assert.match(await refused({ ...launch, trace: "/w/none.json" }), /cannot be read: \/w\/none\.json: no such file/);
    assert.match(await refused({ policy: policyPath }), /`trace` is the path/);
    assert.match(await refused({ ...launch, policy: tracePath }), /^The policy has .*errors? and decides nothing\. Line 1, column/);
    assert.equal(await refused({ trace: tracePath, run: "r" }), "");
  });

  it("answers what it does not know, and what it is asked too early, with an error", async () => {
    const { client } = session();
    assert.equal((await client.try("setVariable")).success, false);
    assert.match((await client.try("stackTrace", { threadId: 1 })).message ?? "", /nothing is being debugged/);
    assert.match((await client.try("attach")).message ?? "", /launched/);
    assert.equal((await client.try("hasOwnProperty")).success, false);
  });

  it("has a thread for each lane; a step out leads to another lane", async () => {
    const { client } = await begun();
    const { threads } = await client.send<{ threads: { id: number; name: string }[] }>("threads");
    assert.deepEqual(threads, [
      { id: 1, name: "main" },
      { id: 2, name: "helper" },
    ]);
    assert.deepEqual(await client.stack(2), []);
    const stopped = await client.to("stepOut");
    assert.equal(stopped.threadId, 2);
    assert.equal(await stepOf(client, 1), "step 4 of 5: send_money");
  });

  it("goes to a step by its line in the trace, or by a rule that speaks there", async () => {
    const { client } = await begun();
    const targets = async (path: string, line: number): Promise<{ id: number; label: string }[]> =>
      (await client.send<{ targets: { id: number; label: string }[] }>("gotoTargets", { source: { path }, line })).targets;
    assert.deepEqual(
      (await targets(tracePath, 7)).map(({ label }) => label),
      ["step 3: send_money"],
    );
    const [target] = await targets(policyPath, lineOf("deny send_money"));
    assert.equal(target?.label, "step 3: send_money");
    assert.match((await client.to("goto", { targetId: target?.id })).description, /step 3 of 5/);
    assert.match((await client.to("remit/goToStep", { step: 2 })).description, /step 2 of 5/);
    assert.match((await client.try("goto", { targetId: 9 })).message ?? "", /no step 9/);
  });

  it("begins anew on restart and ends on terminate", async () => {
    const { client } = await begun({ ...launch, step: 3 });
    assert.match((await client.to("restart")).description, /step 1 of 5/);
    await client.send("terminate");
    await client.event("terminated");
  });

  it("reports and ends where nothing is to be debugged", async () => {
    const { client } = session();
    await client.launch({ ...launch, noDebug: true });
    await client.event("terminated");
    assert.match(client.said(), /step 3 of 5: send_money, denied\. Denied by `foreign_payee`/);
  });

  it("follows the history that it is told to", async () => {
    const { client } = await begun({ ...launch, history: "enforced", step: 4 });
    assert.match(await stepOf(client), /send_money, allowed, hypothetical/);
    const call = await client.scope("Call");
    assert.equal(call.find(({ name }) => name === "as enforced")?.value, "hypothetical");
  });

  it("takes the reader's answers to what is asked", async () => {
    const fate = async (more: object): Promise<string | undefined> => {
      const { client } = await begun({ ...launch, history: "approved", step: 5, ...more });
      const call = await client.scope("Call", (await client.stack(2))[0]);
      return call.find(({ name }) => name === "as approved")?.value;
    };
    assert.equal(await fate({}), "hypothetical");
    assert.equal(await fate({ refuse: [5] }), "stopped");
    assert.equal(await fate({ refuse: [4] }), "hypothetical");
  });
});

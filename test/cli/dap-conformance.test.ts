// `remit dap` held to the protocol by the editor's own test client: it starts the adapter, speaks to it on its channels, and fails
// where an answer is not what the protocol says.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import { program } from "../support/run-remit.ts";

const policy = `default allow
allow read
rule big
deny pay
  when args.amount > 50
    and args.to != "ann"
rule many limit pay to 3 per trace else ask
deny open when context.user == "eve"
`;
const lineOf = (text: string): number => policy.slice(0, policy.indexOf(text)).split("\n").length;

/** Steps: 1 read; 2 pay eve 60, denied; 3 pay ann 60; 4 read; 5 pay eve 80, denied, and executed; 6 a stranger; 7 pay bob;
 * 8 pay bob, asked; 9 open: nobody recorded who the user is */
const calls = [
  { tool: "read", args: {} },
  { tool: "pay", args: { to: "eve", amount: 60 }, fate: "refused" },
  { tool: "pay", args: { to: "ann", amount: 60 } },
  { tool: "read", args: {} },
  { tool: "pay", args: { to: "eve", amount: 80 }, fate: "executed" },
  { tool: "stranger", args: {} },
  { tool: "pay", args: { to: "bob", amount: 1 } },
  { tool: "pay", args: { to: "bob", amount: 2 } },
  { tool: "open", args: {} },
];
const trace = [
  { remit: 1, kind: "run", id: "r" },
  ...calls.flatMap((call, at) => [
    { kind: "call", id: `c${at}`, ...call },
    ...(call.fate === "refused" ? [] : [{ kind: "result", call: `c${at}`, text: "ok" }]),
  ]),
]
  .map((line) => JSON.stringify(line))
  .join("\n");

interface Stopped {
  readonly reason: string;
  readonly description: string;
  readonly threadId: number;
}

describe("remit dap, by the editor's test client", () => {
  let folder = "";
  let client: DebugClient;
  const path = (name: string): string => join(folder, name);
  const launch = (more: object = {}): object => ({ policy: path("pay.remit"), trace: path("run.trace.jsonl"), stopOn: [], ...more });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "remit-dap-"));
    writeFileSync(path("pay.remit"), policy);
    writeFileSync(path("run.trace.jsonl"), trace);
    // The client starts a program without further words.
    writeFileSync(path("adapter.cjs"), `process.argv.splice(2, 0, "dap"); require(${JSON.stringify(program())});`);
    client = new DebugClient(process.execPath, path("adapter.cjs"), "remit", { cwd: folder });
    client.defaultTimeout = 20_000;
    await client.start();
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts, sets what is to be set, and waits for the first stop. */
  async function begun(more: object, set: () => Promise<unknown> = async () => {}): Promise<Stopped> {
    const [stopped] = await Promise.all([
      client.waitForEvent("stopped"),
      client.waitForEvent("initialized").then(async () => {
        await set();
        await client.configurationDoneRequest();
      }),
      client.launch(launch(more)),
    ]);
    return stopped.body as Stopped;
  }
  async function stopAfter(send: Promise<unknown>): Promise<Stopped> {
    const [stopped] = await Promise.all([client.waitForEvent("stopped"), send]);
    return stopped.body as Stopped;
  }
  const stepIn = ({ description }: Stopped): number => Number(/step (\d+)/.exec(description)?.[1] ?? 0);
  const top = async (): Promise<string> => (await client.stackTraceRequest({ threadId: 1 })).body.stackFrames[0]?.name ?? "";
  const lines = (breakpoints: { line: number }[]): Promise<unknown> =>
    client.setBreakpointsRequest({ source: { path: path("pay.remit") }, breakpoints });

  it("says what it can do", async () => {
    const { body } = await client.initializeRequest();
    for (const ability of ["supportsStepBack", "supportsConditionalBreakpoints", "supportsHitConditionalBreakpoints", "supportsLogPoints"])
      assert.equal((body as Record<string, unknown>)[ability], true, ability);
    assert.deepEqual(
      body?.exceptionBreakpointFilters?.map(({ filter }) => filter),
      ["blocked", "asked", "default", "unknown", "differs"],
    );
  });

  it("stops on a breakpoint of a rule, at the step in the recording", async () => {
    const line = lineOf("rule big");
    await client.hitBreakpoint(
      launch(),
      { path: path("pay.remit"), line },
      { path: path("run.trace.jsonl"), line: 4 },
      { path: path("pay.remit"), line },
    );
    assert.equal(await top(), "step 2 of 9: pay, denied");
  });

  it("steps, steps back, and runs back to the last stop", async () => {
    assert.equal(stepIn(await begun({ stopOnEntry: true }, () => lines([{ line: lineOf("rule big") }]))), 1);
    assert.equal(stepIn(await stopAfter(client.nextRequest({ threadId: 1 }))), 2);
    const there = await client.stackTraceRequest({ threadId: 1 });
    assert.equal(stepIn(await stopAfter(client.stepInRequest({ threadId: 1 }))), 3);
    assert.equal(stepIn(await stopAfter(client.stepBackRequest({ threadId: 1 }))), 2);
    const back = await client.stackTraceRequest({ threadId: 1 });
    const shown = ({ body }: typeof back): unknown => body.stackFrames.map(({ name, line, source }) => [name, line, source?.path]);
    assert.deepEqual(shown(back), shown(there));
    assert.equal(stepIn(await stopAfter(client.continueRequest({ threadId: 1 }))), 5);
    assert.equal(stepIn(await stopAfter(client.reverseContinueRequest({ threadId: 1 }))), 2);
  });

  it("stops on every kind of breakpoint", async () => {
    const functions = (breakpoints: { name: string; condition?: string; hitCondition?: string }[]): Promise<unknown> =>
      client.setFunctionBreakpointsRequest({ breakpoints });
    const filters = (filterId: string, condition?: string): Promise<unknown> =>
      client.setExceptionBreakpointsRequest({
        filters: [],
        filterOptions: [{ filterId, ...(condition === undefined ? {} : { condition }) }],
      });
    const clause = lineOf('and args.to != "ann"');
    const kinds: readonly (readonly [string, () => Promise<unknown>, string, number])[] = [
      ["a clause", () => lines([{ line: clause }]), "breakpoint", 2],
      ["a condition", () => lines([Object.assign({ line: lineOf("rule big") }, { condition: "args.amount > 70" })]), "breakpoint", 5],
      ["a hit count", () => lines([Object.assign({ line: lineOf("rule big") }, { hitCondition: "== 2" })]), "breakpoint", 5],
      ["a tool", () => functions([{ name: "st*" }]), "function breakpoint", 6],
      ["a tool with a hit count", () => functions([{ name: "pay", hitCondition: ">= 4" }]), "function breakpoint", 7],
      ["blocked", () => filters("blocked", "args.amount > 70"), "exception", 5],
      ["asked", () => filters("asked"), "exception", 8],
      ["default", () => filters("default"), "exception", 3],
      ["unknown", () => filters("unknown"), "exception", 9],
      ["differs", () => filters("differs"), "exception", 5],
    ];
    for (const [name, set, reason, step] of kinds) {
      // What a launch names itself is not for the client to choose.
      const stopped = await begun(reason === "exception" ? { stopOn: undefined } : {}, set);
      assert.deepEqual([stopped.reason, stepIn(stopped)], [reason, step], `${name}: ${JSON.stringify(stopped)}`);
      await client.stop();
      client = new DebugClient(process.execPath, path("adapter.cjs"), "remit", { cwd: folder });
      client.defaultTimeout = 20_000;
      await client.start();
    }
  });

  it("says what a log point says, and goes on", async () => {
    const said = client.waitForEvent("output", 20_000);
    const line = lineOf("rule big");
    const outputs: string[] = [];
    client.on("output", ({ body }: { body: { output: string } }) => outputs.push(body.output));
    await begun({}, () => lines([Object.assign({ line }, { logMessage: "pays {args.to}" })]));
    await said;
    assert.deepEqual(
      outputs.filter((text) => text.startsWith("pays")),
      ['pays "eve"\n', 'pays "eve"\n'],
    );
  });

  it("evaluates what the language can say at the step, and says what is wrong", async () => {
    await begun({ step: 5 });
    const frameId = (await client.stackTraceRequest({ threadId: 1 })).body.stackFrames[0]?.id ?? 0;
    const value = async (expression: string, context: string): Promise<string> =>
      (await client.evaluateRequest({ expression, frameId, context })).body.result;
    assert.equal(await value("args.amount * 2", "watch"), "160");
    assert.equal(await value("count(past pay)", "repl"), "1");
    assert.equal(await value("args.to", "hover"), '"eve"');
    await assert.rejects(client.evaluateRequest({ expression: "nobody", frameId, context: "watch" }), /nobody/);
  });

  it("decides anew when the policy is edited while it stands still", async () => {
    await begun({ step: 5 });
    assert.equal(await top(), "step 5 of 9: pay, denied");
    const gone = client.waitForEvent("invalidated");
    await client.customRequest("initialize", { adapterID: "remit", supportsInvalidatedEvent: true });
    writeFileSync(path("pay.remit"), policy.replace("deny pay", "ask pay"));
    await client.customRequest("remit/policyChanged");
    await gone;
    assert.equal(await top(), "step 5 of 9: pay, needs approval");
  });

  it("shows threads, scopes and their values", async () => {
    await begun({ step: 3 });
    assert.deepEqual((await client.threadsRequest()).body.threads, [{ id: 1, name: "main" }]);
    const frameId = (await client.stackTraceRequest({ threadId: 1 })).body.stackFrames[0]?.id ?? 0;
    const { scopes } = (await client.scopesRequest({ frameId })).body;
    for (const name of ["Call", "Context", "History", "Provenance", "Counters"])
      assert.ok(
        scopes.some((scope) => scope.name === name),
        `${name} among ${scopes.map((scope) => scope.name).join()}`,
      );
    for (const { variablesReference } of scopes)
      assert.ok(Array.isArray((await client.variablesRequest({ variablesReference })).body.variables));
  });
}).timeout(120_000);

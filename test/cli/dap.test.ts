// `remit dap` from outside: a child process that speaks the debug adapter protocol on its channels.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FrameReader, frame } from "../../cli/src/framing.ts";
import type { FromAdapter } from "../../core/src/index.ts";
import { DebugClient, type Stopped } from "../support/debug-client.ts";
import { runRemit, startRemit } from "../support/run-remit.ts";

const samples = fileURLToPath(new URL("../../samples/bank", import.meta.url));

describe("remit dap", () => {
  let folder = "";
  let running: ReturnType<typeof startRemit>[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-dap-"));
    cpSync(samples, folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const child of running.splice(0)) child.kill();
    running = [];
  });

  function start(): { readonly client: DebugClient; readonly ended: Promise<number | null> } {
    const child = startRemit(["dap"], folder);
    running.push(child);
    const reader = new FrameReader();
    const client = new DebugClient((message) => child.stdin?.write(frame(message)));
    child.stdout?.on("data", (chunk: Uint8Array) => {
      for (const message of reader.read(chunk)) client.receive(message as FromAdapter);
    });
    return { client, ended: new Promise((done) => child.on("close", done)) };
  }
  const trace = (): string => join(folder, "runs", "pay-the-bill.trace.jsonl");

  it("debugs a run by the policy that the project file names, and steps back", async () => {
    const { client, ended } = start();
    await client.launch({ trace: trace(), stopOn: ["blocked"] });
    const blocked = await client.event<Stopped>("stopped");
    assert.match(blocked.description, /^Blocked at step/);
    const [, rule] = await client.stack();
    assert.equal(rule?.name, "deny foreign_payee");
    assert.equal(rule?.source?.path, join(folder, "bank.remit"));
    assert.equal(await client.evaluate("args.recipient from untrusted"), "true");
    await client.to("stepBack");
    assert.match((await client.stack())[0]?.name ?? "", /get_balance, allowed/);
    await client.send("disconnect");
    assert.equal(await ended, 0);
  });

  it("decides anew when the policy's file is written while it stands still", async () => {
    const { client } = start();
    const policy = join(folder, "bank.remit");
    const text = readFileSync(policy, "utf8");
    await client.launch({ trace: trace(), policy, stopOn: ["blocked"] });
    await client.event("stopped");
    writeFileSync(policy, text.replace("deny payments", "ask payments"));
    await client.event("invalidated");
    assert.match((await client.stack())[0]?.name ?? "", /needs approval/);
    writeFileSync(policy, text);
  });

  it("stops at breakpoints given by path and line", async () => {
    const { client } = start();
    const policy = join(folder, "bank.remit");
    const line =
      readFileSync(policy, "utf8")
        .split("\n")
        .findIndex((one) => one.startsWith("rule foreign_payee")) + 1;
    await client.launch({ trace: trace(), stopOn: [] }, () =>
      client.send("setBreakpoints", { source: { path: policy }, breakpoints: [{ line }] }),
    );
    assert.equal((await client.event<Stopped>("stopped")).reason, "breakpoint");
  });

  it("takes no arguments, and does not choke on what is no protocol", async () => {
    assert.equal((await runRemit(["dap", "x"], folder)).code, 1);
    const { code, err } = await runRemit(["dap"], folder, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.equal(code, 0);
    assert.match(err, /the head of a message has no length/);
    assert.equal((await runRemit(["dap"], folder, "Content-Length: 3\r\n\r\n{{{Content-Length: 4\r\n\r\nnull")).code, 0);
  });
}).timeout(60_000);

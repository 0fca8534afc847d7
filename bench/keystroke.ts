// From a key in a policy of 2,000 lines to its diagnostics, through the language server in this process, against what the parser
// alone needs for the same text. The key makes a mistake and mends it in turn. The client asks, as VS Code does.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { nodeHost } from "../server/src/node-host.ts";
import { createServer } from "../server/src/server.ts";
import { bareParse } from "./bare-parse.ts";
import { median, percentile, ratio } from "./measure.ts";

const uri = "file:///bench/policy.remit";
const tools = 40;

/** Forty tools, and rules of four lines each up to 2,000 lines. */
export function generatedPolicy(): string {
  const lines = ["default ask", ""];
  for (let tool = 0; tool < tools; tool++) lines.push(`tool act_${tool}(recipient: string, amount: number, path: string, note?: string)`);
  for (let rule = 0; lines.length <= 1_995; rule++) {
    const tool = `act_${rule % tools}`;
    lines.push(
      "",
      `rule rule_${rule} ${rule % 3 === 0 ? "deny" : "allow"} ${tool}`,
      `  when args.amount <= ${rule + 100} and (args.recipient in ["a${rule}", "b${rule}"] or args.path under "/srv/${rule}")`,
      `  unless after (act_${(rule + 1) % tools} where it.args.recipient == args.recipient)`,
      `  because "{args.recipient} is number ${rule}"`,
    );
  }
  return `${lines.join("\n")}\n`;
}

export async function benchKeystroke(): Promise<string> {
  const text = generatedPolicy();
  const [up, down] = [new PassThrough(), new PassThrough()];
  createServer(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)), nodeHost());
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.onRequest("client/registerCapability", () => null);
  client.onRequest("workspace/diagnostic/refresh", () => null);
  client.listen();
  const capabilities = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };
  await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
  await client.sendNotification("initialized", {});

  const diagnostics = async (): Promise<readonly Diagnostic[]> => {
    const { items } = await client.sendRequest<{ readonly items: readonly Diagnostic[] }>("textDocument/diagnostic", {
      textDocument: { uri },
    });
    return items.filter(({ severity = 1 }) => severity <= 2);
  };
  await client.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "remit", version: 1, text } });
  assert.deepEqual(
    (await diagnostics()).slice(0, 3).map(({ message }) => message),
    [],
    "the generated policy has nothing wrong",
  );

  // A letter more makes an argument that no tool takes; the next key takes it away.
  const half = text.indexOf("args.amount", text.length / 2) + "args.amount".length;
  const before = text.slice(0, half).split("\n");
  const at = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  let version = 1;
  let wrong = false;
  const key = async (): Promise<void> => {
    wrong = !wrong;
    const range = { start: at, end: { line: at.line, character: at.character + (wrong ? 0 : 1) } };
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range, text: wrong ? "x" : "" }],
    });
    assert.equal((await diagnostics()).length, wrong ? 1 : 0);
  };

  // In turn, so that a busy machine slows both.
  const [keys, bare]: [number[], number[]] = [[], []];
  for (let round = -10; round < 60; round++) {
    const start = performance.now();
    await key();
    const between = performance.now();
    bareParse(text);
    if (round < 0) continue;
    keys.push(between - start);
    bare.push(performance.now() - between);
  }
  client.dispose();
  const [ours, p95, theirs] = [median(keys), percentile(keys, 0.95), median(bare)].map((time) => Number(time.toFixed(1)));
  const lines = text.split("\n").length - 1;
  return `${ratio(ours ?? 0, theirs ?? 0)} as the parser alone (${ours} ms, of 20 keys the slowest ${p95} ms, against ${theirs} ms; ${lines} lines)`;
}

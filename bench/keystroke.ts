// From a key in a policy of 2,000 lines to its diagnostics, through the language server in this process, against parsing the
// same text alone. The key makes a mistake and mends it in turn.
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
import { parse } from "../core/src/index.ts";
import { nodeHost } from "../server/src/node-host.ts";
import { createServer } from "../server/src/server.ts";
import { medians, ratio } from "./measure.ts";

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
      `  when args.amount <= ${rule + 100} and (args.recipient in ["a${rule}", "b${rule}"] or args.path starts with "/srv/${rule}")`,
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
  let arrived: (diagnostics: readonly Diagnostic[]) => void = () => {};
  client.onNotification(
    "textDocument/publishDiagnostics",
    (published: { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }) => {
      if (published.uri === uri) arrived(published.diagnostics);
    },
  );
  client.onRequest("client/registerCapability", () => null);
  client.listen();
  await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification("initialized", {});

  const answer = (): Promise<readonly Diagnostic[]> =>
    new Promise((resolve) => {
      arrived = resolve;
    });
  const opened = answer();
  await client.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "remit", version: 1, text } });
  assert.deepEqual(await opened, [], "the generated policy has no diagnostic");

  // A letter more makes an argument that no tool takes; the next key takes it away.
  const half = text.indexOf("args.amount", text.length / 2) + "args.amount".length;
  const before = text.slice(0, half).split("\n");
  const at = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  let version = 1;
  let wrong = false;
  const key = async (): Promise<void> => {
    wrong = !wrong;
    const range = { start: at, end: { line: at.line, character: at.character + (wrong ? 0 : 1) } };
    const diagnostics = answer();
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range, text: wrong ? "x" : "" }],
    });
    assert.equal((await diagnostics).length, wrong ? 1 : 0);
  };

  const times = await medians(
    [
      { name: "key", run: key },
      { name: "parse", run: () => parse(text) },
    ],
    20,
  );
  client.dispose();
  const [keyTime, parseTime] = [times.get("key") ?? 0, times.get("parse") ?? 0];
  const lines = text.split("\n").length - 1;
  return `${ratio(keyTime, parseTime)} as parsing the text alone (${keyTime.toFixed(0)} ms against ${parseTime.toFixed(0)} ms, ${lines} lines)`;
}

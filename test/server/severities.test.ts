// How much a diagnostic weighs, as a client sees it: by the project file, over that by the settings; and the actions that
// write it down.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CodeAction, Diagnostic, TextDocumentEdit, TextEdit } from "vscode-languageserver-protocol";
import { lineIndex } from "../../core/src/index.ts";
import { type LanguageClient, type Started, startServer } from "../support/language-client.ts";

const text = "let aaa = 1\n  let b = 2\ndeny c\n";
const told = (found: readonly Diagnostic[]): readonly string[] => found.map(({ code, severity }) => `${code} ${severity}`);

describe("severities in the editor", () => {
  let started: Started;
  let client: LanguageClient;
  let folder: string;
  let uri: string;
  const project = (): string => pathToFileURL(join(folder, "remit.json")).toString();

  before(async () => {
    started = startServer();
    client = started.client;
    await client.initialize({
      workspace: { workspaceEdit: { documentChanges: true, snippetEditSupport: true, resourceOperations: ["create"] } },
    });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-weights-"));
    uri = pathToFileURL(join(folder, "policy.remit")).toString();
  });
  afterEach(async () => {
    await client.close(uri);
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => {
    client.connection.dispose();
    started.process.kill();
  });

  const actionsAt = async (line: number): Promise<readonly CodeAction[]> => {
    const range = { start: { line, character: 6 }, end: { line, character: 6 } };
    return await client.request<CodeAction[]>("textDocument/codeAction", uri, { range, context: { diagnostics: [] } });
  };
  const action = async (line: number, title: RegExp): Promise<CodeAction> => {
    const found = (await actionsAt(line)).find((one) => title.test(one.title));
    assert.ok(found !== undefined, `${title}: ${(await actionsAt(line)).map((one) => one.title).join("; ")}`);
    return found;
  };

  it("are the project file's, also while that is open and unsaved, and the settings' over these", async () => {
    await client.open(uri, text);
    assert.deepEqual(told(await client.diagnostics(uri)), ["unused-name 2", "unused-name 2"]);
    writeFileSync(join(folder, "remit.json"), '{ "severities": { "unused-name": "hint" } }');
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: project(), type: 1 }] });
    await client.diagnostics(uri, (found) => told(found).join() === "unused-name 4,unused-name 4");
    await client.open(project(), '{ "severities": { "unused-name": "off" } }', "json");
    await client.diagnostics(uri, (found) => found.length === 0);
    assert.deepEqual(await actionsAt(0), [], "nothing is offered for what is not shown");
    const settings = { remit: { diagnostics: { severities: { "unused-name": "information" } } } };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings });
    await client.diagnostics(uri, (found) => told(found).join() === "unused-name 3,unused-name 3");
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: {} });
    await client.close(project());
  });

  it("leave errors what they are", async () => {
    writeFileSync(join(folder, "remit.json"), '{ "severities": { "unknown-name": "off" } }');
    await client.open(uri, "allow c when nobody\n");
    assert.deepEqual(told(await client.diagnostics(uri)), ["unknown-name 1"]);
    const titles = (await actionsAt(0)).map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title) => /off|remit\.json/.test(title)),
      [],
    );
  });

  it("are turned off on a line by a comment that asks for its reason", async () => {
    await client.open(uri, text);
    const { edit, diagnostics, kind } = await action(1, /^Turn `unused-name` off here, with a reason$/);
    assert.deepEqual([kind, diagnostics?.length], ["quickfix", 1]);
    const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
    const start = { line: 1, character: 0 };
    assert.deepEqual(change, {
      textDocument: { uri, version: 1 },
      edits: [{ range: { start, end: start }, snippet: { kind: "snippet", value: `  // remit-ignore unused-name: $\{1:reason}\n` } }],
    });
    await client.change(uri, text.replace("  let b", "  // remit-ignore unused-name: reason\n  let b"));
    assert.equal((await client.diagnostics(uri)).length, 1);
  });

  it("are written into the project file, which is made where there is none", async () => {
    await client.open(uri, text);
    const made = await action(0, /^Set `unused-name` to off in remit\.json$/);
    const [create, fill] = made.edit?.documentChanges ?? [];
    assert.deepEqual(create, { kind: "create", uri: project(), options: { ignoreIfExists: true } });
    const [content] = (fill as TextDocumentEdit).edits as TextEdit[];
    assert.deepEqual(JSON.parse(content?.newText ?? ""), { severities: { "unused-name": "off" } });

    const before = '{\n  "policies": []\n}\n';
    writeFileSync(join(folder, "remit.json"), before);
    const { edit } = await action(0, /^Set `unused-name` to hint in remit\.json$/);
    const [one, ...more] = edit?.changes?.[project()] ?? [];
    assert.ok(one !== undefined && more.length === 0);
    const lines = lineIndex(before);
    const at = lines.offset({ line: one.range.start.line, column: one.range.start.character });
    const after = JSON.parse(before.slice(0, at) + one.newText + before.slice(at));
    assert.deepEqual(after, { policies: [], severities: { "unused-name": "hint" } });
    assert.deepEqual(client.errors, []);
  });
}).timeout(60_000);

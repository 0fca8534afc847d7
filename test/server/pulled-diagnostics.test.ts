// Diagnostics for clients that ask: of one policy, of the whole workspace, and when to ask again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  type FullDocumentDiagnosticReport,
  type InitializeResult,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { type LanguageClient, type Started, startServer } from "../support/language-client.ts";

const capabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true }, workspaceFolders: true },
};

describe("diagnostics that a client asks for", () => {
  let started: Started;
  let client: LanguageClient;
  let said: InitializeResult;
  let folder: string;
  let refreshed = 0;
  const place = (name: string): string => pathToFileURL(join(folder, name)).toString();
  const write = async (name: string, text: string | undefined, type: 1 | 2 | 3): Promise<void> => {
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: place(name), type }] });
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "remit-pulled-"));
    writeFileSync(join(folder, "closed.remit"), 'import "./shared.remit"\ndeny a when args.x in ourz\n');
    writeFileSync(join(folder, "shared.remit"), 'let ours = ["x"]\n');
    started = startServer();
    client = started.client;
    client.connection.onRequest("workspace/diagnostic/refresh", () => {
      refreshed++;
      return null;
    });
    said = await client.initialize(capabilities, { workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "w" }] });
  });
  after(() => {
    client.connection.dispose();
    started.process.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const pull = async (uri: string, previousResultId?: string): Promise<FullDocumentDiagnosticReport> =>
    await client.request("textDocument/diagnostic", uri, { previousResultId });

  it("are not told unasked, and the other way round", async () => {
    assert.deepEqual(said.capabilities.diagnosticProvider, {
      identifier: "remit",
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    const uri = place("open.remit");
    await client.open(uri, "let a = 1\ndeny b\n");
    const first = await pull(uri);
    assert.deepEqual([first.kind, first.items.map(({ code }) => code)], ["full", ["unused-name"]]);
    assert.deepEqual(await pull(uri, first.resultId), { kind: "unchanged", resultId: first.resultId });
    await client.change(uri, "let a = 1\nlet c = 1\ndeny b\n");
    const second = await pull(uri, first.resultId);
    assert.deepEqual(
      second.items.map(({ code }) => code),
      ["unused-name", "unused-name"],
    );
    assert.deepEqual(await pull(place("never.remit")), { kind: "full", items: [] });
    await client.close(uri);
    assert.deepEqual(client.published, []);
    const other = startServer();
    const { capabilities: without } = await other.client.initialize();
    assert.equal(without.diagnosticProvider, undefined);
    other.client.connection.dispose();
    other.process.kill();
  });

  it("are asked for again where another file changes them", async () => {
    const uri = place("open.remit");
    await client.open(uri, "let a = 1\ndeny b\n");
    const { resultId } = await pull(uri);
    const before = refreshed;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await write("remit.json", '{"severities": {"unused-name": "off"}}', 1);
    for (let wait = 0; refreshed === before && wait < 100; wait++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(refreshed, before + 1);
    assert.deepEqual((await pull(uri, resultId)).items, []);
    await write("remit.json", undefined, 3);
    await client.close(uri);
  });

  it("are those of the whole workspace, then of what has changed, and of nothing where nothing has", async () => {
    const ask = (known: WorkspaceDiagnosticReport, cancelled?: CancellationTokenSource): Promise<WorkspaceDiagnosticReport> => {
      const ids = new Map(known.items.flatMap(({ uri, resultId }) => (resultId === undefined ? [] : [[uri, resultId] as const])));
      const previousResultIds = [...ids].map(([uri, value]) => ({ uri, value }));
      return client.connection.sendRequest("workspace/diagnostic", { previousResultIds }, ...(cancelled ? [cancelled.token] : []));
    };
    const told = ({ items }: WorkspaceDiagnosticReport): readonly string[] =>
      items
        .map((item) => `${item.uri.replace(/.*\//, "")} ${item.kind === "full" ? item.items.map(({ code }) => code).join() : "unchanged"}`)
        .sort();
    const all = await ask({ items: [] });
    assert.deepEqual(told(all), ["closed.remit unknown-name", "shared.remit "]);

    const next = ask(all);
    let answered = false;
    void next.then(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(answered, false, "it waits for news");
    await write("shared.remit", 'let ourz = ["x"]\n', 2);
    assert.deepEqual(told(await next), ["closed.remit "]);

    // Also news: what an editor holds of a file that others import, and a file that goes.
    const later = await ask({ items: [] });
    const third = ask(later);
    await client.open(place("shared.remit"), 'let theirs = ["x"]\n');
    assert.deepEqual(told(await third), ["closed.remit unknown-name"]);
    await client.close(place("shared.remit"));
    const whole = await ask({ items: [] });
    const fourth = ask(whole);
    await write("closed.remit", undefined, 3);
    assert.deepEqual(told(await fourth), ["closed.remit "]);

    const source = new CancellationTokenSource();
    const rest = await ask({ items: [] });
    const last = ask(rest, source);
    // Taken up by now, the question waits.
    await new Promise((resolve) => setTimeout(resolve, 200));
    source.cancel();
    assert.deepEqual(await last, { items: [] });
    assert.deepEqual(client.errors, []);
  });
}).timeout(60_000);

// The language server by its own door: the protocol over standard input and output, as any editor would speak it.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  CodeAction,
  Diagnostic,
  DocumentSymbol,
  Hover,
  InitializeResult,
  Location,
  RegistrationParams,
  SemanticTokens,
} from "vscode-languageserver-protocol";
import { exitOf, type LanguageClient, type Started, startServer, textOf } from "../support/language-client.ts";

const catalogue = JSON.stringify({
  tools: [
    {
      name: "send_money",
      description: "Sends money.",
      inputSchema: {
        type: "object",
        required: ["recipient", "amount"],
        properties: { recipient: { type: "string" }, amount: { type: "number" }, kind: { type: "string", enum: ["gift", "loan"] } },
      },
    },
    { name: "get_iban", description: "Looks one up.", inputSchema: { type: "object", properties: { user: { type: "string" } } } },
  ],
});

const inOrder = (found: readonly Diagnostic[]): Diagnostic[] => [...found].sort((a, b) => a.range.start.line - b.range.start.line);

describe("the language server over stdio", () => {
  const running: Started[] = [];
  const start = (): LanguageClient => {
    const one = startServer();
    running.push(one);
    return one.client;
  };
  /** Most tests share one server: each has a folder of its own. */
  let client: LanguageClient;
  let said: InitializeResult;
  let folder: string;
  let uri: string;
  const place = (name: string): string => pathToFileURL(join(folder, name)).toString();

  before(async () => {
    client = start();
    said = await client.initialize();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-server-"));
    writeFileSync(join(folder, "bank.tools.json"), catalogue);
    uri = place("test.remit");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(() => {
    for (const one of running) {
      one.client.connection.dispose();
      one.process.kill();
    }
  });

  it("says what it can do", () => {
    const { capabilities, serverInfo } = said;
    assert.equal(serverInfo?.name, "remit");
    assert.equal(capabilities.positionEncoding, "utf-16");
    assert.equal(capabilities.hoverProvider, true);
    assert.deepEqual(capabilities.completionProvider?.triggerCharacters, [".", '"', "/"]);
    assert.ok(capabilities.semanticTokensProvider !== undefined);
  });

  it("finds a misspelt tool, with its suggestion, its page and its fix", async () => {
    const text = 'tools "./bank.tools.json"\ndeny send_mony\n';
    await client.open(uri, text);
    const [diagnostic, ...others] = await client.diagnostics(uri);
    assert.ok(diagnostic !== undefined);
    assert.deepEqual(others, []);
    assert.equal(diagnostic.code, "unknown-tool");
    assert.equal(textOf(text, diagnostic), "send_mony");
    assert.match(String(diagnostic.message), /did you mean `send_money`/);
    assert.match(diagnostic.codeDescription?.href ?? "", /docs\/diagnostics\/unknown-tool\.md$/);
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", uri, {
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    assert.deepEqual(actions[0]?.edit?.changes, { [uri]: [{ range: diagnostic.range, newText: "send_money" }] });
    assert.equal(actions[0]?.kind, "quickfix");
    assert.ok(actions.some(({ kind }) => kind === "source.fixAll.remit"));
    const fixAll = { range: diagnostic.range, context: { diagnostics: [], only: ["source.fixAll"] } };
    assert.deepEqual(
      (await client.request<CodeAction[]>("textDocument/codeAction", uri, fixAll)).map(({ kind }) => kind),
      ["source.fixAll.remit"],
    );
  });

  it("shows five diagnostics for five errors, each at its place", async () => {
    const text = `tools "./bank.tools.json"
deny send_mony
allow send_money when args.amout > 1
ask send_money when args.kind == "gft"
deny get_iban when args.user = "x"
flag get_iban when argz.user == "x"
`;
    await client.open(uri, text);
    const found = await client.diagnostics(uri);
    assert.deepEqual(
      inOrder(found.filter(({ severity }) => severity === 1)).map((one) => `${one.code}: ${textOf(text, one)}`),
      ["unknown-tool: send_mony", "unknown-argument: amout", 'unknown-value: "gft"', "likely-slip: =", "unknown-name: argz"],
    );
  });

  it("completes an argument's name in the middle of a line", async () => {
    await client.open(uri, 'tools "./bank.tools.json"\nallow send_money when args.\n\ndeny get_iban\n');
    const labels = (await client.complete(uri, 1, "allow send_money when args.".length)).map(({ label }) => label);
    assert.deepEqual(labels.sort(), ["amount", "kind", "recipient"]);
    await client.change(uri, 'tools "./bank.tools.json"\nallow send_money when args.am\n\ndeny get_iban\n');
    const [item] = (await client.complete(uri, 1, "allow send_money when args.am".length)).filter(({ label }) => label === "amount");
    assert.deepEqual(item?.textEdit, { range: { start: { line: 1, character: 27 }, end: { line: 1, character: 29 } }, newText: "amount" });
    assert.equal(item?.detail, "number");
  });

  it("completes the path of a catalogue", async () => {
    mkdirSync(join(folder, "runs"));
    await client.open(uri, 'tools "./b"\n');
    assert.deepEqual(
      (await client.complete(uri, 0, 10)).map(({ label }) => label),
      ["./bank.tools.json", "./runs/"],
    );
  });

  it("offers snippets to clients that know them, plain text to others", async () => {
    const knowing = start();
    await knowing.initialize({ textDocument: { completion: { completionItem: { snippetSupport: true } } } });
    await knowing.open(uri, "");
    const rule = (await knowing.complete(uri, 0, 0)).find(({ label }) => label.startsWith("rule … deny"));
    assert.equal(rule?.insertTextFormat, 2);
    await client.open(uri, "");
    const plain = (await client.complete(uri, 0, 0)).find(({ label }) => label.startsWith("rule … deny"));
    assert.equal(plain?.insertTextFormat, 1);
    assert.deepEqual(plain?.textEdit, {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      newText: 'rule name\ndeny tool_name\n  when condition\n  because "reason"',
    });
  });

  it("answers hover, definition, symbols and semantic tokens", async () => {
    await client.open(uri, 'tools "./bank.tools.json"\nlet ours = ["x"]\nrule mine\ndeny send_money when args.recipient in ours\n');
    const at = (line: number, character: number): object => ({ position: { line, character } });
    const hover = await client.request<Hover>("textDocument/hover", uri, at(3, 7));
    assert.match(JSON.stringify(hover.contents), /send_money\(recipient: string/);
    assert.deepEqual(hover.range, { start: { line: 3, character: 5 }, end: { line: 3, character: 15 } });
    const definition = await client.request<Location>("textDocument/definition", uri, at(3, 40));
    assert.deepEqual(definition, { uri, range: { start: { line: 1, character: 4 }, end: { line: 1, character: 8 } } });
    assert.equal((await client.request<Location>("textDocument/definition", uri, at(0, 10))).uri, place("bank.tools.json"));
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ["./bank.tools.json", "ours", "mine"],
    );
    const { data } = await client.request<SemanticTokens>("textDocument/semanticTokens/full", uri);
    assert.deepEqual(data.slice(0, 10), [1, 4, 4, 3, 3, 1, 5, 4, 2, 1]);
  });

  it("answers for the last of ten quick changes", async () => {
    await client.open(uri, "deny a\n");
    for (let round = 0; round < 9; round++) await client.change(uri, `deny a when args.x = ${round}\n`);
    const version = await client.change(uri, 'tools "./bank.tools.json"\ndeny send_mony\n');
    const found = await client.diagnostics(uri);
    assert.deepEqual(
      found.map(({ code }) => code),
      ["unknown-tool"],
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const seen = client.published.filter((one) => one.uri === uri).flatMap((one) => one.version ?? []);
    assert.equal(seen[seen.length - 1], version);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
      "versions never go back",
    );
  });

  it("cancels a request that waits", async () => {
    await client.open(uri, "deny a\n");
    const { CancellationTokenSource } = await import("vscode-languageserver-protocol");
    const source = new CancellationTokenSource();
    const position = { line: 0, character: 5 };
    const pending = client.connection.sendRequest("textDocument/hover", { textDocument: { uri }, position }, source.token);
    source.cancel();
    await pending.then(
      () => undefined,
      (error: { code?: number }) => assert.equal(error.code, -32800),
    );
    assert.ok(await client.request("textDocument/hover", uri, { position: { line: 0, character: 1 } }));
  });

  it("follows a catalogue and an import: open, changed, saved by someone else", async () => {
    const shared = place("shared.remit");
    writeFileSync(join(folder, "shared.remit"), 'let ours = ["x"]\n');
    await client.open(
      uri,
      'tools "./bank.tools.json"\nimport "./shared.remit"\ndeny send_money when args.recipient in ours\nask get_iban\n',
    );
    assert.deepEqual(await client.diagnostics(uri), []);
    await client.open(shared, 'let theirs = ["x"]\n');
    const codes = await client.diagnostics(uri, (found) => found.length > 0);
    assert.deepEqual(
      codes.map(({ code }) => code),
      ["unknown-name"],
    );
    await client.change(shared, 'let ours = ["y"]\n');
    await client.diagnostics(uri, (found) => found.length === 0);

    client.published.length = 0;
    writeFileSync(join(folder, "bank.tools.json"), catalogue.replaceAll("send_money", "pay"));
    const changes = [{ uri: place("bank.tools.json"), type: 2 }];
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
    const after = await client.diagnostics(uri, (found) => found.length > 0);
    assert.deepEqual(
      after.map(({ code }) => code),
      ["unknown-tool"],
    );

    client.published.length = 0;
    await client.open(place("bank.tools.json"), catalogue, "json");
    await client.diagnostics(uri, (found) => found.length === 0);
    assert.ok(
      client.published.every((one) => one.uri !== place("bank.tools.json")),
      "a catalogue is no policy",
    );
  });

  it("says that a catalogue is missing, and takes its findings back when the policy is closed", async () => {
    await client.open(uri, 'tools "./none.json"\n');
    const [missing] = await client.diagnostics(uri);
    assert.equal(missing?.code, "unreadable-file");
    assert.match(String(missing?.message), /no such file/);
    await client.close(uri);
    client.versions.delete(uri);
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  it("says of UTF-16 that it is that, once, of the policy and of what it imports", async () => {
    writeFileSync(join(folder, "other.remit"), Buffer.from("\ufeffgroup g = a\n", "utf16le"));
    await client.open(uri, 'import "./other.remit"\ndeny a\n');
    const said = (found: readonly Diagnostic[]): readonly unknown[] =>
      found.map(({ code, message }) => [code, String(message).replace(/.*?: /, "")]);
    assert.deepEqual(said(await client.diagnostics(uri)), [["unreadable-file", "it is UTF-16; save it as UTF-8"]]);
    const text = "// why\ndeny a\n";
    for (const bytes of [
      Buffer.from(`\ufeff${text}`, "utf16le"),
      Buffer.from(text, "utf16le"),
      Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    ]) {
      const own = place(`utf16-${bytes[0]}-${bytes[1]}.remit`);
      await client.open(own, bytes.toString("utf8"));
      assert.deepEqual(said(await client.diagnostics(own)), [
        ["invalid-utf8", "this is UTF-16 that was read as UTF-8; save the file as UTF-8"],
      ]);
      assert.deepEqual(await client.request("textDocument/formatting", own, { options: { tabSize: 2, insertSpaces: true } }), []);
    }
  });

  it("shows what the settings say", async () => {
    await client.open(uri, "let a = 1\ndeny b\n");
    assert.deepEqual(
      (await client.diagnostics(uri)).map(({ code, severity }) => `${code} ${severity}`),
      ["unused-name 2"],
    );
    const set = (value: string): Promise<void> =>
      client.connection.sendNotification("workspace/didChangeConfiguration", {
        settings: { remit: { diagnostics: { severities: { "unused-name": value } } } },
      });
    await set("hint");
    await client.diagnostics(uri, (found) => found[0]?.severity === 4);
    await set("off");
    await client.diagnostics(uri, (found) => found.length === 0);
  });

  it("survives text that is no policy, a huge line, a stray range and an unknown document", async () => {
    for (const text of [
      "\u0000\u0001\uFFFF\uD800",
      "{".repeat(3000),
      `deny a when ${"not ".repeat(2000)}x`,
      `let a = "${"x".repeat(1_000_000)}"`,
      "🦊 = «»\r\r\n\u2028",
    ]) {
      const own = place(`odd-${text.length}.remit`);
      await client.open(own, text);
      assert.ok(Array.isArray(await client.diagnostics(own)), JSON.stringify(text.slice(0, 20)));
      await client.complete(own, 0, 5);
      await client.request("textDocument/semanticTokens/full", own);
    }
    await client.open(uri, "deny a");
    assert.ok(Array.isArray(await client.complete(uri, 999, 999)));
    assert.equal(await client.request("textDocument/hover", place("never-opened.remit"), { position: { line: 0, character: 0 } }), null);
    assert.equal(running[0]?.process.exitCode, null);
    assert.deepEqual(client.errors, []);
  });

  it("ends with 0 after shutdown, and with 1 when the client just goes away", async () => {
    for (const [leave, code] of [
      [(one: Started) => one.client.shutdown(), 0],
      [async (one: Started) => void one.process.stdin?.end(), 1],
    ] as const) {
      const one = startServer();
      await one.client.initialize();
      await leave(one);
      assert.equal(await exitOf(one.process), code);
      one.client.connection.dispose();
    }
  });

  it("registers for watched files and asks for settings where the client can", async () => {
    const able = start();
    const registered = new Promise<string[]>((resolve) => {
      const methods: string[] = [];
      able.connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
        methods.push(...registrations.map(({ method }) => method));
        if (methods.length === 2) resolve(methods.sort());
        return null;
      });
    });
    able.connection.onRequest("workspace/configuration", () => [{ diagnostics: { severities: { "unused-name": "error" } } }]);
    await able.initialize({ workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } } });
    await able.open(uri, "let a = 1\ndeny b\n");
    await able.diagnostics(uri, (found) => found[0]?.severity === 1);
    assert.deepEqual(await registered, ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]);
  });
});

// A plain client of the language server: it speaks the protocol to a child process and knows no editor.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import {
  type CompletionItem,
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const root = join(import.meta.dirname, "..", "..");

export interface Started {
  readonly client: LanguageClient;
  readonly process: ChildProcess;
}

/** Starts the server as an editor would: over standard input and output. */
export function startServer(args: readonly string[] = [join(root, "server", "src", "main.ts"), "--stdio"]): Started {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const client = new LanguageClient(connection);
  child.stderr.setEncoding("utf8").on("data", (text: string) => client.errors.push(text));
  return { client, process: child };
}

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode === null ? new Promise((resolve) => child.once("exit", resolve)) : Promise.resolve(child.exitCode);

export class LanguageClient {
  readonly connection: MessageConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  /** What the server wrote to standard error, and what it logged as an error. */
  readonly errors: string[] = [];
  readonly versions = new Map<string, number>();
  private readonly waiting = new Set<() => void>();

  constructor(connection: MessageConnection) {
    this.connection = connection;
    connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const look of [...this.waiting]) look();
    });
    connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
      if (type === 1) this.errors.push(message);
    });
    connection.onRequest("client/registerCapability", () => null);
    connection.listen();
  }

  async initialize(capabilities: object = {}, more: object = {}): Promise<InitializeResult> {
    const result: InitializeResult = await this.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities,
      ...more,
    });
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  async open(uri: string, text: string, languageId = "remit"): Promise<void> {
    this.versions.set(uri, 1);
    await this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  }
  /** Replaces the whole text, or applies the given changes. */
  async change(uri: string, change: string | readonly object[]): Promise<number> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    const contentChanges = typeof change === "string" ? [{ text: change }] : change;
    await this.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
    return version;
  }
  async close(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  /** The diagnostics of the newest version, or of the first publication from now on that satisfies. */
  async diagnostics(uri: string, satisfies?: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    const version = this.versions.get(uri);
    const wanted = (): PublishDiagnosticsParams | undefined =>
      this.published.findLast(
        (one) => one.uri === uri && one.version === version && (satisfies === undefined || satisfies(one.diagnostics)),
      );
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(
          new Error(
            `no such diagnostics for ${uri} version ${version}; last: ${JSON.stringify(this.published[this.published.length - 1])}`,
          ),
        );
      }, 8000);
      const look = (): void => {
        const found = wanted();
        if (found === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(found.diagnostics);
      };
      this.waiting.add(look);
      look();
    });
  }

  async request<R>(method: string, uri: string, more: object = {}): Promise<R> {
    return await this.connection.sendRequest(method, { textDocument: { uri }, ...more });
  }
  async complete(uri: string, line: number, character: number): Promise<readonly CompletionItem[]> {
    return await this.request("textDocument/completion", uri, { position: { line, character } });
  }

  async shutdown(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
  }
}

/** The text that a diagnostic's range covers, for messages of tests. */
export function textOf(text: string, { range }: Diagnostic): string {
  const lines = text.split("\n");
  assert.equal(range.start.line, range.end.line, "the range is in one line");
  return (lines[range.start.line] ?? "").slice(range.start.character, range.end.character);
}

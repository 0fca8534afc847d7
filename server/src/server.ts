// Puts the parts together on a connection: documents, settings, routes, and the pushing of diagnostics.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type OpenPolicy, openDocuments } from "./documents.ts";
import { guardAction, type Log } from "./guard.ts";
import type { Session } from "./handlers.ts";
import { routes } from "./routes.ts";
import { type ClientTraits, clientTraits, defaultSettings, settingsFrom } from "./settings.ts";
import { type DiagnosticOptions, diagnostic } from "./to-protocol.ts";
import { tokenResults } from "./token-results.ts";
import { documentationFolder, type Files } from "./workspace.ts";

/** Answers the protocol on the connection. `files` is asked for what no editor holds. */
export function createServer(connection: Connection, files: Files): void {
  const log: Log = (message) => connection.console.error(message);
  const texts = new TextDocuments(TextDocument);
  let traits: ClientTraits | undefined;
  let settings = defaultSettings;
  let documentation: string | undefined;
  let folders: readonly string[] = [];

  const diagnosticOptions = (): DiagnosticOptions => ({
    severities: settings.severities,
    documentation,
    clientUri: (uri) => documents.clientUri(uri),
  });
  const tokens = tokenResults();
  const publish = (uri: string, policy: OpenPolicy | undefined): void => {
    if (policy === undefined) tokens.forget(uri);
    const found = policy?.analysis.diagnostics.flatMap((one) => diagnostic(policy.analysis, one, diagnosticOptions()) ?? []) ?? [];
    void connection.sendDiagnostics({ uri, diagnostics: found, ...(policy === undefined ? {} : { version: policy.version }) });
  };
  const documents = openDocuments(texts, files, log, publish, () => folders);
  const session: Session = { documents, diagnosticOptions, snippets: () => traits?.snippets === true, tokens };

  const readSettings = async (): Promise<void> => {
    if (traits?.configuration !== true) return;
    settings = settingsFrom(await connection.workspace.getConfiguration("remit"));
    documents.refreshAll();
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    traits = clientTraits(params);
    folders = traits.folders;
    documentation = (traits.documentation ?? documentationFolder())?.replace(/\/*$/, "/");
    return {
      serverInfo: { name: "remit" },
      capabilities: Object.assign(
        {
          positionEncoding: PositionEncodingKind.UTF16,
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
          workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
        ...routes.map(({ capability }) => capability),
      ),
    };
  });
  connection.onInitialized(() => {
    if (traits?.configuration === true) void connection.client.register(DidChangeConfigurationNotification.type, { section: "remit" });
    if (traits?.watchRegistration === true) {
      const watchers = [{ globPattern: "**/*.remit" }, { globPattern: "**/*.json" }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (traits?.folderChanges === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
      });
    }
    readSettings().catch((error: unknown) => log(`settings: ${String(error)}`));
  });
  connection.onDidChangeConfiguration(({ settings: pushed }) => {
    if (traits?.configuration === true) {
      readSettings().catch((error: unknown) => log(`settings: ${String(error)}`));
      return;
    }
    settings = settingsFrom(typeof pushed === "object" && pushed !== null && "remit" in pushed ? pushed.remit : undefined);
    documents.refreshAll();
  });
  connection.onDidChangeWatchedFiles(({ changes }) =>
    guardAction("watched files", log, () => {
      for (const { uri } of changes) documents.fileChanged(uri);
    }),
  );
  for (const { register } of routes) register(connection, session, log);
  texts.listen(connection);
  connection.listen();
}

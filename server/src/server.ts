// Puts the parts together on a connection: documents, settings, routes, and the pushing of diagnostics.
import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Diagnostic, projectFileName, traceExtensions, weighed } from "../../core/src/index.ts";
import { type OpenPolicy, openDocuments } from "./documents.ts";
import { guardAction, type Log } from "./guard.ts";
import type { Session } from "./handlers.ts";
import { onRuleSteps } from "./lens-handlers.ts";
import { routes } from "./routes.ts";
import { BoundRuns } from "./runs/bound-runs.ts";
import { consequences } from "./runs/consequences.ts";
import { consequencesMethod, type RuleStepsParams, ruleStepsMethod } from "./runs/protocol.ts";
import { Standings } from "./runs/standing.ts";
import { type ClientTraits, clientTraits, defaultSettings, settingsFrom } from "./settings.ts";
import { type DiagnosticOptions, diagnostic } from "./to-protocol.ts";
import { tokenResults } from "./token-results.ts";
import { documentationFolder, type Files, uriKey } from "./workspace.ts";

/** Answers the protocol on the connection. `files` is asked for what no editor holds. */
export function createServer(connection: Connection, files: Files): void {
  const log: Log = (message) => connection.console.error(message);
  const texts = new TextDocuments(TextDocument);
  let traits: ClientTraits | undefined;
  let settings = defaultSettings;
  let documentation: string | undefined;
  /** Whether the editor saves by itself: what is on the disk is then what was typed. */
  let autoSave = false;
  let folders: readonly string[] = [];

  const diagnosticOptions = (): DiagnosticOptions => ({
    documentation,
    clientUri: (uri) => documents.clientUri(uri),
  });
  const shown = (policy: OpenPolicy): readonly Diagnostic[] =>
    weighed(policy.analysis.diagnostics, documents.severities(policy.uri, settings.severities));
  const tokens = tokenResults();
  let looked = false;
  const publish = (uri: string, policy: OpenPolicy | undefined): void => {
    if (policy === undefined) {
      tokens.forget(uri);
      standings.closed(uriKey(uri));
    } else {
      standings.changed(uriKey(uri));
      if (!looked && settings.recordedRuns) runs.look(0);
      looked = true;
    }
    const found = policy === undefined ? [] : shown(policy).map((one) => diagnostic(policy.analysis, one, diagnosticOptions()));
    void connection.sendDiagnostics({ uri, diagnostics: found, ...(policy === undefined ? {} : { version: policy.version }) });
  };
  const documents = openDocuments(texts, files, log, publish, () => folders);
  const runs = new BoundRuns(
    () => (settings.recordedRuns ? folders : []),
    log,
    () => standings.allChanged(),
  );
  const sources = {
    typed: (key: string) => documents.policy(key),
    baseline: (key: string) => {
      const analysis = autoSave ? documents.asOpened(key) : documents.saved(key);
      return analysis && { analysis, against: autoSave ? ("opened" as const) : ("saved" as const) };
    },
  };
  const standings = new Standings(runs, log, sources, (key) => {
    if (traits?.consequences === true)
      void connection.sendNotification(consequencesMethod, consequences(documents.clientUri(key), standings, key));
    if (traits?.lensRefresh === true && standings.state(key).kind === "counted") void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  const session: Session = {
    documents,
    diagnosticOptions,
    shown,
    traits: () => traits,
    tokens,
    standings,
    lenses: () => ({ wanted: settings.lenses, commands: traits?.consequences === true }),
  };

  const takeSettings = (value: unknown): void => {
    const before = settings.recordedRuns;
    settings = settingsFrom(value);
    documents.refreshAll();
    if (settings.recordedRuns !== before) runs.look(0);
  };
  const readSettings = async (): Promise<void> => {
    if (traits?.configuration !== true) return;
    const [own, saving] = await connection.workspace.getConfiguration([{ section: "remit" }, { section: "files.autoSave" }]);
    autoSave = typeof saving === "string" && saving !== "off";
    takeSettings(own);
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
    if (traits?.configuration === true)
      void connection.client.register(DidChangeConfigurationNotification.type, { section: ["remit", "files.autoSave"] });
    if (traits?.watchRegistration === true) {
      const watchers = [{ globPattern: "**/*.remit" }, { globPattern: `**/*.{${traceExtensions.join(",")}}` }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (traits?.syncRegistration === true) {
      const documentSelector = [{ pattern: `**/${projectFileName}` }];
      void connection.client.register(DidOpenTextDocumentNotification.type, { documentSelector });
      void connection.client.register(DidChangeTextDocumentNotification.type, {
        documentSelector,
        syncKind: TextDocumentSyncKind.Incremental,
      });
      void connection.client.register(DidCloseTextDocumentNotification.type, { documentSelector });
    }
    if (traits?.folderChanges === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        runs.look();
      });
    }
    readSettings().catch((error: unknown) => log(`settings: ${String(error)}`));
  });
  connection.onDidChangeConfiguration(({ settings: pushed }) => {
    if (traits?.configuration === true) {
      readSettings().catch((error: unknown) => log(`settings: ${String(error)}`));
      return;
    }
    takeSettings(typeof pushed === "object" && pushed !== null && "remit" in pushed ? pushed.remit : undefined);
  });
  connection.onDidChangeWatchedFiles(({ changes }) =>
    guardAction("watched files", log, () => {
      for (const { uri, type } of changes) {
        documents.fileChanged(uri);
        if (looked) runs.fileChanged(uri, type !== FileChangeType.Changed);
      }
    }),
  );
  for (const { register } of routes) register(connection, session, log);
  connection.onRequest(ruleStepsMethod, (params: RuleStepsParams) => onRuleSteps(session, params));
  texts.listen(connection);
  connection.listen();
}

// Puts the parts together on a connection: documents, settings, routes, and the pushing of diagnostics.
import {
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
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
import { type Analysis, type Diagnostic, projectFileName, traceExtensions, weighed } from "../../core/src/index.ts";
import { completionLists } from "./completion-lists.ts";
import { DiagnosticReports } from "./diagnostic-reports.ts";
import { type OpenPolicy, openDocuments } from "./documents.ts";
import { guardAction, type Log } from "./guard.ts";
import type { Session } from "./handlers.ts";
import { onRuleSteps } from "./lens-handlers.ts";
import { routes } from "./routes.ts";
import { consequences } from "./runs/consequences.ts";
import { consequencesMethod, type RuleStepsParams, ruleStepsMethod, type Tried, type TriedParams, triedMethod } from "./runs/protocol.ts";
import type { RecordedRuns } from "./runs/recorded-runs.ts";
import { Standings } from "./runs/standing.ts";
import { tried } from "./runs/tried.ts";
import { type ClientTraits, clientTraits, defaultSettings, settingsFrom } from "./settings.ts";
import { type DiagnosticOptions, diagnostic } from "./to-protocol.ts";
import { tokenResults } from "./token-results.ts";
import { type Files, uriKey } from "./workspace.ts";

/** What the program that the server runs in can do. */
export interface ServerHost {
  /** Asked for what no editor holds. */
  files(changed: (uri: string) => void): Files;
  /** Where the pages of diagnostics lie, where the client does not say. */
  documentation(): string | undefined;
  /** `changed` is called when other runs are bound than before. */
  recordedRuns(folders: () => readonly string[], log: Log, changed: () => void): RecordedRuns;
}

/** Answers the protocol on the connection. */
export function createServer(connection: Connection, host: ServerHost): void {
  const files = host.files((uri) => documents.fileChanged(uri));
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
  const shown = (uri: string, analysis: Analysis): readonly Diagnostic[] =>
    weighed(analysis.diagnostics, documents.severities(uri, settings.severities));
  const diagnosticsOf = (uri: string, analysis: Analysis) =>
    shown(uri, analysis).map((one) => diagnostic(analysis, one, diagnosticOptions()));
  const tokens = tokenResults();
  /** The versions of which diagnostics were ready; the same again is news that the client does not know of. */
  const ready = new Map<string, number>();
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
    const isKnown = policy !== undefined && ready.get(uri) === policy.version;
    if (policy === undefined) ready.delete(uri);
    else ready.set(uri, policy.version);
    reports.changed(policy === undefined || isKnown ? undefined : uriKey(uri));
    if (traits?.pulls !== true) {
      const diagnostics = policy === undefined ? [] : diagnosticsOf(uri, policy.analysis);
      void connection.sendDiagnostics({ uri, diagnostics, ...(policy === undefined ? {} : { version: policy.version }) });
    } else if (isKnown) void connection.sendRequest(DiagnosticRefreshRequest.type);
  };
  const documents = openDocuments(texts, files, log, publish, () => folders);
  const reports = new DiagnosticReports(documents, diagnosticsOf);
  const runs = host.recordedRuns(
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
    lists: completionLists(),
    reports,
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
    const told = clientTraits(params);
    traits = told;
    folders = told.folders;
    documentation = (told.documentation ?? host.documentation())?.replace(/\/*$/, "/");
    return {
      serverInfo: { name: "remit" },
      capabilities: Object.assign(
        {
          positionEncoding: PositionEncodingKind.UTF16,
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
          workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
        ...routes.map(({ capability }) => (typeof capability === "function" ? capability(told) : capability)),
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
        reports.changed();
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
        files.forget?.(uriKey(uri));
        documents.fileChanged(uri);
        reports.changed(type === FileChangeType.Changed ? uriKey(uri) : undefined);
        if (looked) runs.fileChanged(uri, type !== FileChangeType.Changed);
      }
    }),
  );
  for (const { register } of routes) register(connection, session, log);
  connection.onRequest(ruleStepsMethod, (params: RuleStepsParams) => onRuleSteps(session, params));
  connection.onRequest(triedMethod, async ({ uri, files: edited }: TriedParams): Promise<Tried | null> => {
    if (!looked && settings.recordedRuns) runs.look(0);
    looked = true;
    const before = documents.analyzeWith(uri, new Map());
    const after = documents.analyzeWith(uri, new Map(edited.map((file) => [uriKey(file.uri), file.text])));
    if (before === undefined || after === undefined) return null;
    return (await tried(uriKey(uri), before, after, runs, standings)) ?? null;
  });
  texts.listen(connection);
  connection.listen();
}

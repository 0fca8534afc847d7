// What a user can set, and what a client says about itself. Anything that is not understood is the default.
import type { InitializeParams } from "vscode-languageserver";
import { isSeveritySetting, type Severities } from "../../core/src/index.ts";

/** The section `remit` of the client's configuration. */
export interface Settings {
  /** By code: the severity to show instead of the table's own, and of a project file's. */
  readonly severities: Severities;
  /** Whether lenses above rules say what these do on recorded runs. */
  readonly lenses: boolean;
  /** Whether the recorded runs of the workspace are read in the background. */
  readonly recordedRuns: boolean;
}

export const defaultSettings: Settings = { severities: new Map(), lenses: true, recordedRuns: true };

export interface ClientTraits {
  readonly configuration: boolean;
  readonly watchRegistration: boolean;
  readonly snippets: boolean;
  /** Whether it asks for the documentation of a completion when that is looked at. */
  readonly resolvesDocumentation: boolean;
  /** The workspace's folders at first, as URIs, and whether the client says when they change. */
  readonly folders: readonly string[];
  readonly folderChanges: boolean;
  /** The URI of the folder with the pages of diagnostics, where the client knows it. */
  readonly documentation: string | undefined;
  /** Whether it wants to be told the consequences of edits, and has the commands of lenses. */
  readonly consequences: boolean;
  readonly lensRefresh: boolean;
  /** Whether edits may make files and hold places to fill in. */
  readonly createsFiles: boolean;
  readonly snippetEdits: boolean;
  /** Whether it asks for diagnostics, and can be told to ask again. */
  readonly pulls: boolean;
  /** Whether it can be asked to tell of the texts of further files. */
  readonly syncRegistration: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Reads `{ "diagnostics": { "severities": { "unused-name": "off" } }, "lenses": { "enabled": false } }`. */
export function settingsFrom(value: unknown): Settings {
  const diagnostics = isRecord(value) ? value.diagnostics : undefined;
  const wanted = isRecord(diagnostics) ? diagnostics.severities : undefined;
  const entries = Object.entries(isRecord(wanted) ? wanted : {});
  const known = entries.flatMap(([code, severity]) => (isSeveritySetting(severity) ? [[code, severity] as const] : []));
  return { severities: new Map(known), lenses: isOn(value, "lenses"), recordedRuns: isOn(value, "recordedRuns") };
}

function isOn(value: unknown, section: string): boolean {
  const settings = isRecord(value) ? value[section] : undefined;
  return !(isRecord(settings) && settings.enabled === false);
}

export function clientTraits(params: InitializeParams): ClientTraits {
  const { workspace, textDocument } = params.capabilities;
  const options: unknown = params.initializationOptions;
  const { documentation, consequences } = isRecord(options) ? options : {};
  return {
    configuration: workspace?.configuration === true,
    watchRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    resolvesDocumentation: textDocument?.completion?.completionItem?.resolveSupport?.properties.includes("documentation") === true,
    folders: params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri === null ? [] : [params.rootUri]),
    folderChanges: workspace?.workspaceFolders === true,
    documentation: typeof documentation === "string" ? documentation : undefined,
    consequences: consequences === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes("create") === true,
    snippetEdits: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.snippetEditSupport === true,
    pulls: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    syncRegistration: textDocument?.synchronization?.dynamicRegistration === true,
  };
}

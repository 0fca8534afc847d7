// Owns which policies are open and the one analysis of each: made when it is first asked for or when typing pauses, kept
// until the text, or a file it was made from, changes. Knows no protocol beyond the text documents themselves.
import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  type Analysis,
  AnalysisMemory,
  analyze,
  type Host,
  type ListedFile,
  projectFileName,
  type Severities,
} from "../../core/src/index.ts";
import { guardAction, type Log } from "./guard.ts";
import { type NearestProject, nearestProject, ProjectSeverityReader } from "./project-severities.ts";
import { type Files, policiesBelow, uriKey, workspaceHost } from "./workspace.ts";

export interface OpenPolicy {
  /** As the client spells it. */
  readonly uri: string;
  readonly version: number;
  readonly analysis: Analysis;
  /** The analysis of the last text without syntax errors; completion takes names from it that broken text has lost. */
  readonly lastGood: Analysis | undefined;
}

export interface Documents {
  /** The open policy as its text is now; undefined for anything else. */
  policy(uri: string): OpenPolicy | undefined;
  /** The policy as it lies on the disk, with its imports and catalogues as they lie there. Kept nowhere. */
  saved(uri: string): Analysis | undefined;
  /** The policy as its text was when it was opened, over files as they lie on the disk. Kept nowhere. */
  asOpened(uri: string): Analysis | undefined;
  /** The analysis that another text would have in the policy's place. Kept nowhere. */
  analyzeInstead(uri: string, text: string): Analysis;
  /** The analysis that the policy would have if some files, by key, had another text. Kept nowhere. */
  analyzeWith(uri: string, texts: ReadonlyMap<string, string>): Analysis | undefined;
  /** All policies that are open, that these import, or that lie in the workspace's folders. */
  workspace(): readonly Analysis[];
  /** The project file in the policy's folder or in the nearest above, as it stands in an editor where it is open there. */
  project(uri: string): NearestProject | undefined;
  /** The severities that hold for the policy, where `own` are the person's. */
  severities(uri: string, own: Severities): Severities;
  /** The URI that a path means in a policy. */
  resolve(uri: string, written: string): string;
  /** What lies in a folder that the policy names. */
  list(uri: string, folder: string): readonly ListedFile[];
  /** The client's spelling of a file's URI where it is open, else the given one. */
  clientUri(uri: string): string;
  /** A file outside the editor has changed: what was made from it is made again. */
  fileChanged(uri: string): void;
  /** Makes everything again, as after a change of settings. */
  refreshAll(): void;
}

/** Told of each new analysis, and of a policy that was closed (`undefined`). */
export type Publish = (uri: string, policy: OpenPolicy | undefined) => void;

/** Typing faster than this is analysed once. */
const pauseMilliseconds = 20;

const isPolicy = (document: TextDocument): boolean => document.languageId === "remit" || /\.remit$/i.test(document.uri);

/** `folders` are the workspace's, as URIs. */
export function openDocuments(
  texts: TextDocuments<TextDocument>,
  files: Files,
  log: Log,
  publish: Publish,
  folders: () => readonly string[],
): Documents {
  const open = new Map<string, TextDocument>();
  const opened = new Map<string, string>();
  const made = new Map<string, OpenPolicy>();
  const lastGood = new Map<string, Analysis>();
  const memories = new Map<string, AnalysisMemory>();
  /** What each policy was last made from; kept while its analysis is out of date, so that it is still found. */
  const dependencies = new Map<string, readonly string[]>();
  const waiting = new Set<string>();
  /** Analyses of policies that are not open, by their text; all are made again when anything has changed. */
  const closed = new Map<string, Analysis>();
  let timer: NodeJS.Timeout | undefined;

  const host: Host = workspaceHost((uri) => open.get(uri)?.getText(), files);
  const disk: Host = workspaceHost(() => undefined, files);
  const severities = new ProjectSeverityReader(host);

  const memoryOf = (key: string): AnalysisMemory | undefined => {
    if (open.has(key) && !memories.has(key)) memories.set(key, new AnalysisMemory());
    return memories.get(key);
  };
  const current = (key: string): OpenPolicy | undefined => {
    const document = open.get(key);
    if (document === undefined || !isPolicy(document)) return undefined;
    const kept = made.get(key);
    if (kept?.version === document.version) return kept;
    const analysis = analyze(key, document.getText(), host, memoryOf(key));
    if (analysis.source.syntaxDiagnostics.length === 0) lastGood.set(key, analysis);
    const policy = { uri: document.uri, version: document.version, analysis, lastGood: lastGood.get(key) };
    made.set(key, policy);
    dependencies.set(key, analysis.dependencies);
    return policy;
  };

  const refresh = (): void => {
    timer = undefined;
    const keys = [...waiting];
    waiting.clear();
    for (const key of keys) {
      guardAction("diagnostics", log, () => {
        const policy = current(key);
        if (policy !== undefined) publish(policy.uri, policy);
      });
    }
  };
  const wait = (key: string): void => {
    made.delete(key);
    waiting.add(key);
    // Not put off by further typing: a burst of changes is answered at a steady pace.
    if (timer === undefined) timer = setTimeout(refresh, pauseMilliseconds);
  };
  const closedPolicy = (key: string): Analysis | undefined => {
    const read = host.read(key);
    if ("reason" in read) return undefined;
    const kept = closed.get(key);
    if (kept?.source.text === read.text) return kept;
    const analysis = analyze(key, read.text, host);
    closed.set(key, analysis);
    return analysis;
  };
  const workspace = (): readonly Analysis[] => {
    const found = new Map<string, Analysis>();
    for (const key of open.keys()) {
      const policy = current(key);
      if (policy !== undefined) found.set(key, policy.analysis);
    }
    const imported = [...found.values()].flatMap((analysis) => analysis.files.map(({ path }) => path));
    for (const key of [...imported, ...folders().flatMap((folder) => policiesBelow(uriKey(folder), files))]) {
      const analysis = found.has(key) ? undefined : closedPolicy(key);
      if (analysis !== undefined) found.set(key, analysis);
    }
    return [...found.values()];
  };
  const changed = (key: string): void => {
    closed.clear();
    if (key.endsWith(`/${projectFileName}`)) for (const policy of open.keys()) wait(policy);
    else if (open.has(key)) wait(key);
    for (const [dependent, from] of dependencies) if (dependent !== key && from.includes(key)) wait(dependent);
  };

  texts.onDidChangeContent(({ document }) => {
    const key = uriKey(document.uri);
    if (!open.has(key)) opened.set(key, document.getText());
    open.set(key, document);
    changed(key);
  });
  texts.onDidClose(({ document }) => {
    const key = uriKey(document.uri);
    for (const kept of [open, opened, made, lastGood, memories, dependencies]) kept.delete(key);
    waiting.delete(key);
    if (isPolicy(document)) publish(document.uri, undefined);
    changed(key);
  });

  return {
    policy: (uri) => current(uriKey(uri)),
    saved: (uri) => {
      const read = disk.read(uriKey(uri));
      return "reason" in read ? undefined : analyze(uriKey(uri), read.text, disk);
    },
    asOpened: (uri) => {
      const text = opened.get(uriKey(uri));
      return text === undefined ? undefined : analyze(uriKey(uri), text, disk);
    },
    analyzeInstead: (uri, text) => analyze(uriKey(uri), text, host, memoryOf(uriKey(uri))),
    analyzeWith: (uri, texts) => {
      const instead: Host = {
        resolve: (from, written) => host.resolve(from, written),
        read(path) {
          const text = texts.get(path);
          return text === undefined ? host.read(path) : { text };
        },
      };
      const read = instead.read(uriKey(uri));
      return "reason" in read ? undefined : analyze(uriKey(uri), read.text, instead);
    },
    workspace,
    project: (uri) => nearestProject(uriKey(uri), host),
    severities: (uri, own) => severities.of(uriKey(uri), own),
    resolve: (uri, written) => host.resolve(uriKey(uri), written),
    list: (uri, folder) => files.list(host.resolve(uriKey(uri), folder)),
    clientUri: (uri) => open.get(uri)?.uri ?? uri,
    fileChanged: (uri) => changed(uriKey(uri)),
    refreshAll: () => {
      for (const key of open.keys()) wait(key);
    },
  };
}

// Answers clients that ask for diagnostics instead of waiting for them: of one policy, and of all in the workspace, open or
// not. A question about the workspace waits until there is something new to say. Other clients are told (server.ts).
import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { Analysis } from "../../core/src/index.ts";
import type { Documents } from "./documents.ts";
import { uriKey } from "./workspace.ts";

/** Changes of many files come in a burst. */
const pauseMilliseconds = 250;

interface Told {
  readonly id: string;
  readonly content: string;
}

export class DiagnosticReports {
  readonly #documents: Documents;
  readonly #diagnosticsOf: (uri: string, analysis: Analysis) => readonly Diagnostic[];
  /** The last answer about each policy, of either kind. */
  readonly #told = new Map<string, Told>();
  readonly #waiting = new Set<() => void>();
  /** What the policies of the workspace were made from, when they were last told of. */
  #dependencies: ReadonlySet<string> = new Set();
  #count = 0;
  #changes = 0;
  #answered = -1;

  constructor(documents: Documents, diagnosticsOf: (uri: string, analysis: Analysis) => readonly Diagnostic[]) {
    this.#documents = documents;
    this.#diagnosticsOf = diagnosticsOf;
  }

  /** A file has changed that policies may be made of: any, where none is named. */
  changed(key?: string): void {
    if (key !== undefined && !this.#dependencies.has(key)) return;
    this.#changes++;
    for (const wake of [...this.#waiting]) wake();
  }

  document(uri: string, previousResultId: string | undefined): DocumentDiagnosticReport {
    const policy = this.#documents.policy(uri);
    return policy === undefined ? { kind: "full", items: [] } : this.#report(uri, policy.analysis, previousResultId);
  }

  async workspace({ previousResultIds }: WorkspaceDiagnosticParams, token: CancellationToken): Promise<WorkspaceDiagnosticReport> {
    const known = new Map(previousResultIds.map(({ uri, value }) => [uriKey(uri), { uri, value }]));
    for (;;) {
      if (token.isCancellationRequested) return { items: [] };
      const isNew = known.size === 0 && this.#told.size > 0;
      if (this.#answered === this.#changes && !isNew) await this.#change(token);
      if (token.isCancellationRequested) return { items: [] };
      this.#answered = this.#changes;
      const items = this.#items(known).filter(({ kind }) => kind === "full");
      if (items.length > 0 || known.size === 0) return { items };
    }
  }

  #items(known: ReadonlyMap<string, { readonly uri: string; readonly value: string }>): readonly WorkspaceDocumentDiagnosticReport[] {
    const all = this.#documents.workspace();
    this.#dependencies = new Set(all.flatMap(({ dependencies }) => dependencies));
    const items = all.map((analysis): WorkspaceDocumentDiagnosticReport => {
      const key = analysis.source.path;
      const uri = this.#documents.clientUri(key);
      const version = this.#documents.policy(uri)?.version ?? null;
      return { ...this.#report(uri, analysis, known.get(key)?.value), uri, version };
    });
    const there = new Set(all.map(({ source }) => source.path));
    const gone = [...known].filter(([key]) => !there.has(key) && this.#told.delete(key));
    return [...items, ...gone.map(([, { uri }]): WorkspaceDocumentDiagnosticReport => ({ kind: "full", uri, version: null, items: [] }))];
  }

  #report(uri: string, analysis: Analysis, previous: string | undefined): DocumentDiagnosticReport {
    const items = [...this.#diagnosticsOf(uri, analysis)];
    const content = JSON.stringify(items);
    let told = this.#told.get(analysis.source.path);
    if (told?.content !== content) {
      told = { id: String(++this.#count), content };
      this.#told.set(analysis.source.path, told);
    }
    return told.id === previous ? { kind: "unchanged", resultId: told.id } : { kind: "full", resultId: told.id, items };
  }

  /** Resolves a little after the next change, or when the question is not asked any more. */
  #change(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(wake);
        cancelled.dispose();
        resolve();
      };
      const wake = (): void => void setTimeout(done, pauseMilliseconds).unref();
      const cancelled = token.onCancellationRequested(done);
      this.#waiting.add(wake);
    });
  }
}

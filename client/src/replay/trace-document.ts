// A trace file as the replay view holds it: read once, each run's events in memory, read again when the file changes.
import * as vscode from "vscode";
import { type Event, type Problem, projectFileName, type Run, TraceText } from "../../../core/src/index.ts";
import { openTrace } from "../open-trace.ts";
import type { RunRows, TraceSummary } from "./messages.ts";
import { runRows } from "./rows.ts";

export interface ReadRun {
  readonly run: Run;
  readonly events: readonly Event[];
  readonly calls: number;
}
export interface ReadTrace {
  readonly format: string;
  readonly runs: readonly ReadRun[];
  readonly problems: readonly Problem[];
}

export class TraceDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  #reading: Promise<ReadTrace | { readonly reason: string }> | undefined;
  #text: Promise<TraceText> | undefined;
  readonly #rows = new WeakMap<ReadRun, RunRows>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #projects: vscode.FileSystemWatcher;
  readonly onDidChange = this.#changed.event;

  constructor(uri: vscode.Uri) {
    this.uri = uri;
    const name = uri.path.split("/").pop() ?? "";
    // A file name may hold the signs of a glob: `?` stands for each.
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), name.replace(/[[\]{}*]/g, "?"));
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const again = (): void => {
      this.#reading = undefined;
      this.#text = undefined;
      this.#changed.fire();
    };
    this.#watcher.onDidChange(again);
    this.#watcher.onDidCreate(again);
    // A project file may say how the trace is to be read.
    this.#projects = vscode.workspace.createFileSystemWatcher(`**/${projectFileName}`);
    for (const happened of [this.#projects.onDidChange, this.#projects.onDidCreate, this.#projects.onDidDelete]) happened(again);
  }

  get name(): string {
    return this.uri.path.split("/").pop() ?? this.uri.path;
  }

  /** The file's runs, or the phrase that says why it cannot be read. */
  read(): Promise<ReadTrace | { readonly reason: string }> {
    this.#reading ??= readFile(this.uri);
    return this.#reading;
  }

  /** The file's text, for the places of pointers; read again, since few ever look at it. */
  text(): Promise<TraceText> {
    this.#text ??= openTrace(this.uri).then((opened) => new TraceText("reason" in opened ? new Uint8Array() : opened.bytes));
    return this.#text;
  }

  forget(): void {
    this.#text = undefined;
    this.#reading = undefined;
  }

  rows(run: ReadRun): RunRows {
    const known = this.#rows.get(run);
    if (known !== undefined) return known;
    const rows = runRows(run.events);
    this.#rows.set(run, rows);
    return rows;
  }

  summary(trace: ReadTrace): TraceSummary {
    return {
      name: this.name,
      format: trace.format,
      runs: trace.runs.map(({ run, calls }) => ({ index: run.index, title: runTitle(run), calls })),
      problems: trace.problems.slice(0, 100).map(({ message, line, column }) => ({ message, line, column })),
    };
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#projects.dispose();
    this.#changed.dispose();
  }
}

async function readFile(uri: vscode.Uri): Promise<ReadTrace | { readonly reason: string }> {
  const opened = await openTrace(uri);
  if ("reason" in opened) return opened;
  const file = opened.read();
  const runs: ReadRun[] = [];
  for (const run of file.runs) {
    const events = [...run.events];
    runs.push({ run, events, calls: events.reduce((count, event) => count + (event.kind === "call" ? 1 : 0), 0) });
  }
  return { format: file.format, runs, problems: file.problems };
}

/** What to call a run: its task, else its id, with the labels that tell runs apart. */
function runTitle({ task, id, index, labels }: Run): string {
  const name = task ?? id ?? `run ${index + 1}`;
  const said = Object.entries(labels)
    .slice(0, 3)
    .map(([label, value]) => `${label} ${value}`);
  return [name.length > 60 ? `${name.slice(0, 60)}…` : name, ...said].join(" · ");
}

// Finds the recorded runs of the workspace's folders, reads them, and says which policy decides which. All in slices, bounded,
// and again when a file has changed. Reads the disk; tells nobody but `changed`.
import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { URI } from "vscode-uri";
import {
  bindingOf,
  type Event,
  isTraceName,
  type JsonRecord,
  type ProjectEntry,
  type ProjectFormats,
  projectFile,
  projectFormats,
  readProjectTrace,
  type TraceFile,
} from "../../../core/src/index.ts";
import type { Log } from "../guard.ts";
import { readRegular } from "../regular-files.ts";
import { uriKey } from "../workspace.ts";
import { breathing } from "./breath.ts";
import type { BoundRun, RecordedRuns } from "./recorded-runs.ts";

/** What a look around may cost. Files beyond are left out, and the log says so. */
const limits = { folders: 3000, files: 3000, fileBytes: 24e6, allBytes: 240e6, events: 2e6 };

interface Project {
  readonly path: string;
  readonly entries: readonly ProjectEntry[];
  readonly formats: ProjectFormats;
  readonly text: string;
}

interface KnownFile {
  readonly stamp: string;
  readonly runs: readonly Omit<BoundRun, "context">[];
  readonly contexts: readonly (JsonRecord | undefined)[];
}

export class BoundRuns implements RecordedRuns {
  readonly #folders: () => readonly string[];
  readonly #log: Log;
  readonly #changed: () => void;
  readonly #known = new Map<string, KnownFile>();
  #byPolicy: ReadonlyMap<string, readonly BoundRun[]> = new Map();
  #projects = "";
  #generation = 0;
  #timer: NodeJS.Timeout | undefined;
  #isComplete = false;

  /** `changed` is called when other runs are bound than before. */
  constructor(folders: () => readonly string[], log: Log, changed: () => void) {
    this.#folders = folders;
    this.#log = log;
    this.#changed = changed;
  }

  /** Whether the workspace was looked through since something changed. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The runs that the policy, by its key, decides, as far as they are known. */
  of(policy: string): readonly BoundRun[] {
    return this.#byPolicy.get(policy) ?? [];
  }

  /** Looks again, soon: a burst of changes is one. */
  look(pause = 300): void {
    this.#generation++;
    this.#isComplete = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#lookAround().catch((error: unknown) => this.#log(`recorded runs: ${String(error)}`));
    }, pause);
    this.#timer.unref();
  }

  /** A file has changed; `isNew` where it came or went. A policy binds by being there, whatever it says. */
  fileChanged(uri: string, isNew: boolean): void {
    if (isNew || !/\.remit$/i.test(URI.parse(uri).path)) this.look();
  }

  async #lookAround(): Promise<void> {
    const generation = this.#generation;
    const breathe = breathing(() => generation === this.#generation);
    const found = await this.#files(breathe);
    if (found === undefined) return;
    const projects: Project[] = [];
    for (const path of found.projects) {
      const read = readRegular(path, "policy");
      const text = "bytes" in read ? new TextDecoder().decode(read.bytes) : "";
      const project = projectFile(text);
      const entries = "entries" in project ? project.entries : [];
      projects.push({ path: slashed(path), entries, formats: projectFormats(text), text });
    }
    const texts = projects.map(({ path, text }) => `${path}\n${text}`).join("\n");
    // Another mapping reads the same bytes otherwise.
    if (texts !== this.#projects) this.#known.clear();
    this.#projects = texts;
    const holdings = { projects, policies: found.policies.map(slashed) };
    const byPolicy = new Map<string, BoundRun[]>();
    let [bytes, events, left] = [0, 0, 0];
    for (const path of found.traces) {
      const binding = bindingOf(slashed(path), holdings);
      if (binding === undefined) continue;
      const size = await this.#read(path, projects, limits.allBytes - bytes, breathe);
      if (!(await breathe())) return;
      if (size === undefined) {
        left++;
        continue;
      }
      bytes += size;
      const known = this.#known.get(path);
      const key = uriKey(URI.file(binding.policy).toString());
      for (const [at, run] of known?.runs.entries() ?? []) {
        if (events > limits.events) break;
        events += run.events.length;
        const own = known?.contexts[at];
        const context = binding.context === undefined ? own : { ...binding.context, ...own };
        const bound = byPolicy.get(key) ?? [];
        byPolicy.set(key, bound);
        bound.push({ ...run, context });
      }
    }
    if (left > 0) this.#log(`${left} files that may hold recorded runs are too large to be counted while typing.`);
    const there = new Set(found.traces);
    for (const path of this.#known.keys()) if (!there.has(path)) this.#known.delete(path);
    this.#byPolicy = byPolicy;
    this.#isComplete = true;
    this.#changed();
  }

  async #files(
    breathe: () => Promise<boolean>,
  ): Promise<
    { readonly projects: readonly string[]; readonly policies: readonly string[]; readonly traces: readonly string[] } | undefined
  > {
    const folders = this.#folders().flatMap((uri) => (URI.parse(uri).scheme === "file" ? [URI.parse(uri).fsPath] : []));
    const [projects, policies, traces]: [string[], string[], string[]] = [[], [], []];
    for (let at = 0; at < folders.length && at < limits.folders && traces.length < limits.files; at++) {
      const folder = folders[at] ?? "";
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      if (!(await breathe())) return undefined;
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (!entry.name.startsWith(".") && entry.name !== "node_modules") folders.push(path);
        } else if (entry.name === "remit.json") projects.push(path);
        else if (/\.remit$/i.test(entry.name)) policies.push(path);
        else if (isTraceName(path)) traces.push(path);
      }
    }
    return { projects, policies, traces };
  }

  /** Reads a file unless it is known as it is. Gives its size; undefined where it is too large. */
  async #read(path: string, projects: readonly Project[], room: number, breathe: () => Promise<boolean>): Promise<number | undefined> {
    try {
      const stats = await stat(path);
      if (stats.size > Math.min(limits.fileBytes, room)) return undefined;
      const stamp = `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
      if (this.#known.get(path)?.stamp === stamp) return stats.size;
      const trace = uriKey(URI.file(path).toString());
      const runs: Omit<BoundRun, "context">[] = [];
      const contexts: (JsonRecord | undefined)[] = [];
      const read = readRegular(path, "data");
      if ("reason" in read) throw new Error(read.reason);
      for (const run of opened(path, read.bytes, projects).runs) {
        const events: Event[] = [];
        const tools = new Set<string>();
        let calls = 0;
        for (const event of run.events) {
          events.push(event);
          if (event.kind !== "call") continue;
          calls++;
          tools.add(event.tool);
        }
        runs.push({ trace, index: run.index, title: run.task ?? run.id ?? `run ${run.index + 1}`, events, tools, calls });
        contexts.push(run.context);
        if (!(await breathe())) return stats.size;
      }
      this.#known.set(path, { stamp, runs, contexts });
      return stats.size;
    } catch (error) {
      this.#known.delete(path);
      if (error instanceof Error && !("code" in error)) this.#log(`${path}: ${error.message}`);
      return 0;
    }
  }
}

/** By the mapping that the nearest project file names, else by its content. */
function opened(path: string, bytes: Uint8Array, projects: readonly Project[]): TraceFile {
  const trace = slashed(path);
  const folder = (project: Project): string => project.path.slice(0, project.path.lastIndexOf("/") + 1);
  const above = projects.filter((project) => trace.startsWith(folder(project)));
  const nearest = above.sort((a, b) => folder(b).length - folder(a).length)[0];
  return readProjectTrace(path, bytes, nearest?.formats, nearest === undefined ? "" : trace.slice(folder(nearest).length));
}

const slashed = (path: string): string => (sep === "/" ? path : `/${path.split(sep).join("/")}`);

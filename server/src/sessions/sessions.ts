// Owns the sessions that other tools recorded: finding them where those tools keep them, looking into one, and taking it over as
// runs in Remit's own form. Reads only; whoever asks decides what is written where.

import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type RedactionCounts, type Run, readTrace, redactedRun, sniffTrace, writeTrace } from "../../../core/src/index.ts";
import { readRegular } from "../regular-files.ts";
import { type SessionPlace, type Surroundings, sessionPlaces } from "./places.ts";
import { findSecrets } from "./secrets.ts";

export interface FoundSession {
  readonly tool: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface TakenSession {
  /** Lines of a `*.trace.jsonl`. */
  readonly text: string;
  /** Its name, without a folder. */
  readonly name: string;
  readonly runs: number;
  readonly calls: number;
  /** What the first run was to do. */
  readonly task: string | undefined;
  /** What was taken out; undefined where nothing was looked for. */
  readonly redacted: RedactionCounts | undefined;
}

/** More files are not listed, and larger ones not taken over: no editor shows them. */
const most = 5000;
const largest = 2 ** 28;
const maximalDepth = 8;

/** Those of the tools named, or of all; the newest first. Folders that cannot be read hold none. */
export function findSessions(surroundings: Surroundings, tools?: ReadonlySet<string>): readonly FoundSession[] {
  const found: FoundSession[] = [];
  for (const place of sessionPlaces) {
    if (tools !== undefined && !tools.has(place.tool)) continue;
    for (const folder of foldersOf(place, surroundings)) walk(folder, place, found, 0);
  }
  return found.sort((a, b) => b.modified - a.modified);
}

function foldersOf({ variable, home, below }: SessionPlace, { home: person, folders, environment }: Surroundings): readonly string[] {
  const named = variable === undefined ? undefined : environment[variable];
  if (home === undefined) return named === undefined || named === "" ? folders.map((folder) => join(folder, below)) : [named];
  return [join(named === undefined || named === "" ? join(person, home) : named, below)];
}

/** Links are not followed: a session is a file. */
function walk(folder: string, place: SessionPlace, found: FoundSession[], depth: number): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    if (found.length >= most) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < maximalDepth) walk(path, place, found, depth + 1);
    else if (entry.isFile() && place.files.test(entry.name)) {
      const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
      if (size > 0) found.push({ tool: place.tool, path, size, modified: mtimeMs });
    }
  }
}

/** The runs of a session's file. */
export async function takeSession(path: string, redact: boolean): Promise<TakenSession | { readonly reason: string }> {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > largest) return { reason: "it is larger than 256 MB; convert it with remit convert" };
    bytes = openCodeSession(path) ?? bytesOf(path);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  if (sniffTrace(path, bytes) === undefined) return { reason: "no recorded run was recognised in it" };
  let text = "";
  let [runs, calls, task] = [0, 0, undefined as string | undefined];
  const total = { secrets: 0, addresses: 0, homes: 0 };
  for (const read of readTrace(path, bytes).runs) {
    const events = [...read.events];
    const whole: Run = { ...read, events };
    const { run, counts } = redact ? await redactedRun(whole, findSecrets) : { run: whole, counts: total };
    if (redact) for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += counts[name];
    runs++;
    calls += events.filter(({ kind }) => kind === "call").length;
    task ??= run.task;
    for (const line of writeTrace(run)) text += line;
  }
  const name = `${basename(path).replace(/\.[^.]+$/, "")}.trace.jsonl`;
  return { text, name, runs, calls, task, redacted: redact ? total : undefined };
}

/** OpenCode keeps a session's messages and their parts in files of their own: they are put together as its export has them. */
function openCodeSession(path: string): Uint8Array | undefined {
  const name = basename(path);
  const storage = dirname(dirname(dirname(path)));
  if (!/^ses_.*\.json$/.test(name) || basename(storage) !== "storage") return undefined;
  const session = name.slice(0, -".json".length);
  const jsonIn = (folder: string): readonly string[] => {
    try {
      return readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .sort()
        .map((file) => textOf(join(folder, file)));
    } catch {
      return [];
    }
  };
  const messages = jsonIn(join(storage, "message", session)).map((info) => {
    const id = idOf(info);
    const parts = id === undefined ? [] : jsonIn(join(storage, "part", id));
    return `{"info":${info},"parts":[${parts.join(",")}]}`;
  });
  return new TextEncoder().encode(`{"info":${textOf(path)},"messages":[${messages.join(",")}]}`);
}

const textOf = (path: string): string => new TextDecoder().decode(bytesOf(path));

function bytesOf(path: string): Uint8Array {
  const read = readRegular(path, "data");
  if ("reason" in read) throw new Error(read.reason);
  return read.bytes;
}

/** Names of folders alone: what a file says must not lead out of the store. */
function idOf(info: string): string | undefined {
  try {
    const id: unknown = (JSON.parse(info) as { readonly id?: unknown }).id;
    return typeof id === "string" && /^[\w-]+$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

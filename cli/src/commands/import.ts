// `remit import [TOOL…]`: recorded sessions from where coding agents keep them. Lists what there is; copies nothing unless told to.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { sessionPlaces } from "../../../server/src/sessions/places.ts";
import { type FoundSession, findSessions, takeSession } from "../../../server/src/sessions/sessions.ts";
import { type OptionRow, UsageError, unknownWord } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, reasonOf } from "../io.ts";
import { jsonText } from "../render/json-text.ts";
import { counted, cut, harmless, styleFor } from "../render/style.ts";
import { clearProgress, say, showProgress } from "../standard-error.ts";

export const importOptions: Readonly<Record<string, OptionRow>> = {
  to: { value: "DIR", about: "where to copy to; runs/imported, unless said" },
  newest: { value: "N", about: "only the newest N sessions" },
  yes: { about: "copy without asking" },
  unredacted: { about: "copy secrets, home folders and e-mail addresses as they were recorded" },
  format: { values: ["pretty", "json"], value: "pretty|json", about: "how to list what was found" },
};

const shown = 20;

export async function importSessions(tools: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const found = findSessions({ home: homedir(), folders: [resolve(".")], environment: process.env }, wanted(tools));
  const sessions = found.slice(0, newest(options.get("newest")));
  list(sessions, found.length, options.get("format") === "json", output);
  await output.drained();
  if (sessions.length === 0) return exitCode.noTrace;
  const folder = options.get("to") ?? join("runs", "imported");
  const redact = !options.has("unredacted");
  if (!options.has("yes") && !(await agreed(sessions.length, folder, redact))) return exitCode.done;
  return copyAll(sessions, folder, redact);
}

function wanted(tools: readonly string[]): ReadonlySet<string> | undefined {
  if (tools.length === 0) return undefined;
  const names = sessionPlaces.map(({ tool }) => tool);
  const key = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, "");
  return new Set(
    tools.map((tool) => {
      const known = names.find((name) => key(name) === key(tool));
      if (known === undefined) throw new UsageError(`${unknownWord("tool", tool, names)} (those that are known: ${names.join(", ")})`);
      return known;
    }),
  );
}

function newest(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const count = Number(written);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`--newest is a whole number from 1, but was given ${written}`);
  return count;
}

function list(sessions: readonly FoundSession[], of: number, asJson: boolean, output: Output): void {
  if (asJson) {
    output.write(`${jsonText({ remit: 1, sessions })}\n`);
    return;
  }
  if (sessions.length === 0) {
    say(`no sessions of ${sessionPlaces.map(({ tool }) => tool).join(", ")} where they keep them`);
    return;
  }
  const style = styleFor(output.isTerminal);
  for (const { tool, path, size, modified } of sessions.slice(0, shown)) {
    const day = new Date(modified).toISOString().slice(0, 10);
    output.write(`${style.bold(tool.padEnd(12))} ${day}  ${`${Math.ceil(size / 1024)}`.padStart(7)} KB  ${cut(harmless(path), 120)}\n`);
  }
  if (sessions.length > shown) output.write(style.dim(`and ${counted(sessions.length - shown, "more session")}\n`));
  if (of > sessions.length) output.write(style.dim(`${counted(of - sessions.length, "older session")} left out\n`));
}

async function agreed(count: number, folder: string, redact: boolean): Promise<boolean> {
  const what = redact ? "with stand-ins for secrets, home folders and e-mail addresses" : "as they were recorded, secrets and all";
  if (process.stdin.isTTY !== true) {
    say(`nothing was copied; --yes copies ${counted(count, "session")} to ${folder}, ${what}`);
    return false;
  }
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asked.question(`Copy ${counted(count, "session")} to ${harmless(folder)}, ${what}? [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    asked.close();
  }
}

async function copyAll(sessions: readonly FoundSession[], folder: string, redact: boolean): Promise<ExitCode> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot make the folder ${folder}: ${reasonOf(error)}`);
  }
  const total = { sessions: 0, runs: 0, calls: 0, secrets: 0, addresses: 0, homes: 0 };
  for (const [index, { path }] of sessions.entries()) {
    showProgress(`${index} of ${counted(sessions.length, "session")}`);
    const taken = await takeSession(path, redact);
    clearProgress();
    if ("reason" in taken) {
      say(`left out ${path}: ${taken.reason}`);
      continue;
    }
    if (taken.calls === 0) {
      say(`left out ${path}: no call of a tool is recorded in it`);
      continue;
    }
    writeFileSync(unusedName(folder, taken.name), taken.text);
    total.sessions++;
    total.runs += taken.runs;
    total.calls += taken.calls;
    for (const name of ["secrets", "addresses", "homes"] as const) total[name] += taken.redacted?.[name] ?? 0;
  }
  const out = redact
    ? `; taken out: ${counted(total.secrets, "secret")}, ${counted(total.addresses, "address", "addresses")}, ${counted(total.homes, "home folder")}`
    : "";
  say(`${counted(total.sessions, "session")} with ${counted(total.calls, "call")} copied to ${folder}${out}`);
  return total.runs > 0 ? exitCode.done : exitCode.noTrace;
}

/** Nothing is written over. */
function unusedName(folder: string, name: string): string {
  const stem = name.slice(0, -".trace.jsonl".length);
  let path = join(folder, name);
  for (let again = 2; existsSync(path); again++) path = join(folder, `${stem}-${again}.trace.jsonl`);
  return path;
}

// Runs the command line as others do: a child process with its own channels.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

/** Compiled sources, shared by all processes: compiling them takes longer than most of what is asked of them. */
const cache = join(tmpdir(), "remit-test-compiled");

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The process of `remit WORDS`, in a folder, without colours. */
export function startRemit(words: readonly string[], cwd: string, out: "pipe" | number = "pipe"): ReturnType<typeof spawn> {
  const { FORCE_COLOR: _, ...env } = process.env;
  return spawn(process.execPath, [main, ...words], {
    cwd,
    env: { ...env, NO_COLOR: "1", NODE_COMPILE_CACHE: cache },
    stdio: ["pipe", out, "pipe"],
  });
}

/** `into`: a file to which standard output goes. */
export async function runRemit(words: readonly string[], cwd: string, input = "", into?: string): Promise<Ran> {
  const file = into === undefined ? undefined : openSync(into, "w");
  const child = startRemit(words, cwd, file);
  if (file !== undefined) closeSync(file);
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  // A command that fails at once does not read its input.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out, err };
}

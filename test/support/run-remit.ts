// Runs the command line as others do: a child process with its own channels.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

let bundle: string | undefined;
/** The command line in one file, made once: it starts in half the time that its sources take. */
export function program(): string {
  if (bundle !== undefined) return bundle;
  bundle = join(root, "out", "test-cli", "remit.cjs");
  buildSync({
    absWorkingDir: root,
    entryPoints: ["cli/src/main.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return bundle;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The process of `remit WORDS`, in a folder, without colours. */
export function startRemit(words: readonly string[], cwd: string, out: "pipe" | number = "pipe"): ReturnType<typeof spawn> {
  const { FORCE_COLOR: _, ...env } = process.env;
  return spawn(process.execPath, [program(), ...words], {
    cwd,
    env: { ...env, NO_COLOR: "1" },
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

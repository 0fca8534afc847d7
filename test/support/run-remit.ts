// Runs the command line as others do: a child process with its own channels.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The process of `remit WORDS`, in a folder, without colours. */
export function startRemit(words: readonly string[], cwd: string): ReturnType<typeof spawn> {
  const { FORCE_COLOR: _, ...env } = process.env;
  return spawn(process.execPath, [main, ...words], { cwd, env: { ...env, NO_COLOR: "1" }, stdio: ["pipe", "pipe", "pipe"] });
}

export async function runRemit(words: readonly string[], cwd: string, input = ""): Promise<Ran> {
  const child = startRemit(words, cwd);
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

// Makes the .vsix that a user installs; vsce runs the build first (`vscode:prepublish`). `npm run package` prints its path.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createVSIX } from "@vscode/vsce";
import { root } from "./vscode/provide.ts";

export async function packageExtension(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const packagePath = join(root, "out", `remit-${version}.vsix`);
  mkdirSync(join(root, "out"), { recursive: true });
  await createVSIX({ cwd: root, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  return packagePath;
}

if (import.meta.main) process.stdout.write(`${await packageExtension()}\n`);

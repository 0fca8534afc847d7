// Makes the .vsix that a user installs; vsce runs the build first (`vscode:prepublish`). `npm run package` prints its path.
// The argument `opener` makes that of sample-opener/ instead.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createVSIX } from "@vscode/vsce";
import { root } from "./vscode/provide.ts";

export function packageExtension(): Promise<string> {
  return pack(root, { rewriteRelativeLinks: false });
}

export function packageSampleOpener(): Promise<string> {
  return pack(join(root, "scripts", "sample-opener"), { skipLicense: true });
}

async function pack(cwd: string, options: Parameters<typeof createVSIX>[0]): Promise<string> {
  const { name, version } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as { name: string; version: string };
  const packagePath = join(root, "out", `${name}-${version}.vsix`);
  mkdirSync(join(root, "out"), { recursive: true });
  await createVSIX({ ...options, cwd, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

if (import.meta.main) {
  const path = await (process.argv[2] === "opener" ? packageSampleOpener() : packageExtension());
  process.stdout.write(`${path}\n`);
}

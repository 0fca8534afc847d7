// Runs the suite of this folder inside VS Code's extension host, by @vscode/test-electron: on the VS Code from npm through
// launcher.ts, or on a desktop one where REMIT_VSCODE names its executable.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { root } from "../../../scripts/vscode/provide.ts";

const suite = join(root, "out", "e2e-host", "suite.cjs");
await build({
  entryPoints: [join(import.meta.dirname, "suite.ts")],
  outfile: suite,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node22",
  external: ["vscode", "mocha"],
  logLevel: "warning",
});

const workspace = mkdtempSync(join(tmpdir(), "remit-workspace-"));
cpSync(join(root, "samples", "bank"), workspace, { recursive: true });
try {
  process.exitCode = await runTests({
    vscodeExecutablePath: process.env.REMIT_VSCODE ?? join(import.meta.dirname, "launcher.ts"),
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    launchArgs: [workspace],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

#!/usr/bin/env node
// Stands in for the desktop executable of VS Code in @vscode/test-electron's runTests: takes its arguments, starts VS Code's
// server and a headless Chromium, lets the workbench run the suite, and ends with the suite's exit code (124 after two minutes).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { format } from "node:util";
import { provideVsCode } from "../../../scripts/vscode/provide.ts";
import { startServer } from "../../../scripts/vscode/server.ts";
import { launchChromium } from "../workbench/browser.ts";

const flags = process.argv.slice(2);
const values = (name: string): string[] => flags.filter((flag) => flag.startsWith(`--${name}=`)).map((flag) => flag.slice(name.length + 3));
const folder = flags.find((flag) => !flag.startsWith("-"));
const vscode = provideVsCode();
if ("missing" in vscode) throw new Error(vscode.missing);
if (folder === undefined) throw new Error("launchArgs must name the folder to open");

/** What a VS Code from npm prints whatever it runs. */
const noise =
  /bindings|watchdog|open-vsx|ServiceWorker|404|spdlog|ERR_|%c|connection token|a socket|grace time|extensions cache|AccountPolicyGate|AgentHost|github/;

const dataFolder = mkdtempSync(join(tmpdir(), "remit-host-"));
const server = await startServer({ entry: vscode.path, dataFolder, smokeTestDriver: true });
const browser = await launchChromium();
let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await browser.close();
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(130));
setTimeout(() => {
  console.error("The suite did not end within two minutes.");
  void end(124);
}, 120_000).unref();

const authority = `${server.host}:${server.port}`;
const remote = (path: string): string => `vscode-remote://${authority}${path}`;
const payload = ["extensionDevelopmentPath", "extensionTestsPath"].flatMap((name) => values(name).map((path) => [name, remote(path)]));
const page = await browser.newPage();
// The workbench calls these two where the page has them: each console line of the hosts, and the verdict of the suite.
await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
  const line = format(...args);
  if (!noise.test(line)) console.log(line);
});
await page.exposeFunction("codeAutomationExit", (code: number) => end(code));
await page.goto(`http://${authority}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);

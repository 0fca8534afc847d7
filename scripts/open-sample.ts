// `npm start`: replays the sample's harmful run in the terminal, then opens a real VS Code on a copy of the sample with the
// packaged extension installed. `--no-open` (and CI) shows that it starts, prints the address and ends.
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { provideVsCode, root } from "./vscode/provide.ts";
import { folderAddress, installExtension, startServer } from "./vscode/server.ts";

const { values: flags } = parseArgs({
  options: {
    "no-open": { type: "boolean", default: false },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
  },
});
const endAtOnce = flags["no-open"] || (process.env.CI ?? "") !== "";
const sample = join("samples", "bank");
const policy = join(sample, "bank.remit");
const harmful = join(sample, "runs", "pay-the-bill.trace.jsonl");

function replayHarmfulRun(): void {
  console.log(`\n$ npm run remit -- replay ${policy} ${harmful}\n`);
  const args = [join("cli", "src", "main.ts"), "replay", policy, harmful];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  // 2 says that something was denied: what this run is here to show.
  if (done.status !== 2) stop(`The replay of the sample ended with code ${done.status}, where 2 (something was denied) is right.`);
}

/** The packaging prints all that it packs: worth reading only when it fails. */
function packaged(...which: readonly string[]): string {
  const done = spawnSync(process.execPath, [join("scripts", "package-extension.ts"), ...which], { cwd: root, encoding: "utf8" });
  if (done.status !== 0) stop(`The extension could not be packaged:\n${done.stdout}${done.stderr}`);
  return done.stdout.trimEnd().split("\n").at(-1) ?? "";
}

/** The copy is named by what is copied: edits to it are kept, and a changed sample gets a copy of its own. */
function copyOfSample(): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(join(root, sample), { recursive: true, withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  }
  const copy = join(root, ".cache", "sample", hash.digest("hex").slice(0, 8), "bank");
  if (!existsSync(copy)) cpSync(join(root, sample), copy, { recursive: true });
  return copy;
}

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** Asks the desktop to open the address; where there is no desktop the printed address has to do. */
function openInBrowser(address: string): void {
  if (process.platform === "darwin") spawnSync("open", [address]);
  else if (process.platform === "win32") spawnSync("cmd", ["/c", "start", "", address]);
  else if (process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined)
    spawnSync("xdg-open", [address], { stdio: "ignore" });
}

replayHarmfulRun();

console.log("\nPackaging the extension …");
const vsix = packaged();
const vscode = provideVsCode();
if ("missing" in vscode) {
  console.log(vscode.missing);
  stop(`In a VS Code of your own: code --install-extension ${vsix}, then code ${sample}`);
}
const folder = copyOfSample();
const dataFolder = join(root, ".cache", "vscode");
for (const each of [vsix, packaged("opener")]) installExtension(vscode.path, dataFolder, each);
const token = randomBytes(16).toString("hex");
const server = await startServer({ entry: vscode.path, dataFolder, host: flags.host, port: Number(flags.port), token });
const address = folderAddress(server, folder, token);
// With the right token the server answers by a redirect that keeps it in a cookie.
const answer = await fetch(address, { redirect: "manual" });
if (answer.status >= 400) {
  await server.stop();
  stop(`The VS Code server answers ${answer.status} at ${address}`);
}
console.log(`\nVS Code with Remit, on a copy of the sample (${folder}):\n\n  ${address}\n`);
console.log(`In a VS Code of your own: code --install-extension ${vsix}`);
if (endAtOnce) {
  await server.stop();
} else {
  openInBrowser(address);
  console.log("Ctrl-C ends it.");
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
  await Promise.race([stopped, server.ended]);
  await server.stop();
}

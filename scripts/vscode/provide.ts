// Finds or installs what tests in real editors need: code-server's VS Code from npm, a Chromium to drive it, and Neovim. Knows
// where they live, not how they are started.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

export const root = join(import.meta.dirname, "..", "..");
const e2e = join(root, "test", "e2e");
const vscode = join(e2e, "node_modules", "code-server", "lib", "vscode");

/** Something from outside the repository: its path, or a sentence that says why it cannot be had and what to do. */
export type Provided = { readonly path: string } | { readonly missing: string };

/** The entry script of a VS Code server, installed into test/e2e when it is not there yet. */
export function provideVsCode(): Provided {
  const entry = join(vscode, "out", "server-main.js");
  const stamp = join(e2e, "node_modules", ".installed-for");
  const wanted = createHash("sha256")
    .update(readFileSync(join(e2e, "package-lock.json")))
    .digest("hex");
  if (existsSync(entry) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { path: entry };
  console.log("Installing a VS Code from npm (code-server), once; about 600 MB …");
  const installed =
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], e2e) &&
    npm(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], vscode);
  if (!installed || !existsSync(entry)) {
    return { missing: "No VS Code could be installed from npm (the package code-server); what npm printed above says why." };
  }
  writeFileSync(stamp, wanted);
  return { path: entry };
}

/** A Chromium or Chrome; on Debian, where this may install packages, apt-get brings one. */
export function provideChromium(): Provided {
  const named = process.env.REMIT_CHROMIUM;
  if (named !== undefined && named !== "") {
    return existsSync(named) ? { path: named } : { missing: `REMIT_CHROMIUM names ${named}, and there is no such file.` };
  }
  const found = findChromium();
  if (found !== undefined) return { path: found };
  return installed(
    "Chromium",
    ["chromium", "fonts-dejavu-core"],
    findChromium,
    "Install Chromium or Chrome, or set REMIT_CHROMIUM to the path of one.",
  );
}

/** A Neovim, in the same way. */
export function provideNeovim(): Provided {
  const find = (): string | undefined => onPath(["nvim"]);
  const found = find();
  return found === undefined ? installed("Neovim", ["neovim"], find, "Install Neovim, so that nvim is on the PATH.") : { path: found };
}

/** What apt-get brings where this may install packages. */
function installed(name: string, packages: readonly string[], find: () => string | undefined, how: string): Provided {
  if (process.platform !== "linux" || onPath(["apt-get"]) === undefined) return { missing: `No ${name} was found. ${how}` };
  if (process.getuid?.() !== 0)
    return { missing: `No ${name} was found, and only root may install it: sudo apt-get install ${packages[0] ?? ""}. ${how}` };
  console.log(`Installing ${name} (apt-get install ${packages[0] ?? ""}) …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-q"],
    ["install", "-y", "-q", "--no-install-recommends", ...packages],
  ]) {
    const done = spawnSync("apt-get", args, { stdio: ["ignore", "pipe", "pipe"], env: environment, encoding: "utf8" });
    if (done.status !== 0) return { missing: `apt-get ${args.join(" ")} failed: ${done.stderr.trim().split("\n").at(-1) ?? ""}. ${how}` };
  }
  const path = find();
  return path === undefined ? { missing: `apt-get brought no ${name}. ${how}` } : { path };
}

function findChromium(): string | undefined {
  const applications = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ];
  return onPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) ?? applications.find((path) => existsSync(path));
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function npm(args: readonly string[], cwd: string): boolean {
  const own = process.env.npm_execpath;
  const options = { cwd, stdio: ["ignore", "inherit", "inherit"] as ["ignore", "inherit", "inherit"] };
  const done =
    own !== undefined && existsSync(own)
      ? spawnSync(process.execPath, [own, ...args], options)
      : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  return done.status === 0;
}

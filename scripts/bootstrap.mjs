// Takes a bare Node 20 and an empty checkout to this repository's own Node 24 with its packages in place, then runs a script
// there. Everything else in scripts/ is TypeScript for that Node. Must use nothing but Node's own modules.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Runs npm by the path that npm itself gives its scripts, so that the npm that was called is the npm that installs. */
function npm(args) {
  const own = process.env.npm_execpath;
  const env = { ...process.env, PATH: pathWithoutBin(), NODE_ENV: "development" };
  const options = { cwd: root, stdio: ["ignore", "inherit", "inherit"], env };
  const done =
    own !== undefined && existsSync(own)
      ? spawnSync(process.execPath, [own, ...args], options)
      : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  return done.status === 0;
}

/** While node_modules is being replaced, nothing may be looked up in it. */
function pathWithoutBin() {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== bin)
    .join(delimiter);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function installPackages() {
  const installed = modified(join(root, "node_modules", ".package-lock.json"));
  if (installed === 0 || installed < modified(join(root, "package-lock.json"))) {
    console.log("Installing the development packages (npm ci) …");
    if (!npm(["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"]))
      stop("npm ci failed; what it printed above says why.");
  }
  if (!existsSync(node24)) npm(["rebuild", "node"]);
  if (!existsSync(node24) && Number(process.versions.node.split(".")[0]) < 24) {
    stop("Node 24 is needed and its package could not be set up here. Install Node 24 (https://nodejs.org) and run this again.");
  }
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Runs a script of this folder under Node 24 and ends as it ends; a Ctrl-C reaches the script, which cleans up. */
export function runScript(name) {
  installPackages();
  const node = existsSync(node24) ? node24 : process.execPath;
  const env = { ...process.env, PATH: [bin, pathWithoutBin()].join(delimiter) };
  const child = spawn(node, [join(root, "scripts", name), ...process.argv.slice(2)], { cwd: root, stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends SIGINT to the whole group, so the child has it already.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => stop(`${node} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

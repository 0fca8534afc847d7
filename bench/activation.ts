// Loading and activating the packaged extension, each time in a fresh process. The editor is a stand-in that answers anything,
// so that only the extension's own work counts.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "./measure.ts";

const root = join(import.meta.dirname, "..");
const extension = join(root, "dist", "extension.cjs");

const program = `
const Module = require("node:module");
const anything = () => {
  const target = function () {};
  return new Proxy(target, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : key === "then" ? undefined : key === Symbol.iterator ? [][Symbol.iterator] : anything()),
    apply: () => anything(),
    construct: () => anything(),
    set: () => true,
  });
};
const load = Module._load;
const vscode = Object.fromEntries(process.argv[2].split(",").map((name) => [name, anything()]));
Module._load = function (name, ...more) { return name === "vscode" ? vscode : load.call(this, name, ...more); };
const start = performance.now();
const { activate } = require(process.argv[1]);
const loaded = performance.now();
Promise.resolve(activate({ subscriptions: [], extensionUri: anything(), extension: { id: "remit.remit" }, globalState: anything(), workspaceState: anything(), asAbsolutePath: (path) => path })).then(() => {
  const done = performance.now();
  process.stdout.write(JSON.stringify([loaded - start, done - loaded]));
  process.exit(0);
}, (error) => {
  process.stderr.write(String(error.stack ?? error).slice(-600));
  process.exit(1);
});
`;

/** All that the editor's API has by name. */
function editorNames(): string {
  const types = readFileSync(join(root, "node_modules", "@types", "vscode", "index.d.ts"), "utf8");
  return [...new Set([...types.matchAll(/^\s{0,4}(?:export )?(?:namespace|class|enum|const) (\w+)/gm)].map(([, name]) => name))].join(",");
}

export function benchActivation(): string {
  if (!existsSync(extension)) execFileSync(process.execPath, [join(root, "esbuild.mjs"), "--production"], { cwd: root });
  const names = editorNames();
  const times = Array.from({ length: 11 }, () => {
    return JSON.parse(execFileSync(process.execPath, ["-e", program, extension, names], { encoding: "utf8" })) as [number, number];
  });
  const [loading, activating] = [median(times.map(([load]) => load)), median(times.map(([, activate]) => activate))];
  return `${activating.toFixed(1)} ms to activate, ${loading.toFixed(1)} ms to load the program before`;
}

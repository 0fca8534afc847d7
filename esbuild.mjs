// Bundles the programs: extension, language server, command line, replay view. Types are checked elsewhere (tsc -b).
// `--production` minifies and leaves source maps out; `--watch` rebuilds on change; names build only those programs.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import esbuild from "esbuild";

const flags = new Set(process.argv.slice(2).filter((argument) => argument.startsWith("--")));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const production = flags.has("--production");

// chevrotain calls Object.groupBy, which Node 20 does not have.
const groupBy =
  "Object.groupBy??=(items,key)=>{const out=Object.create(null);let index=0;for(const item of items){const k=key(item,index++);(out[k]??=[]).push(item)}return out};";

/** @type {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  sourcesContent: false,
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": JSON.stringify(production ? "production" : "development") },
};

/** @type {import("esbuild").BuildOptions} */
const node = { ...shared, platform: "node", format: "cjs", target: "node20", mainFields: ["module", "main"] };

/** Workers in a browser have no `setImmediate`: a message gives a turn without a timer's delay. */
const setImmediate =
  "(g=>{if(g.setImmediate)return;const q=[],c=new MessageChannel;c.port1.onmessage=()=>q.shift()?.();g.setImmediate=f=>{q.push(f);c.port2.postMessage(0)}})(globalThis);";

/** Packages are taken as for a browser, but for the language client's and server's own parts for Node, which are asked for by name. */
const nodeEntries = {
  name: "node-entries",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^vscode-(?:languageserver|languageclient|languageserver-protocol|jsonrpc)\/node(?:\.js)?$/ }, (asked) => ({
      path: createRequire(asked.importer).resolve(asked.path),
    }));
  },
};

/** The files that the extension's entry in Node imports when they are wanted. */
const later = /** @type {Set<string>} */ (new Set());
const root = import.meta.dirname;

/** Takes what is imported later from the one program that has it. */
const fromRemit = {
  name: "from-remit",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^\.\/remit\.cjs$/ }, () => ({ path: "./remit.cjs", external: true }));
    build.onLoad({ filter: /[\\/]client[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, "utf8").replaceAll(/\bimport\("(\.[^"]+)"\)/g, (_, asked) => {
        const file = relative(root, join(dirname(path), asked)).replaceAll("\\", "/");
        later.add(file);
        return `require("./remit.cjs").parts[${JSON.stringify(file)}]()`;
      });
      return { contents, loader: "ts" };
    });
  },
};

/** Gives that program what others take from it. */
const parts = {
  name: "parts",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /[\\/]client[\\/]src[\\/]remit\.ts$/ }, ({ path }) => {
      const rows = [...later].sort().map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(join(root, file))})`);
      return { contents: `${readFileSync(path, "utf8")}\nexport const parts = { ${rows.join(", ")} };\n`, loader: "ts" };
    });
  },
};

/** @type {Record<string, import("esbuild").BuildOptions>} */
const programs = {
  // What activation needs, and no more: VS Code waits until it is read.
  extension: {
    ...node,
    entryPoints: { extension: "client/src/extension.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    external: ["vscode"],
    plugins: [fromRemit],
  },
  remit: {
    ...shared,
    platform: "browser",
    // A function's result instead of a module's: the same text is a module where there is one, and else a worker.
    format: "iife",
    globalName: "remit",
    target: "es2022",
    mainFields: ["module", "main"],
    entryPoints: { remit: "client/src/remit.ts" },
    outdir: "dist",
    // The package is of type module; only the name .cjs tells VS Code, in both hosts, that its entry is CommonJS.
    outExtension: { ".js": ".cjs" },
    external: ["vscode", "node:*", ...builtinModules],
    plugins: [nodeEntries, parts],
    banner: { js: groupBy + setImmediate },
    footer: { js: 'if(typeof module==="object")module.exports=remit;else remit.serveInWorker();' },
  },
  cli: { ...node, entryPoints: { cli: "cli/src/main.ts" }, outdir: "dist", banner: { js: `#!/usr/bin/env node\n${groupBy}` } },
  webview: {
    ...shared,
    platform: "browser",
    format: "esm",
    target: "chrome128",
    entryPoints: { replay: "client/webview/replay/main.tsx" },
    outdir: "dist/webview",
    jsx: "automatic",
    jsxImportSource: "preact",
  },
};

const wanted = Object.entries(programs).filter(([name]) => names.length === 0 || names.includes(name));
if (names.length === 0 && !flags.has("--watch")) rmSync("dist", { recursive: true, force: true });
// And this tells Node the same of the server and the command line, which others call by their names.
mkdirSync("dist", { recursive: true });
writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
writeFileSync("dist/server.js", 'require("./remit.cjs").serve();\n');
if (wanted.some(([name]) => name === "remit")) await esbuild.build({ ...programs.extension, write: false });
let failed = false;
for (const [name, options] of wanted) {
  const entries = Object.values(/** @type {Record<string, string>} */ (options.entryPoints));
  const absent = entries.find((entry) => !existsSync(entry));
  if (absent !== undefined) {
    console.error(`${name}: ${absent} does not exist`);
    failed = true;
  } else if (flags.has("--watch")) {
    const context = await esbuild.context({ ...options, logLevel: "info" });
    await context.watch();
  } else {
    await esbuild.build(options).catch(() => {
      failed = true;
    });
  }
}
if (failed) process.exitCode = 1;

// Writes dist/THIRD-PARTY-NOTICES.txt: the licence of every package whose code is in the bundles. What is in them is what
// esbuild says, not what package.json lists.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./vscode/provide.ts";

const programs = ["client/src/extension.ts", "server/src/main.ts", "cli/src/main.ts", "client/webview/replay/main.tsx"];

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: programs,
  outdir: "dist",
  bundle: true,
  write: false,
  metafile: true,
  platform: "node",
  external: ["vscode"],
  mainFields: ["module", "main"],
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".ttf": "file" },
  logLevel: "error",
});

/** `node_modules/a/node_modules/@b/c/x.js` belongs to the folder `node_modules/a/node_modules/@b/c`. */
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((path) => {
    const owner = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return owner === undefined ? [] : [owner];
  }),
);

const notices = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Record<string, string>;
  const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
const target = join(root, "dist");
if (!existsSync(target)) mkdirSync(target);
writeFileSync(
  join(target, "THIRD-PARTY-NOTICES.txt"),
  `Remit's bundles contain code of these packages, under their own licences.\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`,
);

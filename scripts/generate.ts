// `node scripts/generate.ts [--check]`: writes the files that are generated from tables of the sources. With --check writes
// nothing, and fails where a file is not what would be written.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { withEmbeddedPolicies } from "./embedded-policies.ts";
import { languagePage } from "./language-reference.ts";
import { projectSchema } from "./project-schema.ts";
import { sampleFilesModule } from "./sample-files.ts";
import { textmateGrammar } from "./textmate-grammar.ts";

const root = join(import.meta.dirname, "..");
const outputs: readonly { readonly path: string; readonly content: () => string }[] = [
  { path: "syntaxes/remit.tmLanguage.json", content: textmateGrammar },
  { path: "docs/language.md", content: languagePage },
  { path: "docs/schemas/project.schema.json", content: projectSchema },
  { path: "client/src/start/sample-files.ts", content: sampleFilesModule },
  { path: "docs/cookbook.md", content: () => withEmbeddedPolicies("docs/cookbook.md") },
];

const checking = process.argv.includes("--check");
const stale = outputs.filter(({ path, content }) => {
  const file = join(root, path);
  const wanted = content();
  if (existsSync(file) && readFileSync(file, "utf8") === wanted) return false;
  if (!checking) writeFileSync(file, wanted);
  return true;
});
for (const { path } of stale) console.log(checking ? `${path} is not what its sources say; run npm run generate` : `Wrote ${path}`);
if (checking && stale.length > 0) process.exitCode = 1;

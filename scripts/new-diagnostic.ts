// `node scripts/new-diagnostic.ts CODE`: the page of a code that the catalogue has, for its author to fill in. Without a code,
// lists those that have no page.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { catalogue } from "../core/src/diagnostics/catalogue.ts";
import { root } from "./vscode/provide.ts";

const page = (code: string): string => join(root, "docs", "diagnostics", `${code}.md`);
const [code] = process.argv.slice(2);
if (code === undefined) {
  for (const each of Object.keys(catalogue)) if (!existsSync(page(each))) console.log(each);
} else {
  const title = Object.entries(catalogue).find(([each]) => each === code)?.[1].title;
  if (title === undefined || existsSync(page(code))) {
    console.error(title === undefined ? `The catalogue has no code ${code}.` : `${page(code)} is there already.`);
    process.exit(1);
  }
  const fence = "```";
  writeFileSync(
    page(code),
    `# ${title}\n\nWhy this matters.\n\n${fence}remit expect=${code}\n${fence}\n\nWhat to write:\n\n${fence}remit ok\n${fence}\n`,
  );
  console.log(page(code));
}

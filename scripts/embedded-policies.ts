// Pages that show policies which stand in files of their own: between a fence ```remit PATH and its end stands that file's text.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The page with its fences filled from the files that they name. */
export function withEmbeddedPolicies(path: string): string {
  const page = readFileSync(join(root, path), "utf8");
  return page.replace(/^(```remit (samples\/\S+)\n)(?:[\s\S]*?\n)??```$/gm, (_, fence: string, file: string) => {
    const policy = readFileSync(join(root, file), "utf8");
    return `${fence}${policy}\`\`\``;
  });
}

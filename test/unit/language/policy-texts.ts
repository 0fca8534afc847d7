// Policy texts to try things on: all that lie in the repository, and texts made at random.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { tokenize } from "../../../core/src/language/lexer.ts";
import { printExpr } from "../../../core/src/language/print.ts";
import { samples } from "./samples.ts";
import { expr } from "./trees.ts";

const root = join(import.meta.dirname, "..", "..", "..");

const below = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending) && !path.includes("node_modules"))
    .map((path) => join(folder, path));

/** Every policy of the repository by its path, and the parser's samples; the examples of a page are numbered. */
export function policyTexts(): ReadonlyMap<string, string> {
  const found = new Map(Object.entries(samples));
  for (const folder of ["samples", "test"])
    for (const path of below(folder, ".remit")) found.set(path, readFileSync(join(root, path), "utf8"));
  for (const path of below("docs", ".md")) {
    const examples = readFileSync(join(root, path), "utf8").matchAll(/```remit[^\n]*\n(.*?)```/gs);
    for (const [index, [, example]] of [...examples].entries()) found.set(`${path}#${index}`, example ?? "");
  }
  return found;
}

const statement = fc.oneof(
  fc.tuple(expr, expr).map(([a, b]) => `allow a, b* when ${printExpr(a)} unless ${printExpr(b)} because "x"`),
  fc.tuple(expr, expr).map(([a, b]) => `rule r limit sum(${printExpr(a)}) of x where ${printExpr(b)} to 5 per turn else ask`),
  fc.tuple(expr, expr).map(([a, b]) => `rule longer require v in x, "y z" where ${printExpr(a)} before w when ${printExpr(b)}`),
  fc.tuple(expr).map(([a]) => `let f(x, y) = ${printExpr(a)}`),
  fc
    .tuple(expr)
    .map(([a]) => `test "t" { user "u" a(x: ${printExpr(a)}, y: 1) returns [1, { z: "q" }] => deny by r gap together { b() } }`),
  fc.constantFrom(
    ...["default ask", 'tools "a.json"', "trusted a, b only c.d, e", 'context { a: string b?: { c: "x" | "y" }[] }'],
    ...["tool t(a: string, b?: number[],) returns { x: string }", "group g = a_*, b except c", "rule short deny x", "rule other ask y"],
    ...['rule e allow x\n  example hit x(a: 1)\n  example miss x(a: [-2, "b"])', 'let b = """\n    one\n      two\n  """'],
  ),
);

/** Valid policies of a few statements. */
export const policy = fc.array(statement, { minLength: 1, maxLength: 5 }).map((statements) => statements.join("\n"));

const blanks = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(" ", "  ", "\t") },
  { weight: 3, arbitrary: fc.constantFrom("\n", "\n\n", " \n\n\n\t ", "\r\n") },
  { weight: 1, arbitrary: fc.constantFrom(" // why  \n", "\n  // own line\n", "\n\n// two\n\n\n    // of them\n") },
);
const rowLength = 64;
/** What stands between tokens, again and again. */
export const spacing = fc.array(blanks, { minLength: 1, maxLength: rowLength });

/** The text with other white space, and more comments, between its tokens. What touches and must, still does. */
export function respaced(text: string, row: readonly string[]): string {
  let result = "";
  let end = 0;
  let comments = [...tokenize(text).comments];
  for (const [index, { startOffset, image }] of tokenize(text).tokens.entries()) {
    const own = comments.filter(({ span }) => span.end <= startOffset);
    comments = comments.filter(({ span }) => span.end > startOffset);
    const touching = end === startOffset && /[\w$*-]$/.test(result) && /^[\w$*-]/.test(image);
    if (!touching) result += (row[index % row.length] ?? " ") + own.map((comment) => `${comment.text}\n`).join("");
    result += image;
    end = startOffset + image.length;
  }
  return `${result}\n${comments.map((comment) => `${comment.text}\n`).join("")}`;
}

// A `matches` without anchors in a rule that permits: it permits whatever merely contains what was meant.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { ExprOf } from "../../language/ast.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export function unanchoredRegex(rule: Rule, book: Rulebook): void {
  if (rule.kind !== "allow" && rule.kind !== "grant") return;
  for (const { expr, positive } of book.parts(rule)) {
    if (expr.kind !== "matches" || positive === undefined || (expr.negated ? !positive : positive) !== true) continue;
    const anchored = withAnchors(expr.pattern);
    if (anchored === undefined) continue;
    // A let may serve a rule that blocks as well, which anchors would loosen.
    const own = expr.span.start >= rule.decision.span.start && expr.span.end <= rule.decision.span.end;
    book.report("unanchored-regex", expr.regex, {}, { fixes: own ? [fix(expr, anchored)] : [] });
  }
}

function fix({ regex, flags }: ExprOf<"matches">, anchored: string): Fix {
  const newText = `/${anchored}/${flags}`;
  return { title: `Write \`${newText}\``, edits: [{ span: regex, newText }] };
}

/** The pattern with what it lacks of `^` and `$`; undefined where nothing is lacking, or a flag inside changes what they mean. */
function withAnchors(pattern: string): string | undefined {
  if (pattern.length > 1000 || /\(\?[a-zA-Z]*[ms]/.test(pattern)) return undefined;
  const branches = alternativesOf(pattern);
  if (branches.every((branch) => isAnchored(branch, 0))) return undefined;
  if (branches.length > 1) return `^(?:${pattern})$`;
  return `${begins(pattern) ? "" : "^"}${pattern}${ends(pattern) ? "" : "$"}`;
}

/** Groups in groups are looked into so far; a deeper one counts as not anchored. */
const depthCap = 4;

/** Whether the branch is held at both ends, itself or as one group whose branches all are. */
function isAnchored(branch: string, depth: number): boolean {
  if (begins(branch) && ends(branch)) return true;
  const inner = /^\((?:\?:)?(.*)\)$/s.exec(branch)?.[1];
  if (inner === undefined || depth >= depthCap || !balanced(inner)) return false;
  return alternativesOf(inner).every((one) => isAnchored(one, depth + 1));
}

/** `.*` says openly that anything may stand there. */
const begins = (branch: string): boolean => /^(?:\(\?[a-zA-Z]+\))?(?:\^|\\A|\.\*)/.test(branch);
function ends(branch: string): boolean {
  const tail = /(?:\$|\\z|\.\*)$/.exec(branch);
  if (tail === null) return false;
  const before = branch.slice(0, tail.index);
  return tail[0] === "\\z" || (/\\*$/.exec(before)?.[0].length ?? 0) % 2 === 0;
}

function balanced(pattern: string): boolean {
  let depth = 0;
  for (const mark of marks(pattern)) {
    if (mark.char === "(") depth++;
    if (mark.char === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

function alternativesOf(pattern: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { char, at } of marks(pattern)) {
    if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (depth === 0) {
      found.push(pattern.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, pattern.slice(start)];
}

/** The `(`, `)` and `|` that mean something: not escaped, not in a class. */
function* marks(pattern: string): Generator<{ readonly char: string; readonly at: number }> {
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === "\\") at++;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") {
      inClass = true;
      // A `]` right behind the opening stands for itself.
      if (pattern.startsWith("^]", at + 1)) at += 2;
      else if (pattern.charAt(at + 1) === "]") at++;
    } else if (char === "(" || char === ")" || char === "|") yield { char, at };
  }
}

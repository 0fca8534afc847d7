// `// remit-ignore CODE: reason` on a line of its own silences that diagnostic on the next line that is no comment. Errors
// stay: a policy with errors decides nothing, whatever a comment says.
import { catalogue, type DiagnosticCode } from "../diagnostics/catalogue.ts";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type { SourceFile } from "./analysis.ts";
import { closest } from "./closest.ts";
import { replacing } from "./scope.ts";

interface Ignore {
  readonly code: string;
  readonly codeSpan: Span;
  readonly comment: Span;
  readonly hasReason: boolean;
  /** The line that it speaks of. */
  readonly line: number;
}

/** The diagnostics that are left, with those about the comments themselves. */
export function withoutIgnored(source: SourceFile, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const ignores = ignoresIn(source);
  if (ignores.length === 0) return diagnostics;
  const used = new Set<Ignore>();
  const keyOf = ({ code, span }: Diagnostic): string => `${source.lines.position(span.start).line} ${code}`;
  const silencers = new Map<string, Ignore>();
  for (const one of ignores.toReversed()) if (one.hasReason) silencers.set(`${one.line} ${one.code}`, one);
  const first = new Map<string, Diagnostic>();
  for (const one of diagnostics.toReversed()) first.set(keyOf(one), one);
  const left = diagnostics.filter((diagnostic) => {
    const { severity } = diagnostic;
    const ignore = silencers.get(keyOf(diagnostic));
    if (ignore === undefined || severity === "error") return true;
    used.add(ignore);
    return false;
  });
  const about = ignores
    .filter((ignore) => !used.has(ignore))
    .map((ignore) => unused(ignore, first.get(`${ignore.line} ${ignore.code}`), source));
  return [...left, ...about];
}

function ignoresIn({ comments, text, lines }: SourceFile): readonly Ignore[] {
  const found: Ignore[] = [];
  const alone = new Set<number>();
  for (const { span } of comments) {
    const { line } = lines.position(span.start);
    if (text.slice(lines.line(line).start, span.start).trim() === "") alone.add(line);
  }
  for (const comment of comments) {
    const read = /^(\/\/\s*remit-ignore\b\s*)([\w-]*)\s*(?::\s*(.*))?/.exec(comment.text);
    const own = lines.position(comment.span.start).line;
    if (read === null || !alone.has(own)) continue;
    const [, before = "", code = "", reason = ""] = read;
    const start = comment.span.start + before.length;
    let line = own + 1;
    while (alone.has(line)) line++;
    found.push({ code, codeSpan: { start, end: start + code.length }, comment: comment.span, hasReason: reason.trim() !== "", line });
  }
  return found;
}

const isCode = (code: string): code is DiagnosticCode => Object.hasOwn(catalogue, code);

/** `there` is a diagnostic of the code on the line that it speaks of. */
function unused({ code, codeSpan, comment, hasReason }: Ignore, there: Diagnostic | undefined, source: SourceFile): Diagnostic {
  if (!isCode(code)) {
    const suggestion = closest(code, Object.keys(catalogue));
    const more = replacing(codeSpan, suggestion);
    return diagnose("unused-ignore", comment, { code, why: "names no diagnostic" }, code === "" ? {} : more);
  }
  if (there?.severity === "error") return diagnose("unused-ignore", comment, { code, why: "silences nothing: errors cannot be ignored" });
  if (!hasReason) return diagnose("ignore-without-reason", comment, {});
  const why = "silences nothing: the line below has no such diagnostic";
  const start = comment.start;
  const end = source.text.charAt(comment.end) === "\n" ? comment.end + 1 : comment.end;
  return diagnose(
    "unused-ignore",
    comment,
    { code, why },
    { fixes: [{ title: "Remove this comment", edits: [{ span: { start, end }, newText: "" }] }] },
  );
}

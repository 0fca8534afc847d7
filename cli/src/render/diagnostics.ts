// Renders diagnostics of policies: frames of code for people, JSON for programs.

import type { Analysis, Diagnostic, Fix, LineIndex, Severity } from "../../../core/src/index.ts";
import { counted, harmless, type Style } from "./style.ts";

const tab = "    ";
/** How much of a long line a frame shows, from a little before the place. */
const shownWidth = 200;

/** `error[code]: message`, the place, the code with what it is about underlined, and what can be done. */
export function diagnosticFrame(diagnostic: Diagnostic, { source }: Analysis, style: Style): string {
  const { path, text, lines } = source;
  const { code, severity, message, span, related, fixes } = diagnostic;
  const paint = painter(severity, style);
  const start = lines.position(span.start);
  const end = lines.position(Math.max(span.start, span.end));
  const last = Math.min(end.line, start.line + 2);
  const width = String(last + 1).length;
  const bar = style.cyan(`${" ".repeat(width)} |`);
  const frame = [paint(style.bold(`${severity}[${code}]`)) + style.bold(`: ${harmless(message)}`)];
  frame.push(`${style.cyan(`${" ".repeat(width)}-->`)} ${path}:${start.line + 1}:${start.column + 1}`, bar);
  for (let line = start.line; line <= last; line++) {
    const whole = lineText(text, lines, line);
    const skip = line === start.line && start.column > shownWidth - 40 ? start.column - 40 : 0;
    const content = whole.slice(skip, skip + shownWidth);
    frame.push(`${style.cyan(`${String(line + 1).padStart(width)} |`)} ${expand(content)}`);
    const from = line === start.line ? start.column - skip : content.length - content.trimStart().length;
    const to = Math.min(content.length, line === end.line ? end.column - skip : content.length);
    const before = expand(content.slice(0, from)).length;
    const marks = Math.max(1, expand(content.slice(from, to)).length);
    frame.push(`${bar} ${" ".repeat(before)}${paint("^".repeat(marks))}`);
  }
  if (end.line > last) frame.push(`${bar} ${style.dim(`and ${counted(end.line - last, "more line")}`)}`);
  for (const place of related) {
    const at = lines.position(place.span.start);
    const where = place.path === undefined ? `${path}:${at.line + 1}:${at.column + 1}` : place.path;
    frame.push(`${" ".repeat(width)} ${style.cyan("=")} ${style.bold("note")}: ${harmless(place.message)} (${where})`);
  }
  for (const fix of fixes) frame.push(`${" ".repeat(width)} ${style.cyan("=")} ${style.bold("help")}: ${harmless(helpLine(fix, lines))}`);
  return `${frame.join("\n")}\n`;
}

function helpLine(fix: Fix, lines: LineIndex): string {
  const [edit, ...more] = fix.edits;
  if (edit === undefined || more.length > 0 || edit.newText.includes("\n") || edit.newText === "") return lowered(fix.title);
  const at = lines.position(edit.span.start);
  const shown = fix.title.includes(edit.newText.trim()) ? "" : `: ${edit.newText.trim()}`;
  return `${lowered(fix.title)}${shown} (line ${at.line + 1})`;
}

const lowered = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

function painter(severity: Severity, style: Style): (text: string) => string {
  return { error: style.red, warning: style.yellow, information: style.cyan, hint: style.cyan }[severity];
}

function lineText(text: string, lines: LineIndex, line: number): string {
  const { start, end } = lines.line(line);
  return text.slice(start, end);
}

const expand = (text: string): string => harmless(text.replaceAll("\t", tab));

export function diagnosticJson(diagnostic: Diagnostic, { source }: Analysis): object {
  const { code, severity, message, span, related, fixes } = diagnostic;
  const place = (at: { readonly start: number; readonly end: number }): object => ({
    start: position(source.lines, at.start),
    end: position(source.lines, at.end),
  });
  return {
    path: source.path,
    code,
    severity,
    message,
    ...place(span),
    related: related.map((one) => ({
      path: one.path ?? source.path,
      message: one.message,
      // Offsets of another file are not places of this one's lines.
      ...(one.path === undefined ? place(one.span) : { offsets: one.span }),
    })),
    fixes: fixes.map((fix) => ({ title: fix.title, edits: fix.edits.map((edit) => ({ ...place(edit.span), newText: edit.newText })) })),
  };
}

function position(lines: LineIndex, offset: number): { readonly line: number; readonly column: number } {
  const { line, column } = lines.position(offset);
  return { line: line + 1, column: column + 1 };
}

/** A policy with its diagnostics as they are to be shown. */
export interface Checked {
  readonly analysis: Analysis;
  readonly diagnostics: readonly Diagnostic[];
}

/** `2 errors, 1 warning in 3 files`, or that all is well. */
export function diagnosticsSummary(checked: readonly Checked[], style: Style): string {
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  const count = (severity: Severity): number => all.filter((one) => one.severity === severity).length;
  const parts = [
    count("error") > 0 ? style.red(counted(count("error"), "error")) : "",
    count("warning") > 0 ? style.yellow(counted(count("warning"), "warning")) : "",
    count("information") + count("hint") > 0 ? counted(count("information") + count("hint"), "hint") : "",
  ].filter((part) => part !== "");
  const where = checked.length === 1 ? (checked[0]?.analysis.source.path ?? "") : counted(checked.length, "policy", "policies");
  return parts.length === 0 ? `${style.green("✓")} ${where}: no problems found\n` : `${where}: ${parts.join(", ")}\n`;
}

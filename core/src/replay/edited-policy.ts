// A policy with some of its files changed, held in memory alone.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { analyze } from "../policy/checks/analyze.ts";
import { compile, type Policy } from "../policy/compile.ts";
import type { Analysis, Host } from "../semantics/analysis.ts";
import { lineIndex } from "../text/line-index.ts";
import type { FileEdits } from "./proposals.ts";

/** The text after edits that do not overlap; those in one place stand in their order. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let after = "";
  let at = 0;
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    after += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return after + text.slice(at);
}

/** The text of one of the policy's own files, and undefined for any other. */
export const sourceAt = ({ files }: Analysis, path: string): string | undefined => files.find((file) => file.path === path)?.text;

/** The policy as it would be; undefined where it could not decide, or where an edit is of a file that it does not have. Imports that
 * are not edited stand as the policy read them. */
export function editedPolicy({ analysis }: Policy, files: readonly FileEdits[], host: Host): Policy | undefined {
  const texts = new Map(analysis.files.map(({ path, text }) => [path, text]));
  for (const { path, edits } of files) {
    const text = texts.get(path);
    if (text === undefined) return undefined;
    texts.set(path, edited(text, edits));
  }
  const { path } = analysis.source;
  const held: Host = {
    resolve: (from, written) => host.resolve(from, written),
    read(file) {
      const text = texts.get(file);
      return text === undefined ? host.read(file) : { text };
    },
  };
  const compiled = compile(analyze(path, texts.get(path) ?? "", held));
  return "policy" in compiled ? compiled.policy : undefined;
}

/** Catalogues and imports are read once, however many policies are made from them. */
export function remembering(host: Host): Host {
  const read = new Map<string, ReturnType<Host["read"]>>();
  return {
    resolve: (from, written) => host.resolve(from, written),
    read(path) {
      let found = read.get(path);
      if (found === undefined) {
        found = host.read(path);
        read.set(path, found);
      }
      return found;
    },
  };
}

/** Lines of a text that edits change, with none that both begin or end with. */
export interface ChangedLines {
  /** Of the first, from 0. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One for each stretch of lines, in order. */
export function changedLines(text: string, edits: readonly TextEdit[]): readonly ChangedLines[] {
  const lines = lineIndex(text);
  const stretches: { first: number; last: number; readonly edits: TextEdit[] }[] = [];
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    const [first, last] = [lines.position(edit.span.start).line, lines.position(edit.span.end).line];
    const open = stretches.at(-1);
    if (open === undefined || first > open.last + 1) stretches.push({ first, last, edits: [edit] });
    else {
      open.last = Math.max(open.last, last);
      open.edits.push(edit);
    }
  }
  return stretches.map(({ first, last, edits: own }) => {
    const { start } = lines.line(first);
    const { end } = lines.line(last);
    const shifted = own.map(({ span, newText }) => ({ span: { start: span.start - start, end: span.end - start }, newText }));
    const before = text.slice(start, end);
    const changed = differing(before.split(/\r?\n/), edited(before, shifted).split(/\r?\n/));
    return { ...changed, line: first + changed.line };
  });
}

function differing(old: readonly string[], fresh: readonly string[]): ChangedLines {
  let first = 0;
  while (first < old.length && first < fresh.length && old[first] === fresh[first]) first++;
  let last = 0;
  while (last < old.length - first && last < fresh.length - first && old.at(-1 - last) === fresh.at(-1 - last)) last++;
  return { line: first, before: old.slice(first, old.length - last), after: fresh.slice(first, fresh.length - last) };
}

// A policy with some of its files changed, held in memory alone.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { analyze } from "../policy/checks/analyze.ts";
import { compile, type Policy } from "../policy/compile.ts";
import type { Analysis, Host } from "../semantics/analysis.ts";
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

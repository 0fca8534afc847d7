// What stands inside quotes: files, values of an enum, holes of a reason.
import type { Analysis } from "../../semantics/analysis.ts";
import type { Meaning } from "../occurrences.ts";
import { argumentDrafts } from "./fields.ts";
import type { Draft } from "./item.ts";

/** The strings of the enum that a value here belongs to; in quotes unless the caret stands between quotes already. */
export function valueDrafts(meaning: Meaning | undefined, quoted: boolean): readonly Draft[] {
  if (meaning?.kind !== "value") return [];
  return meaning.values.map((value) => ({
    label: quoted ? value : JSON.stringify(value),
    kind: "value",
    rank: 0,
    insertText: quoted ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value),
  }));
}

/** Files that the host knows, as they would be written here. */
export function pathDrafts(paths: readonly string[], written: { readonly start: number; readonly end: number }): readonly Draft[] {
  return paths.map((path) => ({ label: path, kind: "file", rank: 0, span: written }));
}

/** `{args.x}` for the arguments of the rule's tools; `text` is what stands in the string up to the caret. */
export function reasonDrafts(analysis: Analysis, tools: readonly string[], text: string): readonly Draft[] {
  const open = /(?:^|[^{])(?:\{\{)*\{([\w.]*)$/.exec(text);
  const inHole = open !== null;
  const args = argumentDrafts(analysis, tools);
  if (inHole && (open[1] ?? "").startsWith("args.")) return args;
  const context = (analysis.context ?? []).map(({ name }) => `context.${name}`);
  const paths = [
    ...args.map(({ label, detail }) => ({ path: `args.${label}`, detail })),
    ...context.map((path) => ({ path, detail: undefined })),
  ];
  return paths.map(({ path, detail }) => ({
    label: inHole ? path : `{${path}}`,
    kind: "argument",
    rank: 0,
    detail,
    insertText: inHole ? path : `{${path}}`,
  }));
}

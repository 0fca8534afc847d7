// What stands inside quotes: files, values of an enum, holes of a reason.
import { describeType } from "../../semantics/types.ts";
import type { Meaning } from "../occurrences.ts";
import type { Caret } from "./caret.ts";
import { argumentDrafts } from "./fields.ts";
import type { Draft } from "./item.ts";
import type { Names } from "./names.ts";

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

export interface ListedFile {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The files that the statement wants, and folders on the way, in the folder that is typed so far. */
export function pathDrafts(list: (folder: string) => readonly ListedFile[], typed: string, wanted: RegExp): readonly Draft[] {
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1) || "./";
  return list(folder)
    .filter(({ name, isFolder }) => !name.startsWith(".") && name !== "node_modules" && (isFolder || wanted.test(name)))
    .map(({ name, isFolder }) => ({ label: `${folder}${name}${isFolder ? "/" : ""}`, kind: "file", rank: isFolder ? 1 : 0 }));
}

/** `{args.x}` for the arguments of the rule's tools and for the context's fields. Inside a hole only what is left of the path
 * is written. */
export function reasonDrafts(known: Names, tools: readonly string[], text: string, { start, offset, end }: Caret): readonly Draft[] {
  const open = /(?:^|[^{])(?:\{\{)*\{([\w.]*)$/.exec(text.slice(start, offset));
  const args = argumentDrafts(known, tools).map(({ label, detail }) => ({ path: ["args", label], detail }));
  const context = (known.context ?? []).map(({ name, type }) => ({ path: ["context", name], detail: describeType(type) }));
  if (open === null) {
    const span = { start: offset, end: offset };
    return [...args, ...context].map(({ path, detail }) => ({ label: `{${path.join(".")}}`, kind: "argument", rank: 0, detail, span }));
  }
  const written = (open[1] ?? "").split(".");
  const last = written.pop() ?? "";
  const behind = /^\w*/.exec(text.slice(offset, end))?.[0].length ?? 0;
  const span = { start: offset - last.length, end: offset + behind };
  return [...args, ...context]
    .filter(({ path }) => written.every((segment, index) => segment === path[index]) && written.length < path.length)
    .map(({ path, detail }) => ({ label: path.slice(written.length).join("."), kind: "argument", rank: 0, detail, span }));
}

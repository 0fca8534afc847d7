// What an argument is, beyond its type: read off its schema's format, else off its name. Silent where neither says.
import type { Expr } from "../../language/ast.ts";
import { argumentNamed } from "../references.ts";
import { alternatives } from "../type-rules.ts";
import type { Type } from "../types.ts";
import type { Rule, Rulebook } from "./rulebook.ts";

export type ArgumentKind = "url" | "path" | "date" | "id";

const endings: readonly (readonly [ArgumentKind, RegExp])[] = [
  ["url", /(?:^|_)(?:url|uri|href|webhook)$|[a-z](?:Url|URL|Uri)$/],
  ["path", /(?:^|_)(?:path|filepath|dir|directory|folder)$|[a-z](?:Path|Dir|Directory)$/],
  ["date", /(?:^|_)date$|[a-z]Date$/],
];

/** Of `args.NAME`, or of NAME's element where it is the list's binder; for every tool of the rule that takes it. */
export function argumentKind(expr: Expr, rule: Pick<Rule, "tools">, book: Rulebook): ArgumentKind | undefined {
  const name = argumentNamed(expr);
  if (name === undefined) return undefined;
  const types = (rule.tools ?? []).flatMap((tool) => book.param(tool, name)?.type ?? []);
  const kinds = new Set(types.map((type) => kindOf(name, type)));
  if (types.length === 0) return named(name);
  const [only] = kinds;
  return kinds.size === 1 ? only : undefined;
}

function kindOf(name: string, type: Type): ArgumentKind | undefined {
  const all = alternatives(type);
  if (all.length > 0 && all.every((one) => one.kind === "number" && one.integer))
    return /(?:^|_)id$|[a-z]I[dD]$/.test(name) ? "id" : undefined;
  if (!all.every(({ kind }) => kind === "string" || kind === "json")) return undefined;
  for (const one of all) {
    if (one.kind === "string" && one.values !== undefined) return undefined;
    if (one.kind === "string" && one.format === "uri") return "url";
    if (one.kind === "string" && one.format === "date") return "date";
  }
  return named(name);
}

const named = (name: string): ArgumentKind | undefined => endings.find(([, ending]) => ending.test(name))?.[0];

// Who uses a let, a group, a tool or a rule, and what each of these uses, a step at a time and across files. A glob uses every
// tool that it matches.
import type { Statement } from "../language/ast.ts";
import type { Analysis } from "../semantics/analysis.ts";
import { globMatches } from "../semantics/wildcard.ts";
import type { Span } from "../text/span.ts";
import { documentSymbols, type OutlineItem } from "./document-symbols.ts";
import { type Entity, mentionAt, mentions } from "./entity.ts";
import { occurrences } from "./occurrences.ts";

export interface HierarchyItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineItem["kind"];
  readonly path: string;
  /** The statement, and the name in it; a tool of a catalogue has no place of its own. */
  readonly span: Span | undefined;
  readonly selection: Span | undefined;
  /** What it is called by, where it has a name that others can use. */
  readonly id: string | undefined;
}

export interface HierarchyCall {
  readonly item: HierarchyItem;
  /** In the file of the one that uses. */
  readonly spans: readonly Span[];
}

const named: ReadonlySet<Entity["kind"]> = new Set<Entity["kind"]>(["rule", "let", "group", "tool"]);
const inside = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** The one that is named at the offset, else the statement around it. */
export function hierarchyItem(analysis: Analysis, offset: number, others: readonly Analysis[]): HierarchyItem | undefined {
  const entity = mentionAt(analysis, offset)?.entity;
  if (entity !== undefined && named.has(entity.kind)) return declared(entity, analysis, [analysis, ...others]);
  const statement = analysis.source.file.statements.find(
    ({ kind, span }) => kind === "decision" && span.start <= offset && offset <= span.end,
  );
  return statement && itemOf(analysis, statement);
}

/** The statements that use what is called so. */
export function incomingCalls(id: string, analyses: readonly Analysis[]): readonly HierarchyCall[] {
  const tool = /^tool .*? (\S.*)$/.exec(id)?.[1];
  return analyses.flatMap((analysis) => {
    const uses = mentions(analysis).filter(({ entity, declares }) => entity.id === id && !declares);
    const globs = occurrences(analysis).filter(({ meaning }) => {
      return meaning.kind === "glob" && tool !== undefined && analysis.tools?.has(tool) === true && globMatches(meaning.pattern, tool);
    });
    const spans = [...uses, ...globs].map(({ span }) => span).sort((a, b) => a.start - b.start);
    return analysis.source.file.statements.flatMap((statement) => {
      const own = spans.filter((span) => inside(span, statement.span));
      const item = own.length === 0 ? undefined : itemOf(analysis, statement);
      return item === undefined || item.id === id ? [] : [{ item, spans: own }];
    });
  });
}

/** What the statement at a place uses. */
export function outgoingCalls(path: string, start: number, analyses: readonly Analysis[]): readonly HierarchyCall[] {
  const analysis = analyses.find(({ source }) => source.path === path);
  const statement = analysis?.source.file.statements.find(({ span }) => span.start === start);
  if (analysis === undefined || statement === undefined) return [];
  const used = new Map<string, { readonly entity: Entity; readonly spans: Span[] }>();
  for (const { span, entity, declares } of mentions(analysis)) {
    if (declares || !named.has(entity.kind) || !inside(span, statement.span)) continue;
    const known = used.get(entity.id) ?? { entity, spans: [] };
    used.set(entity.id, known);
    known.spans.push(span);
  }
  return [...used.values()].flatMap(({ entity, spans }) => {
    const item = declared(entity, analysis, analyses);
    return item === undefined ? [] : [{ item, spans }];
  });
}

function declared(entity: Entity, from: Analysis, analyses: readonly Analysis[]): HierarchyItem | undefined {
  const { kind, name, id } = entity;
  if (kind === "tool") {
    const tool = from.tools?.get(name);
    if (tool === undefined) return undefined;
    const { path, span } = tool.declared;
    return { name, detail: tool.description, kind: "tool", path, span, selection: span, id };
  }
  for (const analysis of analyses)
    for (const statement of analysis.source.file.statements) if (idOf(analysis, statement) === id) return itemOf(analysis, statement);
  return undefined;
}

/** What a statement is called by. */
function idOf({ source }: Analysis, statement: Statement): string | undefined {
  const name = statement.kind === "let" || statement.kind === "group" || statement.kind === "decision" ? statement.name?.text : undefined;
  return name && `${statement.kind === "decision" ? "rule" : statement.kind} ${source.path} ${name}`;
}

function itemOf(analysis: Analysis, statement: Statement): HierarchyItem | undefined {
  const item = documentSymbols(analysis)[analysis.source.file.statements.indexOf(statement)];
  if (item === undefined) return undefined;
  const { name, detail, kind, span, selection } = item;
  return { name, detail, kind, path: analysis.source.path, span, selection, id: idOf(analysis, statement) };
}

// Values that recorded runs had where the caret stands: which argument or context field a literal there would be compared
// with, and what was seen in it. What is offered is recorded text: written as a literal, shown as plain text, never read.
import type { CallLiteral, Expr } from "../../language/ast.ts";
import type { Evidence, Seen, SeenValue, Step, ValuePlace } from "../../replay/evidence.ts";
import { literalOf, stringLiteral } from "../../replay/literal-text.ts";
import type { Analysis } from "../../semantics/analysis.ts";
import type { Span } from "../../text/span.ts";
import type { Draft } from "./item.ts";

/** As many as a person reads. */
const seenShown = 20;
const longestLabel = 60;

const seenText = ({ times, runs }: Seen): string =>
  `seen ${times.toLocaleString("en-US")} ${times === 1 ? "time" : "times"} in ${runs.toLocaleString("en-US")} ${runs === 1 ? "run" : "runs"}`;

/** `typed` is what stands in front of the caret in the literal; `quoted` whether the caret stands between quotes already. */
export function seenDrafts(evidence: Evidence, place: ValuePlace | undefined, quoted: boolean, typed: string): readonly Draft[] {
  if (place === undefined) return [];
  const begun = typed.toLowerCase();
  return evidence
    .values(place)
    .filter(({ value }) => (quoted ? typeof value === "string" && value.toLowerCase().includes(begun) : true))
    .slice(0, seenShown)
    .map((seen, order) => draft(seen, quoted, order));
}

function draft(seen: SeenValue, quoted: boolean, order: number): Draft {
  const { value } = seen;
  const literal = literalOf(value) ?? String(value);
  const written = quoted ? literal.slice(1, -1) : literal;
  const label = written.length > longestLabel ? `${written.slice(0, longestLabel)}…` : written;
  return { label, kind: "value", rank: 0, order, insertText: written, filterText: written, seen: seenText(seen) };
}

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Tools by name, with how often they were called; those that only the runs know where there is no catalogue. */
export function withSeenTools(
  drafts: readonly Draft[],
  evidence: Evidence,
  catalogue: boolean,
  reserved: (word: string) => boolean,
): readonly Draft[] {
  const seen = evidence.tools();
  const counted = drafts.map((draft): Draft => {
    const count = draft.kind === "tool" ? seen.get(draft.label) : undefined;
    return count === undefined ? draft : { ...draft, seen: seenText(count) };
  });
  if (catalogue) return counted;
  const known = new Set(drafts.map(({ label }) => label));
  const others = mostFrequent(seen).filter(([name]) => !known.has(name));
  return [
    ...counted,
    ...others.map(([name, count], order): Draft => {
      const written = plainName.test(name) && !reserved(name) ? name : stringLiteral(name);
      return { label: written, kind: "tool", rank: 1, order, seen: seenText(count) };
    }),
  ];
}

/** The same for names that can stand behind a dot: arguments, and fields of results, of arguments and of the context. `closed`:
 * nothing but the drafts can stand there. */
export function withSeenFields(drafts: readonly Draft[], evidence: Evidence, place: ValuePlace, closed: boolean): readonly Draft[] {
  const seen = evidence.names(place);
  const counted = drafts.map((draft): Draft => {
    const count = seen.get(draft.label);
    return count === undefined ? draft : { ...draft, seen: seenText(count) };
  });
  if (closed) return counted;
  const known = new Set(drafts.map(({ label }) => label));
  const others = mostFrequent(seen).filter(([name]) => !known.has(name) && plainName.test(name));
  const kind = place.of === "args" && place.path.length === 0 ? "argument" : "field";
  return [...counted, ...others.map(([label, count], order): Draft => ({ label, kind, rank: 0, order, seen: seenText(count) }))];
}

const mostFrequent = (seen: ReadonlyMap<string, Seen>): readonly (readonly [string, Seen])[] =>
  [...seen].sort(([a, one], [b, other]) => other.times - one.times || (a < b ? -1 : 1)).slice(0, seenShown);

/** What the literal at the span is held against, in a text that was analysed with it. */
export function placeOfLiteral(analysis: Analysis, span: Span): ValuePlace | undefined {
  const chain = chainTo(analysis.source.file, span, "string");
  let within = chain.length - 1;
  const literal = chain[within];
  if (literal?.kind !== "string") return undefined;
  let inList = false;
  for (let node = chain[--within]; node !== undefined; node = chain[--within]) {
    if (node.kind === "list") inList = true;
    else if (isPair(node)) return argumentOfCall(chain, within, inList);
    else if (node.kind === "compare" || node.kind === "test") {
      const { left, right, op } = node as Extract<Expr, { kind: "compare" | "test" }>;
      const other = chain[within + 1] === (left as unknown) ? right : left;
      const place = placeOf(analysis, other, chain.slice(0, within));
      if (place === undefined) return undefined;
      // In `LIST contains "x"` and `"x" in LIST` the literal is an element; in `VALUE in ["x"]` it is the value.
      const element = op === "contains" || (op === "in" && other === right);
      return element ? { ...place, path: [...place.path, undefined] } : place;
    } else return undefined;
  }
  return undefined;
}

/** Where the value stands whose field a name at the span, with an end of its own, would be. */
export function placeOfField(analysis: Analysis, span: Span): ValuePlace | undefined {
  const chain = chainTo(analysis.source.file, span, "field");
  const field = chain.at(-1);
  return field?.kind === "field" ? placeOf(analysis, (field as Extract<Expr, { kind: "field" }>).target, chain.slice(0, -1)) : undefined;
}

type Node = { readonly kind?: string; readonly span?: Span };

/** The nodes from the file down to the string with exactly this span, or to the field whose name has it. */
function chainTo(root: object, span: Span, kind: "string" | "field"): readonly Node[] {
  const isWanted = (node: Node): boolean => {
    const at = kind === "field" ? (node as Extract<Expr, { kind: "field" }>).field.span : node.span;
    return at?.start === span.start && at.end === span.end;
  };
  const chain: Node[] = [];
  const visit = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value)) return value.some(visit);
    const node = value as Node;
    if (node.span !== undefined && (node.span.start > span.start || node.span.end < span.end)) return false;
    chain.push(node);
    if (node.kind === kind && isWanted(node)) return true;
    for (const [key, child] of Object.entries(node)) if (key !== "span" && visit(child)) return true;
    chain.pop();
    return false;
  };
  visit(root);
  return chain;
}

const isPair = (node: object): boolean => "key" in node && "value" in node;

function argumentOfCall(chain: readonly Node[], at: number, inList: boolean): ValuePlace | undefined {
  const path: Step[] = inList ? [undefined] : [];
  for (let within = at; within >= 0; within--) {
    const node = chain[within];
    if (node === undefined) break;
    if (isPair(node)) path.unshift((node as unknown as { key: { text: string } }).key.text);
    else if ("tool" in node && "args" in node) return { of: "args", tools: [(node as unknown as CallLiteral).tool.text], path };
    else if (node.kind === "list") continue;
    else if (node.kind === "context") return { of: "context", tools: undefined, path };
    else if (node.kind !== "record") break;
  }
  return undefined;
}

/** The place that an expression reads; undefined for anything but a path. `around` are the nodes that it stands in. */
function placeOf(analysis: Analysis, expr: Expr, around: readonly Node[]): ValuePlace | undefined {
  const under = (inner: Expr, step: Step): ValuePlace | undefined => {
    const place = placeOf(analysis, inner, around);
    return place && { ...place, path: [...place.path, step] };
  };
  switch (expr.kind) {
    case "coalesce":
      return placeOf(analysis, expr.left, around);
    case "index":
      return expr.index.kind === "string" ? under(expr.target, expr.index.value) : under(expr.target, undefined);
    case "field": {
      const { target, field } = expr;
      if (field.text === "args" || field.text === "result") {
        const type = analysis.typeOf(target);
        if (type.kind === "event") return { of: field.text, tools: type.tools, path: [] };
      }
      return under(target, field.text);
    }
    case "name": {
      if (expr.name === "args") return { of: "args", tools: analysis.toolsAt(expr.span.start, "args"), path: [] };
      if (expr.name === "context") return { of: "context", tools: undefined, path: [] };
      return elementPlace(analysis, expr.name, around);
    }
    default:
      return undefined;
  }
}

/** A binder, or `it`, that goes through a list read from such a place. */
function elementPlace(analysis: Analysis, name: string, around: readonly Node[]): ValuePlace | undefined {
  for (let at = around.length - 1; at >= 0; at--) {
    const node = around[at];
    if (node?.kind !== "fold") continue;
    const { binder, list } = node as Extract<Expr, { kind: "fold" }>;
    if ((binder?.text ?? "it") !== name) continue;
    const place = placeOf(analysis, list, around.slice(0, at));
    return place && { ...place, path: [...place.path, undefined] };
  }
  return undefined;
}

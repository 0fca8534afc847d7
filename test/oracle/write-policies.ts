// Generates the text of policies: a catalogue or none, lets, groups, trusted, and a few rules of every kind, perhaps with some
// of them in an import.
import type { Tape } from "./tape.ts";
import { number, type Scope, selector, source, text, tools, truth } from "./write-expressions.ts";

const params = [
  'to: string, n: number, id: integer, d: date, ok: boolean, cc?: string[], url?: string, o?: { a?: string, b: number }, k?: "a" | "b", x?: json',
  "to: string, n: integer, id: number, d?: string, ok?: boolean, cc: string[], url: string, o: record, k: string, x?: json",
] as const;
const returns = ["", "", " returns { to: string, n?: number, note?: string, items?: { id: integer, to: string }[] }"] as const;

/** The lines of a policy. `decisions` are rules, each on a line of its own; their order has no meaning. */
export interface WrittenPolicy {
  readonly declarations: readonly string[];
  readonly decisions: readonly string[];
  readonly byDefault: "allow" | "ask" | "deny";
}

const plain: Scope = { it: undefined, inFold: false, names: [], args: true, lets: [], granted: false, history: true };
const lets: Scope["lets"] = [
  { name: "known", params: 0, kind: "truth" },
  { name: "size", params: 0, kind: "number" },
  { name: "used", params: 1, kind: "truth" },
  { name: "whom", params: 0, kind: "text" },
];

export function writePolicy(head: Tape, rules: readonly Tape[]): WrittenPolicy {
  const declarations: string[] = [];
  const form = head.below(4);
  if (form < 3)
    for (const tool of tools.slice(0, form === 2 ? 3 : 4)) declarations.push(`tool ${tool}(${params[form % 2]})${head.pick(returns)}`);
  if (head.below(3) === 2) declarations.push("context { user: string, cwd?: string, none?: string, limit?: number, task?: json }");
  declarations.push(`group some = ${head.pick(["pay, list", "l* except login", "get"])}`);
  declarations.push(`let known = ${truth(head, plain, 2)}`);
  declarations.push(`let size = ${number(head, plain, 2)}`);
  declarations.push(`let whom = ${text(head, plain, 1)}`);
  const parameter: Scope = { ...plain, names: [{ name: "p", kind: "text" }] };
  declarations.push(
    `let used(p) = ${head.choose([() => "any(past pay where it.args.to == p)", () => truth(head, parameter, 2), () => `p ${head.pick(["", "not "])}from ${source(head, plain, 0)}`])}`,
  );
  for (let count = head.below(3); count > 0; count--) {
    const where = head.below(3) === 2 ? ` where ${truth(head, { ...plain, it: "call", args: false, history: false }, 1)}` : "";
    const only = head.below(2) === 1 ? ` only ${head.pick(["to", "items.id", "to, n", "items", "note"])}` : "";
    declarations.push(`trusted ${selector(head)}${where}${only}`);
  }
  const byDefault = head.pick(["ask", "deny", "allow"] as const);
  return { declarations, decisions: rules.map((tape, index) => writeRule(tape, index)), byDefault };
}

export const textOf = ({ declarations, decisions, byDefault }: WrittenPolicy): string =>
  [`default ${byDefault}`, ...declarations, ...decisions, ""].join("\n");

const rule: Scope = { ...plain, lets, granted: true };

function writeRule(tape: Tape, index: number): string {
  const kinds: readonly string[] = ["allow", "deny", "ask", "flag", "allow", "deny", "require", "limit", "grant", "expect"];
  const kind = kinds[tape.below(kinds.length)] ?? "allow";
  const name = tape.below(3) === 0 ? "" : `rule r${index} `;
  const scope = kind === "grant" ? { ...rule, granted: false, lets: [] } : rule;
  const when = tape.below(8) === 7 ? "" : ` when ${truth(tape, scope, 3)}`;
  const unless = tape.below(4) === 3 ? ` unless ${truth(tape, scope, 2)}` : "";
  switch (kind) {
    case "require":
      return `${name}require ${pattern(tape, rule)} before ${selector(tape)}${when}${unless}`;
    case "grant":
      return `${name}grant ${selector(tape)}${when}${unless} uses ${tape.pick(["1", "2", "context.limit"])}`;
    case "expect":
      return `${name}expect ${pattern(tape, { ...plain, args: false, history: false })} followed by ${selector(tape)}`;
    case "limit": {
      const counted: Scope = { ...plain, history: false };
      const measure = tape.choose([
        () => "",
        () => `sum(${number(tape, counted, 1)}) of `,
        () => `distinct(${text(tape, counted, 1)}) of `,
      ]);
      const where = tape.below(3) === 2 ? ` where ${truth(tape, counted, 1)}` : "";
      const each = tape.below(3) === 2 ? ` for each ${text(tape, counted, 1)}` : "";
      const span = tape.pick(["trace", "turn", "batch", "10s"]);
      const otherwise = tape.pick(["", " else ask", " else flag"]);
      const clauses = tape.below(3) === 2 ? `${when}${unless}` : "";
      return `${name}limit ${measure}${selector(tape)}${where} to ${tape.pick(["1", "2", "0", "context.limit", "3"])} per ${span}${each}${otherwise}${clauses}`;
    }
    default:
      return `${name}${kind} ${selector(tape)}${when}${unless}`;
  }
}

function pattern(tape: Tape, scope: Scope): string {
  const binder = tape.below(3) === 2 ? "t" : undefined;
  const inner: Scope =
    binder === undefined ? { ...scope, it: "call" } : { ...scope, names: [...scope.names, { name: binder, kind: "call" }] };
  const where = tape.below(2) === 1 ? ` where ${truth(tape, inner, 1)}` : "";
  return `${binder === undefined ? "" : `${binder} in `}${selector(tape)}${where}`;
}

// Says what a declaration means: a rule in a sentence, a declaration in one line.
import type { Clause, Decision, DecisionHead, Pattern, Selector } from "../language/ast.ts";
import type { Tool, ToolParam } from "../semantics/analysis.ts";
import { describeType } from "../semantics/types.ts";
import type { Span } from "../text/span.ts";

/** White space is one blank, and what is too long for a line is cut. */
export function oneLine(text: string, limit = 120): string {
  const flat = text.replaceAll(/\s+/g, " ").trim();
  return flat.length > limit ? `${flat.slice(0, limit - 1)}…` : flat;
}

/** Text of a catalogue or of an author as Markdown that shows it and does nothing else: no links, no markup. */
export const asText = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, "\\$&");

/** Text as code, whatever backquotes and line ends it holds. */
export function code(text: string): string {
  const flat = text.replaceAll(/[\r\n\u2028\u2029]+/g, " ");
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}

const listed = (names: readonly string[], word: "and" | "or"): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${word} ${names[names.length - 1] ?? ""}`;

/** A selector as a person would say it: "`send_money` or `schedule_payment`, but not `get_*`". */
function calls({ tools, except }: Selector): string {
  const names = tools.map((name) => (name.text === "*" ? "any tool" : code(name.text)));
  const but =
    except.length === 0
      ? ""
      : `, but not ${listed(
          except.map((name) => code(name.text)),
          "or",
        )}`;
  return `${listed(names, "or")}${but}`;
}

const clausesOf = <K extends Clause["kind"]>(decision: Decision, kind: K): readonly Extract<Clause, { kind: K }>[] =>
  decision.clauses.filter((clause): clause is Extract<Clause, { kind: K }> => clause.kind === kind);

/** The rule as one sentence or two, in Markdown. `text` is the file's. */
export function ruleInWords(decision: Decision, text: string): string {
  const slice = (span: Span): string => code(oneLine(text.slice(span.start, span.end)));
  const condition = (kind: "when" | "unless" | "uses"): readonly string[] =>
    clausesOf(decision, kind).map((clause) => slice(clause.expr.span));
  const when = condition("when").map((one) => ` when ${one}`);
  const unless = condition("unless").map((one) => `, unless ${one}`);
  const uses = condition("uses").map((one) => `, at most ${one} times`);
  const reasons = clausesOf(decision, "because").map((clause) => ` The reason given: “${asText(oneLine(clause.text.value))}”.`);
  return `${headInWords(decision.head, slice)}${[...when, ...unless, ...uses].join("")}.${reasons.join("")}`;
}

/** The rule that a `require` stands for, as an author would write it out; undefined for other rules. */
export function writtenOut({ head }: Decision, text: string): string | undefined {
  if (head.kind !== "require" || head.pattern.binder !== undefined) return undefined;
  const slice = ({ span }: { readonly span: Span }): string => oneLine(text.slice(span.start, span.end));
  const { selector, where } = head.pattern;
  const condition = where === undefined ? "" : `(${slice(where)}) and `;
  return `deny ${slice(head.before)} unless any(past ${slice(selector)} where ${condition}not it.failed)`;
}

function headInWords(head: DecisionHead, slice: (span: Span) => string): string {
  const pattern = ({ selector, where }: Pattern): string => `${calls(selector)}${where === undefined ? "" : ` where ${slice(where.span)}`}`;
  switch (head.kind) {
    case "allow":
      return `Permits a call of ${calls(head.selector)}`;
    case "deny":
      return `Blocks a call of ${calls(head.selector)}`;
    case "ask":
      return `Asks a person before a call of ${calls(head.selector)}`;
    case "flag":
      return `Marks, without deciding it, a call of ${calls(head.selector)}`;
    case "require":
      return `Blocks a call of ${calls(head.before)} until ${pattern(head.pattern)} has succeeded`;
    case "grant":
      return `Permits, for the task at hand, a call of ${calls(head.selector)}`;
    case "limit": {
      const effects = { deny: "Blocks", ask: "Asks a person before", flag: "Marks" } as const;
      const { measure, per } = head;
      const counted =
        measure === undefined
          ? ""
          : `${measure.kind === "sum" ? "the sum" : "the number of different values"} of ${slice(measure.of.span)} in `;
      const span = typeof per === "string" ? `per ${per}` : `within ${duration(per.milliseconds)}`;
      const each = head.forEach === undefined ? "" : ` for each ${slice(head.forEach.span)}`;
      const where = head.where === undefined ? "" : ` where ${slice(head.where.span)}`;
      return `${effects[head.otherwise]} a call of ${calls(head.selector)}${where} that would take ${counted}${counted === "" ? "their number" : "such calls"} over ${slice(head.to.span)} ${span}${each}`;
    }
    case "expect":
      return `Reports at the end of a run each ${pattern(head.pattern)} that no ${pattern(head.followedBy)} followed`;
  }
}

/** A duration as the language writes it. */
export function duration(milliseconds: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const;
  const [unit, size] = units.find(([, length]) => milliseconds % length === 0 && milliseconds > 0) ?? ["s", 1000];
  return `${milliseconds / size}${unit}`;
}

/** `send_money(recipient: string, amount: number, note?: string)`. */
export function toolSignature(tool: Tool): string {
  return `${tool.name}(${tool.params.map(paramSignature).join(", ")})`;
}

export function paramSignature(param: Pick<ToolParam, "name" | "optional" | "type">): string {
  return `${param.name}${param.optional ? "?" : ""}: ${describeType(param.type)}`;
}

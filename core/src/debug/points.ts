// Breakpoints as the client sets them, made into points of a run that a survey looks for.
import type { Question } from "../policy/question.ts";
import type { Ruling } from "../policy/report.ts";
import type { Point } from "../replay/survey.ts";
import { globMatches } from "../semantics/wildcard.ts";
import type { CallEvent } from "../trace/model.ts";
import type { Location } from "./locations.ts";
import type { StopFilter } from "./protocol.ts";

/** Compiles an expression; a sentence says what is wrong with it. */
export type Ask = (text: string) => { readonly question: Question } | { readonly wrong: string };

export interface StopPoint extends Point {
  readonly kind: "breakpoint" | "function breakpoint" | "exception";
  /** The client's breakpoint; undefined for a filter. */
  readonly id: number | undefined;
  readonly filter: StopFilter | undefined;
  /** What is said instead of stopping. */
  readonly log: readonly (string | Question)[] | undefined;
}
type Made = { readonly point: StopPoint } | { readonly wrong: string };

export interface Wishes {
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
  readonly logMessage?: string | undefined;
}

export function locationPoint(id: number, location: Location, wishes: Wishes, ask: Ask): Made {
  return made({ kind: "breakpoint", id, filter: undefined, on: location.on, question: location.question }, wishes, ask);
}

/** A breakpoint on calls of tools: a name, or a pattern with `*`. */
export function toolPoint(id: number, pattern: string, wishes: Wishes, ask: Ask): Made {
  const on = ({ tool }: CallEvent): boolean => tool === pattern || globMatches(pattern, tool);
  return made({ kind: "function breakpoint", id, filter: undefined, on, question: undefined }, wishes, ask);
}

const filters: Readonly<Record<StopFilter, (call: CallEvent, ruling: Ruling) => boolean>> = {
  blocked: (_, { verdict }) => verdict === "deny",
  asked: (_, { verdict }) => verdict === "ask",
  default: (_, { rules }) => rules.length === 0,
  unknown: (_, { verdict }) => verdict === "unknown",
  differs: ({ fate }, { verdict }) =>
    (verdict === "deny" && (fate === "executed" || fate === "failed")) || (verdict === "allow" && fate === "refused"),
};
export const isStopFilter = (name: string): name is StopFilter => Object.hasOwn(filters, name);

export function filterPoint(filter: StopFilter, condition: string | undefined, ask: Ask): Made {
  return made({ kind: "exception", id: undefined, filter, on: filters[filter], question: undefined }, { condition }, ask);
}

function made(base: Pick<StopPoint, "kind" | "id" | "filter" | "on" | "question">, wishes: Wishes, ask: Ask): Made {
  let condition: Question | undefined;
  if (given(wishes.condition)) {
    const asked = ask(wishes.condition);
    if ("wrong" in asked) return asked;
    condition = asked.question;
  }
  let counts: Point["counts"];
  if (given(wishes.hitCondition)) {
    counts = hitCounter(wishes.hitCondition);
    if (counts === undefined) return { wrong: "a hit count is a number, or one of == != < <= > >= % with a number: `>= 3`, `% 10`" };
  }
  let log: StopPoint["log"];
  if (given(wishes.logMessage)) {
    const parts = logParts(wishes.logMessage, ask);
    if ("wrong" in parts) return parts;
    log = parts.parts;
  }
  return { point: { ...base, condition, counts, log } };
}

const given = (text: string | undefined): text is string => text !== undefined && text.trim() !== "";

function hitCounter(text: string): ((hits: number) => boolean) | undefined {
  const [, operator, digits] = /^\s*(==?|!=|<=?|>=?|%)?\s*(\d{1,9})\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const bound = Number(digits);
  switch (operator) {
    case "!=":
      return (hits) => hits !== bound;
    case "<":
      return (hits) => hits < bound;
    case "<=":
      return (hits) => hits <= bound;
    case ">":
      return (hits) => hits > bound;
    case ">=":
      return (hits) => hits >= bound;
    case "%":
      return bound === 0 ? undefined : (hits) => hits % bound === 0;
    default:
      return (hits) => hits === bound;
  }
}

/** The texts and expressions of a message such as `paid {args.amount} to {args.recipient}`; `{{` stands for a brace. */
function logParts(message: string, ask: Ask): { readonly parts: readonly (string | Question)[] } | { readonly wrong: string } {
  const parts: (string | Question)[] = [];
  let plain = "";
  for (let at = 0; at < message.length; at++) {
    const unit = message.charAt(at);
    if ((unit === "{" || unit === "}") && message.charAt(at + 1) === unit) {
      plain += unit;
      at++;
    } else if (unit === "{") {
      const end = closing(message, at);
      if (end < 0) return { wrong: "a `{` of the message is not closed; `{{` stands for a brace" };
      const asked = ask(message.slice(at + 1, end));
      if ("wrong" in asked) return asked;
      parts.push(plain, asked.question);
      plain = "";
      at = end;
    } else plain += unit;
  }
  return { parts: [...parts, plain] };
}

/** The brace that closes one, past braces inside and past strings. */
function closing(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const unit = text.charAt(at);
    if (quoted && unit === "\\") at++;
    else if (unit === '"') quoted = !quoted;
    else if (!quoted && unit === "{") depth++;
    else if (!quoted && unit === "}" && --depth === 0) return at;
  }
  return -1;
}

/** Compiles each text once; at most so many, since each may make monitors keep more. */
export function asker(compile: (text: string) => ReturnType<Ask>): Ask {
  const known = new Map<string, ReturnType<Ask>>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= 500) return { wrong: "too many expressions were asked in this session; restart it" };
    const asked = compile(text);
    known.set(text, asked);
    return asked;
  };
}

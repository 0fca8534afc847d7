// Whether a row of a run passes a filter. Looks at the recording itself, not at what is on screen.
import { globMatches } from "../../semantics/wildcard.ts";
import { type Arguments, ExactNumber, type Json } from "../../trace/model.ts";
import type { Condition, Needle, StepFilter } from "./filter.ts";

/** What is known of the call in a row. */
export interface FilterCall {
  /** From 1. */
  readonly step: number;
  readonly tool: string;
  readonly lane: string;
  /** Undefined where no policy decides. */
  readonly decision: FilterDecision | undefined;
  readonly recorded: "unstated" | "executed" | "refused" | "failed";
  readonly args: Arguments;
  readonly result: { readonly text: string; readonly structured: Json | undefined } | undefined;
}
export interface FilterDecision {
  readonly verdict: string;
  /** Of the policy compared with; the same where nothing changed. */
  readonly before: string;
  /** Empty where the default decided. */
  readonly rules: readonly string[];
  readonly flagged: boolean;
  readonly differs: boolean;
  readonly history: "happened" | "stopped" | "hypothetical" | "gone" | "unknown";
}
export type FilterRow =
  | { readonly kind: "call"; readonly call: FilterCall }
  | { readonly kind: "user" | "assistant" | "system" | "gap"; readonly text: string };

/** An expression looks at so much of one text, so that one row is bounded work; what is only contained is looked for in all. */
const expressionReach = 100_000;

/** `inPart`: a text was longer than an expression looks, so that the answer may be another one. */
export interface Passed {
  readonly passes: boolean;
  readonly inPart: boolean;
}

export function passes(filter: StepFilter, row: FilterRow): Passed {
  const search = new Search();
  // Words of calls say nothing of messages, turned round or not.
  const all = filter.terms.every(({ negated, condition }) => {
    const holds = search.holds(condition, row);
    return holds !== undefined && holds !== negated;
  });
  return { passes: all, inPart: search.inPart };
}

class Search {
  inPart = false;

  holds(condition: Condition, row: FilterRow): boolean | undefined {
    if (condition.word === "is") return condition.choices.includes(row.kind);
    if (row.kind !== "call") {
      if (condition.word !== "text" && condition.word !== "anywhere") return undefined;
      return condition.needles.some((needle) => this.#finds(needle, row.text));
    }
    const { call } = row;
    switch (condition.word) {
      case "tool":
        return condition.globs.some((glob) => globMatches(glob, call.tool));
      case "lane":
        return condition.globs.some((glob) => globMatches(glob, call.lane));
      case "rule":
        return call.decision && condition.globs.some((glob) => call.decision?.rules.some((rule) => globMatches(glob, rule)));
      case "verdict":
        return call.decision && condition.choices.some((one) => verdictIs(one, call.decision?.verdict));
      case "recorded":
        return condition.choices.includes(call.recorded);
      case "history":
        return call.decision && condition.choices.includes(call.decision.history);
      case "default":
        return call.decision && call.decision.rules.length === 0;
      case "flagged":
        return call.decision?.flagged;
      case "differs":
        return call.decision?.differs;
      case "changed":
        return call.decision && changed(condition, call.decision.before, call.decision.verdict);
      case "step":
        return condition.first <= call.step && call.step <= condition.last;
      case "args":
        return this.#args(call.args, condition.path, condition.needles);
      case "result":
        return call.result !== undefined && (condition.needles.length === 0 || this.#result(call, condition.needles));
      case "text":
        return undefined;
      case "anywhere":
        return (
          condition.needles.some((needle) => this.#finds(needle, call.tool)) ||
          this.#args(call.args, [], condition.needles) ||
          this.#result(call, condition.needles)
        );
    }
  }

  #args(args: Arguments, path: readonly string[], needles: readonly Needle[]): boolean {
    if (args.kind === "redacted") return false;
    if (args.kind === "malformed") return path.length === 0 && needles.some((needle) => this.#finds(needle, args.raw));
    const values = at(args.value, path);
    if (needles.length === 0) return path.length === 0 ? Object.keys(args.value).length > 0 : values.length > 0;
    return values.some((value) => this.#inside(value, needles));
  }

  #result({ result }: FilterCall, needles: readonly Needle[]): boolean {
    if (result === undefined) return false;
    return (
      needles.some((needle) => this.#finds(needle, result.text)) ||
      (result.structured !== undefined && this.#inside(result.structured, needles))
    );
  }

  /** Whether a leaf of the value is what is looked for; walks without a stack of its own calls, however deep. */
  #inside(value: Json, needles: readonly Needle[]): boolean {
    const left: Json[] = [value];
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      if (typeof one === "object" && one !== null && !(one instanceof ExactNumber)) {
        const parts: readonly Json[] = Array.isArray(one) ? one : Object.values(one);
        for (let index = parts.length - 1; index >= 0; index--) {
          const part = parts[index];
          if (part !== undefined) left.push(part);
        }
      } else {
        const text = one instanceof ExactNumber ? one.digits : String(one);
        if (needles.some((needle) => this.#finds(needle, text))) return true;
      }
    }
    return false;
  }

  #finds(needle: Needle, text: string): boolean {
    switch (needle.kind) {
      case "contains":
        return text.toLowerCase().includes(needle.lower);
      case "equals":
        return text === needle.text;
      case "regex":
        if (text.length > expressionReach) this.inPart = true;
        return needle.finds(text.slice(0, expressionReach));
      case "compare": {
        // Only what is a number as written; nothing else is before or behind one.
        if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return false;
        const value = Number(text);
        if (needle.operator === "<") return value < needle.bound;
        if (needle.operator === "<=") return value <= needle.bound;
        return needle.operator === ">" ? value > needle.bound : value >= needle.bound;
      }
    }
  }
}

/** The values that a path leads to; a list stands for each of its elements. */
function at(value: Json, path: readonly string[]): readonly Json[] {
  let found: readonly Json[] = [value];
  for (const name of path) {
    found = found.flatMap((one): readonly Json[] => {
      const parts: readonly Json[] = Array.isArray(one) ? one : [one];
      return parts.flatMap((part) => {
        if (typeof part !== "object" || part === null || part instanceof ExactNumber || !Object.hasOwn(part, name)) return [];
        const held = (part as Readonly<Record<string, Json>>)[name];
        return held === undefined ? [] : [held];
      });
    });
  }
  return found;
}

function verdictIs(choice: string, verdict: string | undefined): boolean {
  return choice === "blocked" ? verdict !== "allow" : choice === verdict;
}

function changed({ from, to }: { readonly from: string; readonly to: string }, before: string, now: string): boolean {
  return before !== now && (from === "*" || from === before) && (to === "*" || to === now);
}

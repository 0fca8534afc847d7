// A rule as the lints see it: what it is about and asks for, where it stands now, and what was found of it that rests on nothing
// else of the policy.
import type { Decision, DecisionKind, Expr, Selector } from "../../language/ast.ts";
import type { BoundDecision } from "../analysis.ts";

/** What of a decision is asked for often. */
interface Conditions {
  /** Of the calls it decides; absent for `expect`. */
  readonly selector: Selector | undefined;
  readonly when: Expr | undefined;
  readonly unless: Expr | undefined;
}

/** What a key's facts are. */
export interface FactKey<T> {
  readonly fact: T | undefined;
}
export const factKey = <T>(): FactKey<T> => ({ fact: undefined });

/** What holds of a rule wherever it stands, for as long as neither its text changes nor the tools, lets and groups that it names. */
export class RuleFacts {
  /** With the places of some earlier text: for what asks for no place. */
  readonly conditions: Conditions;
  /** Those of the catalogue; without one, the names where all are plain; else undefined. */
  readonly tools: readonly string[] | undefined;
  readonly matches: (tool: string) => boolean;
  /** No other tool matches; undefined where a glob leaves it open. */
  readonly possible: ReadonlySet<string> | undefined;
  readonly #found = new Map<object, unknown>();

  constructor({ conditions, tools, matches, possible }: Pick<RuleFacts, "conditions" | "tools" | "matches" | "possible">) {
    this.conditions = conditions;
    this.tools = tools;
    this.matches = matches;
    this.possible = possible;
  }

  get<T>(key: FactKey<T>): T | undefined {
    return this.#found.get(key) as T | undefined;
  }

  /** Found at the first time. */
  once<T>(key: FactKey<T>, find: () => T): T {
    if (!this.#found.has(key)) this.#found.set(key, find());
    return this.#found.get(key) as T;
  }
}

export class Rule {
  readonly facts: RuleFacts;
  /** Whether it stands in the file that is checked: only then something is said of it. */
  readonly own: boolean;
  readonly kind: DecisionKind;
  readonly bound: BoundDecision;
  #placed: Conditions | undefined;

  constructor(bound: BoundDecision, facts: RuleFacts, own: boolean) {
    this.bound = bound;
    this.facts = facts;
    this.own = own;
    this.kind = bound.unplaced.head.kind;
  }

  get unplaced(): Conditions {
    return this.facts.conditions;
  }
  get decision(): Decision {
    return this.bound.decision;
  }
  get source(): BoundDecision["source"] {
    return this.bound.source;
  }
  get name(): string {
    return this.bound.name;
  }
  get tools(): RuleFacts["tools"] {
    return this.facts.tools;
  }
  get matches(): RuleFacts["matches"] {
    return this.facts.matches;
  }
  get possible(): RuleFacts["possible"] {
    return this.facts.possible;
  }
  get selector(): Selector | undefined {
    return this.#conditions.selector;
  }
  get when(): Expr | undefined {
    return this.#conditions.when;
  }
  get unless(): Expr | undefined {
    return this.#conditions.unless;
  }

  /** Whether it applies to every call that it is about. */
  get isUnconditional(): boolean {
    const { when, unless } = this.unplaced;
    return (when === undefined || (when.kind === "boolean" && when.value)) && unless === undefined;
  }

  get #conditions(): Conditions {
    this.#placed ??= conditionsIn(this.decision);
    return this.#placed;
  }
}

export function conditionsIn({ head, clauses }: Decision): Conditions {
  const clause = (kind: "when" | "unless"): Expr | undefined => {
    for (const one of clauses) if (one.kind === kind) return one.expr;
    return undefined;
  };
  const selector = head.kind === "require" ? head.before : head.kind === "expect" ? undefined : head.selector;
  return { selector, when: clause("when"), unless: clause("unless") };
}

// The one report that every surface shows: view, lenses, command line, tests. Plain data, serialisable; decides nothing.

import type { DecisionKind, Effect } from "../language/ast.ts";
import type { Span } from "../text/span.ts";
import type { Pointer } from "../trace/model.ts";

export type Verdict = "allow" | "ask" | "deny" | "unknown";
export type StrictVerdict = Exclude<Verdict, "unknown">;
export type Truth = "true" | "false" | "unknown";

/** Why something is unknown. The last three are the recording's fault and can make a replay answer `unknown`. */
export type UnknownKind = "absent" | "type" | "malformed" | "relative" | "pending" | "short" | "not recorded" | "redacted" | "gap";

export interface Unknown {
  readonly kind: UnknownKind;
  /** What could not be decided, as the policy writes it: `args.cc`, `result of step 3`. */
  readonly what: string;
}

/** A place in a policy file. */
export interface PolicyPlace {
  readonly path: string;
  readonly span: Span;
}

/** A place in the run that something was read from or found at. */
export interface TracePlace {
  /** Zero-based index of the event in the run. */
  readonly event: number;
  /** Step of the call concerned, from 1; 0 for messages. */
  readonly step: number;
  readonly pointer: Pointer;
  /** What stands there, in words: `user message`, `result of read_file`. */
  readonly label: string;
  /** Inside the event's text (message or result text), where known: half-open UTF-16 offsets. */
  readonly range: Span | undefined;
  /** The text found, cut to 200 characters. */
  readonly excerpt: string;
}

/** One clause of a condition: `and`, `or` and `not` are nodes with children, everything else is a leaf. */
export interface ClauseReport {
  readonly place: PolicyPlace;
  /** The clause as the policy writes it, on one line. */
  readonly source: string;
  readonly truth: Truth;
  /** The values that its parts had, as text for people: `args.amount` → `1810`. */
  readonly values: readonly { readonly source: string; readonly value: string }[];
  readonly found: readonly TracePlace[];
  readonly unknowns: readonly Unknown[];
  readonly children: readonly ClauseReport[];
  /** How its children or elements make it; absent where it has neither. */
  readonly form?: ClauseForm;
  /** Of an `any`, `all` or `none` over a list at hand: what it asks of the elements that made it come out as it did (a few of them),
   * each as the policy could have written it of that element alone: `domain(args.to[1]) in ours`. */
  readonly elements?: readonly ClauseReport[];
}

export type ClauseForm = "and" | "or" | "not" | "all" | "any" | "none";

/** What a rule came to on a call: `fires`, `does not apply`, or `doubt` (its condition is unknown). A `doubt` counts as its
 * effect demands (see decide.ts); `counts` says whether it did. */
export interface RuleReport {
  /** The rule's name, or its effect and line: `allow@12`. */
  readonly name: string;
  /** The word that the rule is written with. */
  readonly kind: DecisionKind;
  /** What it weighs as: a require denies, a grant allows, a limit does what stands behind `else`. */
  readonly effect: Effect;
  readonly place: PolicyPlace;
  readonly outcome: "fires" | "does not apply" | "doubt";
  readonly counts: boolean;
  /** Whether the verdict rests on this rule. */
  readonly decides: boolean;
  /** The `because`, holes filled. */
  readonly because: string | undefined;
  /** Empty in a report without evidence. */
  readonly clauses: readonly RolePart[];
}

/** What a part of a rule is to it. `before`: what a require asks for; `limit` and `where`: of a limit; `uses`: of a grant. */
export type ClauseRole = "when" | "unless" | "before" | "limit" | "where" | "uses";
export interface RolePart {
  readonly role: ClauseRole;
  readonly clause: ClauseReport;
}

export interface StepReport {
  /** Step number as the language counts: from 1. */
  readonly step: number;
  /** Zero-based indices in the run. */
  readonly call: number;
  readonly event: number;
  readonly tool: string;
  readonly verdict: Verdict;
  /** The strict verdict; equals `verdict` unless that is `unknown`. */
  readonly would: StrictVerdict;
  /** The loosest verdict that a settlement of what was not recorded gives; equals `verdict` unless that is `unknown`. */
  readonly otherwise: StrictVerdict;
  /** Names of the deciding rules, empty where the default decided. */
  readonly rules: readonly string[];
  readonly flags: readonly string[];
  /** Every rule whose selector has the tool. */
  readonly outcomes: readonly RuleReport[];
  /** What the decision rests on that was unknown. */
  readonly unknowns: readonly Unknown[];
  /** One sentence, the same on every surface: why this verdict. */
  readonly why: string;
}

/** A decision without its reasons. */
export interface Ruling {
  readonly verdict: Verdict;
  /** The strict verdict; equals `verdict` unless that is `unknown`. */
  readonly would: StrictVerdict;
  /** Names of the deciding rules, empty where the default decided; and of the rules that flag. */
  readonly rules: readonly string[];
  readonly flags: readonly string[];
}

/** What an `expect` came to for one call that owed something, at the end of the run. */
export interface ObligationReport {
  readonly name: string;
  readonly place: PolicyPlace;
  /** The call that owes: its step from 1, its index from 0. */
  readonly step: number;
  readonly call: number;
  readonly tool: string;
  readonly outcome: "met" | "unmet" | "unknown";
  /** The step that settled it. */
  readonly metBy: number | undefined;
  readonly because: string | undefined;
  readonly unknowns: readonly Unknown[];
}

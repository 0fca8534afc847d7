// Three-valued truth with reasons. Owns what "unknown" is while a condition is evaluated; decide.ts owns what it means for a
// verdict. A certain answer is a plain boolean, so that the common case costs nothing.
import type { Unknown, UnknownKind } from "./report.ts";

/** What a truth can still become once everything that the recording withheld is settled: a set of bits. */
export type Outcomes = number;
export const TRUE = 1;
export const FALSE = 2;
/** Unknown for a reason that no better recording would mend. */
export const OPEN = 4;

/** A value that could not be decided, with every reason. */
export class Doubt {
  readonly outcomes: Outcomes;
  readonly reasons: readonly Unknown[];
  /** Whether it is certain that there is a value. */
  readonly there: boolean;
  constructor(outcomes: Outcomes, reasons: readonly Unknown[], there = false) {
    this.outcomes = outcomes;
    this.reasons = reasons;
    this.there = there;
  }
}
export type Truth3 = boolean | Doubt;

const blamed: ReadonlySet<UnknownKind> = new Set<UnknownKind>(["not recorded", "redacted", "gap"]);

/** A doubt with the given reasons: it may go either way where every reason is the recording's fault, else it stays open. */
export function doubt(reasons: readonly Unknown[]): Doubt {
  return new Doubt(reasons.every((reason) => blamed.has(reason.kind)) ? TRUE | FALSE : OPEN, reasons);
}

export function unknown(kind: UnknownKind, what: string): Doubt {
  return doubt([{ kind, what }]);
}

/** A value that is there, and cannot be read. */
export function unreadable(kind: UnknownKind, what: string): Doubt {
  const { outcomes, reasons } = unknown(kind, what);
  return new Doubt(outcomes, reasons, true);
}

export function outcomesOf(truth: Truth3): Outcomes {
  return truth === true ? TRUE : truth === false ? FALSE : truth.outcomes;
}

const flip = (outcomes: Outcomes): Outcomes => ((outcomes & TRUE) << 1) | ((outcomes & FALSE) >> 1) | (outcomes & OPEN);

export function not3(truth: Truth3): Truth3 {
  return typeof truth === "boolean" ? !truth : new Doubt(flip(truth.outcomes), truth.reasons);
}

/** Kleene's conjunction on sets of outcomes: false wins over open, open over true. */
function meet(a: Outcomes, b: Outcomes): Outcomes {
  let met = 0;
  if ((a | b) & FALSE) met |= FALSE;
  if (a & TRUE && b & TRUE) met |= TRUE;
  if ((a & OPEN && b & (TRUE | OPEN)) || (b & OPEN && a & (TRUE | OPEN))) met |= OPEN;
  return met;
}

function settle(outcomes: Outcomes, a: Doubt, b: Truth3): Truth3 {
  if (outcomes === TRUE) return true;
  if (outcomes === FALSE) return false;
  return new Doubt(outcomes, typeof b === "boolean" ? a.reasons : mergeReasons(a.reasons, b.reasons));
}

export function and3(a: Truth3, b: Truth3): Truth3 {
  if (a === false || b === false) return false;
  if (a === true) return b;
  if (b === true) return a;
  return settle(meet(a.outcomes, b.outcomes), a, b);
}

export function or3(a: Truth3, b: Truth3): Truth3 {
  return not3(and3(not3(a), not3(b)));
}

/** How many reasons of one kind are kept: a run of a million unanswered calls has as many. */
const kept = 8;

export function mergeReasons(a: readonly Unknown[], b: readonly Unknown[]): readonly Unknown[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  let merged: Unknown[] | undefined;
  for (const reason of b) {
    const known = merged ?? a;
    let ofKind = 0;
    let told = false;
    for (const { kind, what } of known) {
      if (kind !== reason.kind) continue;
      ofKind++;
      if (what === reason.what) told = true;
    }
    if (told || ofKind >= kept) continue;
    merged ??= [...a];
    merged.push(reason);
  }
  return merged ?? a;
}

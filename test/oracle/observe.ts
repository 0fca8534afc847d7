// What the generated cases reach: for each construct, how often the oracle saw it with which value.
import type { Expr } from "../../core/src/language/ast.ts";
import { exact } from "./ranges.ts";
import { isNo, isYes } from "./truth.ts";
import type { Value } from "./values.ts";

export type Seen = Map<string, Map<string, number>>;
const seen: Seen = new Map();
let watching = false;

export function watch(run: (sofar: Seen) => void): Seen {
  seen.clear();
  watching = true;
  try {
    run(seen);
    return new Map(seen);
  } finally {
    watching = false;
  }
}

export function note(construct: string, outcome: string): void {
  if (!watching) return;
  let counts = seen.get(construct);
  if (counts === undefined) {
    counts = new Map();
    seen.set(construct, counts);
  }
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

export function noteValue(at: Expr, value: Value): void {
  if (watching) note(constructOf(at), outcomeOf(value));
}

function outcomeOf(value: Value): string {
  if (value.kind === "truth") return isYes(value.truth) ? "true" : isNo(value.truth) ? "false" : "unknown";
  if (value.kind === "number" || value.kind === "duration" || value.kind === "time")
    return exact(value.range) === undefined ? "range" : "known";
  return value.kind === "absent" || value.kind === "unknown" ? value.kind : "known";
}

function constructOf(at: Expr): string {
  switch (at.kind) {
    case "compare":
    case "arithmetic":
      return at.op;
    case "test":
      return at.negated ? `not ${at.op}` : at.op;
    case "matches":
      return at.negated ? "not matches" : "matches";
    case "origin":
      return `${at.negated && at.op === "from" ? "not " : ""}${at.op} ${at.source.kind}`;
    case "fold":
      return at.list.kind === "past" ? `${at.fold} of past` : at.fold;
    case "past":
      return `past${at.events === "user" ? " user" : ""}${at.since === undefined ? "" : " since"}${at.within === undefined ? "" : ` within ${at.within.kind}`}`;
    case "name":
      return ["args", "context", "it", "now", "granted"].includes(at.name) ? at.name : "name";
    case "call":
      return `${at.name.text}()`;
    default:
      return at.kind;
  }
}

// The stack at a call: the step, the rules that decided it, the clauses that made them so, and where in the run that was found.
import type { ClauseReport, RolePart, RuleReport, TracePlace } from "../policy/report.ts";
import type { Stop } from "../replay/cursor.ts";
import type { LineIndex } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import type { CallPlace, Session } from "./session.ts";

export interface Frame {
  readonly kind: "step" | "rule" | "clause" | "default" | "history";
  readonly name: string;
  /** Undefined where the file has no such place. */
  readonly place: { readonly path: string; readonly span: Span; readonly lines: LineIndex } | undefined;
  /** From 0. */
  readonly call: number;
  readonly rule: RuleReport | undefined;
  readonly found: TracePlace | undefined;
}

const verdictWords = { allow: "allowed", ask: "needs approval", deny: "denied", unknown: "unknown" } as const;

/** `step 5 of 12: send_money, denied` */
export function stepTitle({ report, happening }: Stop, count: number): string {
  const fate =
    happening === "happened" || happening === "stopped" ? "" : `, ${happening === "unknown" ? "may not have happened" : happening}`;
  return `step ${report.step} of ${count}: ${report.tool}, ${verdictWords[report.verdict]}${fate}`;
}

/** How many rules, clauses and places a stack shows. */
const most = { rules: 8, clauses: 8, found: 12 };

export function framesAt(session: Session, call: number): readonly Frame[] {
  const stop = session.cursor.stop(call);
  const here = session.calls[call];
  if (stop === undefined || here === undefined) return [];
  const { report } = stop;
  const frames: Frame[] = [stepFrame(session, here, call, stepTitle(stop, session.calls.length))];
  const deciding = report.outcomes.filter((rule) => rule.decides || (rule.effect === "flag" && rule.counts));
  if (!deciding.some(({ decides }) => decides)) frames.push(defaultFrame(session, call));
  const silent = deciding.length > 0 ? [] : report.outcomes;
  const found: TracePlace[] = [];
  for (const rule of [...deciding, ...silent].slice(0, most.rules)) {
    frames.push({ kind: "rule", name: ruleTitle(rule), place: rulePlace(session, rule), call, rule, found: undefined });
    const leaves = rule.clauses.filter((part) => speaks(rule, part)).flatMap(leavesOf);
    for (const { part, clause } of leaves.slice(0, most.clauses)) {
      frames.push({
        kind: "clause",
        name: clauseTitle(part, clause),
        place: policyPlace(session, clause.place),
        call,
        rule,
        found: undefined,
      });
      found.push(...clause.found);
    }
  }
  const seen = new Set<string>();
  for (const place of found) {
    const key = `${place.event} ${place.range?.start ?? ""}`;
    if (seen.has(key) || seen.size >= most.found) continue;
    seen.add(key);
    const step = place.step > 0 ? `step ${place.step}, ` : "";
    frames.push({
      kind: "history",
      name: `${step}${place.label}: ${place.excerpt.slice(0, 60).replaceAll(/\s+/g, " ")}`,
      place: tracePlace(session, place.pointer),
      call,
      rule: undefined,
      found: place,
    });
  }
  return frames;
}

/** The frame of a lane in which nothing happens at the moment: its last call up to a call of another. */
export function waitingFrame(session: Session, lane: string, until: number): Frame | undefined {
  for (let call = until; call >= 0; call--) {
    const here = session.calls[call];
    if (here?.lane === lane) return stepFrame(session, here, call, `step ${call + 1} of ${session.calls.length}: ${here.event.tool}`);
  }
  return undefined;
}

function stepFrame(session: Session, { event }: CallPlace, call: number, name: string): Frame {
  return { kind: "step", name, place: tracePlace(session, event.pointer), call, rule: undefined, found: undefined };
}

function defaultFrame(session: Session, call: number): Frame {
  const { source, defaultSpan, defaultEffect } = session.policy.analysis;
  const span = defaultSpan ?? { start: 0, end: 0 };
  const place = { path: source.path, span, lines: source.lines };
  return { kind: "default", name: `default ${defaultEffect}: no rule decided`, place, call, rule: undefined, found: undefined };
}

export function ruleTitle({ name, kind, outcome }: RuleReport): string {
  const word = outcome === "fires" ? "" : outcome === "doubt" ? ", in doubt" : ", does not apply";
  return `${kind} ${name}${word}`;
}

export function clauseTitle({ role }: RolePart, { source, truth }: ClauseReport): string {
  return `${role} ${source}: ${truth}`;
}

/** The clauses without parts. */
export function leavesOf(part: RolePart): readonly { readonly part: RolePart; readonly clause: ClauseReport }[] {
  const leaves = (clause: ClauseReport): readonly ClauseReport[] =>
    clause.children.length === 0 ? [clause] : clause.children.flatMap(leaves);
  return leaves(part.clause).map((clause) => ({ part, clause }));
}

/** Of a rule that applies every part; of one that does not, the parts that keep it from it. */
function speaks(rule: RuleReport, { role, clause }: RolePart): boolean {
  if (rule.outcome !== "does not apply" || clause.truth === "unknown") return true;
  const turned = role === "unless" || role === "before";
  return clause.truth === (turned ? "true" : "false");
}

function rulePlace(session: Session, { place }: RuleReport): Frame["place"] {
  const known = session.locations.find(({ kind, path, area }) => kind === "rule" && path === place.path && area.start === place.span.start);
  return known && { path: known.path, span: known.span, lines: known.lines };
}

function policyPlace(session: Session, { path, span }: ClauseReport["place"]): Frame["place"] {
  const file = session.policy.analysis.files.find((one) => one.path === path);
  return file && { path, span, lines: file.lines };
}

function tracePlace(session: Session, pointer: string): Frame["place"] {
  const span = session.trace.span(pointer);
  return span && { path: session.tracePath, span, lines: session.trace.lines };
}

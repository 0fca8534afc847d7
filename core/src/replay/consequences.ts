// What policies decide on many recorded runs, and what an edit changes there. A run is decided again only where a rule that
// was changed could speak of one of its calls.
import type { Decision } from "../language/ast.ts";
import type { Policy } from "../policy/compile.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { Verdict } from "../policy/report.ts";
import type { SourceFile } from "../semantics/analysis.ts";
import type { Event, JsonRecord } from "../trace/model.ts";

/** A run with its events at hand. */
export interface HeldRun {
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
  /** The tools that it calls. */
  readonly tools: ReadonlySet<string>;
}

export interface DecidedRun {
  /** One a call. */
  readonly verdicts: readonly Verdict[];
  /** By rule (see `ruleKey`): the zero-based calls whose verdict rests on it, or that it flags. */
  readonly decides: ReadonlyMap<string, readonly number[]>;
}

/** A rule's name, or its text where it has none: what it is known by while lines move. */
export const ruleKey = (decision: Decision, source: SourceFile): string =>
  decision.name?.text ?? source.text.slice(decision.span.start, decision.span.end);

/** What the policy decides on each call of a run that is held in memory. */
export function decideHeld(policy: Policy, run: HeldRun): DecidedRun {
  const keys = keysOf(policy);
  const monitor = createMonitor(policy, { context: run.context });
  const verdicts: Verdict[] = [];
  const decides = new Map<string, number[]>();
  for (const event of run.events) {
    if (event.kind !== "call") {
      monitor.onEvent(event);
      continue;
    }
    const { verdict, rules, flags } = monitor.decide(event);
    for (const name of [...rules, ...flags]) {
      const key = keys.get(name) ?? name;
      const calls = decides.get(key);
      if (calls === undefined) decides.set(key, [verdicts.length]);
      else calls.push(verdicts.length);
    }
    verdicts.push(verdict);
  }
  return { verdicts, decides };
}

const keysByPolicy = new WeakMap<Policy, ReadonlyMap<string, string>>();
function keysOf(policy: Policy): ReadonlyMap<string, string> {
  let keys = keysByPolicy.get(policy);
  if (keys === undefined) {
    keys = new Map(policy.analysis.decisions.map(({ name, decision, source }) => [name, ruleKey(decision, source)]));
    keysByPolicy.set(policy, keys);
  }
  return keys;
}

/** Whether a run that one policy decided must be decided again by the other. */
export function mustDecideAgain(before: Policy, after: Policy): (run: HeldRun) => boolean {
  const old = new Map(before.analysis.decisions.map((bound) => [wholeText(bound), bound]));
  const fresh = new Map(after.analysis.decisions.map((bound) => [wholeText(bound), bound]));
  const changed = (from: typeof old, to: typeof old): ReadonlySet<Decision> =>
    new Set([...from].flatMap(([text, { decision }]) => (to.has(text) ? [] : [decision])));
  const sameSize = before.analysis.decisions.length - old.size === after.analysis.decisions.length - fresh.size;
  const gone = changed(old, fresh);
  const come = changed(fresh, old);
  const grants = [...gone, ...come].some(({ head }) => head.kind === "grant");
  if (!sameSize || grants || foundation(before) !== foundation(after)) return () => true;
  const touched = [
    ...before.rules.filter(({ decision }) => gone.has(decision)),
    ...after.rules.filter(({ decision }) => come.has(decision)),
  ];
  return ({ tools }) => touched.some((rule) => [...tools].some((tool) => rule.matches(tool)));
}

const wholeText = ({ decision, source }: { readonly decision: Decision; readonly source: SourceFile }): string =>
  source.text.slice(decision.span.start, decision.span.end);

/** All that is no rule and may be behind one: imports, names, catalogues, the default. */
function foundation({ analysis }: Policy): string {
  const statements = analysis.files.flatMap(({ path, text, file }) => [
    path,
    ...file.statements.flatMap(({ kind, span }) => (kind === "decision" || kind === "test" ? [] : [text.slice(span.start, span.end)])),
  ]);
  return JSON.stringify([analysis.defaultEffect, statements, [...(analysis.tools ?? [])]]);
}

export interface Flip {
  readonly call: number;
  readonly from: Verdict;
  readonly to: Verdict;
}

/** The calls of a run whose verdict is another one. */
export function flips(before: DecidedRun, after: DecidedRun): readonly Flip[] {
  if (before === after) return [];
  return after.verdicts.flatMap((to, call) => {
    const from = before.verdicts[call];
    return from === undefined || from === to ? [] : [{ call, from, to }];
  });
}

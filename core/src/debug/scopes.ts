// What a frame shows: the call, the context, what happened before it, where its values came from, and what is counted.
import type { Expr } from "../language/ast.ts";
import { type Question, questionOf } from "../policy/question.ts";
import type { ClauseReport, RolePart, RuleReport, TracePlace } from "../policy/report.ts";
import { explanation } from "../replay/explanation.ts";
import { parseStructured } from "../trace/encodings/structured.ts";
import { type Event, ExactNumber, type Json } from "../trace/model.ts";
import { clauseTitle, type Frame, ruleTitle } from "./frames.ts";
import { argumentsNode, type Children, fieldPath, jsonNode, type Node, named, quote } from "./nodes.ts";
import { resultOf, type Session } from "./session.ts";

export interface ScopeOf {
  readonly name: string;
  readonly hint: string | undefined;
  /** Whether unfolding it may take a moment. */
  readonly expensive: boolean;
  readonly children: Children;
}

const nothing = (value: string): Children => named([{ name: "", value }]);

export function scopesOf(session: Session, frame: Frame): readonly ScopeOf[] {
  const { call, rule, found } = frame;
  const scope = (name: string, children: Children, hint?: string, expensive = false): ScopeOf => ({ name, hint, expensive, children });
  if (found !== undefined) return [scope("Found", foundNodes(session, found), "locals")];
  const stop = session.cursor.stop(call);
  if (stop === undefined) return [];
  const outcomes = stop.report.outcomes;
  const { context } = session.run;
  return [
    ...(rule === undefined ? [] : [scope(`Rule ${rule.name}`, ruleNodes(rule), "locals")]),
    scope("Call", callNodes(session, call), rule === undefined ? "locals" : undefined),
    scope("Rules", outcomes.length === 0 ? nothing("no rule looks at this tool") : named(outcomes.map(ruleNode))),
    scope("Context", context === undefined ? nothing("not recorded") : (jsonNode("", context, "context").children ?? nothing("empty"))),
    scope("History", historyNodes(session, call)),
    scope("Provenance", provenanceNodes(session, call), undefined, true),
    scope("Counters", counterNodes(outcomes)),
  ];
}

function callNodes(session: Session, call: number): Children {
  const stop = session.cursor.stop(call);
  const here = session.calls[call];
  if (stop === undefined || here === undefined) return nothing("");
  const { event } = here;
  const { report, happening } = stop;
  const result = resultOf(session.run.events, here);
  return named([
    { name: "tool", value: event.tool },
    argumentsNode("args", event.args, "args"),
    { name: "verdict", value: report.verdict === "unknown" ? `unknown: ${report.would}, or ${report.otherwise}` : report.verdict },
    ...explanation(session.policy, report).map((value, at): Node => ({ name: at === 0 ? "why" : "nearest miss", value })),
    ...(report.flags.length === 0 ? [] : [{ name: "flags", value: report.flags.join(", ") }]),
    ...(session.history === "recorded" ? [] : [{ name: `as ${session.history}`, value: happening }]),
    { name: "recorded as", value: event.fate === "unstated" ? (result === undefined ? "without a result" : "executed") : event.fate },
    ...(event.approvedBy === undefined ? [] : [{ name: "approved by", value: quote(event.approvedBy) }]),
    ...(result === undefined
      ? []
      : [{ ...resultNode(result), name: result.failed ? "result that follows, failed" : "result that follows" }]),
    ...(event.lane === undefined ? [] : [{ name: "lane", value: quote(event.lane) }]),
    ...(event.time === undefined ? [] : [{ name: "time", value: timeText(event.time.milliseconds), path: "now" }]),
  ]);
}

function timeText(milliseconds: number): string {
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : String(milliseconds);
}

function resultNode({ value, text }: { readonly value: Json; readonly text: string }): Node {
  const structure = typeof value === "string" ? (parseStructured(text, "json") ?? value) : value;
  return jsonNode("result", structure, undefined);
}

const ruleNode = (rule: RuleReport): Node => ({ name: ruleTitle(rule), value: rule.because ?? "", children: ruleNodes(rule) });

function ruleNodes(rule: RuleReport): Children {
  const counts = rule.decides ? "decides" : rule.counts ? "counts, but another rule decides" : "does not count";
  return named([
    { name: "outcome", value: `${rule.outcome}; ${counts}` },
    ...(rule.because === undefined ? [] : [{ name: "because", value: rule.because }]),
    ...rule.clauses.map((part) => clauseNode(part, part.clause)),
  ]);
}

function clauseNode(part: RolePart, clause: ClauseReport): Node {
  const inner: Node[] = [
    ...clause.values.map(({ source, value }) => ({ name: source, value })),
    ...clause.found.map(placeNode),
    ...clause.unknowns.map(({ kind, what }) => ({ name: `unknown (${kind})`, value: what })),
    ...clause.children.map((child) => clauseNode(part, child)),
  ];
  return {
    name: clauseTitle(part, clause).slice(0, -(clause.truth.length + 2)),
    value: clause.truth,
    children: inner.length === 0 ? undefined : named(inner),
  };
}

const placeNode = ({ step, label, excerpt }: TracePlace): Node => ({
  name: step > 0 ? `step ${step}, ${label}` : label,
  value: quote(excerpt),
});

function foundNodes(session: Session, place: TracePlace): Children {
  const event = session.run.events[place.event];
  return named([{ name: "found", value: quote(place.excerpt) }, ...(event === undefined ? [] : [eventNode(session, event, place.event)])]);
}

/** All that stands before a call, the newest first. A result is part of its call. */
function historyNodes(session: Session, call: number): Children {
  const { events } = session.run;
  const index = session.calls[call]?.index ?? 0;
  const before = events.slice(0, index).flatMap((event, at) => (event.kind === "result" ? [] : [at]));
  if (before.length === 0) return nothing("nothing stands before this step");
  const at = (start: number, count: number): readonly Node[] => {
    const nodes: Node[] = [];
    for (let place = before.length - 1 - start; place >= 0 && nodes.length < count; place--) {
      const at = before[place];
      const event = at === undefined ? undefined : events[at];
      if (at !== undefined && event !== undefined) nodes.push(eventNode(session, event, at, index));
    }
    return nodes;
  };
  return { named: 0, indexed: before.length, at };
}

/** An event as it is known before another. */
function eventNode(session: Session, event: Event, index: number, before = Number.POSITIVE_INFINITY): Node {
  switch (event.kind) {
    case "message":
      return { name: `${event.role} message`, value: quote(event.text) };
    case "gap":
      return { name: "gap", value: quote(event.reason) };
    case "result":
      return {
        ...resultNode({ value: event.structured ?? event.text, text: event.text }),
        name: event.failed ? "failed result" : "result",
      };
    case "call": {
      const step = session.callAt(index);
      const here = session.calls[step];
      const result = here === undefined ? undefined : resultOf(session.run.events, here);
      const known =
        result !== undefined && result.index < before ? [{ ...resultNode(result), name: result.failed ? "failed result" : "result" }] : [];
      const args = argumentsNode("args", event.args, undefined);
      return { name: `step ${step + 1}`, value: `${event.tool} ${args.value}`, children: named([args, ...known]) };
    }
  }
}

/** Limits and grants that look at the call, with what they come to. */
function counterNodes(outcomes: readonly RuleReport[]): Children {
  const counters = outcomes.flatMap(({ name, clauses }) =>
    clauses.flatMap(({ role, clause }): Node[] => {
      if (role !== "limit" && role !== "uses") return [];
      const value = clause.values[0]?.value ?? clause.truth;
      return [{ name, value, children: named([{ name: clause.source, value: clause.truth }]) }];
    }),
  );
  return counters.length === 0 ? nothing("no limit or grant looks at this tool") : named(counters);
}

const origins = ["user", "system", "trusted", "untrusted"] as const;
const mostLeaves = 1_000;

/** For each single value in the arguments, the sources in which it stands. */
function provenanceNodes(session: Session, call: number): Children {
  const args = session.calls[call]?.event.args;
  if (args?.kind !== "record") return nothing("the arguments are not known");
  const leaves = [...leavesOf(args.value)];
  if (leaves.length === 0) return nothing("no argument holds a text or a number");
  const at = (start: number, count: number): readonly Node[] =>
    leaves.slice(start, start + count).map(({ path, expr }) => {
      const found = origins.map((origin) => ({ origin, answer: session.cursor.ask(call, fromQuestion(session, path, expr, origin)) }));
      const sources = found.filter(({ answer }) => answer?.value === true).map(({ origin }) => origin);
      const doubtful = found.filter(({ answer }) => (answer?.unknowns.length ?? 0) > 0).map(({ origin }) => origin);
      const said = [
        ...(sources.length > 0 ? [sources.join(", ")] : doubtful.length > 0 ? [] : ["from no source: made up, or made of several"]),
        ...(doubtful.length > 0 ? [`in doubt: ${doubtful.join(", ")}`] : []),
      ];
      const inner = found.flatMap(({ origin, answer }): Node[] => [
        ...(answer?.found ?? []).map((place) => ({ ...placeNode(place), name: `${origin}: ${placeNode(place).name}` })),
        ...(answer?.unknowns ?? []).map(({ kind, what }) => ({ name: `${origin}: unknown (${kind})`, value: what })),
      ]);
      return { name: path, value: said.join("; "), path, children: inner.length === 0 ? undefined : named(inner) };
    });
  return { named: 0, indexed: leaves.length, at };
}

const questions = new WeakMap<Session["policy"], Map<string, Question>>();

function fromQuestion({ policy }: Session, path: string, left: Expr, origin: (typeof origins)[number]): Question {
  let known = questions.get(policy);
  if (known === undefined) {
    known = new Map();
    questions.set(policy, known);
  }
  const key = `${path} from ${origin}`;
  let question = known.get(key);
  if (question === undefined) {
    const source = { kind: origin, span: nowhere };
    question = questionOf({ kind: "origin", span: nowhere, op: "from", negated: false, left, source }, policy.environment, true);
    known.set(key, question);
  }
  return question;
}

const nowhere = { start: 0, end: 0 };

/** Without walking recursively: arguments may be deep. */
function* leavesOf(args: Json): Iterable<{ readonly path: string; readonly expr: Expr }> {
  const waiting: { readonly value: Json; readonly path: string; readonly expr: Expr }[] = [
    { value: args, path: "args", expr: { kind: "name", span: nowhere, name: "args" } },
  ];
  let given = 0;
  for (let next = waiting.pop(); next !== undefined && given < mostLeaves; next = waiting.pop()) {
    const { value, path, expr } = next;
    if (value === null || typeof value === "boolean") continue;
    if (typeof value !== "object" || value instanceof ExactNumber) {
      given++;
      yield { path, expr };
    } else if (Array.isArray(value)) {
      for (const [at, item] of [...value.slice(0, mostLeaves).entries()].reverse()) {
        const index: Expr = { kind: "number", span: nowhere, text: String(at) };
        waiting.push({ value: item as Json, path: `${path}[${at}]`, expr: { kind: "index", span: nowhere, target: expr, index } });
      }
    } else {
      for (const [key, item] of Object.entries(value).slice(0, mostLeaves).reverse()) {
        const field = { text: key, span: nowhere };
        waiting.push({ value: item as Json, path: fieldPath(path, key), expr: { kind: "field", span: nowhere, target: expr, field } });
      }
    }
  }
}

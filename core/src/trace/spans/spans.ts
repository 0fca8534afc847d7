// Owns how the spans of a trace become the events of a run: what happened when, what belongs to which agent, and which turn
// of the model each record tells of. Knows no format: readers say what each span is.

import type { At, Utterance } from "../dialects/utterances.ts";
import type { Event, GapEvent, JsonRecord, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { type Circumstances, type Entered, type Execution, Ledger, type Outcome } from "../telling/ledger.ts";
import { Toolbox } from "../tools.ts";
import type { Moment } from "./moments.ts";

type Messages = readonly (readonly Utterance[])[];

export interface Span {
  readonly id: string | undefined;
  readonly parent: string | undefined;
  /** What the spans of one run share: the conversation where it is named, else the trace. */
  readonly trace: string;
  readonly conversation: string | undefined;
  readonly source: Source;
  readonly at: At;
  readonly start: Moment | undefined;
  readonly end: Moment | undefined;
  /** `model`: a turn of the model. `agent`: what tells again what happened inside it. `other`: nothing of interest. */
  readonly kind: "model" | "tool" | "agent" | "other";
  /** The agent's name, for an agent. */
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly before: Messages;
  readonly after: Messages;
  readonly tool: { readonly execution: Execution; readonly outcome: Outcome | undefined } | undefined;
  /** Tool definitions in any dialect. */
  readonly tools: readonly (JsonRecord | string)[];
  readonly labels: Readonly<Record<string, string | number | boolean | null>>;
  /** What of the span could not be read. */
  readonly gap: string | undefined;
}

/** The runs of a file's spans, in its order. Of what is missing in the file, a gap, nobody knows where in a run it stood. */
export function* runsOfSpans(spans: readonly Span[], gap?: GapEvent): Iterable<Omit<Run, "index">> {
  const traces = new Map<string, { conversation: string | undefined; readonly spans: Span[] }>();
  for (const span of spans) {
    const trace = traces.get(span.trace) ?? { conversation: undefined, spans: [] };
    traces.set(span.trace, trace);
    trace.conversation ??= span.conversation;
    trace.spans.push(span);
  }
  const runs = new Map<string, Span[]>();
  for (const [name, { conversation, spans: members }] of traces) {
    if (members.every((span) => span.kind === "other")) continue;
    const key = conversation === undefined ? `trace ${name}` : `conversation ${conversation}`;
    const known = runs.get(key);
    if (known === undefined) runs.set(key, [...members]);
    else for (const span of members) known.push(span);
  }
  for (const members of runs.values()) yield runOf(members, gap);
}

function runOf(spans: readonly Span[], gap: GapEvent | undefined): Omit<Run, "index"> {
  const toolbox = new Toolbox();
  const labels: Record<string, string | number | boolean | null> = {};
  for (const span of spans) {
    for (const tool of span.tools) toolbox.add(tool);
    Object.assign(labels, span.labels);
  }
  const ordered = inOrder(spans);
  const first = (find: (span: Span) => string | undefined): string | undefined => {
    for (const { span } of ordered) {
      const found = find(span);
      if (found !== undefined && found !== "") return found;
    }
    return undefined;
  };
  const alone = spans.every((span) => span.trace === spans[0]?.trace);
  return {
    id: (alone ? spans[0]?.trace : undefined) || first((span) => span.conversation) || undefined,
    model: first((span) => (span.kind === "model" ? span.model : undefined)) ?? first((span) => span.model),
    task: first((span) => taskIn(span.before)),
    labels,
    context: undefined,
    tools: toolbox.list(),
    events: eventsOf(spans, ordered, gap),
  };
}

function taskIn(messages: Messages): string | undefined {
  for (const message of messages) for (const one of message) if (one.kind === "text" && one.role === "user") return one.text;
  return undefined;
}

interface Step {
  readonly span: Span;
  readonly phase: "start" | "end" | "whole";
  readonly at: number;
  readonly rank: number;
  readonly order: number;
}

/** Of steps at one instant: a turn ends before its tools begin, and these end before the next turn begins. */
const ranks = { modelEnd: 0, toolStart: 1, toolEnd: 2, agentStart: 3, modelStart: 4, agentEnd: 5 };

function inOrder(spans: readonly Span[]): readonly Step[] {
  const steps: Step[] = [];
  let before = 0;
  const depths = depthsOf(spans);
  for (const [index, span] of spans.entries()) {
    if (span.kind === "other" && span.gap === undefined) continue;
    const start = span.start?.at ?? span.end?.at ?? before;
    const end = Math.max(span.end?.at ?? start, start);
    before = start;
    const depth = depths.get(span) ?? 0;
    const early = depth + index / (spans.length + 1);
    const late = index / (spans.length + 1) - depth;
    const step = (phase: Step["phase"], at: number, rank: number, order: number): void => {
      steps.push({ span, phase, at, rank, order });
    };
    if (span.kind === "model") {
      if (start === end) step("whole", start, ranks.modelStart, early);
      else {
        step("start", start, ranks.modelStart, early);
        step("end", end, ranks.modelEnd, late);
      }
    } else if (span.kind === "tool") {
      if (start === end) step("whole", start, ranks.toolStart, early);
      else {
        step("start", start, ranks.toolStart, early);
        step("end", end, ranks.toolEnd, late);
      }
    } else {
      step("start", start, ranks.agentStart, early);
      step("end", end, ranks.agentEnd, late);
    }
  }
  return steps.sort((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order);
}

class Family {
  readonly #byId = new Map<string, Span>();

  constructor(spans: readonly Span[]) {
    for (const span of spans) if (span.id !== undefined && !this.#byId.has(span.id)) this.#byId.set(span.id, span);
  }

  /** The span's ancestors, the nearest first. Spans that are their own ancestors have none from there on. */
  *above(span: Span): Iterable<Span> {
    const seen = new Set([span]);
    let parent = span.parent === undefined ? undefined : this.#byId.get(span.parent);
    while (parent !== undefined && !seen.has(parent) && seen.size < 200) {
      yield parent;
      seen.add(parent);
      parent = parent.parent === undefined ? undefined : this.#byId.get(parent.parent);
    }
  }
}

function depthsOf(spans: readonly Span[]): ReadonlyMap<Span, number> {
  const family = new Family(spans);
  const depths = new Map<Span, number>();
  for (const span of spans) {
    const chain = [span];
    let depth = 0;
    for (const one of family.above(span)) {
      const known = depths.get(one);
      if (known !== undefined) {
        depth = known + 1;
        break;
      }
      chain.push(one);
    }
    for (const one of chain.reverse()) depths.set(one, depth++);
  }
  return depths;
}

/** What a turn, a tool or an agent that goes on knows of its beginning. */
interface Going {
  readonly since: number;
  readonly entered: Entered | undefined;
}

function* eventsOf(spans: readonly Span[], steps: readonly Step[], gap: GapEvent | undefined): Iterable<Event> {
  if (gap !== undefined) yield gap;
  const ledger = new Ledger();
  const family = new Family(spans);
  const going = new Map<Span, Going>();
  for (const { span, phase } of steps) {
    const place = placeOf(span, family);
    const moment = phase === "end" ? (span.end ?? span.start) : (span.start ?? span.end);
    const circumstances: Circumstances = {
      source: span.source,
      lane: place.lane,
      time: moment?.time,
      instructed: place.instructed,
    };
    if (phase !== "end") {
      if (span.gap !== undefined) ledger.gap(span.gap, span.at);
      const since = ledger.size;
      if (span.before.length > 0) ledger.history(span.before, circumstances);
      going.set(span, { since, entered: beginTool(span, family, ledger, circumstances, going) });
    }
    if (phase !== "start") {
      const { since, entered } = going.get(span) ?? { since: ledger.size, entered: undefined };
      if (entered !== undefined) ledger.end(entered, span.tool?.outcome, { ...circumstances, time: (span.end ?? span.start)?.time });
      if (span.after.length === 0) continue;
      if (span.kind === "model") ledger.reply(span.after, place.turn, since, circumstances);
      else ledger.history(span.after, circumstances);
    }
  }
  yield* ledger.events();
}

/** A tool's record inside one of the same tool tells the same run of it. */
function beginTool(
  span: Span,
  family: Family,
  ledger: Ledger,
  circumstances: Circumstances,
  going: ReadonlyMap<Span, Going>,
): Entered | undefined {
  if (span.tool === undefined) return undefined;
  for (const above of family.above(span)) {
    if (above.kind === "agent" || above.kind === "model") break;
    if (above.tool?.execution.tool !== span.tool.execution.tool) continue;
    const entered = going.get(above)?.entered;
    if (entered !== undefined) return entered;
  }
  return ledger.begin(span.tool.execution, circumstances);
}

interface Place {
  readonly lane: string | undefined;
  readonly instructed: boolean;
  /** The turn of the model that the span is a record of: that of the outermost record around it. */
  readonly turn: string;
}

function placeOf(span: Span, family: Family): Place {
  let lane = span.kind === "agent" ? span.agent : undefined;
  let instructed = false;
  let outermost = span;
  let sameTurn = true;
  for (const above of family.above(span)) {
    if (above.kind === "agent") lane ??= above.agent;
    if (above.kind === "tool") instructed = true;
    if (above.kind === "agent" || above.kind === "tool") sameTurn = false;
    else if (above.kind === "model" && sameTurn) outermost = above;
  }
  return { lane: lane ?? span.agent, instructed, turn: `turn ${outermost.at.pointer} ${outermost.source.base}` };
}

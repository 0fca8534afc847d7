// The spans that OpenAI's Agents SDK sends of its traces. A span may come before its trace, and child before parent.

import { partsOf } from "../dialects/responses-items.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { Fate, Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { argumentsOf } from "../telling/conversation.ts";
import { sessionRun } from "../telling/session.ts";

interface Span {
  readonly value: JsonRecord;
  readonly data: JsonRecord;
  readonly pointer: Pointer;
}

function listOf(root: Json): { readonly list: readonly Json[]; readonly suffix: string } | undefined {
  const data = isRecord(root) ? member(root, "data") : root;
  return isList(data) ? { list: data, suffix: isRecord(root) ? "/data" : "" } : undefined;
}

export function isAgentsSpans(root: Json): boolean {
  return (
    listOf(root)?.list.some((one) => isRecord(one) && stringAt(one, "object") === "trace.span" && isRecord(member(one, "span_data"))) ===
    true
  );
}

export function* agentsSpanRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  const traces = new Map<string, { readonly spans: Span[]; name: string | undefined }>();
  const { list, suffix } = listOf(root) ?? { list: [], suffix: "" };
  const traceOf = (id: string): { readonly spans: Span[]; name: string | undefined } => {
    const known = traces.get(id) ?? { spans: [], name: undefined };
    traces.set(id, known);
    return known;
  };
  for (const [index, value] of list.entries()) {
    if (!isRecord(value) || source.isOpen(value)) continue;
    const data = member(value, "span_data");
    if (stringAt(value, "object") === "trace") traceOf(stringAt(value, "id") ?? "").name = stringAt(value, "workflow_name");
    else if (isRecord(data)) traceOf(stringAt(value, "trace_id") ?? "").spans.push({ value, data, pointer: `${at}${suffix}/${index}` });
  }
  for (const [id, { spans, name }] of traces)
    yield sessionRun(
      { id: id === "" ? undefined : id, task: undefined, labels: name === undefined ? {} : { workflow: name } },
      (session) => {
        const byId = new Map(
          spans.flatMap((span) => (stringAt(span.value, "id") === undefined ? [] : [[stringAt(span.value, "id") ?? "", span] as const])),
        );
        for (const span of spans
          .map((one, order) => ({ one, order }))
          .sort(byStart)
          .map(({ one }) => one)) {
          if (stringAt(span.data, "type") !== "function") continue;
          const { value, data, pointer } = span;
          const tool = stringAt(data, "name");
          if (tool === undefined) {
            session.unread(source, pointer, "a function's span must name it", "a call that names no tool");
            continue;
          }
          session.batch(`${stringAt(value, "parent_id") ?? ""}\n${stringAt(value, "started_at") ?? pointer}`);
          const error = member(value, "error");
          const failed = error !== undefined && error !== null;
          const written = member(data, "input");
          const args = argumentsOf(source, written, `${pointer}/span_data/input`);
          const fate: Fate = failed ? "failed" : "unstated";
          const call = session.call(source, {
            id: stringAt(value, "id"),
            tool,
            args,
            lane: laneOf(span, byId),
            time: timeOf(member(value, "started_at")),
            fate,
            pointer,
          });
          const output = member(data, "output");
          if ((output === undefined || output === null) && !failed) continue;
          const { text, structured } = partsOf(failed && (output === undefined || output === null) ? error : output);
          session.result(source, { call, id: undefined, text, structured, failed, time: timeOf(member(value, "ended_at")), pointer });
        }
        if (source.isOpen(list)) session.gap("the file breaks off here", at);
      },
    );
}

type Ordered = { readonly one: Span; readonly order: number };
const byStart = (a: Ordered, b: Ordered): number => startOf(a) - startOf(b) || a.order - b.order;
const startOf = ({ one }: Ordered): number => timeOf(member(one.value, "started_at"))?.milliseconds ?? 0;

/** The nearest agent above; the only agent of a run is its main lane. */
function laneOf(span: Span, byId: ReadonlyMap<string, Span>): string | undefined {
  const agents = new Set(
    [...byId.values()].flatMap(({ data }) => (stringAt(data, "type") === "agent" ? [stringAt(data, "name") ?? ""] : [])),
  );
  if (agents.size < 2) return undefined;
  let above: Span | undefined = span;
  for (let steps = 0; above !== undefined && steps < 100; steps++) {
    if (stringAt(above.data, "type") === "agent") return stringAt(above.data, "name");
    above = byId.get(stringAt(above.value, "parent_id") ?? "");
  }
  return undefined;
}

// LangSmith's runs: batches of `post` and `patch`, lists and exports of runs. A run that was posted and patched is one.

import { type At, atPointer, below, unpacked } from "../dialects/utterances.ts";
import { isList, isRecord, member, stringAt } from "../encodings/json.ts";
import type { GapEvent, Json, JsonRecord, Pointer, Run } from "../model.ts";
import type { Source } from "../source.ts";
import { momentOf } from "../spans/moments.ts";
import type { RawSpan } from "../spans/otel-shapes.ts";
import { spanOf } from "../spans/otel-spans.ts";
import { runsOfSpans, type Span } from "../spans/spans.ts";
import type { Entry } from "../telling/entries.ts";

function isRun(value: Json | undefined): value is JsonRecord {
  return (
    isRecord(value) && stringAt(value, "run_type") !== undefined && (Object.hasOwn(value, "inputs") || Object.hasOwn(value, "dotted_order"))
  );
}

function listsOf(root: Json): readonly (readonly [list: readonly Json[], name: string])[] {
  if (isList(root)) return root.slice(0, 5).some(isRun) ? [[root, ""]] : [];
  if (!isRecord(root)) return [];
  return ["post", "patch", "runs"].flatMap((name) => {
    const list = member(root, name);
    return isList(list) ? [[list, name] as const] : [];
  });
}

export function isLangSmith(root: Json): boolean {
  return isRun(root) || listsOf(root).some(([list]) => list.slice(0, 5).some(isRun));
}

interface Found {
  readonly run: JsonRecord;
  readonly at: At;
  readonly source: Source;
}

export function* langSmithRuns(root: Json, source: Source, at: Pointer): Iterable<Omit<Run, "index">> {
  yield* runsOfEntries([{ value: root, source, pointer: at }]);
}

/** One run, or one batch of runs, a line. */
export function* langSmithLines(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  yield* runsOfEntries(entries);
}

function* runsOfEntries(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  const found: Found[] = [];
  let gap: GapEvent | undefined;
  for (const entry of entries) {
    if ("kind" in entry) {
      gap ??= entry;
      continue;
    }
    const { value, source, pointer } = entry;
    if (source.broken !== undefined) gap ??= { kind: "gap", reason: "the file breaks off here", pointer };
    collect(value, source, atPointer(pointer), found);
  }
  const merged = new Map<string, RawSpan>();
  for (const [index, { run, at, source }] of found.entries()) {
    const key = idOf(run) ?? `run ${index}`;
    merged.set(key, together(merged.get(key), rawOf(run, source, at)));
  }
  yield* runsOfSpans([...merged.values()].map(spanOfRun), gap);
}

/** A patch may name its run by its place in the order alone, whose last part ends with the id. */
function idOf(run: JsonRecord): string | undefined {
  const last = stringAt(run, "dotted_order")?.split(".").at(-1);
  return stringAt(run, "id") ?? (last === undefined ? undefined : /Z(.+)$/.exec(last)?.[1]);
}

function collect(value: Json, source: Source, at: At, found: Found[], depth = 0): void {
  if (depth > 100) return;
  if (isRun(value) || (depth > 0 && isRecord(value) && (Object.hasOwn(value, "dotted_order") || Object.hasOwn(value, "outputs")))) {
    found.push({ run: value, at, source });
    const children = member(value, "child_runs");
    if (isList(children))
      for (const [index, one] of children.entries()) collect(one, source, below(at, "child_runs", index), found, depth + 1);
    return;
  }
  const lists = depth === 0 ? listsOf(value) : [];
  for (const [list, name] of lists)
    for (const [index, one] of list.entries()) collect(one, source, name === "" ? below(at, index) : below(at, name, index), found, 1);
  if (lists.length === 0 && !source.isOpen(value))
    source.problems.add("invalid-event", "this is no run; each must be an object with a run_type and its inputs", source, at.pointer);
}

interface RunSpan extends RawSpan {
  readonly type: string | undefined;
}

const types: Readonly<Record<string, Span["kind"]>> = { llm: "model", chat_model: "model", tool: "tool", chain: "agent", agent: "agent" };

function spanOfRun(raw: RawSpan): Span {
  const type = "type" in raw ? (raw as RunSpan).type : undefined;
  return spanOf(raw, (Object.hasOwn(types, type ?? "") ? types[type ?? ""] : undefined) ?? "other");
}

function rawOf(run: JsonRecord, source: Source, at: At): RunSpan {
  const extra = unpacked(member(run, "extra"), below(at, "extra")).value;
  const metadata = isRecord(extra) ? member(extra, "metadata") : undefined;
  const invocation = isRecord(extra) ? member(extra, "invocation_params") : undefined;
  const about = isRecord(metadata) ? metadata : {};
  const type = stringAt(run, "run_type");
  const attributes: { [key: string]: Json } = {};
  if (type !== undefined) {
    attributes["langsmith.span.kind"] = type;
    if (type !== "llm" && type !== "tool") attributes["openinference.span.kind"] = "CHAIN";
  }
  const inputs = member(run, "inputs");
  const outputs = member(run, "outputs");
  if (holds(inputs)) attributes["input.value"] = inputsOf(inputs);
  if (holds(outputs)) attributes["output.value"] = outputOf(outputs);
  const model = stringAt(about, "ls_model_name") ?? (isRecord(invocation) ? stringAt(invocation, "model") : undefined);
  if (model !== undefined) attributes["gen_ai.request.model"] = model;
  const tools = isRecord(invocation) ? member(invocation, "tools") : undefined;
  if (tools !== undefined) attributes["gen_ai.tool.definitions"] = tools;
  const error = stringAt(run, "error");
  return {
    type,
    id: idOf(run),
    parent: stringAt(run, "parent_run_id"),
    trace: stringAt(run, "trace_id") ?? stringAt(run, "dotted_order")?.split(".")[0] ?? idOf(run),
    session: ["session_id", "thread_id", "conversation_id"].map((name) => stringAt(about, name)).find((one) => one !== undefined),
    name: stringAt(run, "name") ?? "",
    scope: "",
    start: momentOf(member(run, "start_time")),
    end: momentOf(member(run, "end_time")),
    failed: error !== undefined && error !== "",
    statusMessage: error,
    attributes,
    events: [],
    source,
    at,
    attributeAt: (key) =>
      key === "input.value"
        ? { ...below(at, "inputs"), inString: true }
        : key === "output.value"
          ? { ...below(at, "outputs"), inString: true }
          : at,
  };
}

function holds(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && !(isRecord(value) && Object.keys(value).length === 0);
}

/** A tool's input may be the text of its arguments, one level down. */
function inputsOf(inputs: Json): Json {
  const only = isRecord(inputs) && Object.keys(inputs).join() === "input" ? member(inputs, "input") : undefined;
  return typeof only === "string" && /^\s*\{/.test(only) ? only : inputs;
}

function outputOf(outputs: Json): Json {
  const only = isRecord(outputs) && Object.keys(outputs).join() === "output" ? member(outputs, "output") : undefined;
  return only === undefined || only === null ? outputs : only;
}

/** What was posted, with what was said of the run later. */
function together(posted: RawSpan | undefined, patch: RunSpan): RawSpan {
  if (posted === undefined) return patch;
  const attributeAt = (key: string): At => (Object.hasOwn(patch.attributes, key) ? patch.attributeAt(key) : posted.attributeAt(key));
  const type = patch.type ?? ("type" in posted ? (posted as RunSpan).type : undefined);
  const merged: RunSpan = {
    ...posted,
    type,
    parent: posted.parent ?? patch.parent,
    name: posted.name === "" ? patch.name : posted.name,
    start: posted.start ?? patch.start,
    end: patch.end ?? posted.end,
    failed: posted.failed || patch.failed,
    statusMessage: patch.statusMessage ?? posted.statusMessage,
    attributes: { ...posted.attributes, ...patch.attributes },
    attributeAt,
  };
  return merged;
}

// `remit trace PATH…`: what a file is, its format, its runs, and what could not be read of it.

import {
  catalogueFormat,
  type Event,
  formatTitle,
  type Problem,
  type ProposedMapping,
  proposeMappingOf,
  type Run,
  type TraceBytes,
} from "../../../core/src/index.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import type { Output } from "../io.ts";
import { openTrace } from "../open-trace.ts";
import { jsonText } from "../render/json-text.ts";
import { counted, cut, harmless, type Style, styleFor } from "../render/style.ts";
import { say } from "../standard-error.ts";
import { traceSources } from "./traces.ts";

export const traceOptions: Readonly<Record<string, OptionRow>> = {
  format: { values: ["pretty", "json"], value: "pretty|json", about: "how to write it" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

/** What a run holds, counted. */
interface RunSummary {
  readonly run: number;
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly task: string | undefined;
  readonly labels: Run["labels"];
  messages: number;
  calls: number;
  /** How many times calls were proposed, together or alone. */
  batches: number;
  results: number;
  refused: number;
  /** Those that were carried out, as far as is known, and failed. */
  failed: number;
  /** Those that were not refused and have no result. */
  waiting: number;
  approved: number;
  /** Lanes beside the main one. */
  lanes: readonly string[];
  readonly gaps: { readonly reason: string; readonly pointer: string }[];
  /** How often each tool was called. */
  readonly tools: Readonly<Record<string, number>>;
}

interface FileSummary {
  readonly path: string;
  readonly format: string;
  readonly runs: readonly RunSummary[];
  readonly problems: readonly Problem[];
  /** Of a file in no known format: how a project file might have it read. */
  readonly proposal?: ProposedMapping | undefined;
}

export async function trace(paths: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  if (paths.length === 0)
    throw new UsageError("say which files to look at: remit trace PATH… (a PATH is a file, a folder, a glob, or - for standard input)");
  const { sources, empty } = traceSources(paths);
  for (const sentence of empty) say(sentence);
  const asJson = options.get("format") === "json";
  const style = styleFor(output.isTerminal);
  let runs = 0;
  if (asJson) output.write('{"remit":1,"files":[');
  for (const [index, { path, read }] of sources.entries()) {
    if (output.isClosed) break;
    const content = read();
    const file = "reason" in content ? unreadable(path, content.reason) : summaryOf(path, content.bytes);
    runs += file.runs.length;
    if (asJson) output.write(`${index === 0 ? "" : ","}\n${jsonText(file)}`);
    else for (const line of linesOf(file, style)) output.write(`${line}\n`);
    await output.drained();
  }
  if (asJson) output.write("\n]}\n");
  return runs === 0 ? exitCode.noTrace : exitCode.done;
}

function unreadable(path: string, reason: string): FileSummary {
  const problem: Problem = { code: "unreadable-file", message: `cannot read this file: ${reason}`, line: 1, column: 1 };
  return { path, format: "unknown", runs: [], problems: [problem] };
}

function summaryOf(path: string, bytes: TraceBytes): FileSummary {
  const file = openTrace(path, bytes);
  const runs = Array.from(file.runs, runSummary);
  const proposal = file.format === "unknown" && runs.length === 0 ? proposeMappingOf(path, bytes) : undefined;
  return { path, format: file.format, runs, problems: file.problems, proposal };
}

function runSummary({ index, id, model, task, labels, events }: Run): RunSummary {
  const tools = new Map<string, number>();
  const [lanes, batches] = [new Set<string>(), new Set<number>()];
  const [refused, waiting] = [new Set<number>(), new Set<number>()];
  const gaps: { reason: string; pointer: string }[] = [];
  const counts = { messages: 0, calls: 0, results: 0, failed: 0, approved: 0 };
  const count = (event: Event): void => {
    if (event.kind === "message") counts.messages++;
    else if (event.kind === "gap") gaps.push({ reason: event.reason, pointer: event.pointer });
    else if (event.kind === "result") {
      counts.results++;
      waiting.delete(event.call);
      if (event.failed && !refused.has(event.call)) counts.failed++;
    } else {
      counts.calls++;
      batches.add(event.batch);
      tools.set(event.tool, (tools.get(event.tool) ?? 0) + 1);
      if (event.lane !== undefined) lanes.add(event.lane);
      if (event.fate === "refused") refused.add(event.call);
      else waiting.add(event.call);
      if (event.approvedBy !== undefined) counts.approved++;
    }
  };
  for (const event of events) count(event);
  return {
    run: index,
    id,
    model,
    task,
    labels,
    ...counts,
    refused: refused.size,
    waiting: waiting.size,
    batches: batches.size,
    lanes: [...lanes],
    gaps,
    tools: Object.fromEntries(tools),
  };
}

/** More of a kind are counted, not shown. */
const shown = 5;

function* linesOf({ path, format, runs, problems, proposal }: FileSummary, style: Style): Iterable<string> {
  const what = format === catalogueFormat ? "a catalogue of tools, no run" : (formatTitle(format) ?? "not known");
  const name = format === "unknown" || format === catalogueFormat ? "" : ` (${format})`;
  yield `${style.bold(harmless(path))}  ${harmless(what)}${name}`;
  for (const run of runs) {
    const about = [run.id, run.model].filter((one) => one !== undefined).map((one) => harmless(cut(one, 60)));
    yield `  ${style.cyan(`run ${run.run}`)}  ${about.join("  ")}`.trimEnd();
    if (run.task !== undefined) yield `    ${style.dim(harmless(cut(run.task, 100)))}`;
    yield `    ${countsOf(run)}`;
    const tools = Object.entries(run.tools).sort(([, one], [, other]) => other - one);
    const named = tools.slice(0, shown * 2).map(([tool, count]) => `${harmless(cut(tool, 40))} ${count}`);
    if (named.length > 0) yield `    ${style.dim(`tools: ${[...named, ...more(tools.length - named.length)].join(", ")}`)}`;
    if (run.lanes.length > 0) {
      const lanes = run.lanes.slice(0, shown).map((lane) => harmless(cut(lane, 40)));
      yield `    ${style.dim(`lanes: ${[...lanes, ...more(run.lanes.length - lanes.length)].join(", ")}`)}`;
    }
    const reasons = new Map<string, number>();
    for (const { reason } of run.gaps) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    for (const [reason, count] of [...reasons].slice(0, shown))
      yield `    ${style.yellow("gap")}  ${harmless(reason)}${count > 1 ? ` (${count} times)` : ""}`;
  }
  for (const { code, message, line, column } of problems.slice(0, shown * 4))
    yield `  ${style.yellow(code)}  ${harmless(path)}:${line}:${column}  ${harmless(message)}`;
  if (problems.length > shown * 4) yield `  ${counted(problems.length - shown * 4, "more problem")}; --format json lists them all`;
  if (proposal !== undefined) yield* proposalLines(proposal, style);
}

function* proposalLines({ mapping, notes }: ProposedMapping, style: Style): Iterable<string> {
  yield "  It may be a format of your own. A mapping that fits it, for `formats` of remit.json; look at each part before you use it:";
  for (const line of jsonText(mapping, 2).split("\n")) yield `    ${style.cyan(harmless(line))}`;
  for (const note of notes) yield `  ${style.dim(harmless(note))}`;
}

const more = (count: number): readonly string[] => (count > 0 ? [`${count} more`] : []);

function countsOf(run: RunSummary): string {
  const fates = [
    ...(run.refused > 0 ? [`${run.refused} refused`] : []),
    ...(run.failed > 0 ? [`${run.failed} failed`] : []),
    ...(run.approved > 0 ? [`${run.approved} approved`] : []),
    ...(run.waiting > 0 ? [`${run.waiting} without result`] : []),
  ];
  const calls = `${counted(run.calls, "call")}${fates.length > 0 ? ` (${fates.join(", ")})` : ""}`;
  const rest = [counted(run.messages, "message"), ...(run.gaps.length > 0 ? [counted(run.gaps.length, "gap")] : [])];
  return [calls, ...(run.calls > run.batches ? [`${counted(run.batches, "turn")} with calls`] : []), ...rest].join(", ");
}

// A run for people: one line a step, and below each call that was not simply allowed why, from which clause, from where.

import type {
  Analysis,
  Arguments,
  CallEvent,
  ClauseReport,
  ClauseRole,
  Happening,
  Policy,
  Problem,
  RuleReport,
  Run,
  StepReport,
  TracePlace,
  Verdict,
} from "../../../core/src/index.ts";
import { explanation, writeJson } from "../../../core/src/index.ts";
import type { Output } from "../io.ts";
import type { ReplayCounts, ReplayRenderer } from "./replay-renderer.ts";
import { counted, cut, harmless, type Style, styleFor } from "./style.ts";

const marks: Readonly<Record<Verdict, string>> = { allow: "✓", ask: "?", deny: "✗", unknown: "~" };
const margin = " ".repeat(8);

/** A run of more lines is shown, whatever it holds: its lines are not kept until its end. */
const mostHeld = 10_000;

/** Of many runs only those are shown in which a call was not simply allowed, unless all are asked for. */
export function prettyRenderer(output: Output, all: boolean): ReplayRenderer {
  const style = styleFor(output.isTerminal);
  let deciding: Policy | undefined;
  /** The lines of a run that is not shown so far. */
  let held: string[] | undefined;
  /** A first run that was not shown: it is, after all, where no other follows. */
  let first: readonly string[] = [];
  let runs = 0;
  let hidden = 0;
  const write = (line: string): void => {
    if (held === undefined) output.write(`${line}\n`);
    else if (held.push(line) > mostHeld) show();
  };
  const show = (): void => {
    const lines = held ?? [];
    held = undefined;
    for (const line of lines) write(line);
  };
  return {
    parts: {
      kept: () => ({ runs, hidden, first }),
      add(text, kept) {
        output.write(text);
        first = runs === 0 && kept.runs === 1 ? (kept.first ?? []) : kept.runs === 0 ? first : [];
        runs += kept.runs;
        hidden += kept.hidden ?? 0;
      },
    },
    begin() {},
    beginRun(trace, run, policy) {
      deciding = policy;
      runs++;
      held = all ? undefined : [];
      write(runHead(trace, run, style));
    },
    step(_trace, _run, { report: step, call, happening, explain }) {
      if (step.verdict !== "allow" || step.flags.length > 0) show();
      write(`${stepLine(step, call, style)}${happeningNote(happening, style)}`);
      if (step.verdict === "allow" || happening === "would not have happened") return;
      for (const line of why(explain(), deciding, style)) write(`${margin}${style.dim("│")} ${line}`);
    },
    obligation(_trace, _run, { name, step, tool, outcome }) {
      if (outcome === "met") return;
      show();
      const said = outcome === "unmet" ? "is not met" : "may not be met";
      write(`${style.yellow("owed")} ${style.bold(harmless(name))} ${said}: step ${step}, ${harmless(tool)}`);
    },
    endRun() {
      write("");
      if (held !== undefined) hidden++;
      first = runs === 1 ? (held ?? []) : [];
      held = undefined;
    },
    problem: (trace, problem) => write(problemLine(trace, problem, style)),
    end(counts) {
      if (runs === 1) for (const line of first) write(line);
      else if (hidden > 0)
        write(style.dim(`${counted(hidden, "run")} with every call allowed, not shown; --all shows ${hidden === 1 ? "it" : "them"}\n`));
      write(summary(counts, style));
    },
  };
}

/** Said of calls that follow a stopped one. */
function happeningNote(happening: Happening, style: Style): string {
  if (happening === "happened" || happening === "stopped") return "";
  return ` ${style.dim(`(${happening === "unknown" ? "nobody knows whether it would have happened" : happening})`)}`;
}

function runHead(trace: string, run: Run, style: Style): string {
  const place = harmless(run.index === 0 ? trace : `${trace}, run ${run.index + 1}`);
  const about = [run.id, run.model].filter((part) => part !== undefined && !trace.includes(part)).map((part) => harmless(part ?? ""));
  const task = run.task === undefined ? "" : `\n  ${cut(harmless(run.task), 110)}`;
  return `${style.bold(place)}${about.length > 0 ? style.dim(`  ${about.join(" · ")}`) : ""}${task}`;
}

function painter(verdict: Verdict, style: Style): (text: string) => string {
  return { allow: style.green, ask: style.yellow, deny: style.red, unknown: style.magenta }[verdict];
}

export function stepLine(step: StepReport, call: CallEvent, style: Style): string {
  const verdict = painter(step.verdict, style)(`${marks[step.verdict]} ${step.verdict.padEnd(7)}`);
  const by = step.rules.length === 0 ? "default" : step.rules.join(", ");
  const flags = step.flags.length === 0 ? "" : style.yellow(`  ⚑ ${step.flags.join(", ")}`);
  return `  ${String(step.step).padStart(3)}  ${verdict} ${style.bold(harmless(step.tool))}${argumentList(call.args)}  ${style.dim(by)}${flags}`;
}

function argumentList(args: Arguments): string {
  if (args.kind === "redacted") return "(redacted)";
  if (args.kind === "malformed") return `(malformed: ${cut(harmless(args.raw), 60)})`;
  const parts = Object.entries(args.value).map(([name, value]) => `${harmless(name)}: ${cut(harmless(writeJson(value)), 48)}`);
  return `(${cut(parts.join(", "), 150)})`;
}

/** The reason, the rules that speak, their clauses, and how far it was from another verdict. */
export function why(step: StepReport, policy: Policy | undefined, style: Style): readonly string[] {
  const files = policy?.analysis.files ?? [];
  const [reason = step.why, ...further] = policy === undefined ? [step.why] : explanation(policy, step);
  const lines = [harmless(reason)];
  const speaking = step.outcomes.filter((rule) => rule.decides || (rule.counts && rule.outcome === "doubt"));
  // Where the default decided, the allows show what was missing.
  const shown = speaking.length > 0 ? speaking : step.outcomes.filter((rule) => rule.effect === "allow");
  for (const rule of shown) {
    lines.push(ruleLine(rule, files, style));
    for (const { role, clause } of rule.clauses) lines.push(...clauseLines(clause, role, 1, style));
  }
  return [...lines, ...further.map((sentence) => style.dim(cut(harmless(sentence), 400)))];
}

export function ruleLine(rule: RuleReport, files: Analysis["files"], style: Style): string {
  const source = files.find((file) => file.path === rule.place.path);
  const at = source?.lines.position(rule.place.span.start);
  const place = at === undefined ? rule.place.path : `${rule.place.path}:${at.line + 1}:${at.column + 1}`;
  const outcome = { fires: "", doubt: ", in doubt", "does not apply": ", does not apply" }[rule.outcome];
  const name = rule.name.includes("@") ? rule.kind : `${rule.kind} ${style.bold(rule.name)}`;
  return `${name}${outcome}  ${style.dim(place)}`;
}

export function clauseLines(clause: ClauseReport, role: ClauseRole, depth: number, style: Style): readonly string[] {
  const indent = "  ".repeat(depth);
  const mark = { true: style.green("✓"), false: style.red("✗"), unknown: style.magenta("?") }[clause.truth];
  const word = role !== "when" && depth === 1 ? style.dim(`${role} `) : "";
  if (clause.children.length > 0) {
    const all = clause.children.flatMap((child) => clauseLines(child, role, depth + (word === "" && depth === 1 ? 0 : 1), style));
    return word === "" && depth === 1 ? all : [`${indent}${mark} ${word}${harmless(clause.source)}`, ...all];
  }
  const lines = [`${indent}${mark} ${word}${harmless(clause.source)}`];
  const values = clause.values.filter(({ source, value }) => source !== value);
  for (const { source, value } of values) lines.push(`${indent}    ${style.dim(`${harmless(source)} =`)} ${cut(harmless(value), 100)}`);
  for (const { what, kind } of clause.unknowns) lines.push(`${indent}    ${style.magenta(`${harmless(what)} (${kind})`)}`);
  for (const place of clause.found.slice(0, 3)) lines.push(`${indent}    ${placeLine(place, style)}`);
  if (clause.found.length > 3) lines.push(`${indent}    ${style.dim(`and ${counted(clause.found.length - 3, "more place")}`)}`);
  return lines;
}

function placeLine(place: TracePlace, style: Style): string {
  const where = place.step === 0 ? place.label : `step ${place.step}, ${place.label}`;
  return `${style.dim(`in ${harmless(where)}:`)} ${style.cyan(`“${cut(harmless(place.excerpt), 110)}”`)}`;
}

function problemLine(trace: string, problem: Problem, style: Style): string {
  return `${style.yellow(`problem[${problem.code}]`)}: ${harmless(problem.message)}\n  ${style.cyan("-->")} ${harmless(trace)}:${problem.line}:${problem.column}\n`;
}

/** What a replay came to, on one line. */
export function summary(counts: ReplayCounts, style: Style): string {
  const parts = [
    style.green(`${counts.allowed.toLocaleString("en-US")} allowed`),
    style.yellow(`${counts.asked.toLocaleString("en-US")} to approve`),
    style.red(`${counts.denied.toLocaleString("en-US")} denied`),
  ];
  const also = [
    counts.unknown > 0 ? `${counts.unknown.toLocaleString("en-US")} of them unknown` : "",
    counts.gone > 0 ? `${counts.gone.toLocaleString("en-US")} would not have happened` : "",
    counts.byDefault > 0 ? `${counted(counts.byDefault, "call")} decided by the default` : "",
    counts.problems > 0 ? `${counted(counts.problems, "problem")} in the traces` : "",
  ].filter((part) => part !== "");
  const head = style.bold(`${counted(counts.runs, "run")}, ${counted(counts.calls, "call")}`);
  return `${head}: ${parts.join(", ")}${also.length > 0 ? style.dim(` (${also.join("; ")})`) : ""}`;
}

// Drafts a policy from recorded runs: what these did is allowed, as narrowly as their values say, and all else asks a person.
// Every condition was held against every call by the engine itself; what could not be inferred is said in comments. The runs
// are hostile text like any other: nothing of them reaches the policy but as a literal.
import { format } from "../language/format.ts";
import { isReserved } from "../language/vocabulary.ts";
import { analyze } from "../policy/checks/analyze.ts";
import { compile } from "../policy/compile.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { Analysis, Host } from "../semantics/analysis.ts";
import type { Event, JsonRecord } from "../trace/model.ts";
import { candidates, ValuesSeen } from "./draft-candidates.ts";
import { stringLiteral } from "./literal-text.ts";

export interface DraftRun {
  readonly events: readonly Event[];
  readonly context: JsonRecord | undefined;
}
export interface DraftOptions {
  /** Where the policy will lie: catalogues are read from there. */
  readonly path: string;
  readonly host: Host;
  /** A catalogue's path as the policy is to write it. */
  readonly tools?: string | undefined;
}
export interface Draft {
  readonly text: string;
  /** Calls that it was drafted from; those that a person refused are none. */
  readonly calls: number;
  readonly tools: number;
  /** Tools that it could not speak of, as literals. */
  readonly leftOut: readonly string[];
}

interface Argument {
  readonly name: string;
  readonly seen: ValuesSeen;
}
interface Condition {
  readonly argument: string;
  /** What was found true of every call, the best first; the first is written. */
  holding: string[];
}
interface ToolSeen {
  readonly name: string;
  readonly written: string;
  calls: number;
  runs: number;
  readonly arguments: Map<string, Argument>;
  /** Calls whose arguments cannot be read. */
  unreadable: number;
  conditions: Condition[];
}

const limits = { tools: 300, arguments: 40, sources: 6, candidates: 3000, mendings: 200 };
const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** In steps, so that whoever waits can stop; the last gives the draft. */
export function* draftPolicy(runs: readonly DraftRun[], options: DraftOptions): Generator<void, Draft> {
  const { tools, leftOut } = gather(runs);
  yield;
  const names = tools.map(({ written }) => written);
  const possible = tools.map((tool) => ({ tool, conditions: conditionsOf(tool, sourcesFor(tool, tools)) }));
  yield* hold(possible, runs, options);
  for (const { tool, conditions } of possible) tool.conditions = conditions.filter(({ holding }) => holding.length > 0);
  const header = headerOf(runs, tools, leftOut, options);
  let text = "";
  for (let mending = 0; mending < limits.mendings; mending++) {
    yield;
    text = compose(header, tools);
    const analysis = analyze(options.path, text, options.host);
    if (!mend(analysis, tools) && (yield* everyCallAllowed(analysis, tools, runs))) break;
  }
  const calls = tools.reduce((sum, tool) => sum + tool.calls, 0);
  return { text: format(text).text, calls, tools: names.length, leftOut };
}

/** The draft at once. */
export function draftWhole(runs: readonly DraftRun[], options: DraftOptions): Draft {
  const steps = draftPolicy(runs, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function gather(runs: readonly DraftRun[]): { readonly tools: readonly ToolSeen[]; readonly leftOut: readonly string[] } {
  const found = new Map<string, ToolSeen>();
  const leftOut = new Set<string>();
  for (const { events } of runs) {
    const inRun = new Set<ToolSeen>();
    for (const event of events) {
      if (event.kind !== "call" || event.fate === "refused") continue;
      let tool = found.get(event.tool);
      if (tool === undefined) {
        // A star would stand for other tools too.
        if (found.size >= limits.tools || event.tool === "" || event.tool.includes("*") || event.tool.length > 200) {
          leftOut.add(stringLiteral(event.tool.slice(0, 80)));
          continue;
        }
        const written = plainName.test(event.tool) && !isReserved(event.tool) ? event.tool : stringLiteral(event.tool);
        tool = { name: event.tool, written, calls: 0, runs: 0, arguments: new Map(), unreadable: 0, conditions: [] };
        found.set(event.tool, tool);
      }
      tool.calls++;
      inRun.add(tool);
      if (event.args.kind !== "record") tool.unreadable++;
      else
        for (const [name, value] of Object.entries(event.args.value)) {
          const argument = argumentOf(tool, name);
          // Null is as good as absent.
          if (value !== null) argument?.seen.add(value);
        }
    }
    for (const tool of inRun) tool.runs++;
  }
  const tools = [...found.values()].sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  return { tools, leftOut: [...leftOut].slice(0, 50) };
}

function argumentOf(tool: ToolSeen, name: string): Argument | undefined {
  const known = tool.arguments.get(name);
  if (known !== undefined || tool.arguments.size >= limits.arguments) return known;
  const made = { name, seen: new ValuesSeen() };
  tool.arguments.set(name, made);
  return made;
}

/** Tools that were called before, the most frequent first. */
const sourcesFor = (tool: ToolSeen, all: readonly ToolSeen[]): readonly string[] =>
  all
    .filter((other) => other !== tool)
    .slice(0, limits.sources)
    .map(({ written }) => written);

function conditionsOf(tool: ToolSeen, sources: readonly string[]): readonly Condition[] {
  if (tool.unreadable > 0) return [];
  return [...tool.arguments.values()].map(({ name, seen }) => {
    const place = plainName.test(name) ? `args.${name}` : `args[${stringLiteral(name)}]`;
    return { argument: name, holding: name.length > 100 ? [] : [...candidates(place, seen, seen.count < tool.calls, sources)] };
  });
}

type Possible = readonly { readonly tool: ToolSeen; readonly conditions: readonly Condition[] }[];

/** Keeps of each condition's candidates those that are true of every call. */
function* hold(possible: Possible, runs: readonly DraftRun[], options: DraftOptions): Generator<void> {
  const rules = new Map<string, { readonly condition: Condition; readonly written: string; readonly tool: ToolSeen }>();
  for (const { tool, conditions } of possible)
    for (const condition of conditions) {
      const kept = condition.holding.filter(() => rules.size < limits.candidates);
      for (const written of kept) rules.set(`candidate_${rules.size}`, { condition, written, tool });
      condition.holding = [];
    }
  const failed = new Set<string>();
  // Candidates with errors go one round after the other: one may hide the next.
  for (let round = 0; round < 5; round++) {
    yield;
    const alive = [...rules].filter(([name]) => !failed.has(name));
    const text = `${toolsLine(options)}${alive.map(([name, { tool, written }]) => `rule ${name} flag ${tool.written} when ${written}\n`).join("")}`;
    const bare: Analysis = analyze(options.path, text, options.host);
    const errors = bare.diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length > 0) {
      for (const { span } of errors) {
        const hit = bare.decisions.find(({ decision }) => decision.span.start <= span.start && span.start <= decision.span.end);
        if (hit !== undefined) failed.add(hit.name);
      }
      continue;
    }
    const compiled = compile(bare);
    if ("errors" in compiled) return;
    for (const run of runs) {
      yield;
      const monitor = createMonitor(compiled.policy, { context: run.context });
      for (const event of run.events) {
        const report = monitor.onEvent(event);
        if (report === undefined || (event.kind === "call" && event.fate === "refused")) continue;
        for (const { name, outcome } of report.outcomes) if (outcome !== "fires") failed.add(name);
      }
    }
    for (const [name, { condition, written }] of rules) if (!failed.has(name)) condition.holding.push(written);
    return;
  }
}

const toolsLine = ({ tools }: DraftOptions): string => (tools === undefined ? "" : `tools ${stringLiteral(tools)}\n`);
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function headerOf(runs: readonly DraftRun[], tools: readonly ToolSeen[], leftOut: readonly string[], options: DraftOptions): string {
  const calls = tools.reduce((sum, tool) => sum + tool.calls, 0);
  const lines = [
    `// Drafted from ${counted(runs.length, "recorded run")}: ${counted(calls, "call")} of ${counted(tools.length, "tool")}. What they did is allowed, and`,
    "// a person is asked about everything else. Read each rule: that something was done does not make it right.",
    ...leftOut.map((name) => `// Left out, since the name cannot be written or there are too many tools: ${name}`),
  ];
  return `${lines.join("\n")}\n${toolsLine(options)}\ndefault ask\n`;
}

/** The policy, with the first candidate of each condition. */
function compose(header: string, tools: readonly ToolSeen[]): string {
  const bare = tools.filter((tool) => tool.conditions.length === 0 && tool.arguments.size === 0 && tool.unreadable === 0);
  const others = tools.filter((tool) => !bare.includes(tool));
  const lets = sharedLiterals(others);
  const parts = [header];
  for (const [literal, name] of lets) parts.push(`let ${name} = ${literal}\n`);
  if (bare.length > 0) parts.push(`// Called without arguments.\nallow ${bare.map(({ written }) => written).join(", ")}\n`);
  for (const tool of others) parts.push(`${remarks(tool)}${statementOf(tool, lets)}\n`);
  return parts.join("\n");
}

function statementOf(tool: ToolSeen, lets: ReadonlyMap<string, string>): string {
  const conditions = tool.conditions.map(({ holding: [first = "true"] }) => {
    const literal = sharable(first);
    const name = literal === undefined ? undefined : lets.get(literal);
    return literal === undefined || name === undefined ? first : first.replace(literal, () => name);
  });
  return `allow ${tool.written}${conditions.length === 0 ? "" : `\n  when ${conditions.join("\n    and ")}`}\n`;
}

/** What the checker wants named where several rules write it. */
const sharable = (condition: string): string | undefined =>
  / in (\[.*\])\)*$/.exec(condition)?.[1] ?? / <= (\d[\d.]+)\)*$/.exec(condition)?.[1];

function sharedLiterals(tools: readonly ToolSeen[]): ReadonlyMap<string, string> {
  const counts = new Map<string, string[]>();
  for (const { conditions } of tools)
    for (const { argument, holding } of conditions) {
      const literal = sharable(holding[0] ?? "");
      if (literal !== undefined) counts.set(literal, [...(counts.get(literal) ?? []), argument]);
    }
  const shared = [...counts].filter(([, of]) => of.length > 1);
  return new Map(
    shared.map(([literal, [argument = ""]], at) => [
      literal,
      `${literal.startsWith("[") ? "known" : "most"}_${argument.replace(/\W/g, "_")}_${at + 1}`,
    ]),
  );
}

function remarks(tool: ToolSeen): string {
  const lines = [`// ${counted(tool.calls, "call")} in ${counted(tool.runs, "run")}.`];
  if (tool.unreadable > 0) lines.push("// Nothing could be inferred: the arguments of some calls are withheld or cannot be read.");
  const known = new Set(tool.conditions.map(({ argument }) => argument));
  for (const { name, seen } of tool.arguments.values()) {
    if (known.has(name) || tool.unreadable > 0) continue;
    lines.push(`// Not inferred: ${plainName.test(name) ? name : stringLiteral(name.slice(0, 60))}, ${variety(seen)}.`);
  }
  return `${lines.join("\n")}\n`;
}

function variety({ kinds, values, isCut, count }: ValuesSeen): string {
  if (kinds.size > 1) return `which was of several kinds (${[...kinds].join(", ")})`;
  if (kinds.has("object")) return "a record";
  if (kinds.has("list")) return "a list";
  if (kinds.size === 0) return "which was always null";
  return `${isCut ? `more than ${values.size}` : values.size} different ${values.size === 1 ? "value" : "values"} in ${counted(count, "call")}`;
}

/** Gives up a candidate that the checker says something of. Whether anything was changed. */
function mend(analysis: Analysis, tools: readonly ToolSeen[]): boolean {
  const { text } = analysis.source;
  for (const { span, code } of analysis.diagnostics) {
    if (code === "unnamed-tool") continue;
    const bound = analysis.decisions.find(({ decision }) => decision.span.start <= span.start && span.start <= decision.span.end);
    if (bound === undefined || !("selector" in bound.decision.head)) continue;
    const [named] = bound.decision.head.selector.tools;
    const tool = tools.find(({ name }) => name === named?.text);
    const before = text.slice(bound.decision.span.start, span.start).split("\n").length - 2;
    const condition = tool?.conditions[Math.max(0, before)] ?? tool?.conditions[tool.conditions.length - 1];
    if (tool === undefined || condition === undefined) continue;
    giveUp(tool, condition);
    return true;
  }
  return false;
}

function giveUp(tool: ToolSeen, condition: Condition): void {
  condition.holding.shift();
  if (condition.holding.length === 0) tool.conditions = tool.conditions.filter((one) => one !== condition);
}

/** Holds the draft against every call. A tool with a call that is not allowed gives up a condition. */
function* everyCallAllowed(analysis: Analysis, tools: readonly ToolSeen[], runs: readonly DraftRun[]): Generator<void, boolean> {
  const compiled = compile(analysis);
  if ("errors" in compiled) return true;
  for (const run of runs) {
    yield;
    const monitor = createMonitor(compiled.policy, { context: run.context });
    for (const event of run.events) {
      if (event.kind !== "call") {
        monitor.onEvent(event);
        continue;
      }
      if (monitor.decide(event).verdict === "allow" || event.fate === "refused") continue;
      const tool = tools.find(({ name }) => name === event.tool);
      const [condition] = tool?.conditions.slice(-1) ?? [];
      if (tool === undefined || condition === undefined) continue;
      giveUp(tool, condition);
      return false;
    }
  }
  return true;
}

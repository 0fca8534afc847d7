// Would a mistake in a policy be noticed? Each mutant (mutants.ts) is decided against the policy's own examples and tests, then
// against recorded runs, until something comes out otherwise.
import type { Decision } from "../language/ast.ts";
import { analyze } from "../policy/checks/analyze.ts";
import { compile, type Policy } from "../policy/compile.ts";
import { type ExampleReport, runExamples } from "../policy/examples.ts";
import { createMonitor } from "../policy/monitor.ts";
import type { Ruling } from "../policy/report.ts";
import type { Analysis, Host } from "../semantics/analysis.ts";
import { Equivalence } from "../semantics/equivalence.ts";
import { lineIndex } from "../text/line-index.ts";
import { type HeldRun, mustDecideAgain } from "./consequences.ts";
import { remembering } from "./edited-policy.ts";
import { type Share, shareOf } from "./metrics.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { idleRules, impossibleRules } from "./static-states.ts";
import { type OpenTrace, runTest } from "./tests.ts";

export type MutantOutcome =
  /** `by` says what came out otherwise, in words. */
  | { readonly kind: "killed"; readonly by: string }
  | { readonly kind: "survived" }
  /** The checker knows that no call gets another strict verdict. */
  | { readonly kind: "equivalent"; readonly why: string }
  /** It is no policy: the checker stops it. */
  | { readonly kind: "invalid"; readonly code: string };

export interface JudgedMutant {
  readonly mutant: Mutant;
  readonly outcome: MutantOutcome;
}

/** A run that mutants are tried on, with what it is called. */
export interface TrialRun extends HeldRun {
  readonly name: string;
}

export interface TrialOptions {
  readonly host: Host;
  readonly open: OpenTrace;
  readonly runs: readonly TrialRun[];
}

export class MutationTrial {
  readonly mutants: readonly Mutant[];
  readonly #policy: Policy;
  readonly #host: Host;
  readonly #open: OpenTrace;
  /** Those that killed last stand first: what one mistake shows, the next may show too. */
  readonly #runs: TrialRun[];
  readonly #decided = new Map<TrialRun, readonly string[]>();
  readonly #idle: ReadonlyMap<Decision, string>;
  readonly #impossible: ReadonlySet<Decision>;
  /** By place: what the policy itself passes. What it fails tells nothing of a mutant. */
  readonly #tests: readonly boolean[];
  readonly #examples: readonly ExampleReport[];

  constructor(policy: Policy, { host, open, runs }: TrialOptions) {
    const { analysis } = policy;
    this.#policy = policy;
    this.#host = remembering(host);
    this.#open = open;
    this.#runs = [...runs];
    this.#idle = idleRules(analysis);
    this.#impossible = impossibleRules(analysis);
    this.mutants = mutantsOf(analysis.source.file.statements, analysis.source.text);
    this.#tests = testsOf(policy).map((test) => runTest(policy, test, open).passed);
    this.#examples = runExamples(policy);
  }

  /** Decides a mutant. Yields now and then, so that a caller can breathe, or give it up. */
  *judge(mutant: Mutant): Generator<undefined, MutantOutcome> {
    const { analysis } = this.#policy;
    const idle = mutant.operator === "drop-rule" && mutant.decision !== undefined ? this.#idle.get(mutant.decision) : undefined;
    if (idle !== undefined) return { kind: "equivalent", why: idle };
    const mutated = analyze(analysis.source.path, mutatedText(analysis.source.text, mutant), this.#host);
    const compiled = compile(withoutTestErrors(mutated));
    if ("errors" in compiled) return { kind: "invalid", code: compiled.errors[0]?.code ?? "" };
    if (mutant.decision !== undefined && this.#impossible.has(mutant.decision)) {
      const place = analysis.decisions.findIndex(({ decision }) => decision === mutant.decision);
      const same = compiled.policy.analysis.decisions.length === analysis.decisions.length;
      const now = same ? compiled.policy.analysis.decisions[place] : undefined;
      if (now !== undefined && impossibleRules(mutated).has(now.decision))
        return { kind: "equivalent", why: "the rule can never apply, before or after" };
    }
    yield undefined;
    const killer = yield* this.#killer(mutant, compiled.policy);
    if (killer !== undefined) return { kind: "killed", by: killer };
    const why = this.#equivalence(mutant, compiled.policy);
    return why === undefined ? { kind: "survived" } : { kind: "equivalent", why };
  }

  /** Why no strict verdict is another one, where the checker can tell. */
  #equivalence({ operator, decision }: Mutant, { analysis: mutated }: Policy): string | undefined {
    const { decisions } = this.#policy.analysis;
    const place = decisions.findIndex((one) => one.decision === decision);
    const before = decisions[place];
    if (before === undefined) return undefined;
    const gone = operator === "drop-rule";
    if (mutated.decisions.length !== decisions.length - (gone ? 1 : 0)) return undefined;
    this.#known ??= new Equivalence(this.#policy.analysis);
    return this.#known.why(before, gone ? undefined : mutated.decisions[place]);
  }
  #known: Equivalence | undefined;

  *#killer(mutant: Mutant, policy: Policy): Generator<undefined, string | undefined> {
    // The examples of a rule that is left out go with it.
    const gone = mutant.operator === "drop-rule" ? mutant.decision : undefined;
    const examples = this.#examples.filter(({ decision }) => decision !== gone);
    for (const [at, { passed, rule }] of runExamples(policy).entries())
      if (!passed && examples[at]?.passed === true) return `an example of ${rule}`;
    for (const [at, test] of testsOf(policy).entries()) {
      if (this.#tests[at] !== true) continue;
      if (!runTest(policy, test, this.#open).passed) return `test "${test.title.value}"`;
      yield undefined;
    }
    // What `expect` owes is no rule that a run is decided again for.
    const again = mutant.decision?.head.kind === "expect" ? () => true : mustDecideAgain(this.#policy, policy);
    for (const [at, run] of this.#runs.entries()) {
      if (!again(run)) continue;
      const call = this.#differs(policy, run);
      yield undefined;
      if (call === undefined) continue;
      this.#runs.splice(at, 1);
      this.#runs.unshift(run);
      return call < 0 ? `what ${run.name} owes` : `call ${call + 1} of ${run.name}`;
    }
    return undefined;
  }

  /** The first call that is decided otherwise; -1 where only what the run owes is another thing. */
  #differs(policy: Policy, run: TrialRun): number | undefined {
    let before = this.#decided.get(run);
    if (before === undefined) {
      before = [...rulingsOf(this.#policy, run)];
      this.#decided.set(run, before);
    }
    let at = 0;
    for (const ruling of rulingsOf(policy, run)) {
      if (ruling !== before[at]) return at === before.length - 1 ? -1 : at;
      at++;
    }
    return undefined;
  }
}

const testsOf = ({ analysis }: Policy) => analysis.source.file.statements.filter((statement) => statement.kind === "test");

/** What is decided of each call, and at the end what is owed. Names of rules are no decision. */
function* rulingsOf(policy: Policy, { events, context }: HeldRun): Generator<string> {
  const monitor = createMonitor(policy, { context });
  for (const event of events)
    if (event.kind === "call") yield rulingText(monitor.decide(event));
    else monitor.onEvent(event);
  yield monitor
    .obligations()
    .map(({ step, outcome }) => `${step} ${outcome}`)
    .join();
}

const rulingText = ({ verdict, would, flags }: Ruling): string =>
  flags.length === 0 && verdict === would ? verdict : `${verdict} ${would} ${flags.toSorted().join()}`;

/** A test that names a rule which the mutant lacks fails; it does not make the mutant no policy. */
export function withoutTestErrors(analysis: Analysis): Analysis {
  const tests = analysis.source.file.statements.filter(({ kind }) => kind === "test");
  const isInTest = (start: number): boolean => tests.some(({ span }) => span.start <= start && start < span.end);
  const diagnostics = analysis.diagnostics.filter(({ severity, span }) => severity !== "error" || !isInTest(span.start));
  return { ...analysis, diagnostics };
}

export function mutatedText(text: string, { edit }: Mutant): string {
  return text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
}

/** The lines that a mutant changes. `line` counts from 0. */
export interface MutantDiff {
  readonly line: number;
  readonly before: readonly string[];
  /** Without lines that are left empty. */
  readonly after: readonly string[];
}

export function mutantDiff(text: string, mutant: Mutant): MutantDiff {
  const [old, fresh] = [text, mutatedText(text, mutant)].map((one) => {
    const lines = lineIndex(one);
    const all = Array.from({ length: lines.lineCount }, (_, line) => {
      const { start, end } = lines.line(line);
      return one.slice(start, end);
    });
    return all;
  });
  if (old === undefined || fresh === undefined) return { line: 0, before: [], after: [] };
  let first = 0;
  while (first < old.length && old[first] === fresh[first]) first++;
  let last = old.length - 1;
  while (last > first && old[last] === fresh[last]) last--;
  const changed = Array.from({ length: last - first + 1 }, (_, at) => first + at).filter((line) => old[line] !== fresh[line]);
  return {
    line: first,
    before: changed.map((line) => old[line] ?? ""),
    after: changed.map((line) => fresh[line] ?? "").filter((line) => line.trim() !== ""),
  };
}

/** The share of mutants that something notices, of those that decide anything otherwise. */
export function mutationScore(judged: readonly JudgedMutant[]): Share {
  const killed = judged.filter(({ outcome }) => outcome.kind === "killed").length;
  return shareOf(killed, killed + judged.filter(({ outcome }) => outcome.kind === "survived").length);
}

// Keeps one run decided by one policy as typed: re-decides when the policy or what it depends on changes, keeps the last good
// decisions while the policy has errors, and holds them against the saved policy. Knows no webview.
import * as vscode from "vscode";
import {
  type Analysis,
  compile,
  type Diagnostic,
  explainHistory,
  type HistoryName,
  type NearMiss,
  nearestMisses,
  type Policy,
  type Run,
  type StandingPolicy,
  type StepReport,
} from "../../../core/src/index.ts";
import type { PolicyChoice } from "../policy-choice.ts";
import type { PolicyFiles } from "../policy-files.ts";
import type { Baseline } from "./baseline.ts";
import { type ChosenHistory, type DecidedRun, decideRun } from "./decide-run.ts";
import type { ReadRun } from "./trace-document.ts";

/** What the view is told after each change of the policy. */
export interface Decided {
  readonly run: ReadRun;
  readonly revision: number;
  /** The last decisions that a version of the policy without errors made; undefined where none could yet. */
  readonly decisions: DecidedRun | undefined;
  readonly saved: DecidedRun | undefined;
  /** The policy's errors as typed, with the first one's place; the decisions are then of an older version. */
  readonly errors: { readonly count: number; readonly first: Diagnostic } | undefined;
  readonly unreadable: string | undefined;
  readonly edited: boolean;
}

interface Compiled {
  readonly analysis: Analysis;
  readonly result: { readonly policy: Policy } | { readonly errors: readonly Diagnostic[] };
}

const debounce = 30;

export class Decider implements vscode.Disposable {
  readonly #files: PolicyFiles;
  readonly #decided = new vscode.EventEmitter<Decided>();
  readonly #progress = new vscode.EventEmitter<{ readonly run: ReadRun; readonly done: number }>();
  readonly onDidDecide = this.#decided.event;
  readonly onProgress = this.#progress.event;
  readonly #subscription: vscode.Disposable;
  #choice: PolicyChoice | undefined;
  #run: ReadRun | undefined;
  #history: HistoryName = "recorded";
  #answers = new Map<number, boolean>();
  /** What the policy is compared with; undefined: with itself as saved. */
  #baseline: Baseline | undefined;
  #generation = 0;
  #revision = 0;
  #timer: NodeJS.Timeout | undefined;
  #analysis: Analysis | undefined;
  /** The policy that the last decisions came from, for explanations. */
  #policy: Policy | undefined;
  #last: DecidedRun | undefined;
  #savedFor: { readonly key: string; readonly decided: DecidedRun | undefined } | undefined;

  constructor(files: PolicyFiles) {
    this.#files = files;
    this.#subscription = files.onDidChange((path) => {
      if (this.dependsOn(path)) this.#schedule();
    });
  }

  dispose(): void {
    this.#generation++;
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#decided.dispose();
    this.#progress.dispose();
  }

  get choice(): PolicyChoice | undefined {
    return this.#choice;
  }
  /** The analysis of the policy as last typed, with errors or without. */
  get analysis(): Analysis | undefined {
    return this.#analysis;
  }
  get decisions(): DecidedRun | undefined {
    return this.#last;
  }

  dependsOn(path: string): boolean {
    if (path === this.#choice?.uri.toString()) return true;
    return this.#analysis?.dependencies.includes(path) ?? false;
  }

  /** Starts over with another run or policy. */
  async decide(choice: PolicyChoice | undefined, run: ReadRun): Promise<void> {
    if (choice?.uri.toString() !== this.#choice?.uri.toString()) this.#baseline = undefined;
    this.#choice = choice;
    if (this.#run?.run.index !== run.run.index) this.#answers.clear();
    this.#run = run;
    this.#policy = undefined;
    this.#last = undefined;
    this.#savedFor = undefined;
    this.#analysis = undefined;
    await this.#now();
  }

  get history(): ChosenHistory {
    return { name: this.#history, answers: new Map(this.#answers) };
  }

  /** Compares with something else. */
  async compareWith(baseline: Baseline | undefined): Promise<void> {
    this.#baseline = baseline;
    this.#savedFor = undefined;
    await this.#now();
  }
  get baseline(): Baseline | undefined {
    return this.#baseline;
  }

  /** Shows another history of the same run. */
  async show(history: HistoryName): Promise<void> {
    if (history === this.#history) return;
    this.#history = history;
    this.#savedFor = undefined;
    await this.#now();
  }

  /** Takes the reader's answer to an `ask`, or takes it back. */
  async answer(call: number, approve: boolean | undefined): Promise<void> {
    if (approve === undefined) this.#answers.delete(call);
    else this.#answers.set(call, approve);
    this.#history = "approved";
    this.#savedFor = undefined;
    await this.#now();
  }

  /** The evidence for one zero-based call, by the policy that made the last decisions, and what it was short of. */
  explain(call: number): { readonly report: StepReport; readonly nearest: readonly NearMiss[] } | undefined {
    if (this.#policy === undefined || this.#run === undefined) return undefined;
    const context = this.#runInContext(this.#run).context;
    const { name, answers } = this.history;
    const options = { context, answer: (at: number) => answers.get(at) };
    const report = explainHistory(this.#policy, this.#run.events, call, name, options)?.report;
    return report && { report, nearest: nearestMisses(this.#policy, report) };
  }

  /** A zero-based call as it stands in the run, under the policy that made the last decisions. */
  standing(call: number): StandingPolicy | undefined {
    if (this.#policy === undefined || this.#run === undefined) return undefined;
    const { events } = this.#run;
    const { context } = this.#runInContext(this.#run);
    const { name, answers } = this.history;
    return { policy: this.#policy, run: { events, context, answers }, history: name, call, host: this.#files.host };
  }

  get revision(): number {
    return this.#revision;
  }

  #schedule(): void {
    // The next change cancels what is still being decided.
    this.#generation++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#now(), debounce);
  }

  async #now(): Promise<void> {
    const generation = ++this.#generation;
    const [run, choice] = [this.#run, this.#choice];
    if (run === undefined || choice === undefined) return;
    const wanted = (): boolean => generation === this.#generation;
    const compiled = await this.#compiled("typed");
    if (!wanted()) return;
    if ("reason" in compiled) {
      this.#tell(run, { unreadable: compiled.reason, errors: undefined });
      return;
    }
    this.#analysis = compiled.analysis;
    if ("errors" in compiled.result) {
      const [first] = compiled.result.errors;
      this.#tell(run, { unreadable: undefined, errors: first && { count: compiled.result.errors.length, first } });
      return;
    }
    const policy = compiled.result.policy;
    const watch = { wanted, progress: (done: number) => this.#progress.fire({ run, done }) };
    const decided = await decideRun(policy, this.#runInContext(run), run.events, this.history, watch);
    if (decided === undefined || !wanted()) return;
    this.#policy = policy;
    this.#last = decided;
    this.#revision++;
    const saved = await this.#saved(run, compiled.analysis, wanted);
    if (wanted()) this.#tell(run, { unreadable: undefined, errors: undefined, saved });
  }

  #tell(run: ReadRun, { saved, ...rest }: Pick<Decided, "unreadable" | "errors"> & { saved?: DecidedRun | undefined }): void {
    this.#decided.fire({
      run,
      revision: this.#revision,
      decisions: this.#last,
      saved: saved ?? this.#savedFor?.decided,
      edited: this.#edited(),
      ...rest,
    });
  }

  #paths(): readonly string[] {
    return [...(this.#choice === undefined ? [] : [this.#choice.uri.toString()]), ...(this.#analysis?.dependencies ?? [])];
  }
  #edited(): boolean {
    return this.#files.edited(this.#paths());
  }

  async #compiled(flavour: "typed" | "saved"): Promise<Compiled | { readonly reason: string }> {
    const path = this.#choice?.uri.toString() ?? "";
    const analysis = await this.#files.analysis(path, flavour);
    return "reason" in analysis ? analysis : { analysis, result: compile(analysis) };
  }

  /** What the policy on disk decides; made once for each saved state of its files. */
  async #saved(run: ReadRun, typed: Analysis, wanted: () => boolean): Promise<DecidedRun | undefined> {
    const baseline = this.#baseline;
    if (baseline === undefined && !this.#edited()) {
      this.#savedFor = undefined;
      return undefined;
    }
    const compiled = await (baseline === undefined ? this.#compiled("saved") : compiledFrom(baseline));
    if ("reason" in compiled || "errors" in compiled.result) return undefined;
    const key = compiled.analysis.files.map(({ path, text }) => `${path}\n${text}`).join("\n");
    if (key === this.#savedFor?.key) return this.#savedFor.decided;
    if (key === typed.files.map(({ path, text }) => `${path}\n${text}`).join("\n")) return undefined;
    const decided = await decideRun(compiled.result.policy, this.#runInContext(run), run.events, this.history, {
      wanted,
      progress: () => {},
    });
    if (decided !== undefined) this.#savedFor = { key, decided };
    return decided;
  }

  #runInContext({ run }: ReadRun): Run {
    const context = this.#choice?.context;
    return context === undefined ? run : { ...run, context: { ...context, ...run.context } };
  }
}

async function compiledFrom(baseline: Baseline): Promise<Compiled | { readonly reason: string }> {
  const analysis = await baseline.analysis();
  return "reason" in analysis ? analysis : { analysis, result: compile(analysis) };
}

// Decides one run and packs the verdicts into columns. Works in slices of a few milliseconds, so that typing stays quick and
// an outdated decision can be dropped half way. Knows no VS Code.
import {
  type Event,
  type HistoryName,
  type Policy,
  type PolicyPlace,
  type Run,
  replayHistory,
  type StepReport,
} from "../../../core/src/index.ts";
import { type Decisions, happeningNames, verdictNames } from "./messages.ts";

/** What one rule did on the run: zero-based calls. */
export interface RuleTouch {
  readonly name: string;
  readonly place: PolicyPlace;
  /** It fires, or is in doubt. */
  readonly fires: number[];
  /** Its selector has the tool. */
  readonly looks: number[];
}

export interface DecidedRun {
  readonly verdicts: Uint8Array;
  readonly would: Uint8Array;
  readonly speakers: Uint32Array;
  readonly speakerNames: readonly (readonly string[])[];
  readonly flagged: Uint8Array;
  readonly happenings: Uint8Array;
  readonly touches: readonly RuleTouch[];
}

export interface Watch {
  /** Whether the answer is still wanted. */
  wanted(): boolean;
  progress(done: number): void;
}

/** Which history is decided, and what the reader answered where the policy asks, by zero-based call. */
export interface ChosenHistory {
  readonly name: HistoryName;
  readonly answers: ReadonlyMap<number, boolean>;
}

const slice = 12;

/** Undefined where it was not wanted any more. */
export async function decideRun(
  policy: Policy,
  run: Run,
  events: readonly Event[],
  history: ChosenHistory,
  watch: Watch,
): Promise<DecidedRun | undefined> {
  const happenings: number[] = [];
  const verdicts: number[] = [];
  const would: number[] = [];
  const speakers: number[] = [];
  const flagged: number[] = [];
  const speakerNumbers = new Map<string, number>();
  const speakerNames: (readonly string[])[] = [];
  const touches = new Map<string, RuleTouch>();
  let resumed = performance.now();
  const answer = (call: number): boolean | undefined => history.answers.get(call);
  for (const { report, happening } of replayHistory(policy, { ...run, events }, history.name, { answer })) {
    happenings.push(happeningNames.indexOf(happening));
    verdicts.push(verdictNames.indexOf(report.verdict));
    would.push(verdictNames.indexOf(report.would));
    flagged.push(report.flags.length > 0 ? 1 : 0);
    const key = report.rules.join("\n");
    let speaker = speakerNumbers.get(key);
    if (speaker === undefined) {
      speaker = speakerNames.length;
      speakerNumbers.set(key, speaker);
      speakerNames.push(report.rules);
    }
    speakers.push(speaker);
    touch(touches, report, verdicts.length - 1);
    if (performance.now() - resumed < slice) continue;
    watch.progress(verdicts.length);
    await new Promise((resume) => setImmediate(resume));
    if (!watch.wanted()) return undefined;
    resumed = performance.now();
  }
  return {
    verdicts: Uint8Array.from(verdicts),
    would: Uint8Array.from(would),
    speakers: Uint32Array.from(speakers),
    speakerNames,
    flagged: Uint8Array.from(flagged),
    happenings: Uint8Array.from(happenings),
    touches: [...touches.values()],
  };
}

function touch(touches: Map<string, RuleTouch>, report: StepReport, call: number): void {
  for (const { name, place, outcome } of report.outcomes) {
    const key = `${place.path}:${place.span.start}`;
    let known = touches.get(key);
    if (known === undefined) {
      known = { name, place, fires: [], looks: [] };
      touches.set(key, known);
    }
    known.looks.push(call);
    if (outcome !== "does not apply") known.fires.push(call);
  }
}

/** The columns that the view gets: the decisions beside those of the saved policy and beside what the recording says. */
export function decisionColumns(
  revision: number,
  decided: DecidedRun,
  saved: DecidedRun | undefined,
  fates: readonly ("unstated" | "executed" | "refused" | "failed")[],
  { name: history, answers: answered }: ChosenHistory,
): Decisions {
  const length = decided.verdicts.length;
  const changed = new Uint8Array(length);
  const differs = new Uint8Array(length);
  const allow = verdictNames.indexOf("allow");
  const deny = verdictNames.indexOf("deny");
  for (let call = 0; call < length; call++) {
    const verdict = decided.verdicts[call] ?? 0;
    const before = saved?.verdicts[call] ?? verdict;
    if (before !== verdict) changed[call] = before + 1;
    const fate = fates[call];
    if ((verdict === deny && (fate === "executed" || fate === "failed")) || (verdict === allow && fate === "refused")) differs[call] = 1;
  }
  const answers = new Uint8Array(length);
  for (const [call, approve] of answered) if (call < length) answers[call] = approve ? 1 : 2;
  const { verdicts, would, speakers, speakerNames, flagged, happenings } = decided;
  return { revision, verdicts, would, speakers, speakerNames, saved: changed, differs, flagged, history, happenings, answers };
}

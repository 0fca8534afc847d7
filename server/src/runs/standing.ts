// What each open policy, as typed and as saved, decides on the runs that are bound to it: counted in the background, dropped
// when the next key is typed, and told with the version that it is of. Also the evidence that completion offers.
import {
  type Analysis,
  compile,
  type DecidedRun,
  decideHeld,
  Evidence,
  type Flip,
  flips,
  mustDecideAgain,
  type Policy,
} from "../../../core/src/index.ts";
import type { Log } from "../guard.ts";
import { breathing } from "./breath.ts";
import type { BoundRun, RecordedRuns } from "./recorded-runs.ts";

export interface RunFlips {
  readonly run: BoundRun;
  readonly flips: readonly Flip[];
}

/** The count of one version of a policy's text. */
export interface Standing {
  readonly version: number;
  readonly runs: number;
  readonly calls: number;
  readonly decided: ReadonlyMap<BoundRun, DecidedRun>;
  readonly against: Against;
  /** Undefined where the text is what it is held against, or that has errors. */
  readonly changes: readonly RunFlips[] | undefined;
}

/** `counting` is what is known while a newer version is being counted; `errors`: the text decides nothing as it stands. */
export type State = { readonly kind: "none" | "errors" | "counting" } | { readonly kind: "counted"; readonly standing: Standing };

interface Decisions {
  readonly policy: Policy;
  readonly decided: ReadonlyMap<BoundRun, DecidedRun>;
}

interface Watched {
  generation: number;
  timer: NodeJS.Timeout | undefined;
  version: number;
  state: State;
  last: Standing | undefined;
  typed: Decisions | undefined;
  saved: Decisions | undefined;
  evidence: { readonly runs: readonly BoundRun[]; readonly counted: Evidence } | undefined;
}

export type Against = "saved" | "opened";

/** Where policies come from. */
export interface Sources {
  /** An open policy as its text is now. */
  typed(key: string): { readonly analysis: Analysis; readonly version: number } | undefined;
  /** What the policy is held against: as it lies on the disk, or, where an editor saves by itself, as it was opened. */
  baseline(key: string): { readonly analysis: Analysis; readonly against: Against } | undefined;
}

/** A person pauses about so long between words. */
const pauseMilliseconds = 120;

export class Standings {
  readonly #runs: RecordedRuns;
  readonly #log: Log;
  readonly #tell: (key: string) => void;
  readonly #sources: Sources;
  readonly #watched = new Map<string, Watched>();

  /** `tell` is called with a policy's key when its state is another one. */
  constructor(runs: RecordedRuns, log: Log, sources: Sources, tell: (key: string) => void) {
    this.#runs = runs;
    this.#log = log;
    this.#sources = sources;
    this.#tell = tell;
  }

  /** The policy was opened, or its text or what it is made of has changed. */
  changed(key: string): void {
    const before = this.#watched.get(key);
    const watched: Watched = before ?? {
      generation: 0,
      timer: undefined,
      version: 0,
      state: { kind: "none" },
      last: undefined,
      typed: undefined,
      saved: undefined,
      evidence: undefined,
    };
    this.#watched.set(key, watched);
    const generation = ++watched.generation;
    clearTimeout(watched.timer);
    if (watched.state.kind === "counted" || watched.state.kind === "errors") this.#set(key, watched, { kind: "counting" });
    watched.timer = setTimeout(
      () => {
        const wanted = (): boolean => watched.generation === generation;
        this.#count(key, watched, wanted).catch((error: unknown) => this.#log(`consequences: ${String(error)}`));
      },
      before === undefined ? 0 : pauseMilliseconds,
    );
  }

  /** Other runs are bound than before. */
  allChanged(): void {
    for (const key of this.#watched.keys()) this.changed(key);
  }

  closed(key: string): void {
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    watched.generation++;
    clearTimeout(watched.timer);
    this.#watched.delete(key);
  }

  state(key: string): State {
    return this.#watched.get(key)?.state ?? { kind: "none" };
  }

  /** The last finished count, of whichever version. */
  last(key: string): Standing | undefined {
    return this.#watched.get(key)?.last;
  }

  /** What the policy's runs hold, as far as they were counted. */
  evidence(key: string): Evidence | undefined {
    return this.#watched.get(key)?.evidence?.counted;
  }

  /** Which calls of the runs another policy decides otherwise. Uses what was decided before; undefined where nobody waits. */
  async compare(key: string, before: Policy, after: Policy, runs: readonly BoundRun[]): Promise<readonly RunFlips[] | undefined> {
    const watched = this.#watched.get(key);
    const breathe = breathing(() => true);
    const then = await decideAll(before, runs, [watched?.typed, watched?.saved], breathe);
    const now = then && (await decideAll(after, runs, [then], breathe));
    return now && allFlips(then, now);
  }

  #set(key: string, watched: Watched, state: State): void {
    watched.state = state;
    if (state.kind === "counted") watched.last = state.standing;
    this.#tell(key);
  }

  async #count(key: string, watched: Watched, wanted: () => boolean): Promise<void> {
    const runs = this.#runs.of(key);
    const typed = this.#sources.typed(key);
    if (typed === undefined || runs.length === 0) {
      watched.last = undefined;
      this.#set(key, watched, { kind: "none" });
      return;
    }
    const breathe = breathing(wanted);
    const compiled = compile(typed.analysis);
    if ("errors" in compiled) this.#set(key, watched, { kind: "errors" });
    else {
      const decisions = await decideAll(compiled.policy, runs, [watched.typed, watched.saved], breathe);
      if (decisions === undefined) return;
      watched.typed = decisions;
      const baseline = this.#sources.baseline(key);
      const saved = await this.#saved(watched, baseline?.analysis, typed.analysis, runs, decisions, breathe);
      if (!wanted()) return;
      const changes = saved?.policy === decisions.policy ? undefined : saved && allFlips(saved, decisions);
      const calls = runs.reduce((sum, run) => sum + run.calls, 0);
      const against = baseline?.against ?? "saved";
      const standing = { version: typed.version, runs: runs.length, calls, decided: decisions.decided, against, changes };
      this.#set(key, watched, { kind: "counted", standing });
    }
    await gather(watched, runs, breathe);
  }

  /** What the policy decides that the typed one is held against; the typed one's decisions where both are the same text. */
  async #saved(
    watched: Watched,
    analysis: Analysis | undefined,
    typed: Analysis,
    runs: readonly BoundRun[],
    decisions: Decisions,
    breathe: () => Promise<boolean>,
  ): Promise<Decisions | undefined> {
    if (analysis === undefined) return undefined;
    const textOf = ({ files }: Analysis): string => JSON.stringify(files.map(({ path, text }) => [path, text]));
    if (textOf(analysis) === textOf(typed)) return decisions;
    const compiled = compile(analysis);
    if ("errors" in compiled) return undefined;
    const decided = await decideAll(compiled.policy, runs, [watched.saved, decisions], breathe);
    if (decided !== undefined) watched.saved = decided;
    return decided;
  }
}

/** Undefined where it was not wanted any more. */
async function decideAll(
  policy: Policy,
  runs: readonly BoundRun[],
  before: readonly (Decisions | undefined)[],
  breathe: () => Promise<boolean>,
): Promise<Decisions | undefined> {
  const known = before.flatMap((one) => (one === undefined ? [] : [{ ...one, again: mustDecideAgain(one.policy, policy) }]));
  const decided = new Map<BoundRun, DecidedRun>();
  for (const run of runs) {
    const kept = known.find((one) => one.decided.has(run) && !one.again(run))?.decided.get(run);
    decided.set(run, kept ?? decideHeld(policy, run));
    if (!(await breathe())) return undefined;
  }
  return { policy, decided };
}

function allFlips(before: Decisions, after: Decisions): readonly RunFlips[] {
  return [...after.decided].flatMap(([run, now]) => {
    const then = before.decided.get(run);
    const changed = then === undefined ? [] : flips(then, now);
    return changed.length === 0 ? [] : [{ run, flips: changed }];
  });
}

async function gather(watched: Watched, runs: readonly BoundRun[], breathe: () => Promise<boolean>): Promise<void> {
  if (watched.evidence?.runs === runs) return;
  const counted = new Evidence();
  for (const run of runs) {
    counted.add(run.events, run.context);
    if (!(await breathe())) return;
  }
  watched.evidence = { runs, counted };
}

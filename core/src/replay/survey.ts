// Where in a run something holds: a breakpoint, a log point, a kind of verdict. Looked for from the first call on, and only as far
// as somebody asks; so going back to a place costs no search, and counting hits means the same in both directions.
import type { Policy } from "../policy/compile.ts";
import type { Question } from "../policy/question.ts";
import type { Ruling } from "../policy/report.ts";
import type { CallEvent } from "../trace/model.ts";
import { type KeptRun, Pass } from "./cursor.ts";
import type { HistoryName } from "./histories.ts";

/** Something that holds of some calls of a run. */
export interface Point {
  readonly on: (call: CallEvent, ruling: Ruling) => boolean;
  /** Holds where the answer is true or in doubt. */
  readonly question: Question | undefined;
  /** Holds where the answer is true. */
  readonly condition: Question | undefined;
  /** Of which hits it speaks, counted from 1 at the start of the run. */
  readonly counts: ((hits: number) => boolean) | undefined;
}

export interface Hit<P extends Point> {
  /** From 0. */
  readonly call: number;
  readonly points: readonly P[];
}

/** How many calls are looked at between two breaths. */
const stretch = 2_000;

export class Survey<P extends Point> {
  readonly points: readonly P[];
  readonly #pass: Pass;
  readonly #hits: Hit<P>[] = [];
  readonly #counts: number[];
  #isDone = false;

  constructor(policy: Policy, run: KeptRun, history: HistoryName, points: readonly P[]) {
    this.points = points;
    this.#pass = new Pass(policy, run, history);
    this.#counts = points.map(() => 0);
  }

  /** The first hit after a call; `breathe` says whether to go on. */
  async next(after: number, takes: (point: P) => boolean, breathe: () => Promise<boolean>): Promise<Hit<P> | undefined> {
    for (let at = this.#hits.findIndex(({ call }) => call > after); ; at++) {
      if (at < 0) at = this.#hits.length;
      while (at >= this.#hits.length && !this.#isDone) if (!(await this.#extend(this.#pass.call + stretch, breathe))) return undefined;
      const hit = this.#hits[at];
      // What is found on the way may stand before the call: until now nobody had looked.
      if (hit === undefined || (hit.call > after && hit.points.some(takes))) return hit;
    }
  }

  /** The last hit before a call. */
  async previous(before: number, takes: (point: P) => boolean, breathe: () => Promise<boolean>): Promise<Hit<P> | undefined> {
    while (this.#pass.call < before - 1 && !this.#isDone) if (!(await this.#extend(before - 1, breathe))) return undefined;
    return this.#hits.findLast(({ call, points }) => call < before && points.some(takes));
  }

  /** All hits of the run. */
  async all(breathe: () => Promise<boolean>): Promise<readonly Hit<P>[]> {
    while (!this.#isDone) if (!(await this.#extend(this.#pass.call + stretch, breathe))) break;
    return this.#hits;
  }

  /** The points that hold at a call that was looked at. */
  at(call: number): readonly P[] {
    return this.#hits.find((hit) => hit.call === call)?.points ?? [];
  }

  /** The hits among calls that were looked at, from one to another, both included. */
  between(from: number, to: number): readonly Hit<P>[] {
    return this.#hits.filter(({ call }) => call >= from && call <= to);
  }

  async reach(call: number, breathe: () => Promise<boolean>): Promise<void> {
    while (this.#pass.call < call && !this.#isDone) if (!(await this.#extend(call, breathe))) return;
  }

  async #extend(to: number, breathe: () => Promise<boolean>): Promise<boolean> {
    const end = Math.min(to, this.#pass.call + stretch);
    while (this.#pass.call < end && !this.#isDone) {
      this.#isDone = !this.#pass.advance((event, ruling) => {
        const points = this.points.filter((point, at) => this.#holds(point, at, event, ruling));
        if (points.length > 0) this.#hits.push({ call: this.#pass.call, points });
      });
    }
    return breathe();
  }

  #holds({ on, question, condition, counts }: P, at: number, event: CallEvent, ruling: Ruling): boolean {
    if (!on(event, ruling)) return false;
    if (question !== undefined && this.#pass.ask(question)?.value === false) return false;
    if (condition !== undefined && this.#pass.ask(condition)?.value !== true) return false;
    const hits = (this.#counts[at] ?? 0) + 1;
    this.#counts[at] = hits;
    return counts === undefined || counts(hits);
  }
}

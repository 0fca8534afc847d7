// What would have decided a step otherwise: the smallest changes of its arguments and of the policy. Searched for while the reader
// rests on the step, and dropped when he goes on.
import { argumentFlips, type PolicyFlip, policyFlips, type StandingPolicy } from "../../../core/src/index.ts";
import type { HostToView } from "./messages.ts";
import { finished } from "./searching.ts";

/** Scrubbing past a step starts no search. */
const rest = 250;

export class Suggestions {
  readonly #post: (message: HostToView) => void;
  #number = 0;
  #flips: { readonly call: number; readonly flips: readonly PolicyFlip[] } | undefined;

  constructor(post: (message: HostToView) => void) {
    this.#post = post;
  }

  stop(): void {
    this.#number++;
    this.#flips = undefined;
  }

  /** The changes of the policy that were offered for a call. */
  flipsOf(call: number): readonly PolicyFlip[] {
    return this.#flips?.call === call ? this.#flips.flips : [];
  }

  async search(run: number, revision: number, asked: StandingPolicy): Promise<void> {
    const number = ++this.#number;
    const wanted = (): boolean => number === this.#number;
    this.#flips = undefined;
    await new Promise((rested) => setTimeout(rested, rest));
    if (!wanted()) return;
    const changes = await finished(argumentFlips(asked), wanted);
    if (changes === undefined) return;
    const told = { kind: "suggestions", run, revision, call: asked.call, arguments: changes.map(({ text }) => text) } as const;
    this.#post({ ...told, policy: undefined });
    const flips = await finished(policyFlips(asked), wanted);
    if (flips === undefined) return;
    this.#flips = { call: asked.call, flips };
    this.#post({ ...told, policy: flips.map(({ title, also }) => ({ title, also: also.length })) });
  }
}

// The smallest change of a call's arguments that gives it another verdict: one argument, else two, found by search. What is offered
// was decided so; that there is nothing smaller is not proved, only looked for within a bounded amount of work.
import type { Ruling } from "../policy/report.ts";
import type { Json } from "../trace/model.ts";
import { type Candidate, candidatesFor, changedCall, literalsFor, type Place, pathOf, placesOf, seenBefore } from "./flip-values.ts";
import { literalOf } from "./literal-text.ts";
import type { ArgumentChange, ArgumentFlip, Search, StandingCall } from "./proposals.ts";
import { readsArgument } from "./reach.ts";
import { type Standing, standing } from "./standing.ts";

const most = { considered: 4_000, pairs: 2_000, ofPlace: 14, offered: 5 };
const stretch = 25;

interface Change extends Candidate {
  readonly place: Place;
}

/** The smallest first; empty where none was found. A call that is not permitted is to be allowed, or at least asked about; a
 * permitted one to be stopped. */
export function* argumentFlips(asked: StandingCall): Search<readonly ArgumentFlip[]> {
  const stands = yield* standing(asked);
  if (stands?.event.args.kind !== "record") return [];
  const search = new ArgumentSearch(asked, stands);
  const found = yield* search.singles();
  if (found.some((flip) => flip.verdict !== "ask" || stands.ruling.would !== "deny")) return found;
  return [...(yield* search.pairs()), ...found].slice(0, most.offered);
}

class ArgumentSearch {
  readonly #stands: Standing;
  readonly #places: readonly { readonly place: Place; readonly candidates: readonly Candidate[] }[];
  readonly #isPermitted: boolean;
  #considered = 0;

  constructor({ policy, run }: StandingCall, stands: Standing) {
    this.#stands = stands;
    const { event, index, ruling } = stands;
    this.#isPermitted = ruling.verdict === "allow";
    const literals = literalsFor(policy, event.tool);
    const seen = seenBefore(run.events, index);
    this.#places = placesOf(policy, event, readsArgument(policy, event.tool)).map((place) => ({
      place,
      candidates: [
        ...candidatesFor(place, policy, event, literals, seen),
        ...(place.mayGo ? [{ value: undefined, origin: "left out" }] : []),
      ],
    }));
  }

  *singles(): Search<readonly ArgumentFlip[]> {
    const found: { readonly change: Change; readonly ruling: Ruling }[] = [];
    for (const { place, candidates } of this.#places) {
      let best: { change: Change; ruling: Ruling } | undefined;
      for (const candidate of candidates) {
        const change = { place, ...candidate };
        const ruling = this.#ruling([change]);
        if (this.#considered % stretch === 0) yield this.#progress();
        if (this.#considered > most.considered) break;
        if (!this.#isFlip(ruling)) continue;
        // An ask is only half of what is wanted.
        if (best === undefined || (this.#isHalf(best.ruling) && !this.#isHalf(ruling))) best = { change, ruling };
        if (!this.#isHalf(ruling)) break;
      }
      if (best !== undefined) found.push(this.#nearest(best.change, best.ruling));
    }
    return this.#offer(found.map(({ change, ruling }) => ({ changes: [change], ruling })));
  }

  *pairs(): Search<readonly ArgumentFlip[]> {
    const found: { readonly changes: readonly Change[]; readonly ruling: Ruling }[] = [];
    const limit = this.#considered + most.pairs;
    for (const [at, first] of this.#places.entries())
      for (const second of this.#places.slice(at + 1)) {
        if (isInside(first.place, second.place)) continue;
        const pair = this.#pair(first, second, limit);
        for (let next = pair.next(); ; next = pair.next()) {
          if (next.done !== true) {
            yield this.#progress();
            continue;
          }
          if (next.value !== undefined) found.push(next.value);
          break;
        }
        if (this.#considered >= limit || found.length >= most.offered) return this.#offer(found);
      }
    return this.#offer(found);
  }

  *#pair(
    first: { readonly place: Place; readonly candidates: readonly Candidate[] },
    second: { readonly place: Place; readonly candidates: readonly Candidate[] },
    limit: number,
  ): Generator<undefined, { changes: readonly Change[]; ruling: Ruling } | undefined> {
    for (const one of first.candidates.slice(0, most.ofPlace))
      for (const other of second.candidates.slice(0, most.ofPlace)) {
        const changes = [
          { place: first.place, ...one },
          { place: second.place, ...other },
        ];
        const ruling = this.#ruling(changes);
        if (this.#considered % stretch === 0) yield undefined;
        if (this.#isFlip(ruling) && !this.#isHalf(ruling)) return { changes, ruling };
        if (this.#considered >= limit) return undefined;
      }
    return undefined;
  }

  #progress() {
    return { done: this.#considered, most: most.considered + most.pairs };
  }

  #ruling(changes: readonly Change[]): Ruling {
    this.#considered++;
    return this.#stands.consider(
      changedCall(
        this.#stands.event,
        changes.map(({ place, value }) => ({ keys: place.keys, to: value })),
      ),
    );
  }

  #isFlip({ verdict, would }: Ruling): boolean {
    if (this.#isPermitted) return would !== "allow" && verdict !== "unknown";
    return verdict === "allow" || (verdict === "ask" && this.#stands.ruling.would === "deny");
  }

  #isHalf({ verdict }: Ruling): boolean {
    return verdict === "ask" && this.#stands.ruling.would === "deny";
  }

  /** Of a number that flips the verdict, the one that changes least: the bound lies between it and what it was. */
  #nearest(change: Change, ruling: Ruling): { readonly change: Change; readonly ruling: Ruling } {
    const { value } = change.place;
    if (typeof value !== "number" || typeof change.value !== "number") return { change, ruling };
    const scale = Number.isInteger(value) && Number.isInteger(change.value) ? 1 : 100;
    let [fails, flips] = [Math.round(value * scale), Math.round(change.value * scale)];
    if (Math.abs(fails) > 1e15 || Math.abs(flips) > 1e15) return { change, ruling };
    let best = { change, ruling };
    while (Math.abs(flips - fails) > 1) {
      const middle = Math.trunc((fails + flips) / 2);
      const tried = { ...change, value: middle / scale, origin: "the bound" };
      const gives = this.#ruling([tried]);
      if (this.#isFlip(gives) && this.#isHalf(gives) === this.#isHalf(ruling)) {
        flips = middle;
        best = { change: tried, ruling: gives };
      } else fails = middle;
    }
    return best;
  }

  #offer(found: readonly { readonly changes: readonly Change[]; readonly ruling: Ruling }[]): readonly ArgumentFlip[] {
    return found
      .toSorted((a, b) => this.#size(a) - this.#size(b))
      .slice(0, most.offered)
      .map(({ changes, ruling }): ArgumentFlip => {
        const told = changes.map(
          ({ place, value, origin }): ArgumentChange => ({ path: pathOf(place), keys: place.keys, from: place.value, to: value, origin }),
        );
        const { would: verdict, rules } = ruling;
        return { kind: "arguments", changes: told, verdict, rules, text: textOf(told, verdict, rules) };
      });
  }

  #size({ changes, ruling }: { readonly changes: readonly Change[]; readonly ruling: Ruling }): number {
    const sizes = changes.map(({ value, place }) =>
      value === undefined ? (place.keys.length > 1 ? 2 : 4) : place.value === undefined ? 3 : 1,
    );
    return (this.#isHalf(ruling) ? 100 : 0) + sizes.reduce((sum, size) => sum + size, changes.length * 10);
  }
}

function isInside(one: Place, other: Place): boolean {
  const [short, long] = one.keys.length <= other.keys.length ? [one, other] : [other, one];
  return short.keys.every((key, at) => key === long.keys[at]);
}

const outcomes = { allow: "allowed", ask: "asked about", deny: "denied" } as const;

function textOf(changes: readonly ArgumentChange[], verdict: ArgumentFlip["verdict"], rules: readonly string[]): string {
  const told = changes.map(({ path, from, to, origin }) => {
    if (to === undefined) return `without \`${path}\``;
    const before = from === undefined ? "" : ` instead of ${shown(from)}`;
    return `with \`${path}\` ${shown(to)} (${origin})${before}`;
  });
  const by = rules.length === 0 ? "by the default" : `by ${rules.map((rule) => `\`${rule}\``).join(", ")}`;
  const sentence = `${told.join(" and ")} it would be ${outcomes[verdict]} ${by}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function shown(value: Json): string {
  const text = literalOf(value) ?? "a value";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

// The texts that one source of `from` and `carries` consists of, indexed, and the answers given so far. Owns how what was found,
// an echo and a doubt become one truth; how a value stands in a text is provenance/'s matter, which texts there are origins.ts's.
import type { Json } from "../trace/model.ts";
import type { Frame } from "./frame.ts";
import type { CallRecord, UserMessage } from "./history.ts";
import {
  type CarryIndex,
  createCarryIndex,
  createCarrySearch,
  type Piece,
  type Shared,
  tokenLength,
  tokenLengthOfResult,
} from "./provenance/carry-index.ts";
import { Doc, Hit } from "./provenance/doc.ts";
import { createOriginIndex, type OriginIndex, type Standing, stands } from "./provenance/origin-index.ts";
import type { Probe } from "./provenance/probe.ts";
import { textsOf } from "./provenance/texts-of.ts";
import { and3, Doubt, not3, or3, type Truth3, unknown } from "./truth.ts";
import { Unanswered } from "./unanswered.ts";

/** A source as a policy writes it, compiled. */
export interface Source {
  readonly kind: "user" | "system" | "trusted" | "untrusted" | "result";
  /** Equal for sources that are the same. */
  readonly key: string;
  /** Whether a call's result may belong to the source, as far as its call says: false only where it certainly does not. */
  readonly covers: (record: CallRecord, frame: Frame) => Truth3;
  /** The same, by the tool's name alone. */
  readonly tool: (tool: string) => boolean;
  /** Whether `covers` reads the event and the context alone, so that it says the same for every later call. */
  readonly fixed: boolean;
}

/** A message or result of the run with its texts. */
export interface Owner {
  readonly from:
    | { readonly kind: "user" | "system"; readonly message: UserMessage }
    | { readonly kind: "result"; readonly record: CallRecord };
  readonly event: number;
  readonly batch: number | undefined;
  readonly docs: readonly Doc[];
  /** The raw text of a result, where that is none of its texts; for `carries` alone. */
  readonly raw: Doc | undefined;
  /** Whether a text of the result is trusted, by its path; decided on first use. */
  readonly trust: (path: readonly string[]) => Truth3;
}

/** What is known of one value so far. */
export interface Answer {
  truth: Truth3;
  /** How many texts were looked through, of the sure ones and of the doubtful ones. */
  sure: number;
  open: number;
  /** Where it was found: the place that settled it, else the first that leave it in doubt. */
  places: Hit[];
}

/** Joins what more was found. More of the same doubt, of kinds that are named already, adds no reasons beyond a few. */
export function widen(truth: Truth3, more: Truth3): Truth3 {
  const joined = or3(truth, more);
  const same = truth instanceof Doubt && joined instanceof Doubt && joined.outcomes === truth.outcomes;
  if (!same || truth.reasons.length < 4) return joined;
  const kinds = new Set(truth.reasons.map((reason) => reason.kind));
  return joined.reasons.every((reason) => kinds.has(reason.kind)) ? truth : joined;
}

const short = unknown("short", "a value too short to be sure of, found inside a longer text");
const zoneless = unknown("malformed", "a time with a zone against one without");
const shortEcho = unknown("short", "a value that also stands in the call that returned it");

const ofItself = unknown("malformed", "a source whose condition asks for the source itself");

/** So many answers are kept; then they are found anew. */
const mostAnswers = 50_000;
/** Answers about longer values are not kept. */
const longestKept = 256;

export class SourceTexts {
  readonly source: Source;
  readonly owners: readonly Owner[];
  readonly unanswered: Unanswered;
  readonly #sure = createOriginIndex();
  readonly #open = createOriginIndex();
  readonly #doubts = new Map<Doc, Truth3>();
  readonly #echoes = new WeakMap<CallRecord, OriginIndex>();
  readonly #answers = new Map<string, Answer>();
  #carried: Carried | undefined;
  #next = 0;
  #nextCarried = 0;
  #disputes = 0;
  #busy = false;

  constructor(source: Source, owners: readonly Owner[]) {
    this.source = source;
    this.owners = owners;
    // A call that failed vouches for nothing, whatever its result.
    const vouches = (record: CallRecord): boolean => source.kind !== "trusted" || record.failed !== true;
    this.unanswered = new Unanswered((record, frame) => vouches(record) && source.covers(record, frame) !== false, source.fixed);
  }

  /** How far an owner's texts belong to the source, but for what must be asked each time. */
  judge(owner: Owner, frame: Frame): (doc: Doc) => Truth3 {
    const { from } = owner;
    switch (this.source.kind) {
      case "user":
      case "system":
        return () => from.kind === this.source.kind;
      case "trusted":
        return (doc) => from.kind !== "result" || owner.trust(doc.path);
      case "untrusted":
        return (doc) => from.kind === "result" && not3(owner.trust(doc.path));
      case "result": {
        const truth = from.kind === "result" && (!this.source.fixed || this.source.covers(from.record, frame));
        return () => truth;
      }
    }
  }

  /** Takes in the texts that came since. False where a condition inside the source asks for the source itself. */
  #catchUp(frame: Frame): boolean {
    if (this.#busy) return false;
    this.#busy = true;
    for (; this.#next < this.owners.length; this.#next++) {
      const owner = this.owners[this.#next];
      if (owner === undefined || !this.mayCount(owner)) continue;
      const judge = this.judge(owner, frame);
      for (const doc of owner.docs) {
        const truth = judge(doc);
        if (truth === true) this.#sure.add(doc);
        else if (truth !== false) {
          this.#open.add(doc);
          this.#doubts.set(doc, truth);
        }
      }
    }
    this.#busy = false;
    return true;
  }

  /** Whether an owner's texts can belong to the source at all. */
  mayCount({ from }: Owner): boolean {
    if (this.source.kind !== "result") return true;
    return from.kind === "result" && from.record.state !== "refused" && this.source.tool(from.record.tool);
  }

  /** Whether the value stands in the texts. `counts` leaves owners out; then, and where conditions must be asked each time, nothing
   * is remembered. */
  standing(probe: Probe, frame: Frame, counts: ((owner: Owner) => boolean) | undefined): Answer {
    if (!this.#catchUp(frame)) return { ...fresh(), truth: ofItself };
    if (this.#disputes !== frame.timeline.disputes) {
      this.#disputes = frame.timeline.disputes;
      this.#answers.clear();
    }
    const answer = counts === undefined && this.source.fixed ? this.#answerOf(probe) : fresh();
    const covered = new Map<number, Truth3>();
    const visit = ({ doc, start, end, certain }: Standing): boolean => {
      const owner = this.owners[doc.owner];
      if (owner === undefined || (counts !== undefined && !counts(owner))) return false;
      let truth: Truth3 = this.#doubts.get(doc) ?? true;
      if (isDisputed(owner)) truth = and3(truth, this.judge(owner, frame)(doc));
      if (!this.source.fixed && owner.from.kind === "result") {
        let covers = covered.get(doc.owner);
        if (covers === undefined) {
          covers = this.source.covers(owner.from.record, frame);
          covered.set(doc.owner, covers);
        }
        truth = and3(truth, covers);
      }
      if (truth === false) return false;
      truth = and3(truth, not3(this.#echo(owner, probe)));
      if (!certain) truth = and3(truth, probe.kind === "time" ? zoneless : short);
      if (truth === false) return false;
      const hit = new Hit(doc, start, end, probe.kind !== "host" && probe.kind !== "domain");
      if (truth === true) answer.places = [hit];
      else if (answer.places.length < 3) answer.places.push(hit);
      answer.truth = widen(answer.truth, truth);
      return truth === true;
    };
    if (answer.truth !== true) this.#sure.each(probe, answer.sure, visit);
    if (answer.truth !== true) this.#open.each(probe, answer.open, visit);
    answer.sure = this.#sure.size;
    answer.open = this.#open.size;
    return answer;
  }

  #answerOf(probe: Probe): Answer {
    const key = probeKey(probe);
    if (key.length > longestKept) return fresh();
    let known = this.#answers.get(key);
    if (known === undefined) {
      if (this.#answers.size >= mostAnswers) this.#answers.clear();
      known = fresh();
      this.#answers.set(key, known);
    }
    return known;
  }

  /** Whether a result only echoes its call: the value stands in the call's own arguments. */
  #echo({ from }: Owner, probe: Probe): Truth3 {
    if (from.kind !== "result" || (this.source.kind !== "trusted" && this.source.kind !== "result")) return false;
    const { record } = from;
    if (record.given.kind === "redacted") return unknown("redacted", `the arguments of step ${record.step} (${record.tool})`);
    // What was not read may write the value in any way.
    if (record.given.kind === "malformed") return unknown("malformed", `the arguments of step ${record.step} (${record.tool})`);
    let index = this.#echoes.get(record);
    if (index === undefined) {
      index = createOriginIndex();
      for (const { text } of textsOf(record.given.value as Json)) index.add(new Doc(text, 0));
      this.#echoes.set(record, index);
    }
    const echoes = stands(index, probe);
    return echoes === "doubt" ? shortEcho : echoes === "true";
  }

  get shortestToken(): number {
    return this.source.kind === "result" ? tokenLengthOfResult : tokenLength;
  }

  /** Whether the text shares a piece with the texts. */
  carried(piece: Piece, frame: Frame, counts: ((owner: Owner) => boolean) | undefined): Answer {
    const { source } = this;
    const answer = fresh();
    const take = (shared: Shared | undefined, truth: Truth3): boolean => {
      if (shared === undefined) return false;
      const hit = new Hit(shared.doc, shared.start, shared.end, true);
      if (truth === true) answer.places = [hit];
      else if (answer.places.length < 3) answer.places.push(hit);
      answer.truth = widen(answer.truth, truth);
      return truth === true;
    };
    // What was taken in for certain may have come into doubt since.
    if (counts === undefined && source.fixed && frame.timeline.disputes === 0) {
      const texts = this.#carriedTexts(frame);
      if (texts === undefined) return { ...answer, truth: ofItself };
      if (!take(texts.sure.find(piece), true)) {
        for (const index of texts.open.values()) {
          const shared = index.find(piece);
          take(shared, shared === undefined ? false : (this.#doubts.get(shared.doc) ?? true));
        }
      }
      return answer;
    }
    const search = createCarrySearch(piece, this.#shortestToken);
    for (const owner of this.owners) {
      if (!this.mayCount(owner) || (counts !== undefined && !counts(owner))) continue;
      const covers: Truth3 = source.fixed || owner.from.kind !== "result" || source.covers(owner.from.record, frame);
      if (covers === false) continue;
      const judge = this.judge(owner, frame);
      for (const doc of textsWithRaw(owner)) {
        const truth = and3(judge(doc), covers);
        if (truth !== false && take(search(doc), truth)) return answer;
      }
    }
    return answer;
  }

  get #shortestToken(): number {
    return shortestToken(this.source);
  }

  #carriedTexts(frame: Frame): Carried | undefined {
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#carried ??= { sure: createCarryIndex(this.#shortestToken), open: new Map() };
    const { sure, open } = this.#carried;
    for (; this.#nextCarried < this.owners.length; this.#nextCarried++) {
      const owner = this.owners[this.#nextCarried];
      if (owner === undefined || !this.mayCount(owner)) continue;
      const judge = this.judge(owner, frame);
      for (const doc of textsWithRaw(owner)) {
        const truth = judge(doc);
        if (truth === true) sure.add(doc);
        else if (truth !== false) {
          // One index for each kind of doubt: a piece found once stands for all that are alike.
          this.#doubts.set(doc, truth);
          const kind = [truth.outcomes, ...new Set(truth.reasons.map((reason) => reason.kind))].sort().join();
          let index = open.get(kind);
          if (index === undefined) {
            index = createCarryIndex(this.#shortestToken);
            open.set(kind, index);
          }
          index.add(doc);
        }
      }
    }
    this.#busy = false;
    return this.#carried;
  }
}

interface Carried {
  readonly sure: CarryIndex;
  readonly open: Map<string, CarryIndex>;
}

const isDisputed = ({ from }: Owner): boolean => from.kind === "result" && from.record.disputed !== undefined;

function textsWithRaw({ docs, raw }: Owner): readonly Doc[] {
  return raw === undefined ? docs : [...docs, raw];
}

/** From which length on a token counts as a piece of the source. */
export function shortestToken({ kind }: Source): number {
  return kind === "result" ? tokenLengthOfResult : tokenLength;
}

function fresh(): Answer {
  return { truth: false, sure: 0, open: 0, places: [] };
}

function probeKey(probe: Probe): string {
  switch (probe.kind) {
    case "string":
      return `s${probe.text}`;
    case "number":
      return `${probe.integer ? "i" : "n"}${probe.key}`;
    case "date":
      return `d${probe.iso}`;
    case "time":
      return `t${probe.time.zoned}${probe.time.milliseconds}`;
    case "host":
      return `h${probe.host}`;
    case "domain":
      return `@${probe.domain}`;
  }
}

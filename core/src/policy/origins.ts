// Where values came from: the messages and results of a run as texts by source, and the questions of `from` and `carries`. Owns
// which results are no source for a call; sources.ts owns what a source finds.
import type { Span } from "../text/span.ts";
import type { Frame } from "./frame.ts";
import type { CallRecord, UserMessage } from "./history.ts";
import { Piece } from "./provenance/carry-index.ts";
import { Doc, type Hit } from "./provenance/doc.ts";
import type { Probe } from "./provenance/probe.ts";
import { textsOf } from "./provenance/texts-of.ts";
import type { TracePlace } from "./report.ts";
import { type Answer, type Owner, type Source, SourceTexts, shortestToken, widen } from "./sources.ts";
import { normalise } from "./text-values/normalise.ts";
import { doubt, type Truth3, unknown } from "./truth.ts";
import { cut } from "./values.ts";

export interface Origins {
  addMessage(kind: "user" | "system", message: UserMessage): void;
  /** A newly proposed call, once it was decided. */
  addCall(record: CallRecord): void;
  addResult(record: CallRecord): void;
  /** Whether the value was drawn from the source. */
  from(source: Source, probe: Probe, frame: Frame): Truth3;
  /** Whether the text contains a piece of the source. */
  carries(source: Source, text: string, frame: Frame): Truth3;
}

/** So many gaps are named. */
const enough = 3;

export function createOrigins(trust: (record: CallRecord, frame: Frame) => (path: readonly string[]) => Truth3): Origins {
  /** Those that are a source for every call from here on. Results of the batch that goes on are held back. */
  const owners: Owner[] = [];
  let held: CallRecord[] = [];
  let batch = -1;
  /** The number of calls before that batch, and of calls. */
  let before = 0;
  let calls = 0;
  const settled = new Set<number>();
  let latest = -1;
  const texts = new Map<string, SourceTexts>();
  let lastPiece: { readonly text: string; readonly piece: Piece } | undefined;
  let lastFrame: Frame | undefined;

  const own = (from: Owner["from"], event: number, textsOfOwner: () => Pick<Owner, "docs" | "raw">): void => {
    let texts: Pick<Owner, "docs" | "raw"> | undefined;
    let known: ((path: readonly string[]) => Truth3) | undefined;
    let judged = false;
    owners.push({
      from,
      event,
      batch: from.kind === "result" ? from.record.batch : undefined,
      // Most runs never ask.
      get docs() {
        texts ??= textsOfOwner();
        return texts.docs;
      },
      get raw() {
        texts ??= textsOfOwner();
        return texts.raw;
      },
      trust(path) {
        const disputed = from.kind === "result" && from.record.disputed !== undefined;
        if (known === undefined || disputed !== judged) {
          judged = disputed;
          known = () => unknown("malformed", "trust that rests on itself");
          known = from.kind !== "result" || lastFrame === undefined ? () => true : trust(from.record, lastFrame);
        }
        return known(path);
      },
    });
    latest = Math.max(latest, event);
  };

  const ownResult = (record: CallRecord): void => {
    const number = owners.length;
    own({ kind: "result", record }, record.result?.event ?? record.event, () => {
      const structure = record.structure();
      const recorded = record.result?.recorded.text ?? "";
      if (typeof structure === "string")
        return { docs: [new Doc(structure, number)], raw: structure === recorded ? undefined : new Doc(recorded, number) };
      return {
        docs: Array.from(textsOf(structure), ({ text, path }) => new Doc(text, number, path)),
        raw: new Doc(recorded, number),
      };
    });
    settled.add(record.batch);
  };

  /** Another batch begins: the results of the one before become sources. */
  const begin = (next: number): void => {
    if (next === batch) return;
    batch = next;
    before = calls;
    for (const record of held) ownResult(record);
    held = [];
  };

  const textsOfSource = (source: Source): SourceTexts => {
    let known = texts.get(source.key);
    if (known === undefined) {
      known = new SourceTexts(source, owners);
      texts.set(source.key, known);
    }
    return known;
  };

  /** The owners that count for this call, where not all do: a batch may go on later, and a call be asked about again. */
  const countedFor = ({ call }: Frame): ((owner: Owner) => boolean) | undefined => {
    if (!settled.has(call.batch) && latest < call.event) return undefined;
    return (owner) => owner.batch !== call.batch && owner.event < call.event;
  };

  const conclude = (source: SourceTexts, answer: Answer, frame: Frame): Truth3 => {
    for (const hit of answer.places) frame.found?.push(place(owners, hit));
    if (answer.truth === true) return true;
    let truth: Truth3 = answer.truth;
    for (const missing of missingFor(source, frame)) truth = widen(truth, missing);
    return truth;
  };

  /** What may hold the value though nothing shows it: messages that were not recorded, gaps, results that never came. */
  const missingFor = ({ source, unanswered }: SourceTexts, frame: Frame): readonly Truth3[] => {
    const { timeline } = frame;
    const gaps = timeline.gaps.slice(0, enough).map((gap) => doubt([gap.reason]));
    const unsaid = timeline.users.length === 0 ? [unknown("not recorded", "the user's messages")] : [];
    if (source.kind === "user") return [...gaps, ...unsaid];
    if (source.kind === "system") return gaps;
    return [...gaps, ...(source.kind === "trusted" ? unsaid : []), ...unanswered.doubts(frame, before)];
  };

  const pieceOf = (text: string): Piece => {
    if (lastPiece?.text !== text) lastPiece = { text, piece: new Piece(normalise(text)) };
    return lastPiece.piece;
  };

  return {
    addMessage(kind, message) {
      const number = owners.length;
      own({ kind, message }, message.event, () => ({ docs: [new Doc(message.text, number)], raw: undefined }));
    },
    addCall(record) {
      begin(record.batch);
      calls++;
    },
    addResult(record) {
      if (record.batch === batch) held.push(record);
      else ownResult(record);
    },
    from(source, probe, frame) {
      begin(frame.call.batch);
      lastFrame = frame;
      const asked = textsOfSource(source);
      return conclude(asked, asked.standing(probe, frame, countedFor(frame)), frame);
    },
    carries(source, text, frame) {
      begin(frame.call.batch);
      lastFrame = frame;
      const piece = pieceOf(text);
      // Too short to share anything, whatever the source holds.
      if (!piece.sharable(shortestToken(source))) return false;
      const asked = textsOfSource(source);
      return conclude(asked, asked.carried(piece, frame, countedFor(frame)), frame);
    },
  };
}

const wordsAround = 60;

/** A place in a text with whole words around it. */
function surroundings(text: string, { start, end }: Span): string {
  const from = Math.max(0, start - wordsAround);
  const to = Math.min(text.length, end + wordsAround);
  const before = text.slice(from, start);
  const after = text.slice(end, to);
  const shownBefore = from === 0 ? before : `…${before.replace(/^\S*\s+(?=\S)/, "")}`;
  const shownAfter = to === text.length ? after : `${after.replace(/\s+\S*$/, "")}…`;
  return `${shownBefore}${text.slice(start, end)}${shownAfter}`;
}

function place(owners: readonly Owner[], hit: Hit): TracePlace {
  const owner = owners[hit.doc.owner];
  const around = cut(surroundings(hit.doc.text, hit));
  if (owner?.from.kind !== "result") {
    const message = owner?.from.message;
    return {
      event: message?.event ?? 0,
      step: 0,
      pointer: message?.pointer ?? "",
      label: owner?.from.kind === "system" ? "system message" : "user message",
      range: { start: hit.start, end: hit.end },
      excerpt: around,
    };
  }
  const { record } = owner.from;
  const text = record.result?.recorded.text ?? "";
  const at = hit.doc.text === text ? hit.start : offsetIn(text, hit);
  const range: Span | undefined = at === undefined ? undefined : { start: at, end: at + (hit.end - hit.start) };
  const path = hit.doc.path.length === 0 ? "" : `, ${hit.doc.path.join(".")}`;
  return {
    event: record.result?.event ?? record.event,
    step: record.step,
    pointer: record.result?.recorded.pointer ?? record.pointer,
    label: `result of ${record.tool}${path}`,
    range,
    excerpt: around,
  };
}

/** A structured text stands somewhere in the result's text; escapes may hide it. */
function offsetIn(text: string, hit: Hit): number | undefined {
  const whole = text.indexOf(hit.doc.text);
  if (whole >= 0) return whole + hit.start;
  const part = text.indexOf(hit.doc.text.slice(hit.start, hit.end));
  return part >= 0 ? part : undefined;
}

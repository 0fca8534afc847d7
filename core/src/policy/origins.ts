// Where values came from: the texts of a run by source, and the question whether a value was drawn from one. Owns which text
// counts as trusted; how a value stands in a text is provenance/'s matter.

import type { Span } from "../text/span.ts";
import type { Json } from "../trace/model.ts";
import type { CallRecord, UserMessage } from "./history.ts";
import { createOriginIndex, type Doc, type Hit, type Probe, standsIn, textsOf } from "./provenance/origin-index.ts";
import type { TracePlace, Unknown } from "./report.ts";
import { doubt, mergeReasons, type Truth3 } from "./truth.ts";
import { cut } from "./values.ts";

export type Owner =
  | { readonly kind: "user"; readonly message: UserMessage }
  | { readonly kind: "system"; readonly message: UserMessage }
  | { readonly kind: "result"; readonly record: CallRecord };

/** Which texts a question is about. `owner` speaks for a whole owner, `doc` for one text of a result. */
export interface Question {
  readonly probe: Probe;
  /** Whether texts of this owner can count at all; a doubt makes what is found there doubtful. */
  readonly owner: (owner: Owner) => Truth3;
  readonly doc: (owner: Owner, doc: Doc) => Truth3;
  /** Whether a result that echoes the call's own arguments is left out. */
  readonly echoes: boolean;
  /** What may hold the value though nothing shows it: results that never came, gaps. */
  readonly missing: readonly Unknown[];
}

export interface Origins {
  addMessage(kind: "user" | "system", message: UserMessage): void;
  addResult(record: CallRecord): void;
  ask(question: Question, found: TracePlace[] | undefined): Truth3;
}

export function createOrigins(): Origins {
  const index = createOriginIndex();
  const owners: Owner[] = [];
  /** Results whose texts are not in the index yet: most runs never ask. */
  let waiting: number[] = [];
  const addTexts = (number: number): void => {
    const owner = owners[number];
    if (owner === undefined) return;
    if (owner.kind !== "result") {
      index.add({ text: owner.message.text, whole: true, owner: number, path: [], key: false });
      return;
    }
    const structure = owner.record.structure();
    if (typeof structure === "string") index.add({ text: structure, whole: true, owner: number, path: [], key: false });
    else for (const { text, path, key } of textsOf(structure)) index.add({ text, whole: true, owner: number, path, key });
  };
  return {
    addMessage(kind, message) {
      owners.push({ kind, message });
      waiting.push(owners.length - 1);
    },
    addResult(record) {
      owners.push({ kind: "result", record });
      waiting.push(owners.length - 1);
    },
    ask(question, found) {
      for (const number of waiting) addTexts(number);
      waiting = [];
      const judged = owners.map((owner): Truth3 | undefined => question.owner(owner));
      const echo: ("true" | "doubt" | "false" | undefined)[] = [];
      const echoOf = (number: number, owner: Owner): "true" | "doubt" | "false" => {
        if (!question.echoes || owner.kind !== "result") return "false";
        if (owner.record.given.kind === "redacted") return "doubt";
        echo[number] ??= standsIn(question.probe, argumentTexts(owner.record));
        return echo[number];
      };
      const truth = (doc: Doc): Truth3 => {
        const owner = owners[doc.owner];
        const whole = judged[doc.owner];
        if (owner === undefined || whole === undefined || whole === false) return false;
        const one = whole === true ? question.doc(owner, doc) : whole;
        if (one === false || echoOf(doc.owner, owner) === "true") return false;
        return echoOf(doc.owner, owner) === "doubt" ? doubt([echoDoubt(owner)]) : one;
      };
      const certain = index.find(question.probe, (doc) => truth(doc) === true);
      if (certain.certain !== undefined) {
        found?.push(place(owners, certain.certain));
        return true;
      }
      let reasons: readonly Unknown[] = question.missing;
      if (certain.doubtful !== undefined) {
        found?.push(place(owners, certain.doubtful));
        reasons = mergeReasons(reasons, [{ kind: "short", what: "a value too short to be sure of, found inside a longer text" }]);
      }
      const unsure = index.find(question.probe, (doc) => typeof truth(doc) === "object");
      const hit = unsure.certain ?? unsure.doubtful;
      if (hit !== undefined) {
        found?.push(place(owners, hit));
        const why = truth(hit.doc);
        if (typeof why === "object") reasons = mergeReasons(reasons, why.reasons);
      }
      return reasons.length === 0 ? false : doubt(reasons);
    },
  };
}

/** Why a result may only echo its own call: the arguments were withheld, or a short value stands in them. */
function echoDoubt(owner: Owner): Unknown {
  const redacted = owner.kind === "result" && owner.record.given.kind === "redacted";
  return redacted
    ? { kind: "redacted", what: `the arguments of step ${owner.record.step} (${owner.record.tool})` }
    : { kind: "short", what: "a value that also stands in the call that returned it" };
}

function argumentTexts(record: CallRecord): readonly { text: string; whole: boolean }[] {
  if (record.given.kind === "record") return [...textsOf(record.given.value as Json)].map(({ text }) => ({ text, whole: true }));
  return record.given.kind === "malformed" ? [{ text: record.given.raw, whole: true }] : [];
}

function place(owners: readonly Owner[], hit: Hit): TracePlace {
  const owner = owners[hit.doc.owner];
  const around = cut(hit.doc.text.slice(Math.max(0, hit.start - 60), hit.end + 60));
  if (owner === undefined || owner.kind !== "result") {
    const message = owner?.message;
    return {
      event: message?.event ?? 0,
      step: 0,
      pointer: message?.pointer ?? "",
      label: owner?.kind === "system" ? "system message" : "user message",
      range: { start: hit.start, end: hit.end },
      excerpt: around,
    };
  }
  const { record } = owner;
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

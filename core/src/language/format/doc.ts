// Layout as data, and its printer: groups that fit the line stay on it, others break at their own gaps. Every piece has one
// gap in front of it; knows nothing of the language.
import type { Piece, Text } from "./pieces.ts";

/** The width that lines keep where they can. */
export const lineWidth = 100;

/** What stands in front of a piece. `soft`, `line` and `wide` are a line end where the group breaks, else nothing, a blank, or
 * two; `column` is two blanks where the group breaks, else one; `keep` is what the author wrote. `anchor` is a blank: what stands
 * in front of it breaks for what follows only where that gives this the room it needs. */
export type GapKind = "tight" | "space" | "anchor" | "column" | "soft" | "line" | "wide" | "hard" | "keep";

export type Doc =
  | { readonly kind: "piece"; readonly index: number }
  | { readonly kind: "gap"; readonly index: number; readonly as: GapKind; readonly blank: boolean }
  /** A comma that the author did not write. `trailing`: only where the group breaks. */
  | { readonly kind: "comma"; readonly trailing: boolean }
  /** A comma that the author wrote and that stands only where the group breaks. */
  | { readonly kind: "trailing-piece"; readonly index: number }
  | { readonly kind: "indent"; readonly docs: readonly Doc[] }
  | { readonly kind: "group"; readonly docs: readonly Doc[]; readonly broken: boolean; readonly onFlat: (() => void) | undefined };

export const piece = (index: number): Doc => ({ kind: "piece", index });
export const indent = (docs: readonly Doc[]): Doc => ({ kind: "indent", docs });
/** `onFlat` is told where the group fits on its line. */
export function group(docs: readonly Doc[], broken = false, onFlat?: () => void): Doc {
  return { kind: "group", docs, broken: broken || docs.some(breaks), onFlat };
}

function breaks(doc: Doc): boolean {
  switch (doc.kind) {
    case "gap":
      return doc.as === "hard";
    case "group":
      return doc.broken;
    case "indent":
      return doc.docs.some(breaks);
    default:
      return false;
  }
}

/** The gap in front of a piece. Comments have the last word: behind one the line ends, and one that stood behind something
 * stays there, unless `end` says that the line ends here. */
export function gap({ pieces }: Text, index: number, as: GapKind | "end", blank = false): Doc {
  const here = pieces[index];
  const before = pieces[index - 1];
  let kind: GapKind = as === "end" ? "hard" : as;
  if (here?.junkBefore === true) kind = "keep";
  else if (as !== "keep" && before !== undefined && before.type === undefined) kind = "hard";
  else if (as !== "keep" && as !== "end" && here?.type === undefined) kind = here?.breakBefore === true || index === 0 ? "hard" : "space";
  return { kind: "gap", index, as: kind, blank };
}

/** A piece as it is printed: what stands in front of it, behind the piece printed before. */
export interface Printed {
  readonly piece: number;
  lead: string;
  /** The column behind it. */
  readonly column: number;
}

type Command = readonly [indent: number, flat: boolean, doc: Doc];

export function print(text: Text, docs: readonly Doc[], lineEnd: string): readonly Printed[] {
  const { pieces } = text;
  const out: Printed[] = [];
  const stack: Command[] = [...docs].reverse().map((doc) => [0, false, doc] as const);
  let lead = "";
  let column = 0;
  const emit = (index: number): void => {
    const { text: written } = pieces[index] as Piece;
    const last = Math.max(written.lastIndexOf("\n"), written.lastIndexOf("\r"));
    column = last < 0 ? column + written.length : written.length - last - 1;
    out.push({ piece: index, lead, column });
    lead = "";
  };
  const space = (count: number): void => {
    lead += " ".repeat(count);
    column += count;
  };
  const newLine = (depth: number, blank: boolean): void => {
    // Nothing stands in front of the first piece of a text.
    if (out.length > 0) lead += (blank ? lineEnd + lineEnd : lineEnd) + " ".repeat(depth);
    column = depth;
  };
  for (let command = stack.pop(); command !== undefined; command = stack.pop()) {
    const [depth, flat, doc] = command;
    switch (doc.kind) {
      case "piece":
        emit(doc.index);
        break;
      case "trailing-piece":
        if (!flat) emit(doc.index);
        break;
      case "comma":
        if (flat && doc.trailing) break;
        lead += ",";
        column++;
        break;
      case "gap": {
        if (doc.as === "keep") {
          const from = pieces[doc.index - 1]?.end ?? 0;
          lead += text.text.slice(from, pieces[doc.index]?.start ?? from);
        } else if (doc.as === "hard" || (!flat && isBreak(doc.as))) newLine(depth, doc.blank && pieces[doc.index]?.blankBefore === true);
        else space(widthOf(doc.as, flat));
        break;
      }
      case "indent":
        for (let at = doc.docs.length - 1; at >= 0; at--) stack.push([depth + 2, flat, doc.docs[at] as Doc]);
        break;
      case "group": {
        const fitting = flat || (!doc.broken && fits(pieces, doc.docs, stack, lineWidth - column));
        if (fitting) doc.onFlat?.();
        for (let at = doc.docs.length - 1; at >= 0; at--) stack.push([depth, fitting, doc.docs[at] as Doc]);
        break;
      }
    }
  }
  return out;
}

const isBreak = (as: GapKind): boolean => as === "soft" || as === "line" || as === "wide";
const widths: Readonly<Record<GapKind, number>> = { tight: 0, space: 1, anchor: 1, column: 2, soft: 0, line: 1, wide: 2, hard: 0, keep: 0 };
const widthOf = (as: GapKind, flat: boolean): number => (as === "column" && flat ? 1 : widths[as]);

/** What stands in front of an anchor when what is before it is broken: `) = `. */
const anchored = 4;

/** Whether the docs, flat, and what must follow them on the line, have room; or, behind an anchor, would have none either way. */
function fits(pieces: readonly Piece[], docs: readonly Doc[], rest: readonly Command[], width: number): boolean {
  let left = width;
  let anchor: number | undefined;
  let next = rest.length - 1;
  const stack: (readonly [flat: boolean, doc: Doc])[] = [...docs].reverse().map((doc) => [true, doc] as const);
  const helpless = (): boolean => anchor !== undefined && anchor - left > lineWidth - anchored;
  while (left >= 0 || (anchor !== undefined && !helpless())) {
    let top = stack.pop();
    if (top === undefined) {
      const waiting = rest[next--];
      if (waiting === undefined) return left >= 0;
      top = [waiting[1], waiting[2]];
    }
    const [flat, doc] = top;
    switch (doc.kind) {
      case "piece":
      case "trailing-piece": {
        if (doc.kind === "trailing-piece" && flat) break;
        const { text, type } = pieces[doc.index] as Piece;
        // A comment at the end of a line may be as long as it likes.
        if (type === undefined) return left >= 0;
        const lineEnd = text.search(/[\r\n]/);
        if (lineEnd >= 0) return left >= lineEnd;
        left -= text.length;
        break;
      }
      case "comma":
        if (!(flat && doc.trailing)) left--;
        break;
      case "gap":
        if (doc.as === "hard" || doc.as === "keep" || (!flat && isBreak(doc.as))) return left >= 0;
        left -= widthOf(doc.as, flat);
        if (doc.as === "anchor" && !flat) anchor = left;
        break;
      case "indent":
      case "group":
        for (let at = doc.docs.length - 1; at >= 0; at--) stack.push([flat && !(doc.kind === "group" && doc.broken), doc.docs[at] as Doc]);
        break;
    }
  }
  return helpless();
}

// Cuts a text into what a card shows of it: the beginning, the cited places with some text around them, and how much is
// left out between. Pure, so that a mark in the middle of a megabyte costs what it shows.
import type { CutText } from "../../src/replay/messages.ts";
import type { Citation } from "./model.ts";

export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mark"; readonly text: string; readonly start: number }
  | { readonly kind: "skip"; readonly count: number };

const around = 60;

/** How many characters a folded text shows: a few lines, and no fewer than `head` characters of one long line. */
export function foldedLength(text: string, head: number, lines: number): number {
  let end = 0;
  for (let line = 0; line < lines; line++) {
    const next = text.indexOf("\n", end);
    if (next < 0) return Math.min(text.length, head);
    if (next >= head) return head;
    end = next + 1;
  }
  return end - 1;
}

export function segments(text: CutText, citations: readonly Citation[], shown: number): readonly Segment[] {
  const sorted = [...citations].sort((a, b) => a.start - b.start);
  const windows: { start: number; end: number }[] = [{ start: 0, end: Math.min(shown, text.text.length) }];
  for (const { start, end } of sorted) {
    if (start >= text.text.length) continue;
    const wide = { start: wordStart(text.text, start - around, start), end: wordEnd(text.text, end + around, end) };
    const last = windows[windows.length - 1];
    if (last !== undefined && wide.start <= last.end) last.end = Math.max(last.end, wide.end);
    else windows.push(wide);
  }
  const out: Segment[] = [];
  let at = 0;
  for (const window of windows) {
    if (window.start > at) out.push({ kind: "skip", count: window.start - at });
    at = window.start;
    for (const { start, end } of sorted) {
      if (end <= at || start >= window.end) continue;
      const from = Math.max(start, at);
      if (from > at) out.push({ kind: "text", text: text.text.slice(at, from) });
      const to = Math.min(end, window.end);
      out.push({ kind: "mark", text: text.text.slice(from, to), start });
      at = to;
    }
    if (at < window.end) out.push({ kind: "text", text: text.text.slice(at, window.end) });
    at = window.end;
  }
  if (at < text.length) out.push({ kind: "skip", count: text.length - at });
  for (const { start, excerpt } of sorted) if (start >= text.text.length) out.push({ kind: "mark", text: excerpt, start });
  return out;
}

/** The first beginning of a word at or behind `from`, before `to`. */
function wordStart(text: string, from: number, to: number): number {
  if (from <= 0) return 0;
  const space = text.slice(from, to).search(/\s/);
  return space < 0 ? from : from + space + 1;
}

/** The last end of a word before `to`, behind `from`. */
function wordEnd(text: string, to: number, from: number): number {
  if (to >= text.length) return text.length;
  const space = text.slice(from, to).search(/\s\S*$/);
  return space < 0 ? to : from + space;
}

const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Recorded text as it is shown: what turns the reading direction, drives a terminal or cannot be seen stands as an escape. */
export function visible(text: string): string {
  return text.replace(unseen, (sign) =>
    sign === "\n" || sign === "\t" || sign === "\r" ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

export function sizeOf(count: number): string {
  if (count < 1000) return `${count} more`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} KB more` : `${(count / 1_000_000).toFixed(1)} MB more`;
}

// Owns the one notion of place in a text: half-open ranges of UTF-16 offsets. Knows nothing of lines or files.

/** A half-open range of UTF-16 code unit offsets, `start <= end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both. */
export function cover(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** The span of the same length further on, or further back. */
export function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** Whether the offset lies in the span, both ends included (a caret may stand behind the last character). */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

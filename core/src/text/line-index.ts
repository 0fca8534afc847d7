// The only line and column arithmetic of the project. Lines end at \n, \r\n or \r, as in LSP.

/** A zero-based line and a zero-based column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineIndex {
  readonly lineCount: number;
  /** The place of an offset; offsets outside the text are clamped to it. */
  position(offset: number): Position;
  /** The offset of a place; lines and columns outside the text are clamped to it. */
  offset(position: Position): number;
  /** The offsets at which a zero-based line begins and ends, its line end excluded. */
  line(line: number): { readonly start: number; readonly end: number };
}

/** Lines and columns, both from 0 and in UTF-16 units, of the offsets of a text. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10) starts.push(i + 1);
    else if (unit === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  const startOf = (line: number): number => starts[line] ?? text.length;
  const endOf = (line: number): number => {
    if (line + 1 >= starts.length) return text.length;
    let end = startOf(line + 1) - 1;
    if (text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 13 && end - 1 >= startOf(line)) end--;
    return end;
  };
  return {
    lineCount: starts.length,
    position(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (startOf(middle) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low, column: at - startOf(low) };
    },
    offset({ line, column }) {
      if (line < 0) return 0;
      if (line >= starts.length) return text.length;
      return Math.min(startOf(line) + Math.max(0, column), endOf(line));
    },
    line: (line) => ({ start: startOf(line), end: endOf(line) }),
  };
}

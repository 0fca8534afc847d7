// Reads test inputs in which places are drawn: `$0` is the caret, `^^^` under a line marks the text above it, and a line
// `//- /path` begins another file. All marks are taken out of the text.
import assert from "node:assert/strict";

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FixtureFile {
  readonly path: string;
  readonly text: string;
  /** What `^^^ label` marked, in order; the label is the rest of its line. */
  readonly marks: readonly (Span & { readonly label: string })[];
}

export interface Fixture {
  /** The first file: the one under test. */
  readonly main: FixtureFile;
  readonly files: readonly FixtureFile[];
  /** Where `$0` stood in the file under test. */
  readonly caret: number | undefined;
}

/** Paths begin at `/`; a fixture without a `//-` line is one file, `/test.remit`. */
export function fixture(input: string): Fixture {
  const text = input.replace(/^\n/, "");
  const parts = text.split(/^\/\/- (\S+)\n/m);
  const sections = parts[0] === "" ? [] : [["/test.remit", parts[0] ?? ""] as const];
  for (let index = 1; index < parts.length; index += 2) sections.push([parts[index] ?? "", parts[index + 1] ?? ""] as const);
  let caret: number | undefined;
  const files = sections.map(([path, marked]) => {
    const { text: withCaret, marks } = takeMarks(marked);
    const at = withCaret.indexOf("$0");
    if (at < 0) return { path, text: withCaret, marks };
    assert.equal(caret, undefined, "a fixture has one caret");
    caret = at;
    const shift = (offset: number): number => (offset > at ? offset - 2 : offset);
    return {
      path,
      text: withCaret.slice(0, at) + withCaret.slice(at + 2),
      marks: marks.map(({ start, end, label }) => ({ start: shift(start), end: shift(end), label })),
    };
  });
  const [main] = files;
  assert.ok(main !== undefined, "a fixture has a file");
  return { main, files, caret };
}

function takeMarks(marked: string): Pick<FixtureFile, "text" | "marks"> {
  const marks: (Span & { label: string })[] = [];
  let text = "";
  let lineStart = 0;
  for (const line of marked.split(/(?<=\n)/)) {
    const match = /^\s*(\^+)(.*)/.exec(line);
    if (match === null) {
      lineStart = text.length;
      text += line;
    } else {
      const start = lineStart + line.indexOf("^");
      marks.push({ start, end: start + (match[1] ?? "").length, label: (match[2] ?? "").trim() });
    }
  }
  return { text, marks };
}

// Reads test inputs in which places are drawn: `$0` is the caret, `^^^` under a line marks the text above it (as if there
// were no `$0`), and a line `//- /path` begins another file. All marks are taken out of the text.
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
  const sections: (readonly [string, string])[] = parts[0] === "" && parts.length > 1 ? [] : [["/test.remit", parts[0] ?? ""]];
  for (let index = 1; index < parts.length; index += 2) sections.push([parts[index] ?? "", parts[index + 1] ?? ""]);
  let caret: number | undefined;
  const files = sections.map(([path, section]) => {
    const at = section.indexOf("$0");
    const read = takeMarks(section.replace("$0", ""), at);
    if (at >= 0) {
      assert.equal(caret, undefined, "a fixture has one caret");
      caret = read.caret;
    }
    return { path, text: read.text, marks: read.marks };
  });
  const [main] = files;
  assert.ok(main !== undefined, "a fixture has a file");
  return { main, files, caret };
}

/** `caret` is given in the marked text and returned in the plain one. */
function takeMarks(marked: string, caret: number): Pick<FixtureFile, "text" | "marks"> & { readonly caret: number } {
  const marks: (Span & { label: string })[] = [];
  let text = "";
  let lineStart = 0;
  let read = 0;
  let plainCaret = caret;
  for (const line of marked.split(/(?<=\n)/)) {
    const match = /^\s*(\^+)(.*)/.exec(line);
    if (match === null) {
      lineStart = text.length;
      text += line;
    } else {
      const start = lineStart + line.indexOf("^");
      marks.push({ start, end: start + (match[1] ?? "").length, label: (match[2] ?? "").trim() });
      if (read < caret) plainCaret -= line.length;
    }
    read += line.length;
  }
  return { text, marks, caret: plainCaret };
}

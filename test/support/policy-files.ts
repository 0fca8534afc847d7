// Policy files that exist in a test alone: a host over a fixture's files, and the analysis of the first of them.
import { posix } from "node:path";
import { type Analysis, analyze, type Host } from "../../core/src/index.ts";
import { type Fixture, fixture } from "./fixture.ts";

export function memoryHost(files: ReadonlyMap<string, string>): Host {
  return {
    resolve: (from, written) => posix.resolve(posix.dirname(from), written),
    read(path) {
      const text = files.get(path);
      return text === undefined ? { reason: "no such file" } : { text };
    },
  };
}

export interface AnalyzedFixture extends Fixture {
  readonly analysis: Analysis;
  /** The analysis of another text in the place of the first file's. */
  readonly analyze: (text: string) => Analysis;
}

export function analyzed(input: string): AnalyzedFixture {
  const read = fixture(input);
  const host = memoryHost(new Map(read.files.map(({ path, text }) => [path, text])));
  const again = (text: string): Analysis => analyze(read.main.path, text, host);
  return { ...read, analysis: again(read.main.text), analyze: again };
}

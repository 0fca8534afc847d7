// What an analysis leaves for the next one of the same policy: the files as read, and what was found of each statement.
import { ParseMemory, parse } from "../language/parse.ts";
import { lineIndex } from "../text/line-index.ts";
import type { SourceFile } from "./analysis.ts";
import { type ReadCatalogue, readCatalogue } from "./catalogue.ts";
import { Findings } from "./findings.ts";

/** Of one policy that is edited, and of what it imports. */
export class AnalysisMemory {
  readonly #texts = new Map<string, ParseMemory>();
  readonly #sources = new Map<string, SourceFile>();
  readonly #catalogues = new Map<string, { readonly text: string; readonly read: ReadCatalogue }>();
  readonly #findings = new Map<string, Findings>();

  /** The file as read: the very same for the same text. */
  source(path: string, text: string): SourceFile {
    const known = this.#sources.get(path);
    if (known?.text === text) return known;
    const { file, pieces, diagnostics, comments } = parse(
      text,
      remembered(this.#texts, path, () => new ParseMemory()),
    );
    const source = { path, text, lines: lineIndex(text), file, pieces, comments, syntaxDiagnostics: diagnostics };
    this.#sources.set(path, source);
    return source;
  }

  catalogue(path: string, text: string): ReadCatalogue {
    const known = this.#catalogues.get(path);
    if (known?.text === text) return known.read;
    const read = readCatalogue(path, text);
    this.#catalogues.set(path, { text, read });
    return read;
  }

  /** What was found of the file's statements. */
  findings(path: string): Findings {
    return remembered(this.#findings, path, () => new Findings());
  }

  /** Forgets the files that are not among these. */
  keepOnly(paths: { has(path: string): boolean }): void {
    for (const known of [this.#texts, this.#sources, this.#findings])
      for (const path of known.keys()) if (!paths.has(path)) known.delete(path);
  }
}

export function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

// Where the thing at the caret is named: in the file, and in all files of the workspace.
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";
import { mentionAt, mentions } from "./entity.ts";

export interface Place {
  readonly path: string;
  readonly span: Span;
  readonly declares: boolean;
}

/** In the analysed file alone, in the order of the text. */
export function highlights(analysis: Analysis, offset: number): readonly Place[] {
  return references(analysis, offset, []);
}

/** `others` are the other files that may name it; a word of the language is looked for in its own file only. */
export function references(analysis: Analysis, offset: number, others: readonly Analysis[]): readonly Place[] {
  const entity = mentionAt(analysis, offset)?.entity;
  if (entity === undefined) return [];
  const { path } = analysis.source;
  const files = entity.kind === "word" ? [analysis] : [analysis, ...others.filter(({ source }) => source.path !== path)];
  return files.flatMap((file) =>
    mentions(file)
      .filter(({ entity: { id } }) => id === entity.id)
      .map(({ span, declares }) => ({ path: file.source.path, span, declares })),
  );
}

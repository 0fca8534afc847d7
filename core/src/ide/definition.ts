// Where a name was declared.
import type { Analysis } from "../semantics/analysis.ts";
import { type Span, touches } from "../text/span.ts";
import { type Occurrence, occurrences } from "./occurrences.ts";

export interface Definition {
  readonly path: string;
  /** Absent where only the file is known. */
  readonly span: Span | undefined;
}

/** The occurrence at an offset; where two meet, the one that begins there. */
export function occurrenceAt(analysis: Analysis, offset: number): Occurrence | undefined {
  const touched = occurrences(analysis).filter(({ span }) => touches(span, offset));
  return touched.find(({ span }) => offset < span.end) ?? touched[0];
}

export function definition(analysis: Analysis, offset: number): Definition | undefined {
  const imported = analysis.source.file.statements.find(
    (one) => (one.kind === "import" || one.kind === "tools") && touches(one.path.span, offset),
  );
  if (imported?.kind === "import" || imported?.kind === "tools") return fileNamed(analysis, imported.path.value);
  const meaning = occurrenceAt(analysis, offset)?.meaning;
  switch (meaning?.kind) {
    case "tool":
      return analysis.tools?.get(meaning.name)?.declared;
    case "argument":
      return meaning.tools.flatMap((name) => analysis.tools?.get(name)?.declared ?? [])[0];
    case "group":
    case "rule":
    case "let": {
      const symbol = analysis.symbols.find(({ kind, name }) => kind === meaning.kind && name === meaning.name);
      return symbol === undefined ? undefined : { path: symbol.path, span: symbol.span };
    }
    case "parameter":
    case "binder":
      return { path: analysis.source.path, span: meaning.declared };
    case "context-field": {
      for (const { path, file } of analysis.files) {
        const fields = file.statements.flatMap((one) => (one.kind === "context" ? one.params : []));
        const param = fields.find(({ name }) => name.text === meaning.name);
        if (param !== undefined) return { path, span: param.name.span };
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** The dependency that a written path means: the host resolved it, so only its end is known here. */
function fileNamed(analysis: Analysis, written: string): Definition | undefined {
  const end = written.replaceAll("\\", "/").replace(/^(\.\.?\/)+/, "");
  const path = analysis.dependencies.find((one) => one.endsWith(`/${end}`) || one === end);
  return path === undefined ? undefined : { path, span: undefined };
}

// The paths that a policy writes: catalogues, imports and recorded runs, which an editor opens with a click.
import type { StringLiteral, TestStep } from "../language/ast.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";

export interface DocumentLink {
  /** Of the path, without its quotes. */
  readonly span: Span;
  /** As the author wrote it, relative to the policy. */
  readonly written: string;
}

export function documentLinks(analysis: Analysis): readonly DocumentLink[] {
  const { text, file } = analysis.source;
  const link = ({ span, value }: StringLiteral): readonly DocumentLink[] => {
    const quotes = /^("""|")/.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
    const inside = { start: span.start + quotes, end: span.end - quotes };
    return value === "" || inside.end <= inside.start ? [] : [{ span: inside, written: value }];
  };
  const step = (at: TestStep): readonly DocumentLink[] => (at.kind === "replay" ? link(at.text) : []);
  return file.statements.flatMap((statement) => {
    switch (statement.kind) {
      case "tools":
      case "import":
        return link(statement.path);
      case "test":
        return statement.steps.flatMap(step);
      default:
        return [];
    }
  });
}

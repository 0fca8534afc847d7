// What lexing and parsing cost by themselves: the parser's own work on each piece of a text, without any tree of ours.
import { tokenize } from "../core/src/language/lexer.ts";
import { policyParser } from "../core/src/language/parser.ts";
import { type Range, Segmenter } from "../core/src/language/segments.ts";

/** Of a text without errors and tests. Gives the number of pieces. */
export function bareParse(text: string): number {
  const { tokens } = tokenize(text);
  const parser = policyParser();
  let pieces = 0;
  const run = (rule: "decisionHead" | "clause" | "toolStatement" | "defaultStatement", { start, end }: Range): void => {
    parser.input = tokens.slice(start, end);
    parser[rule]();
    if (parser.errors.length > 0) throw new Error(`${parser.errors[0]?.message}`);
    pieces++;
  };
  for (const segment of new Segmenter(text, [...tokens]).statements()) {
    if (segment.kind === "tool") run("toolStatement", segment);
    else if (segment.kind === "default") run("defaultStatement", segment);
    else if (segment.kind === "decision") {
      run("decisionHead", segment.head);
      for (const clause of segment.clauses) run("clause", clause);
    } else throw new Error(`no ${segment.kind} is expected here`);
  }
  return pieces;
}

// What the parser says it expected, as phrases: parse.ts makes the sentence.
import { type IParserErrorMessageProvider, type TokenType, tokenLabel } from "chevrotain";
import { CloseBrace, CloseBracket, CloseParen } from "./tokens.ts";

/** What each rule could not find, for its message. */
const expectations: Readonly<Record<string, string>> = {
  decisionHead: "a decision such as `allow` or `deny`",
  statement: "a statement",
  clause: "`when`, `unless` or another clause",
  step: "a call or another step of a test",
  toolName: "a tool",
  events: "a tool, or `(` and a pattern",
  pastEvents: "`user`, a tool, or `(` and a pattern",
  primary: "a value",
  comparison: "`in`, `contains` or another operator",
  source: "`user`, `system`, `trusted`, `untrusted` or `result of`",
  type: "a type",
  path: "a field",
  window: "a duration, or a number of steps",
  literal: "a string",
  pair: "a name and `:`",
  limitSpan: "`trace`, `turn`, `batch` or a duration",
};
const afterRule: Readonly<Record<string, string>> = {
  decisionHead: "a clause such as `when`, or the next statement",
  clause: "an operator, a clause or the next statement",
  step: "the next step of the test",
  letStatement: "an operator or the next statement",
};

export const phrases: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => mismatch(expected, ruleName),
  buildNotAllInputParsedMessage: ({ ruleName }) => afterRule[ruleName] ?? "the next statement",
  buildNoViableAltMessage: ({ ruleName, customUserDescription, expectedPathsPerAlt }) =>
    customUserDescription ?? expectations[ruleName] ?? firstLabels(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ ruleName, expectedIterationPaths }) => expectations[ruleName] ?? firstLabels(expectedIterationPaths),
};
/** What may stand besides where a rule wanted one token. */
const alternatives: Readonly<Record<string, string>> = {
  fold: "an operator, `where`, `:` or `)`",
  callArguments: "an operator, `,` or `)`",
  list: "an operator, `,` or `]`",
  record: "an operator, `,` or `}`",
};
function mismatch(expected: TokenType, ruleName: string): string {
  const closes = expected === CloseParen || expected === CloseBracket || expected === CloseBrace;
  return (closes ? alternatives[ruleName] : undefined) ?? tokenLabel(expected);
}
function firstLabels(paths: readonly (readonly TokenType[])[]): string {
  const labels = [...new Set(paths.flatMap((path) => (path[0] === undefined ? [] : [tokenLabel(path[0])])))];
  return labels.length > 1 ? `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}` : (labels[0] ?? "something else");
}

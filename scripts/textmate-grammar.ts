// The TextMate grammar: what an editor colours before the language server has said anything. The words come from the
// vocabulary; here is only which scope each kind of word has, and where a word is a name after all.
import { type WordKind, wordsOfKind } from "../core/src/language/vocabulary.ts";

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Rule[];
  readonly include?: string;
}
type Captures = Readonly<Record<string, { readonly name: string }>>;

const word = "[A-Za-z_$][A-Za-z0-9_$]*";
const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s+");
const longestFirst = (words: readonly string[]): string =>
  [...new Set(words)]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map(quote)
    .join("|");
const namesOf = (...kinds: readonly WordKind[]): readonly string[] => kinds.flatMap((kind) => wordsOfKind(kind).map((row) => row.name));
const oneOf = (names: readonly string[]): string => `(?:${longestFirst(names)})(?![A-Za-z0-9_$])`;
/** A word of the list where it is neither part of a longer word nor of a glob. */
const whole = (names: readonly string[]): string => `(?<![A-Za-z0-9_$*])${oneOf(names)}(?!\\*)`;
const scopes = (...names: readonly string[]): Captures =>
  Object.fromEntries(names.map((name, index) => [index + 1, { name: `${name}.remit` }]));
const declared = (keyword: string, name: string): Rule => ({
  match: `(?<![A-Za-z0-9_$.])(${keyword})\\s+(${word})(?!\\*)`,
  captures: scopes("keyword.control.statement", name),
});

const escapes: Rule = {
  patterns: [
    { name: "constant.character.escape.remit", match: '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})' },
    { name: "invalid.illegal.escape.remit", match: "\\\\." },
  ],
};
const holes: Rule = {
  patterns: [
    { name: "constant.character.escape.brace.remit", match: "\\{\\{|\\}\\}" },
    {
      name: "meta.interpolation.remit",
      match: '(\\{)([^{}"]*)(\\})',
      captures: scopes("punctuation.section.interpolation.begin", "variable.other", "punctuation.section.interpolation.end"),
    },
  ],
};
const string = (begin: string, end: string, name: string, inner: readonly Rule[]): Rule => ({
  name,
  begin,
  end,
  beginCaptures: { "0": { name: "punctuation.definition.string.begin.remit" } },
  endCaptures: { "0": { name: "punctuation.definition.string.end.remit" } },
  patterns: inner,
});
const strings: readonly Rule[] = [
  {
    begin: '(?<![A-Za-z0-9_$.])(because)\\s*(?=")',
    end: '(?<=")(?!")|$',
    beginCaptures: scopes("keyword.control.clause"),
    patterns: [
      string('"""', '"""', "string.quoted.triple.remit", [escapes, holes]),
      string('"', '"|$', "string.quoted.double.remit", [escapes, holes]),
    ],
  },
  string('"""', '"""', "string.quoted.triple.remit", [escapes]),
  string('"', '"|$', "string.quoted.double.remit", [escapes]),
];

const effects: readonly Rule[] = wordsOfKind("effect").map((row) => ({
  name: `keyword.control.effect.${row.name}.remit`,
  match: whole([row.name]),
}));

/** In the order in which they are tried. */
const patterns: readonly Rule[] = [
  { name: "comment.line.double-slash.remit", match: "(//).*$", captures: scopes("punctuation.definition.comment") },
  ...strings,
  {
    name: "meta.regexp.remit",
    match: "(?<![A-Za-z0-9_$.])(matches)\\s*(/)((?:[^/\\\\\\[]|\\\\.|\\[(?:[^\\]\\\\]|\\\\.)*\\])*)(/)([A-Za-z]*)",
    captures: scopes(
      "keyword.operator.word",
      "punctuation.definition.string.begin",
      "string.regexp",
      "punctuation.definition.string.end",
      "keyword.other.flag",
    ),
  },
  // Fields and keys: any word is a name there.
  { match: `(\\.)\\s*(${word})`, captures: scopes("punctuation.accessor", "variable.other.property") },
  { match: `(?:^|(?<=[({,]))\\s*(${word})(?=\\s*\\??\\s*:)`, captures: scopes("variable.other.property.key") },
  {
    match: `(:)\\s*${`(${oneOf(namesOf("type"))})`}(?!\\s*\\()`,
    captures: scopes("punctuation.separator.key-value", "support.type"),
  },
  // Declarations.
  declared("rule", "entity.name.function.rule"),
  declared("let", "entity.name.variable.let"),
  declared("group", "entity.name.type.group"),
  declared("tool", "entity.name.function.tool"),
  {
    match: `(?<=${namesOf("fold")
      .map((name) => `${name}\\(`)
      .join("|")})(${word})(?:\\s*(,)\\s*(${word}))?\\s+(in)(?![A-Za-z0-9_$])`,
    captures: scopes("variable.parameter", "punctuation.separator", "variable.parameter", "keyword.operator.word"),
  },
  {
    match: `(?<![A-Za-z0-9_$.])(require|expect|trusted|by)\\s+(${word})\\s+(in)(?![A-Za-z0-9_$])`,
    captures: scopes("keyword.control.statement", "variable.parameter", "keyword.operator.word"),
  },
  { match: `(?<![A-Za-z0-9_$.])(by)\\s+(${word})`, captures: scopes("keyword.control.test", "entity.name.function.rule") },
  { name: "keyword.control.statement.remit", match: `${whole(["context"])}(?=\\s*\\{)` },
  // Globs: words and stars that touch.
  { name: "entity.name.function.tool.glob.remit", match: `(?<![A-Za-z0-9_$*])(?:${word}\\*[A-Za-z0-9_$*]*|\\*[A-Za-z_$][A-Za-z0-9_$*]*)` },
  { name: "constant.numeric.duration.remit", match: "(?<![A-Za-z0-9_$])[0-9][0-9_]*[smhd](?![A-Za-z0-9_$])" },
  { name: "constant.numeric.remit", match: "(?<![A-Za-z0-9_$])[0-9][0-9_]*(?:\\.[0-9][0-9_]*)?(?![A-Za-z0-9_$])" },
  // Words of the language.
  ...effects,
  { name: "support.function.fold.remit", match: `${whole(namesOf("fold"))}(?=\\s*\\()` },
  { name: "support.function.builtin.remit", match: `${whole(namesOf("function").filter((name) => name !== "now"))}(?=\\s*\\()` },
  {
    name: "variable.language.remit",
    match: whole(["now", ...namesOf("value").filter((name) => !["true", "false", "null"].includes(name))]),
  },
  { name: "constant.language.remit", match: whole(["true", "false", "null"]) },
  { name: "keyword.operator.word.remit", match: whole(namesOf("operator")) },
  { name: "keyword.other.source.remit", match: `${whole(["result"])}(?=\\s+of\\b)` },
  { name: "keyword.other.history.remit", match: whole(namesOf("history")) },
  { name: "keyword.control.clause.remit", match: whole(namesOf("clause")) },
  {
    name: "keyword.other.source.remit",
    match: `(?<=from|carries|past|since|[(,] |[(,])\\s*${whole(namesOf("source").filter((name) => name !== "result"))}`,
  },
  { name: "keyword.control.statement.remit", match: whole(namesOf("statement")) },
  { name: "keyword.other.remit", match: whole(namesOf("form")) },
  { name: "keyword.control.test.remit", match: whole(namesOf("test", "source").filter((name) => name !== "result")) },
  { name: "entity.name.function.tool.remit", match: `${word}(?=\\()` },
  { name: "keyword.operator.remit", match: longestFirst(namesOf("symbol")) },
  { name: "keyword.operator.assignment.remit", match: "=" },
  { name: "punctuation.separator.remit", match: "[,:|?]" },
  { name: "punctuation.section.remit", match: "[()\\[\\]{}]" },
  { name: "variable.other.remit", match: word },
];

export function textmateGrammar(): string {
  const grammar = {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "Remit",
    scopeName: "source.remit",
    fileTypes: ["remit"],
    comment: "Generated by `npm run generate` from the vocabulary. Do not edit.",
    patterns,
  };
  return `${JSON.stringify(grammar, undefined, 2)}\n`;
}

// Completion: finds what may stand at the caret and puts the items together. What each kind of place offers is in
// completion/. Right in a half-typed line: places come from the words in front of the caret, types from the checker.
import { isReserved, vocabulary, type WordKind, wordRow, wordsOfKind } from "../language/vocabulary.ts";
import type { Evidence, Step, ValuePlace } from "../replay/evidence.ts";
import type { Analysis } from "../semantics/analysis.ts";
import { type Caret, caretAt } from "./completion/caret.ts";
import { type Expected, expectations, type Place } from "./completion/expectations.ts";
import { expressionDrafts, word } from "./completion/expressions.ts";
import { argumentDrafts, fieldDrafts, resultPathDrafts } from "./completion/fields.ts";
import { type Completion, complete, type Draft } from "./completion/item.ts";
import { type Names, namesOf } from "./completion/names.ts";
import { isBinary, operatorDrafts } from "./completion/operators.ts";
import { type Probe, probeOf } from "./completion/probe.ts";
import { seenDrafts, withSeenFields, withSeenTools } from "./completion/seen.ts";
import { decisionSkeletons, statementSkeletons } from "./completion/skeletons.ts";
import { type ListedFile, pathDrafts, reasonDrafts, valueDrafts } from "./completion/strings.ts";
import { toolDrafts } from "./completion/tools.ts";
import { wordMarkdown } from "./glossary.ts";
import type { Meaning } from "./occurrences.ts";
import { fieldsOf } from "./shapes.ts";

export type { Completion, CompletionKind } from "./completion/item.ts";
export type { ListedFile } from "./completion/strings.ts";

export interface CompletionOptions {
  /** Analyses another text in the place of this policy's. */
  readonly analyze: (text: string) => Analysis;
  /** The analysis of the last text that could be read whole. */
  readonly lastGood?: Analysis | undefined;
  /** Whether the editor knows snippets; without them the stops are plain text. */
  readonly snippets: boolean;
  /** The files and folders in a folder that is written relative to the policy, such as `./` or `../runs/`. */
  readonly list?: (folder: string) => readonly ListedFile[];
  /** What the recorded runs hold that the policy decides. */
  readonly evidence?: Evidence | undefined;
}

/** What can be written at the offset, the likeliest first by `sortText`. Filtering by the typed prefix is the editor's. */
export function completions(analysis: Analysis, offset: number, options: CompletionOptions): readonly Completion[] {
  const { text } = analysis.source;
  const caret = caretAt(text, offset);
  if (caret.inside === "closed") return [];
  const { statement } = caret;
  const touching = statement[statement.length - 1]?.end === caret.start;
  const expected = settled(expectations(statement, caret.inside === "string", touching), caret);
  const probe = probeOf(text, caret, options.analyze);
  const context: Context = { analysis, known: namesOf(analysis, options.lastGood), caret, expected, options, probe };
  const drafts = [...expected.places].flatMap((place) => offers[place](context));
  const span = { start: expected.glob ?? caret.start, end: caret.end };
  const all = caret.inside === "string" ? drafts : [...drafts, ...wordDrafts(expected)];
  const once = new Map(all.reverse().map((draft) => [`${draft.kind === "snippet" ? "snippet" : ""} ${draft.label}`, draft]));
  return [...once.values()].map((draft) => complete(draft, span, options.snippets)).sort(bySortText);
}

interface Context {
  readonly analysis: Analysis;
  readonly known: Names;
  readonly caret: Caret;
  readonly expected: Expected;
  readonly options: CompletionOptions;
  readonly probe: Probe;
}

const bySortText = (a: Completion, b: Completion): number => (a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : 0);

/** A statement may follow a whole one anywhere, but people begin it on a line of its own; and a line that is not indented
 * begins nothing else. */
function settled(expected: Expected, { opensLine }: Caret): Expected {
  if (!expected.places.has("statement")) return expected;
  if (opensLine === "flush") return { ...expected, places: new Set(["statement"]), words: new Set() };
  if (opensLine === "no") expected.places.delete("statement");
  return expected;
}

const words = (names: readonly string[], rank: number, kind?: WordKind): readonly Draft[] => names.map((name) => word(name, rank, kind));

/** What the house style begins with stands first. */
const statementWords = [...wordsOfKind("effect"), ...wordsOfKind("statement")].map(({ name }) => name);
const decisionWords = [...wordsOfKind("effect").map(({ name }) => name), "require", "limit", "grant", "expect"];

const stepBeginnings = ["user", "system", "context", "replay", "gap", "together", "expect"];

/** THE table of what each place offers. */
const offers: Readonly<Record<Place, (context: Context) => readonly Draft[]>> = {
  statement: () => [...words(statementWords, 6).map(withBlank), ...statementSkeletons.map((draft) => ({ ...draft, rank: 7 }))],
  decision: () => [...words(decisionWords, 0).map(withBlank), ...decisionSkeletons],
  selector: (context) => seenTools(context, toolDrafts(context.known, { reserved: isReserved, quoted: false, call: false })),
  "tool-text": ({ known }) => toolDrafts(known, { reserved: isReserved, quoted: true, call: false }),
  expression: (context) => {
    const { known, expected, caret, probe } = context;
    if (caret.inside === "string") return [];
    return [...valueDrafts(probe.meaning("string")?.meaning, false), ...seenValues(context), ...expressionDrafts(known, expected)];
  },
  field: ({ probe, options: { evidence } }) => {
    const found = probe.meaning("name");
    if (found === undefined) return [];
    const { meaning, analysis } = found;
    const drafts = fieldDrafts(meaning, analysis);
    const place = evidence && meaning.kind !== "event-field" ? probe.field() : undefined;
    if (evidence === undefined || place === undefined) return drafts;
    const tools = meaning.kind === "argument" && meaning.tools.length > 0 ? meaning.tools : place.tools;
    return withSeenFields(drafts, evidence, { ...place, tools }, isClosed(meaning, analysis));
  },
  operator: ({ expected: { left }, probe }) => (left === undefined ? [] : operatorDrafts(probe.typeOf(left))),
  source: () =>
    wordsOfKind("source").map(({ name }) =>
      name === "result" ? { ...word("result of", 1), documentation: wordMarkdown("result", "source") } : word(name, 0, "source"),
    ),
  type: () => wordsOfKind("type").map(({ name }) => ({ label: name, kind: "type", rank: 0, documentation: wordMarkdown(name, "type") })),
  argument: ({ known, expected }) => {
    const given = expected.call?.given ?? [];
    const drafts = argumentDrafts(known, [expected.call?.tool ?? ""]);
    return drafts.filter(({ label }) => !given.includes(label)).map((draft) => ({ ...draft, insertText: `${draft.label}: ` }));
  },
  "context-key": ({ known }) => (known.context ?? []).map(({ name }) => ({ label: name, kind: "field", rank: 0, insertText: `${name}: ` })),
  "rule-name": ({ known }) =>
    known.symbols.filter(({ kind }) => kind === "rule").map(({ name }) => ({ label: name, kind: "rule", rank: 0 })),
  step: ({ known }) => [...words(stepBeginnings, 2, "test"), ...toolDrafts(known, { reserved: isReserved, quoted: false, call: true })],
  "trusted-path": ({ known, expected: { path }, options: { evidence } }) => {
    if (path === undefined) return [];
    const drafts = resultPathDrafts(known, path.tools, path.segments);
    if (evidence === undefined) return drafts;
    return trustedPlaces(path).reduce((all, place) => withSeenFields(all, evidence, place, false), drafts);
  },
  "tools-path": (context) => files(context, /\.json$/i),
  "import-path": (context) => files(context, /\.remit$/i),
  "replay-path": (context) => files(context, /\.jsonl?$/i),
  "because-text": ({ analysis, known, caret }) =>
    caret.inside === "string" ? reasonDrafts(known, analysis.toolsAt(caret.start, "args") ?? [], analysis.source.text, caret) : [],
  "value-text": (context) => [...valueDrafts(context.probe.meaning("string")?.meaning, true), ...seenValues(context)],
};

/** Whether the checker knows all that can stand behind the dot. */
function isClosed(meaning: Meaning, { tools, context }: Analysis): boolean {
  switch (meaning.kind) {
    case "argument":
      return tools !== undefined;
    case "context-field":
      return context !== undefined;
    default:
      return meaning.kind === "field" && fieldsOf(meaning.of).length > 0;
  }
}

/** A path of `trusted` steps through lists, which may be the result itself or any field on the way. */
function trustedPlaces({
  tools,
  segments,
}: {
  readonly tools: readonly string[];
  readonly segments: readonly string[];
}): readonly ValuePlace[] {
  const paths = segments.reduce<readonly (readonly Step[])[]>(
    (all, segment) =>
      all
        .flatMap((path) => [
          [...path, segment],
          [...path, segment, undefined],
        ])
        .slice(0, 16),
    [[], [undefined]],
  );
  return paths.map((path) => ({ of: "result", tools, path }));
}

const files = ({ analysis, caret, options: { list } }: Context, wanted: RegExp): readonly Draft[] =>
  caret.inside === "string" && list !== undefined ? pathDrafts(list, analysis.source.text.slice(caret.start, caret.offset), wanted) : [];

const seenTools = ({ known, options: { evidence } }: Context, drafts: readonly Draft[]): readonly Draft[] =>
  evidence === undefined ? drafts : withSeenTools(drafts, evidence, known.tools !== undefined, isReserved);

const seenValues = ({ analysis, caret, options: { evidence }, probe }: Context): readonly Draft[] => {
  if (evidence === undefined || evidence.runs === 0) return [];
  const typed = analysis.source.text.slice(caret.start, caret.offset);
  return seenDrafts(evidence, probe.literal(), caret.inside === "string", typed);
};

const withBlank = (draft: Draft): Draft => ({ ...draft, insertText: `${draft.label} ` });

/** The words noted as expected: clauses and connectives, those of two words whole. Signs are quicker typed than chosen. */
function wordDrafts(expected: Expected): readonly Draft[] {
  const operator = expected.places.has("operator");
  return [...expected.words].flatMap((name) => {
    const whole = vocabulary.find((row) => row.name.startsWith(`${name} `))?.name ?? name;
    if (!/^\w/.test(name) || (operator && isBinary(whole))) return [];
    const kind = expected.places.has("step") ? "test" : wordRow(whole)?.kind;
    return [word(whole, 4, kind)];
  });
}

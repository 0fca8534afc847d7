// What a person reads when the pointer rests on a word, in Markdown. Texts of catalogues are shown as text: nothing in
// them becomes a link or markup.
import type { Decision } from "../language/ast.ts";
import { type WordKind, wordRow } from "../language/vocabulary.ts";
import type { Analysis, ToolParam } from "../semantics/analysis.ts";
import { describeType } from "../semantics/types.ts";
import { globMatches } from "../semantics/wildcard.ts";
import { cover, type Span, touches } from "../text/span.ts";
import { wordsOf } from "./completion/caret.ts";
import { occurrenceAt } from "./definition.ts";
import { wordMarkdown } from "./glossary.ts";
import type { Meaning } from "./occurrences.ts";
import { asText, code, oneLine, paramSignature, ruleInWords, toolSignature, writtenOut } from "./plain-words.ts";
import { fieldsOf } from "./shapes.ts";

export interface HoverText {
  readonly span: Span;
  readonly markdown: string;
}

export function hover(analysis: Analysis, offset: number): HoverText | undefined {
  const found = occurrenceAt(analysis, offset);
  if (found !== undefined) {
    const markdown = meaningInWords(found.meaning, analysis);
    if (markdown !== undefined) return { span: found.span, markdown };
  }
  return keywordHover(analysis, offset);
}

/** On one line: what a catalogue calls its tools must not end the block. */
const fenced = (line: string): string => `\`\`\`remit\n${line.replaceAll(/[\r\n\u2028\u2029]+/g, " ")}\n\`\`\``;
const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n\n");

function meaningInWords(meaning: Meaning, analysis: Analysis): string | undefined {
  switch (meaning.kind) {
    case "tool":
      return toolHover(meaning.name, analysis);
    case "glob": {
      const matched = [...(analysis.tools?.keys() ?? [])].filter((name) => globMatches(meaning.pattern, name));
      return paragraphs(fenced(meaning.pattern), analysis.tools && `Matches ${matched.length} tools: ${matched.map(code).join(", ")}`);
    }
    case "group":
    case "let": {
      const declared = meaning.kind === "group" ? analysis.groups.get(meaning.name) : analysis.lets.get(meaning.name);
      return declared && fenced(oneLine(declared.source.text.slice(declared.statement.span.start, declared.statement.span.end), 200));
    }
    case "rule": {
      const bound = analysis.decisions.find(({ name }) => name === meaning.name);
      return bound && paragraphs(fenced(`rule ${meaning.name}`), ...ruleParagraphs(bound.decision, bound.source.text));
    }
    case "parameter":
      return paragraphs(fenced(meaning.name), "A parameter of this `let`: its argument's value where the `let` is used.");
    case "binder":
      return paragraphs(
        fenced(`${meaning.name}${meaning.type === undefined ? "" : `: ${describeType(meaning.type)}`}`),
        "The element at hand.",
      );
    case "argument":
      return argumentHover(meaning.name, meaning.tools, analysis);
    case "context-field": {
      const param = analysis.context?.find(({ name }) => name === meaning.name);
      return param && paragraphs(fenced(`context.${paramSignature(param)}`), "What the harness knows.");
    }
    case "field": {
      const field = fieldsOf(meaning.of).find(({ name }) => name === meaning.name);
      return field && paragraphs(fenced(paramSignature(field)), field.description && asText(field.description));
    }
    case "declared-field":
      return undefined;
    case "value":
      return meaning.values.includes(meaning.text)
        ? `One of ${meaning.values.map((one) => code(JSON.stringify(one))).join(", ")}`
        : undefined;
    case "root":
      return wordMarkdown(meaning.name, meaning.name === "now" ? "function" : "value");
    case "event-field":
      return wordMarkdown(meaning.name, "field");
    case "function":
    case "fold":
    case "type":
      return wordMarkdown(meaning.name, meaning.kind);
  }
}

function ruleParagraphs(rule: Decision, text: string): readonly string[] {
  const whole = writtenOut(rule, text);
  return [ruleInWords(rule, text), ...(whole === undefined ? [] : [`Written out:\n${fenced(whole)}`])];
}

function toolHover(name: string, analysis: Analysis): string | undefined {
  const tool = analysis.tools?.get(name);
  if (tool === undefined) return undefined;
  const described = tool.params
    .filter(({ description }) => description !== "")
    .map((param) => `- ${code(param.name)}: ${asText(param.description)}`);
  const returned = tool.returns.kind === "json" ? undefined : `Returns ${code(describeType(tool.returns))}.`;
  return paragraphs(
    fenced(toolSignature(tool)),
    asText(tool.description),
    described.join("\n"),
    returned,
    tool.destructive === true ? "Marked as destructive." : undefined,
  );
}

function argumentHover(name: string, tools: readonly string[], analysis: Analysis): string | undefined {
  const params = tools.flatMap((tool): { tool: string; param: ToolParam }[] => {
    const param = analysis.tools?.get(tool)?.params.find((one) => one.name === name);
    return param === undefined ? [] : [{ tool, param }];
  });
  const different = new Map(params.map(({ param, tool }) => [`${paramSignature(param)} ${param.description}`, { param, tool }]));
  if (different.size === 0) return undefined;
  return [...different.values()]
    .map(({ param, tool }) =>
      paragraphs(
        fenced(paramSignature(param)),
        asText(param.description),
        param.optional ? "Optional: guard it with `has` or `??`." : undefined,
        different.size > 1 ? `Of ${code(tool)}.` : undefined,
      ),
    )
    .join("\n\n---\n\n");
}

/** A keyword means what the vocabulary says; words of two (`starts with`) are found by either. */
function keywordHover({ source }: Analysis, offset: number): HoverText | undefined {
  const words = wordsOf(source.text);
  const touched = words.findLastIndex((word) => touches(word, offset));
  const [before, here, next] = [words[touched - 1], words[touched], words[touched + 1]];
  if (here === undefined || here.kind === "string" || before?.text === "." || next?.text === ":") return undefined;
  const pairs = [
    { first: here, second: next },
    { first: before, second: here },
  ];
  for (const { first, second } of pairs) {
    const text = `${first?.text} ${second?.text}`;
    if (first !== undefined && second !== undefined && wordRow(text) !== undefined) return explained(text, cover(first, second));
  }
  const rule = source.file.statements.find((one) => one.kind === "decision" && touches(one.keyword, offset));
  if (rule?.kind === "decision") {
    return { span: rule.keyword, markdown: paragraphs(...ruleParagraphs(rule, source.text), "---", wordMarkdown(here.text)) };
  }
  const inTest = source.file.statements.some(({ kind, span }) => kind === "test" && span.start < here.start && here.end <= span.end);
  return explained(here.text, here, inTest ? "test" : undefined);
}

function explained(word: string, { start, end }: Span, kind?: WordKind): HoverText | undefined {
  const markdown = wordMarkdown(word, kind);
  return markdown === undefined ? undefined : { span: { start, end }, markdown };
}

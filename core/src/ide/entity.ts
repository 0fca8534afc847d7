// Which words mean the same thing: the identity of what an occurrence names, across the files of a workspace.
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";
import { type Meaning, type Occurrence, occurrences } from "./occurrences.ts";

export interface Entity {
  readonly kind: "rule" | "let" | "group" | "parameter" | "binder" | "tool" | "argument" | "context-field" | "word";
  readonly name: string;
  /** Equal for occurrences of one thing, whichever file they stand in. */
  readonly id: string;
}

export interface Mention {
  readonly span: Span;
  readonly entity: Entity;
  readonly declares: boolean;
}

const cache = new WeakMap<Analysis, readonly Mention[]>();

/** Everything with an identity in the analysed file, in the order of the text. */
export function mentions(analysis: Analysis): readonly Mention[] {
  let found = cache.get(analysis);
  if (found === undefined) {
    const named = occurrences(analysis).flatMap((one) => mention(analysis, one));
    found = [...named, ...holes(analysis)].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    cache.set(analysis, found);
  }
  return found;
}

/** The mention at an offset; where two meet, the one that begins there. */
export function mentionAt(analysis: Analysis, offset: number): Mention | undefined {
  const touched = mentions(analysis).filter(({ span }) => span.start <= offset && offset <= span.end);
  return touched.find(({ span }) => offset < span.end) ?? touched[0];
}

function mention(analysis: Analysis, { span, meaning }: Occurrence): readonly Mention[] {
  const { path } = analysis.source;
  const local = (kind: Entity["kind"], name: string, at: Span): Entity => ({ kind, name, id: `${kind} ${path} ${at.start}` });
  switch (meaning.kind) {
    case "rule":
    case "let":
    case "group": {
      const symbol = analysis.symbols.find(({ kind, name }) => kind === meaning.kind && name === meaning.name);
      const id = `${meaning.kind} ${symbol?.path ?? path} ${meaning.name}`;
      return [{ span, entity: { kind: meaning.kind, name: meaning.name, id }, declares: meaning.declares }];
    }
    case "parameter":
    case "binder":
      return [{ span, entity: local(meaning.kind, meaning.name, meaning.declared), declares: meaning.declared.start === span.start }];
    case "tool":
      return [{ span, entity: tool(analysis, meaning.name), declares: declaresTool(analysis, span) }];
    case "argument":
      return meaning.tools.length === 1
        ? [{ span, entity: argument(analysis, meaning.tools[0] ?? "", meaning.name), declares: false }]
        : word(span, meaning);
    case "context-field":
      return [{ span, entity: contextField(analysis, meaning.name), declares: false }];
    case "declared-field":
      return declaredField(analysis, span, meaning.param.name.text);
    default:
      return word(span, meaning);
  }
}

/** A word of the language, or a field of an unknown value: the same spelling is the same thing within the file. */
function word(span: Span, meaning: Meaning): readonly Mention[] {
  const name = "name" in meaning ? meaning.name : meaning.kind === "glob" ? meaning.pattern : meaning.kind === "value" ? meaning.text : "";
  return [{ span, entity: { kind: "word", name, id: `${meaning.kind} ${name}` }, declares: false }];
}

function tool(analysis: Analysis, name: string): Entity {
  return { kind: "tool", name, id: `tool ${analysis.tools?.get(name)?.declared.path ?? ""} ${name}` };
}
const argument = (analysis: Analysis, of: string, name: string): Entity => ({
  kind: "argument",
  name,
  id: `argument ${tool(analysis, of).id} ${name}`,
});

function contextField(analysis: Analysis, name: string): Entity {
  const declaring = analysis.files.find(({ file }) =>
    file.statements.some((one) => one.kind === "context" && one.params.some((param) => param.name.text === name)),
  );
  return { kind: "context-field", name, id: `context ${declaring?.path ?? ""} ${name}` };
}

const declaresTool = (analysis: Analysis, span: Span): boolean =>
  analysis.source.file.statements.some((one) => one.kind === "tool" && one.tool.span.start === span.start);

/** A field of the `context` statement, a parameter of a `tool` statement, or a field of a record inside one of these. */
function declaredField(analysis: Analysis, span: Span, name: string): readonly Mention[] {
  for (const statement of analysis.source.file.statements) {
    if (statement.kind !== "context" && statement.kind !== "tool") continue;
    if (!statement.params.some((param) => param.name.span.start === span.start)) continue;
    const entity = statement.kind === "context" ? contextField(analysis, name) : argument(analysis, statement.tool.text, name);
    return [{ span, entity, declares: true }];
  }
  return [{ span, entity: { kind: "word", name, id: `field ${name}` }, declares: true }];
}

/** The lets that stand in the holes of reasons: `because "{order.user_id} …"`. */
function holes(analysis: Analysis): readonly Mention[] {
  const { file, text } = analysis.source;
  const reasons = file.statements.flatMap((statement) =>
    statement.kind === "decision" ? statement.clauses.flatMap((clause) => (clause.kind === "because" ? [clause.text.span] : [])) : [],
  );
  return reasons.flatMap((reason) => {
    const written = text.slice(reason.start, reason.end);
    return [...written.matchAll(/\{\{|\{(\s*)([A-Za-z_$][\w$]*)[^{}]*\}/g)].flatMap((match): readonly Mention[] => {
      const [, blanks = "", name = ""] = match;
      if (!analysis.lets.has(name)) return [];
      const start = reason.start + match.index + 1 + blanks.length;
      const span = { start, end: start + name.length };
      return mention(analysis, { span, meaning: { kind: "let", name, declares: false } });
    });
  });
}

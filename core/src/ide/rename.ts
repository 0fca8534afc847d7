// Renaming, across files. What is not declared in a policy keeps its name, and says why.
import { isReserved } from "../language/vocabulary.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";
import { type Entity, mentionAt, mentions } from "./entity.ts";
import { references } from "./references.ts";

export type Renameable = { readonly span: Span; readonly name: string } | { readonly reason: string };
export type Renaming = { readonly edits: readonly RenameEdit[] } | { readonly reason: string };
export interface RenameEdit {
  readonly path: string;
  readonly span: Span;
  readonly newText: string;
}

/** What would be renamed at the caret; for a quoted name the text between its quotes. */
export function prepareRename(analysis: Analysis, offset: number): Renameable {
  const mention = mentionAt(analysis, offset);
  if (mention === undefined) return { reason: "Nothing here has a name of its own" };
  const reason = fixedBy(analysis, mention.entity);
  if (reason !== undefined) return { reason };
  const { start, end } = mention.span;
  const quoted = analysis.source.text[start] === '"';
  return { span: quoted ? { start: start + 1, end: end - 1 } : mention.span, name: mention.entity.name };
}

/** Why an author of policies cannot rename a thing here. */
function fixedBy(analysis: Analysis, { kind, name, id }: Entity): string | undefined {
  switch (kind) {
    case "word":
      return `\`${name}\` is a word of the language, or a name that no policy declares`;
    case "tool": {
      const declared = analysis.tools?.get(name)?.declared;
      if (declared?.span === undefined) return `\`${name}\` is named by its catalogue, not by a policy`;
      return undefined;
    }
    case "argument":
      return `\`${name}\` is named by its tool: an agent's calls would still use the old name`;
    case "context-field":
      return id.startsWith("context  ") ? `no \`context\` statement declares \`${name}\`` : undefined;
    default:
      return undefined;
  }
}

/** The edits in all files; nothing where the new name could mean something else. */
export function rename(analysis: Analysis, offset: number, newName: string, others: readonly Analysis[]): Renaming {
  const prepared = prepareRename(analysis, offset);
  if ("reason" in prepared) return prepared;
  const entity = mentionAt(analysis, offset)?.entity;
  if (entity === undefined) return { reason: "Nothing here has a name of its own" };
  const places = references(analysis, offset, others);
  const touched = [analysis, ...others].filter(({ source }) => places.some(({ path }) => path === source.path));
  const reason = unfit(entity, newName, touched);
  if (reason !== undefined) return { reason };
  const texts = new Map([...others, analysis].map(({ source }) => [source.path, source.text]));
  const edits = places.map(({ path, span }) => {
    const quoted = texts.get(path)?.[span.start] === '"';
    return { path, span, newText: quoted || !isPlain(newName) ? JSON.stringify(newName) : newName };
  });
  return { edits };
}

const isPlain = (name: string): boolean => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && !isReserved(name);

function unfit(entity: Entity, newName: string, touched: readonly Analysis[]): string | undefined {
  if (entity.kind === "tool") {
    if (newName === "" || /[\r\n*]/.test(newName)) return `\`${newName}\` cannot name one tool`;
    const taken = newName !== entity.name && touched.some(({ tools, groups }) => tools?.has(newName) === true || groups.has(newName));
    return taken ? `\`${newName}\` is taken` : undefined;
  }
  if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(newName)) return `\`${newName}\` is no name: it takes letters, digits and \`_\``;
  if (entity.kind === "context-field") return undefined;
  if (isReserved(newName)) return `\`${newName}\` is a word of the language`;
  if (newName === entity.name) return undefined;
  const taken = touched.some(
    (analysis) =>
      analysis.symbols.some(({ name, kind }) => name === newName && (isGlobal(kind) || isGlobal(entity.kind))) ||
      mentions(analysis).some((one) => one.entity.kind !== "word" && one.entity.name === newName && clashes(one.entity, entity)),
  );
  return taken ? `\`${newName}\` is taken` : undefined;
}

const isGlobal = (kind: string): boolean => kind === "rule" || kind === "let" || kind === "group";
const isLocal = (kind: string): boolean => kind === "parameter" || kind === "binder";
/** Names share one space, in which nothing may be shadowed; a tool is in the way of a group alone. */
const clashes = (one: Entity, renamed: Entity): boolean =>
  one.kind === "tool"
    ? renamed.kind === "group"
    : isGlobal(one.kind) || (isLocal(one.kind) && (isGlobal(renamed.kind) || isLocal(renamed.kind)));

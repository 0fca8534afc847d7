// Owns the words of a shell line: what each certainly is before anything runs. Knows no commands.
import type { Assignment, Command, HereDoc, Word, WordPart } from "unbash";

export interface ShellWord {
  /** The word after quotes and escapes; undefined where only running the line would tell. */
  readonly text: string | undefined;
  /** What the word certainly begins with. */
  readonly prefix: string;
  /** Whether it may become several words, or none. */
  readonly loose: boolean;
  /** A process substitution: a pipe, not a file. */
  readonly pipe: boolean;
  /** Whether it begins with a `~` that stands for the home directory. */
  readonly home: boolean;
  /** Where it stands in the line. */
  readonly start: number;
}

export function shellWord(word: Word): ShellWord {
  const { parts, pos: start } = word;
  const tilde = /^~[^/]*/.exec(word.text)?.[0];
  // `~name` is the home directory of someone else, `~+` and `~-` are directories of the shell.
  const elsewhere = tilde !== undefined && tilde !== "~";
  const home = tilde === "~";
  if (parts === undefined) {
    return { text: elsewhere ? undefined : word.value, prefix: elsewhere ? "" : word.value, loose: false, pipe: false, home, start };
  }
  const reading = { text: "", dynamic: elsewhere, loose: false };
  for (const part of parts) readPart(part, reading);
  const pipe = parts.length === 1 && parts[0]?.type === "ProcessSubstitution";
  return { text: reading.dynamic ? undefined : reading.text, prefix: reading.text, loose: reading.loose, pipe, home, start };
}

interface Reading {
  text: string;
  dynamic: boolean;
  loose: boolean;
}

function readPart(part: WordPart, reading: Reading): void {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      if (!reading.dynamic) reading.text += part.value;
      return;
    case "DoubleQuoted":
    case "LocaleString":
      for (const inner of part.parts) {
        if (inner.type === "Literal") readPart(inner, reading);
        else {
          reading.dynamic = true;
          // A quoted list is as many words as it has elements.
          if (/^\$(?:@|\{[^}]*@)/.test(inner.text)) reading.loose = true;
        }
      }
      return;
    case "ProcessSubstitution":
      reading.dynamic = true;
      return;
    default:
      reading.dynamic = true;
      reading.loose = true;
  }
}

/** An assignment that stands among the arguments, as in `export A=1`. */
export function assignmentWord({ name, value, append, index, pos }: Assignment): ShellWord {
  const lead = index === undefined ? `${name}${append === true ? "+" : ""}=` : name;
  const written = value.type === "Word" && index === undefined ? shellWord(value) : undefined;
  const text = written?.text === undefined ? undefined : lead + written.text;
  return { text, prefix: text ?? lead + (written?.prefix ?? ""), loose: false, pipe: false, home: false, start: pos };
}

export const hidden = (word: ShellWord): ShellWord => ({ ...word, text: undefined, prefix: "", loose: false });

/** Whether a word may turn out to be an option. */
export function mayBeOption({ text, prefix, loose, pipe }: ShellWord): boolean {
  return text === undefined ? !pipe && (loose || prefix === "" || prefix.startsWith("-")) : text.length > 1 && text.startsWith("-");
}

/** What a shell reads from a here-document; undefined where it expands something. */
export function hereText({ operator, delimiter, body }: HereDoc): string | undefined {
  const text = operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text;
  if (delimiter?.quoted === true) return text;
  return /[$`]/.test(text) ? undefined : text.replace(/\\([\\\n])/g, (_, unit: string) => (unit === "\n" ? "" : unit));
}

/** Whether a `(` stands among the words of a command: the parser reads past it, where a shell stops. */
export function hasGap({ prefix, name, suffix }: Command, source: string): boolean {
  let from: number | undefined;
  for (const { pos, end } of [...prefix, ...(name === undefined ? [] : [name]), ...suffix]) {
    if (from !== undefined && source.slice(from, pos).includes("(")) return true;
    from = end;
  }
  return from !== undefined && /[ \t]*\(/y.test(source.slice(from, from + 80));
}

// Owns how the options of a program are told from its operands, the way getopt does. Knows no programs.
import { mayBeOption, type ShellWord } from "./words.ts";

/** Which options a program has. */
export interface OptionTable {
  /** Letters, as getopt writes them: `:` behind one that takes a value, `::` where the value is optional and attached. */
  readonly short: string;
  /** Names of long options that take a value, which may be the next word. */
  readonly withValue?: readonly string[];
  /** The other long options. */
  readonly long?: readonly string[];
}

export interface Option {
  /** A letter or a long name, without dashes. */
  readonly name: string;
  readonly value: ShellWord | undefined;
}

export interface Options {
  readonly options: readonly Option[];
  readonly operands: readonly ShellWord[];
  /** How many words were read: where the operands begin, if reading stops at the first one. */
  readonly length: number;
  /** Whether an option is not in the table, or a dynamic word may be one. */
  readonly doubtful: boolean;
}

/** Reads options up to the first operand, or with `all` the options among the operands too. */
export function readOptions(words: readonly ShellWord[], table: OptionTable, all = false): Options {
  const options: Option[] = [];
  const operands: ShellWord[] = [];
  let doubtful = false;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as ShellWord;
    const lead = word.text ?? word.prefix;
    if (word.text === "--") {
      at++;
      break;
    }
    if (!(lead.startsWith("-") && lead.length > 1)) {
      if (mayBeOption(word)) doubtful = true;
      if (!all) break;
      operands.push(word);
    } else if (lead.startsWith("--")) {
      const equals = lead.indexOf("=");
      const name = longName(equals < 0 ? lead.slice(2) : lead.slice(2, equals), table);
      if (name === undefined || (equals < 0 && word.text === undefined)) doubtful = true;
      if (equals >= 0) options.push({ name: name ?? lead.slice(2, equals), value: rest(word, equals + 1) });
      else if (name !== undefined && table.withValue?.includes(name) === true) options.push({ name, value: words[++at] });
      else options.push({ name: name ?? lead.slice(2), value: undefined });
    } else if (readCluster(word, lead, table, words[at + 1], options)) at++;
    else if (!known(lead, table) || (word.text === undefined && options.at(-1)?.value === undefined)) doubtful = true;
  }
  operands.push(...(all ? words.slice(at) : []));
  return { options, operands, length: Math.min(at, words.length), doubtful };
}

/** Reads `-abVALUE`; true where the value is the next word. */
function readCluster(word: ShellWord, lead: string, table: OptionTable, next: ShellWord | undefined, options: Option[]): boolean {
  for (let at = 1; at < lead.length; at++) {
    const name = lead.charAt(at);
    const kind = kindOf(name, table);
    if (kind === "" || kind === undefined) {
      options.push({ name, value: undefined });
      continue;
    }
    const attached = at + 1 < lead.length || word.text === undefined;
    if (!attached && kind === ":") {
      options.push({ name, value: next });
      return true;
    }
    options.push({ name, value: attached ? rest(word, at + 1) : undefined });
    return false;
  }
  return false;
}

function known(lead: string, table: OptionTable): boolean {
  for (let at = 1; at < lead.length; at++) {
    const kind = kindOf(lead.charAt(at), table);
    if (kind === undefined) return false;
    if (kind !== "") return true;
  }
  return true;
}

function kindOf(letter: string, { short }: OptionTable): "" | ":" | "::" | undefined {
  const at = letter === ":" ? -1 : short.indexOf(letter);
  if (at < 0) return undefined;
  return short.startsWith("::", at + 1) ? "::" : short.charAt(at + 1) === ":" ? ":" : "";
}

/** A long option by its name or an unambiguous beginning of it. */
function longName(written: string, { withValue = [], long = [] }: OptionTable): string | undefined {
  const names = [...withValue, ...long];
  if (names.includes(written)) return written;
  const [only, ...others] = names.filter((name) => name.startsWith(written));
  return others.length === 0 ? only : undefined;
}

function rest(word: ShellWord, from: number): ShellWord {
  return { ...word, text: word.text?.slice(from), prefix: word.prefix.slice(from), home: false };
}

// Owns `.flags`: the options among a command's words, as the language counts them, whatever the program makes of them.
import { mayBeOption, type ShellWord } from "./words.ts";

interface Flags {
  readonly items: readonly (string | undefined)[];
  readonly open: boolean;
}

/** `-rf` gives `-rf`, `-r` and `-f`; `--a=b` gives `--a`; behind `--` there are none. */
export function flagsOf(words: readonly ShellWord[]): Flags {
  const found = new Set<string>();
  let unknown = false;
  let open = false;
  for (const word of words) {
    const { text, prefix, loose } = word;
    if (text === "--") break;
    const lead = text ?? prefix;
    if (lead.startsWith("-") && lead.length > 1 && (text !== undefined || lead.includes("="))) {
      for (const flag of spelled(lead)) found.add(flag);
    } else if (text === undefined && mayBeOption(word)) unknown ||= !loose;
    if (text === undefined && loose) open = true;
  }
  return { items: unknown ? [...found, undefined] : [...found], open };
}

function spelled(written: string): readonly string[] {
  const [name = ""] = written.split("=", 1);
  if (name.startsWith("--") || name.length === 2) return [name];
  const letters = /^-([A-Za-z0-9]*)/.exec(name)?.[1] ?? "";
  return [name, ...[...letters].map((letter) => `-${letter}`)];
}

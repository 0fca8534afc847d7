// Owns where a relative path of a shell line lies once the line has changed directory. Purely lexical.
import type { ShellWord } from "./words.ts";

/** "" is the directory that the line starts in; undefined is one that cannot be told. */
export type Directory = string | undefined;

const moving = /(?<![\w-])(?:cd|pushd|popd|eval)(?![\w-])/;
export const movers: ReadonlySet<string> = new Set(["cd", "pushd", "popd"]);

/** Whether a script may change the directory, quotes and escapes aside. */
export function moves(source: string): boolean {
  return moving.test(source.replace(/["'\\\n]/g, (unit) => (unit === "\n" ? unit : "")));
}

export const sameOrUnknown = (a: Directory, b: Directory): Directory => (a === b ? a : undefined);

/** The path that a word names; undefined where it cannot be told. */
export function pathOf(word: ShellWord, directory: Directory): string | undefined {
  const { text, home } = word;
  if (text === undefined) return undefined;
  if (home || isAbsolute(text)) return text;
  // A quoted tilde is a name like any other.
  const path = text.startsWith("~") ? `./${text}` : text;
  if (directory === "") return path;
  return directory === undefined ? undefined : joined(directory, path);
}

const isAbsolute = (path: string): boolean => /^(?:\/|\\\\|[a-z]:[/\\]|file:)/i.test(path);

function joined(directory: string, path: string): string {
  const kept: string[] = [];
  for (const part of `${directory}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    const last = kept.at(-1);
    if (part === ".." && last !== undefined && last !== ".." && last !== "~") kept.pop();
    else if (part !== ".." || !directory.startsWith("/")) kept.push(part);
  }
  const whole = (directory.startsWith("/") ? "/" : "") + kept.join("/");
  return whole === "" ? "." : whole.startsWith("~") && !directory.startsWith("~") ? `./${whole}` : whole;
}

/** The directory after `cd`, `pushd` or `popd` with these words. */
export function changed(command: string, words: readonly ShellWord[], from: Directory): Directory {
  const operands = words.filter(({ text }) => text === undefined || text === "-" || !/^-./.test(text));
  const [target] = operands;
  if (command === "popd") return undefined;
  if (target === undefined) return command === "cd" ? "~" : undefined;
  if (target.loose || target.text === undefined || /^[-+]/.test(target.text)) return undefined;
  return target.text === "" ? from : pathOf(target, from);
}

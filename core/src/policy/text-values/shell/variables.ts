// Owns which commands give a variable what they read, so that what they read may be an argument elsewhere.
import type { ShellWord } from "./words.ts";

const reading = new Set(["read", "mapfile", "readarray"]);
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The variables that a command gives a value by its words; `@` are the parameters. */
export function variablesOf(name: string, args: readonly ShellWord[]): readonly string[] {
  if (name === "set") return args.some(({ text }) => text === undefined) ? ["@"] : [];
  const texts = args.flatMap(({ text }) => (text === undefined ? [] : [text]));
  if (name === "printf") return texts[0] === "-v" && texts[1] !== undefined ? [texts[1]] : [];
  if (!reading.has(name)) return [];
  // Values of options are taken for variables too: one more that nobody uses does no harm.
  return [...texts.filter((text) => identifier.test(text)), name === "read" ? "REPLY" : "MAPFILE"];
}

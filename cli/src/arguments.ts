// Owns the reading of the command line: options of a command, and sentences for what it does not know.

import { closest } from "../../core/src/index.ts";

/** What a person did wrong on the command line, said in one sentence. */
export class UsageError extends Error {}

export interface OptionRow {
  /** The values that it takes; undefined where any text will do. */
  readonly values?: readonly string[];
  /** Values of other versions, which get a sentence of their own. */
  readonly later?: readonly string[];
  /** How help writes the value; undefined for an option that takes none. */
  readonly value?: string;
  readonly about: string;
}

export interface ParsedArguments {
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
  readonly help: boolean;
}

export function parseArguments(args: readonly string[], rows: Readonly<Record<string, OptionRow>>): ParsedArguments {
  const options = new Map<string, string>();
  const operands: string[] = [];
  let help = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (arg === "-h" || arg === "--help") help = true;
    else if (!arg.startsWith("-") || arg === "-") operands.push(arg);
    else {
      const [name, inline] = splitOption(arg);
      const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
      if (row === undefined)
        throw new UsageError(
          unknownWord(
            "option",
            arg.split("=")[0] ?? arg,
            Object.keys(rows).map((known) => `--${known}`),
          ),
        );
      if (row.value === undefined) {
        if (inline !== undefined) throw new UsageError(`--${name} takes no value, but was given ${JSON.stringify(inline)}`);
        options.set(name, "");
        continue;
      }
      const value = inline ?? args[++index];
      if (value === undefined || value === "" || (inline === undefined && value.startsWith("--")))
        throw new UsageError(`--${name} needs a value: --${name} ${row.value}`);
      options.set(name, checkValue(name, row, value));
    }
  }
  return { options, operands, help };
}

function splitOption(arg: string): readonly [name: string, inline: string | undefined] {
  const equals = arg.indexOf("=");
  return equals < 0 ? [arg.replace(/^--?/, ""), undefined] : [arg.slice(0, equals).replace(/^--?/, ""), arg.slice(equals + 1)];
}

function checkValue(name: string, row: OptionRow, value: string): string {
  if (row.values === undefined || row.values.includes(value)) return value;
  const those = row.values.length === 1 ? `it takes ${row.values[0]}` : `it takes ${row.values.join(", ")}`;
  if (row.later?.includes(value) === true) throw new UsageError(`--${name} ${value} is not in this version; ${those}`);
  const meant = closest(value, row.values);
  throw new UsageError(`--${name} does not take "${value}"${meant === undefined ? "" : `; did you mean ${meant}?`} (${those})`);
}

export function unknownWord(kind: string, word: string, known: readonly string[]): string {
  const meant = closest(word, known);
  return `there is no ${kind} ${word}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

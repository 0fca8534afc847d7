// Owns `commands(line)`: what a shell line would run, as far as it can be told before it runs. Values of the language are not
// known here: what cannot be told is `undefined`, and a list with more elements than can be told is `open`.
import { Reader, Unreadable } from "./reader.ts";

/** A list of texts, undefined where one cannot be told; `open`: any number of further ones may stand in it. */
export interface Texts {
  readonly items: readonly (string | undefined)[];
  readonly open: boolean;
}

export interface ShellCommand {
  /** The basename; empty where a line only redirects. */
  readonly name: string | undefined;
  readonly args: Texts;
  readonly flags: Texts;
  readonly writes: Texts;
  readonly reads: Texts;
  readonly upstream: Texts;
}

/** Beyond this a line is not read: Linux takes no longer argument, so no `sh -c` could run it. */
const longestLine = 131_072;

let last: { readonly line: string; readonly commands: readonly ShellCommand[] | undefined } | undefined;

/** The simple commands of a line, in the order in which their first words stand; undefined where it cannot be parsed. */
export function commandsOf(line: string): readonly ShellCommand[] | undefined {
  // The rules of a policy ask about the same line one after the other.
  if (last?.line !== line) last = { line, commands: read(line) };
  return last.commands;
}

function read(line: string): readonly ShellCommand[] | undefined {
  if (line.length > longestLine) return undefined;
  try {
    return new Reader().read(line);
  } catch (error) {
    // The parser recurses over some constructs without a bound of its own.
    if (error instanceof Unreadable || error instanceof RangeError) return undefined;
    throw error;
  }
}

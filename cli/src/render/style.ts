// Owns how text stands in a terminal: colours where they are wanted, and recorded text made harmless.

import process from "node:process";

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly magenta: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export function styleFor(isTerminal: boolean): Style {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM = "" } = process.env;
  const colours = NO_COLOR === "" && (FORCE_COLOR !== "" ? FORCE_COLOR !== "0" : isTerminal && TERM !== "dumb");
  const paint =
    (open: number, close: number) =>
    (text: string): string =>
      colours && text !== "" ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    magenta: paint(35, 39),
    cyan: paint(36, 39),
  };
}

/** Text that someone else wrote, on one line: control characters, which could drive the terminal, and signs that turn the
 * reading direction or cannot be seen, stand as escapes. */
export function harmless(text: string): string {
  return text
    .replaceAll(/\r\n|\n|\r/g, "⏎")
    .replaceAll("\t", " ")
    .replaceAll(
      /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
      (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

/** The text, cut to a number of characters. */
export function cut(text: string, length: number): string {
  const signs = [...text.slice(0, length * 2 + 2)];
  return signs.length <= length ? signs.join("") : `${signs.slice(0, length - 1).join("")}…`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

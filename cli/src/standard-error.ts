// Owns what people are told beside the output: sentences, and how far long work is.

import process from "node:process";
import { harmless } from "./render/style.ts";

let sink = (sentence: string): void => {
  process.stderr.write(`remit: ${harmless(sentence)}\n`);
};

/** One sentence on a line of its own; what a terminal would obey in it is made harmless. */
export function say(sentence: string): void {
  sink(sentence);
}

/** Has sentences told to somebody else, who says them in turn. */
export function sayTo(other: (sentence: string) => void): void {
  sink = other;
}

/** How far the work is, in place of what stood there; nothing where standard error is no terminal. */
export function showProgress(sentence: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[K${harmless(sentence)}`);
}

export function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write("\r\u001b[K");
}

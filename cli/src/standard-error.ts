// Owns what people are told beside the output: sentences, and how far long work is.

import process from "node:process";
import { harmless } from "./render/style.ts";

/** One sentence on a line of its own; what a terminal would obey in it is made harmless. */
export function say(sentence: string): void {
  process.stderr.write(`remit: ${harmless(sentence)}\n`);
}

/** How far the work is, in place of what stood there; nothing where standard error is no terminal. */
export function showProgress(sentence: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[K${harmless(sentence)}`);
}

export function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write("\r\u001b[K");
}

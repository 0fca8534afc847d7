// Owns the careful reading of JSON: keeps the digits of numbers, finds keys that stand twice, and reads what stands before
// an error. Iterative, so that no nesting overflows it. Slower than JSON.parse: json.ts says when it is needed.

import { createScanner } from "jsonc-parser";
import type { Json, Pointer } from "../model.ts";
import { numberOf } from "./numbers.ts";
import { pointerTo } from "./pointer.ts";
import { token } from "./token.ts";

export interface Broken {
  /** The offset at which reading stopped. */
  readonly offset: number;
  /** Whether the text ends too early; else something stands there that is no JSON. */
  readonly truncated: boolean;
}

export interface Parsed {
  /** What was read, up to the error if there is one; undefined where nothing was. */
  readonly value: Json | undefined;
  readonly broken: Broken | undefined;
  /** Containers that the text did not close. */
  readonly open: ReadonlySet<Json>;
  /** Places of members whose key stood in the same record before. The last one is the value. */
  readonly duplicates: readonly Pointer[];
}

type Container = { [key: string]: Json } | Json[];
interface Frame {
  readonly container: Container;
  /** Of the member that is being read. */
  key: string;
}

/** Sets an own key, whatever its name. */
export function setOwn(record: { [key: string]: Json }, key: string, value: Json): void {
  if (key === "__proto__") Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  else record[key] = value;
}

export function parseTolerantly(text: string): Parsed {
  const scanner = createScanner(text, false);
  const stack: Frame[] = [];
  const duplicates: Pointer[] = [];
  let root: Json | undefined;
  let kind = 0;

  /** The kind of the next token, which becomes the present one. Comments stay tokens: JSON has none. */
  const next = (): number => {
    do kind = scanner.scan();
    while (kind === token.lineBreak || kind === token.space);
    return kind;
  };
  const result = (broken: Broken | undefined): Parsed => ({
    value: root,
    broken,
    open: new Set(stack.map((frame) => frame.container)),
    duplicates,
  });
  const stop = (): Parsed => {
    const end = scanner.getTokenOffset() + scanner.getTokenLength();
    const truncated = end >= text.length && (kind === token.end || mayContinue(text.slice(scanner.getTokenOffset())));
    return result({ offset: truncated ? text.length : scanner.getTokenOffset(), truncated });
  };
  const place = (value: Json): void => {
    const frame = stack.at(-1);
    if (frame === undefined) root = value;
    else if (Array.isArray(frame.container)) frame.container.push(value);
    else {
      if (Object.hasOwn(frame.container, frame.key)) duplicates.push(pointerOf(stack));
      setOwn(frame.container, frame.key, value);
    }
  };
  const enter = (container: Container): void => {
    place(container);
    stack.push({ container, key: "" });
  };
  /** Reads `"key" :` and leaves the value's first token. */
  const readKey = (frame: Frame): boolean => {
    if (kind !== token.string || scanner.getTokenError() !== 0) return false;
    frame.key = scanner.getTokenValue();
    if (next() !== token.colon) return false;
    next();
    return true;
  };

  next();
  for (;;) {
    // A value begins here.
    let opened = false;
    if (kind === token.openBrace || kind === token.openBracket) {
      const list = kind === token.openBracket;
      enter(list ? [] : {});
      opened = true;
      const inner = stack.at(-1);
      if (next() !== (list ? token.closeBracket : token.closeBrace)) {
        if (inner !== undefined && !list && !readKey(inner)) return stop();
        continue;
      }
    } else {
      const value = scalar(scanner, kind, text);
      if (value === undefined) return stop();
      place(value);
      next();
    }
    // A value has ended, or an empty container is about to.
    for (;;) {
      const frame = stack.at(-1);
      if (frame === undefined) return kind === token.end ? result(undefined) : stop();
      const list = Array.isArray(frame.container);
      if (kind === (list ? token.closeBracket : token.closeBrace)) {
        stack.pop();
        next();
        opened = false;
        continue;
      }
      if (opened || kind !== token.comma) return stop();
      next();
      if (!list && !readKey(frame)) return stop();
      break;
    }
  }
}

/** Where the innermost frame's member stands. */
function pointerOf(stack: readonly Frame[]): Pointer {
  return stack.reduce((pointer, { container, key }) => pointerTo(pointer, Array.isArray(container) ? container.length - 1 : key), "");
}

function scalar(scanner: ReturnType<typeof createScanner>, kind: number, text: string): Json | undefined {
  if (scanner.getTokenError() !== 0) return undefined;
  switch (kind) {
    case token.string:
      return scanner.getTokenValue();
    case token.number: {
      // At the end of a text more digits may have been cut off; a text that is one number is whole.
      const end = scanner.getTokenOffset() + scanner.getTokenLength();
      if (end === text.length && text.slice(0, scanner.getTokenOffset()).trim() !== "") return undefined;
      return numberOf(scanner.getTokenValue());
    }
    case token.true:
      return true;
    case token.false:
      return false;
    case token.null:
      return null;
    default:
      return undefined;
  }
}

/** Whether the last token of a text may be the beginning of a right one. */
function mayContinue(last: string): boolean {
  return (
    last.startsWith('"') || /^-?\d*\.?\d*(?:[eE][+-]?\d*)?$/.test(last) || ["true", "false", "null"].some((word) => word.startsWith(last))
  );
}

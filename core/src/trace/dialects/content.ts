// Owns what chat messages hold in common: a content that is a string, nothing, or a list of parts of which some are text.

import { isDeeperThan, isList, isRecord, maximalDepth, member, stringAt, writeJson } from "../encodings/json.ts";
import type { Json } from "../model.ts";

export interface Content {
  readonly text: string;
  /** A list or record that is no list of parts: the content itself is data. */
  readonly structured: Json | undefined;
  /** The kinds of parts that are no text. */
  readonly unread: readonly string[];
}

export function contentOf(value: Json | undefined): Content {
  if (typeof value === "string") return { text: value, structured: undefined, unread: [] };
  if (value === undefined || value === null) return { text: "", structured: undefined, unread: [] };
  if (isDeeperThan(value, maximalDepth)) return { text: "", structured: undefined, unread: ["data nested too deep"] };
  if (!isList(value) || !value.every((part) => isRecord(part) && stringAt(part, "type") !== undefined))
    return { text: writeJson(value), structured: isList(value) || isRecord(value) ? value : undefined, unread: [] };
  const texts: string[] = [];
  const unread: string[] = [];
  for (const part of value) {
    if (!isRecord(part)) continue;
    const text = [member(part, "text"), member(part, "content"), member(part, "refusal")].find((one) => typeof one === "string");
    if (typeof text === "string") texts.push(text);
    else unread.push(stringAt(part, "type") ?? "unknown");
  }
  return { text: texts.join("\n"), structured: undefined, unread };
}

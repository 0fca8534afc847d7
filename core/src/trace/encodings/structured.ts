// Owns what a result's text says beyond being text: a map or list, as JSON, and where the format says so as YAML.

import type { Json } from "../model.ts";
import { isDeeperThan, isList, isRecord, maximalDepth, parseJson } from "./json.ts";
import { parseYaml } from "./yaml.ts";

/** The map or list that a text writes; undefined where it writes none, or holds a key twice. */
export function parseStructured(text: string, form: "json" | "yaml"): Json | undefined {
  const first = /^\s*(.)/.exec(text)?.[1];
  if (first === "{" || first === "[") {
    const { value, broken, duplicates } = parseJson(text);
    if (broken === undefined) {
      const whole = (isRecord(value) || isList(value)) && duplicates.length === 0 && !isDeeperThan(value, maximalDepth);
      return whole ? value : undefined;
    }
  }
  return form === "yaml" ? parseYaml(text) : undefined;
}

/** Whether a text that writes a map or list nests so deeply that it is not read as one. */
export function isNestedTooDeeply(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 34) inString = !inString;
    else if (inString) {
      if (unit === 92) at++;
    } else if (unit === 123 || unit === 91) {
      if (++depth > maximalDepth) return true;
    } else if (unit === 125 || unit === 93) depth--;
  }
  return false;
}

// Owns what a result's text says beyond being text: a map or list, as JSON, and where the format says so as YAML.

import { isDeeperThan, isList, isRecord, maximalDepth, parseJson } from "./json.ts";
import type { Json } from "./model.ts";
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

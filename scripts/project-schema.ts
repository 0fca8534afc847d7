// The schema of the project file, with one property of its `severities` for each diagnostic whose severity may be set.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../core/src/index.ts";

const schema = join(import.meta.dirname, "..", "docs", "schemas", "project.schema.json");

export function projectSchema(): string {
  const text = readFileSync(schema, "utf8");
  const rows = Object.entries(catalogue).flatMap(([code, { severity, title }]) => {
    if (severity === "error") return [];
    const lines = [
      '"allOf": [{ "$ref": "#/definitions/severity" }]',
      `"description": ${JSON.stringify(`${title}. Without this: ${severity}.`)}`,
    ];
    return `        "${code}": {\n          ${lines.join(",\n          ")}\n        }`;
  });
  return text.replace(
    /(\n {4}"severities": \{\n {6}"type"[\s\S]*?"properties": \{\n)[\s\S]*?(\n {6}\}\n)/,
    (_, start: string, end: string) => {
      return `${start}${rows.join(",\n")}${end}`;
    },
  );
}

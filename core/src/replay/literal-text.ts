// Values and names as the language writes them.
import { isReserved } from "../language/vocabulary.ts";
import { ExactNumber, type Json, type JsonRecord } from "../trace/model.ts";

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A tool's name in a selector or a call; undefined for what cannot be written, since a star stands for other tools too. */
export function toolText(tool: string, groups: ReadonlyMap<string, unknown>): string | undefined {
  if (tool === "" || tool.includes("*")) return undefined;
  return plainName.test(tool) && !isReserved(tool) && !groups.has(tool) ? tool : stringLiteral(tool);
}

/** An argument as a condition reads it; what the catalogue does not declare is read by its key. */
export function argumentText(name: string, isDeclared: boolean): string {
  return isDeclared && plainName.test(name) ? `args.${name}` : `args[${stringLiteral(name)}]`;
}

/** A key of a record, or the name of an argument in a call. */
export const keyText = (name: string): string => (plainName.test(name) ? name : stringLiteral(name));

/** The literal of any value; undefined where it holds something that cannot be written, or lies too deep. */
export function valueText(value: Json, depth = 0): string | undefined {
  if (value === null) return "null";
  if (typeof value !== "object" || value instanceof ExactNumber) return literalOf(value);
  if (depth > 30) return undefined;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => valueText(item, depth + 1));
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
  const entries = Object.entries(value as JsonRecord).map(([key, inner]) => {
    const written = valueText(inner, depth + 1);
    return written === undefined ? undefined : `${keyText(key)}: ${written}`;
  });
  if (entries.includes(undefined)) return undefined;
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** The literal that means exactly this text; what could hide in it, turn the line around, or pass for bytes that are no UTF-8
 * (U+FFFD), is written as an escape. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e\p{L}\p{N}\p{P}\p{S}\p{M} ]|\uFFFD/gu, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** A scalar's literal; undefined for what is none, and for numbers that cannot be written without an exponent. */
export function literalOf(value: Json): string | undefined {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "boolean") return String(value);
  const digits = value instanceof ExactNumber ? value.digits : typeof value === "number" ? withoutExponent(value) : undefined;
  return digits !== undefined && /^-?\d+(?:\.\d+)?$/.test(digits) ? digits : undefined;
}

function withoutExponent(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 }) : text;
}

// Values as the language writes them.
import { ExactNumber, type Json } from "../trace/model.ts";

/** The literal that means exactly this text; what could hide in it, or turn the line around, is written as an escape. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e\p{L}\p{N}\p{P}\p{S}\p{M} ]/gu, (sign) =>
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

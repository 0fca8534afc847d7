// Owns what can be looked for in texts: a value in the form in which it is compared. Knows nothing of policies or traces' events.
import { ExactNumber, type Json, type Time } from "../../trace/model.ts";
import { normalise } from "../text-values/normalise.ts";
import { canonicalNumber, integerLength } from "../text-values/numbers.ts";

export type Probe =
  /** `text` is normalised. */
  | { readonly kind: "string"; readonly text: string }
  /** `key` is the canonical number; `integer` says that the schema declares the value so. */
  | { readonly kind: "number"; readonly key: string; readonly integer: boolean }
  /** `YYYY-MM-DD`. */
  | { readonly kind: "date"; readonly iso: string }
  | { readonly kind: "time"; readonly time: Time }
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "domain"; readonly domain: string };

export function stringProbe(text: string): Probe {
  return { kind: "string", text: normalise(text) };
}

/** Digits are those of a JSON number. */
export function numberProbe(value: number | ExactNumber | string, integer: boolean): Probe {
  const digits = value instanceof ExactNumber ? value.digits : String(value);
  return { kind: "number", key: canonicalNumber(digits), integer };
}

export function dateProbe(iso: string): Probe {
  return { kind: "date", iso };
}

export function timeProbe(time: Time): Probe {
  return { kind: "time", time };
}

export function hostProbe(host: string): Probe {
  return { kind: "host", host };
}

export function domainProbe(domain: string): Probe {
  return { kind: "domain", domain };
}

/** The probe of a plain JSON scalar; a boolean, null, a list and a record have none. */
export function probe(value: Json, integer = false): Probe | undefined {
  if (typeof value === "string") return stringProbe(value);
  return typeof value === "number" || value instanceof ExactNumber ? numberProbe(value, integer) : undefined;
}

const letter = /\p{L}/u;

/** Whether the value says too little to be recognised inside a longer text: fewer than 4 characters, no letter. */
export function isShort(sought: Probe): boolean {
  if (sought.kind === "number") return sought.integer && integerLength(sought.key) < 4;
  if (sought.kind !== "string" || sought.text.length > 6 || letter.test(sought.text)) return false;
  return [...sought.text].length < 4;
}

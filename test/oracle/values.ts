// Values of the oracle (R-VAL, R-UNK), made from JSON and held to declared types.
import { date, time } from "../../core/src/policy/text-values/dates.ts";
import type { Type } from "../../core/src/semantics/types.ts";
import { ExactNumber, type Json, type JsonRecord } from "../../core/src/trace/model.ts";
import { type Bound, decimal, exact, exactly, keyOf, type Range, whole } from "./ranges.ts";
import { blamed, doubt, isYes, type Truth, truthOf, yes } from "./truth.ts";
import type { Call, Message } from "./world.ts";

export interface Item {
  readonly value: Value;
  readonly member: Truth;
  /** Any number of such elements: a gap. */
  readonly many: boolean;
}
export type Value =
  | { readonly kind: "absent" }
  /** `recorded`: what stands in the place of something of another type. */
  | { readonly kind: "unknown"; readonly byRecording: boolean; readonly present: boolean; readonly recorded?: Json }
  | { readonly kind: "truth"; readonly truth: Truth }
  | { readonly kind: "text" | "host" | "domain" | "date"; readonly text: string }
  | { readonly kind: "number"; readonly range: Range; readonly declared: boolean }
  | { readonly kind: "duration"; readonly range: Range }
  | { readonly kind: "time"; readonly range: Range; readonly zoned: boolean }
  | { readonly kind: "list"; readonly items: readonly Item[] }
  /** A field that is `null` is absent but keeps its key where `nullsStay`. */
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Value>; readonly nullsStay: boolean }
  | { readonly kind: "call"; readonly call: Call }
  | { readonly kind: "message"; readonly message: Message };

export const absent: Value = { kind: "absent" };
/** Unknown by the recording. */
export const unrecorded: Value = { kind: "unknown", byRecording: true, present: false };
/** Unknown for a reason of its own. */
export const unclear: Value = { kind: "unknown", byRecording: false, present: false };
/** There, and of the wrong type or malformed. */
export const wrong: Value = { kind: "unknown", byRecording: false, present: true };

export const truthValue = (truth: Truth): Value => ({ kind: "truth", truth });
export const textValue = (text: string): Value => ({ kind: "text", text });
export const numberValue = (range: Range, declared = false): Value => ({ kind: "number", range, declared });
export const listValue = (values: readonly Value[]): Value => ({
  kind: "list",
  items: values.map((value) => ({ value, member: yes, many: false })),
});
export const integerValue = (value: number): Value => numberValue(exactly(whole(value)));
export function timeValue(at: { readonly milliseconds: number; readonly zoned: boolean }): Value {
  const milliseconds = decimal(String(at.milliseconds));
  // R-VAL-2 holds for instants too: beyond what a date can be they are malformed.
  if (milliseconds === undefined || Math.abs(at.milliseconds) > 8.64e15) return wrong;
  return { kind: "time", range: exactly(milliseconds), zoned: at.zoned };
}
export const readDate = (text: string): Value => {
  const found = date(text);
  return found === undefined ? wrong : { kind: "date", text: found };
};
export const readTime = (text: string): Value => {
  const found = time(text);
  return found === undefined ? wrong : timeValue(found);
};

/** A condition's truth (R-TRU-4). */
export function truth(value: Value): Truth {
  if (value.kind === "truth") return value.truth;
  return value.kind === "unknown" && value.byRecording ? blamed : doubt;
}
/** R-UNK-3: what an operator makes of operands of which one is absent or unknown; undefined where all are known. */
export function unknownOf(...values: readonly Value[]): Value | undefined {
  const open = (value: Value): boolean => value.kind === "truth" && value.truth.size + (value.truth.has("doubt") ? 1 : 0) > 1;
  const bad = values.filter((value) => value.kind === "absent" || value.kind === "unknown" || open(value));
  if (bad.length === 0) return undefined;
  const byRecording = (value: Value): boolean =>
    value.kind === "truth" ? !value.truth.has("doubt") : value.kind === "unknown" && value.byRecording;
  return bad.every(byRecording) ? unrecorded : unclear;
}

export const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
export const numberText = (value: number | ExactNumber): string => (value instanceof ExactNumber ? value.digits : String(value));
export const decimalOf = (value: number | ExactNumber): Bound | undefined => decimal(numberText(value));

const anything: Type = { kind: "json" };

/** R-VAL-5 to R-VAL-10. `undefined` is what is not there. */
export function fromJson(json: Json | undefined, type: Type = anything, optional = true, nullsStay = false): Value {
  const value = typed(json, type, optional, nullsStay);
  return value === wrong && json !== undefined ? { kind: "unknown", byRecording: false, present: true, recorded: json } : value;
}
function typed(json: Json | undefined, type: Type, optional: boolean, nullsStay: boolean): Value {
  if (json === undefined) return absent;
  if (json === null) return optional || admitsNull(type) ? absent : wrong;
  switch (type.kind) {
    case "union": {
      const members = type.members.filter((member) => member.kind !== "null");
      const [only] = members;
      if (only !== undefined && members.length === 1) return fromJson(json, only, optional, nullsStay);
      const fitting = members.find((member) => fits(json, member));
      return fitting === undefined ? wrong : fromJson(json, fitting, optional, nullsStay);
    }
    case "null":
      return wrong;
    case "boolean":
      return typeof json === "boolean" ? truthValue(truthOf(json)) : wrong;
    case "string":
      return typeof json === "string" && (type.values === undefined || type.values.includes(json)) ? textValue(json) : wrong;
    case "date":
      return typeof json === "string" ? readDate(json) : wrong;
    case "time":
      return typeof json === "string" ? readTime(json) : wrong;
    case "duration":
      return wrong;
    case "number": {
      if (typeof json !== "number" && !(json instanceof ExactNumber)) return wrong;
      const value = decimalOf(json);
      if (value === undefined) return wrong;
      if (type.integer && !keyOf(value).endsWith("e-0")) return wrong;
      return numberValue(exactly(value), type.integer);
    }
    case "list":
      return isArray(json) ? listValue(json.map((element) => fromJson(element, type.element, false, nullsStay))) : wrong;
    case "record": {
      if (!isRecord(json)) return wrong;
      const fields = new Map(
        Object.keys(json).map((key): [string, Value] => {
          const declared = type.fields.find(({ name }) => name === key);
          return [key, fromJson(json[key], declared?.type ?? anything, declared?.optional ?? true, nullsStay)];
        }),
      );
      return { kind: "record", fields, nullsStay };
    }
    default:
      return plain(json, nullsStay);
  }
}

function plain(json: Json, nullsStay: boolean): Value {
  if (typeof json === "boolean") return truthValue(truthOf(json));
  if (typeof json === "string") return textValue(json);
  if (typeof json === "number" || json instanceof ExactNumber) {
    const value = decimalOf(json);
    return value === undefined ? wrong : numberValue(exactly(value));
  }
  if (isArray(json)) return listValue(json.map((element) => fromJson(element, anything, true, nullsStay)));
  return isRecord(json) ? fromJson(json, { kind: "record", fields: [], open: true }, true, nullsStay) : absent;
}

function admitsNull(type: Type): boolean {
  return type.kind === "null" || type.kind === "json" || (type.kind === "union" && type.members.some(admitsNull));
}

function fits(json: Json, type: Type): boolean {
  const held = (value: Value): boolean => {
    if (value.kind === "unknown") return false;
    if (value.kind === "list") return value.items.every((item) => held(item.value));
    return value.kind !== "record" || [...value.fields.values()].every(held);
  };
  if (type.kind === "record" && isRecord(json)) {
    for (const field of type.fields) if (!field.optional && !Object.hasOwn(json, field.name)) return false;
  }
  return held(fromJson(json, type, false));
}

/** One text for equal known values; undefined where something in it is not known. */
export function identity(value: Value): string | undefined {
  switch (value.kind) {
    case "absent":
    case "unknown":
      return undefined;
    case "truth":
      return value.truth.size === 1 && !value.truth.has("doubt") ? [...value.truth].join() : undefined;
    case "number":
    case "duration":
    case "time": {
      const number = exact(value.range);
      return number === undefined ? undefined : `${value.kind}${value.kind === "time" ? value.zoned : ""} ${keyOf(number)}`;
    }
    case "text":
    case "host":
    case "domain":
      return `text ${value.text}`;
    case "date":
      return `date ${value.text}`;
    case "list": {
      if (value.items.some(({ member, many }) => many || !isYes(member))) return undefined;
      const parts = value.items.map((item) => identity(item.value));
      return parts.includes(undefined) ? undefined : JSON.stringify(parts);
    }
    case "record": {
      const parts = [...value.fields].map(([key, field]) => [key, identity(field)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
      return parts.some(([, part]) => part === undefined) ? undefined : `record ${JSON.stringify(parts)}`;
    }
    case "call":
      return `call ${value.call.step}`;
    case "message":
      return `message ${value.message.index}`;
  }
}

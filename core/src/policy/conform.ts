// Holds recorded values against the types their schema declares: what does not fit is marked, the rest stays the very same
// value. So a condition that reads a mistyped value is in doubt, wherever it reads it.

import { describeType, type Type } from "../semantics/types.ts";
import { ExactNumber, type Json } from "../trace/model.ts";
import { exactFromText, isInteger } from "./numbers.ts";
import { Mistyped, readTagged, Tagged } from "./values.ts";

type Marked = Json | Mistyped | Tagged;

/** The value itself where it fits; else a copy with a `Mistyped` in each place that does not. Null always fits where the place
 * is optional (it is absent then); `required` says that it is not. */
export function conform(value: Json, type: Type, required: boolean): Marked {
  if (value === null) return required && !admitsNull(type) ? new Mistyped(null, describeType(type)) : null;
  switch (type.kind) {
    case "boolean":
      return typeof value === "boolean" ? value : new Mistyped(value, "boolean");
    case "number":
      if (typeof value === "number") return type.integer && !Number.isInteger(value) ? new Mistyped(value, "integer") : value;
      if (!(value instanceof ExactNumber)) return new Mistyped(value, describeType(type));
      return type.integer && !isWhole(value.digits) ? new Mistyped(value, "integer") : value;
    case "string":
      if (typeof value !== "string") return new Mistyped(value, describeType(type));
      return type.values === undefined || type.values.includes(value) ? value : new Mistyped(value, describeType(type));
    case "list": {
      if (!Array.isArray(value)) return new Mistyped(value, describeType(type));
      const items = value as readonly Json[];
      let copy: Marked[] | undefined;
      items.forEach((item, index) => {
        const fitted = conform(item, type.element, true);
        if (fitted !== item) {
          copy ??= [...items];
          copy[index] = fitted;
        }
      });
      return (copy as Json | undefined) ?? value;
    }
    case "record": {
      if (!isRecord(value)) return new Mistyped(value, describeType(type));
      let copy: Record<string, Marked> | undefined;
      for (const field of type.fields) {
        if (!Object.hasOwn(value, field.name)) continue;
        const item = value[field.name] as Json;
        const fitted = conform(item, field.type, !field.optional);
        if (fitted === item) continue;
        copy ??= Object.assign(Object.create(null) as Record<string, Marked>, value);
        copy[field.name] = fitted;
      }
      return (copy as Json | undefined) ?? value;
    }
    case "union": {
      const [only, ...others] = type.members.filter((member) => member.kind !== "null");
      if (only !== undefined && others.length === 0) return conform(value, only, required);
      for (const member of type.members) {
        const fitted = conform(value, member, required);
        if (fits(fitted)) return fitted;
      }
      return new Mistyped(value, describeType(type));
    }
    case "date":
    case "time": {
      const read = typeof value === "string" ? readTagged(type.kind, value) : undefined;
      return read instanceof Tagged ? read : new Mistyped(value, type.kind);
    }
    case "null":
      return new Mistyped(value, "null");
    default:
      return value;
  }
}

function isWhole(digits: string): boolean {
  const exact = exactFromText(digits);
  return exact !== undefined && isInteger(exact);
}

function fits(value: Marked): boolean {
  if (value instanceof Mistyped) return false;
  if (value instanceof Tagged) return true;
  if (Array.isArray(value)) return value.every(fits);
  return isRecord(value) ? Object.values(value).every(fits) : true;
}
function admitsNull(type: Type): boolean {
  return type.kind === "null" || type.kind === "json" || (type.kind === "union" && type.members.some(admitsNull));
}
function isRecord(value: Marked): value is { readonly [key: string]: Json } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber) &&
    !(value instanceof Mistyped) &&
    !(value instanceof Tagged)
  );
}

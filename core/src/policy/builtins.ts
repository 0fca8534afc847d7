// What each built-in function does. The names and signatures are the vocabulary's; the text functions' own rules are in text-values/.
import type { BuiltinName } from "../language/vocabulary.ts";
import { ExactNumber } from "../trace/model.ts";
import { exactFromText } from "./numbers.ts";
import { date, time } from "./text-values/dates.ts";
import { domain, host } from "./text-values/hosts.ts";
import { number } from "./text-values/numbers.ts";
import { Doubt, unknown } from "./truth.ts";
import { Mistyped, RecordValue, Tagged, type Value } from "./values.ts";

export type Builtin = (args: readonly Value[], what: string) => Value;

const onText =
  (read: (text: string) => Value): Builtin =>
  ([value], what) => {
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    if (value instanceof Tagged && (value.kind === "host" || value.kind === "domain")) return read(value.text);
    if (typeof value !== "string") return unknown("type", what);
    return read(value) ?? unknown("malformed", what);
  };

const midnight = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);

/** What the engine evaluates; the checker refuses the rest (semantics/unsupported.ts). */
const table: Partial<Record<BuiltinName, Builtin>> = {
  host: onText((text) => tagged("host", host(text))),
  domain: onText((text) => tagged("domain", domain(text))),
  date: onText((text) => {
    const iso = date(text);
    return iso === undefined ? undefined : new Tagged("date", iso, midnight(iso));
  }),
  time: onText((text) => {
    const read = time(text);
    return read === undefined ? undefined : new Tagged("time", text.trim(), read.milliseconds, read.zoned);
  }),
  number: onText((text) => {
    const read = number(text);
    return read instanceof ExactNumber ? exactFromText(read.digits) : read;
  }),
  lower: onText((text) => text.toLowerCase()),
  length: ([value], what) => {
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    if (typeof value === "string") return [...value].length;
    return Array.isArray(value) ? value.length : unknown("type", what);
  },
  keys: ([value], what) => {
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    return value instanceof RecordValue ? value.keys() : unknown("type", what);
  },
  leaves: ([value], what) => {
    if (value instanceof Doubt) return value;
    return value === undefined ? unknown("absent", what) : leaves(value);
  },
};
export const builtins: ReadonlyMap<string, Builtin> = new Map(Object.entries(table));

function tagged(kind: "host" | "domain", text: string | undefined): Value {
  return text === undefined ? undefined : new Tagged(kind, text);
}

/** The scalars inside, without booleans and nulls; a mistyped one stays as it is, in doubt. */
function leaves(value: Value): readonly Value[] {
  const found: Value[] = [];
  const waiting: Value[] = [value];
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...([...next].reverse() as Value[]));
    else if (next instanceof RecordValue) {
      const record = next;
      waiting.push(
        ...record
          .keys()
          .reverse()
          .map((key) => record.get(key)),
      );
    } else if (next instanceof Mistyped) found.push(unknown("type", "a leaf"));
    else if (next !== undefined && typeof next !== "boolean") found.push(next);
  }
  return found;
}

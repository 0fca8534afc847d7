// What each built-in function does. The names and signatures are the vocabulary's; the text functions' own rules are in text-values/.
import type { BuiltinName } from "../language/vocabulary.ts";
import { ExactNumber } from "../trace/model.ts";
import { tally } from "./folds.ts";
import { exactFromText } from "./numbers.ts";
import { domain, host } from "./text-values/hosts.ts";
import { links } from "./text-values/links.ts";
import { number } from "./text-values/numbers.ts";
import { commandsOf, type ShellCommand, type Texts } from "./text-values/shell/commands.ts";
import { suspicious } from "./text-values/suspicious.ts";
import { and3, Doubt, type Truth3, unknown } from "./truth.ts";
import { asText, type Element, History, Mistyped, openness, RecordValue, readTagged, Tagged, type Value } from "./values.ts";

export type Builtin = (args: readonly Value[], what: string) => Value;

const onText =
  (read: (text: string, what: string) => Value): Builtin =>
  ([value], what) => {
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    const text = asText(value);
    return text === undefined ? unknown("type", what) : (read(text, what) ?? unknown("malformed", what));
  };
/** A value that is already what the function reads texts as stays as it is. */
const once =
  (kind: Tagged["kind"], read: Builtin): Builtin =>
  (args, what) =>
    args[0] instanceof Tagged && args[0].kind === kind ? args[0] : read(args, what);

const table: Readonly<Record<Exclude<BuiltinName, "now">, Builtin>> = {
  host: once(
    "host",
    onText((text) => tagged("host", host(text))),
  ),
  domain: once(
    "domain",
    onText((text) => tagged("domain", domain(text))),
  ),
  date: once(
    "date",
    onText((text) => readTagged("date", text)),
  ),
  time: once(
    "time",
    onText((text) => readTagged("time", text)),
  ),
  number: onText((text) => {
    const read = number(text);
    return read instanceof ExactNumber ? exactFromText(read.digits) : read;
  }),
  links: onText(links),
  suspicious: onText(suspicious),
  commands: onText((line, what) => commandsOf(line)?.map((command) => commandValue(command, unknown("malformed", what)))),
  lower: onText((text) => text.toLowerCase()),
  length: ([value], what) => {
    if (value instanceof Doubt) return value;
    if (value === undefined) return unknown("absent", what);
    const text = asText(value);
    if (text !== undefined) return [...text].length;
    if (value instanceof History) {
      const counted = tally("count", what);
      for (const { member, order } of value.elements) counted.add(member, order, true);
      return counted.result(value.holes);
    }
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

/** A command as a record; what running the line alone would tell is `doubtful`. */
function commandValue({ name, args, flags, writes, reads, upstream }: ShellCommand, doubtful: Doubt): RecordValue {
  const list = ({ items, open }: Texts): Value => {
    const values = items.map((item) => item ?? doubtful);
    if (!open) return values;
    const [reason] = doubtful.reasons;
    if (values.length === 0 || reason === undefined) return doubtful;
    return new History(
      values.map((value, order) => ({ value, member: true, order })),
      { first: Number.NEGATIVE_INFINITY, last: Number.POSITIVE_INFINITY, reason },
    );
  };
  return new RecordValue(
    new Map<string, Value>([
      ["name", name ?? doubtful],
      ["args", list(args)],
      ["flags", list(flags)],
      ["writes", list(writes)],
      ["reads", list(reads)],
      ["upstream", list(upstream)],
    ]),
  );
}

/** The scalars inside, without booleans and nulls. What an unknown part may hold leaves the list open, as the first one is. */
function leaves(value: Value): Value {
  const found: Element[] = [];
  let unclear: Doubt | undefined;
  const waiting: { readonly value: Value; readonly member: Truth3 }[] = [{ value, member: true }];
  while (waiting.length > 0) {
    const { value: next, member = true } = waiting.pop() ?? {};
    const wait = (values: readonly Value[], members?: readonly Truth3[]): void => {
      for (let at = values.length - 1; at >= 0; at--) waiting.push({ value: values[at], member: and3(member, members?.[at] ?? true) });
    };
    if (Array.isArray(next)) wait(next);
    else if (next instanceof RecordValue) wait(next.keys().map((key) => next.get(key)));
    else if (next instanceof History)
      wait([...next.elements.map((element) => element.value), openness(next)], [...next.elements.map((element) => element.member), true]);
    else if (next instanceof Mistyped) unclear ??= unknown("type", "a leaf");
    else if (next instanceof Doubt) unclear ??= next;
    else if (next !== undefined && typeof next !== "boolean") found.push({ value: next, member, order: found.length });
  }
  const [reason] = unclear?.reasons ?? [];
  if (unclear !== undefined && (found.length === 0 || reason === undefined)) return unclear;
  if (reason === undefined && found.every(({ member }) => member === true)) return found.map((element) => element.value);
  return new History(found, reason === undefined ? undefined : { first: Number.NEGATIVE_INFINITY, last: Number.POSITIVE_INFINITY, reason });
}

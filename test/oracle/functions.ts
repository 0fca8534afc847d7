// The functions of the oracle (R-FUN). What a text says, a host or a date, is read by the product's own readers of texts.
import { under } from "../../core/src/policy/paths.ts";
import { domain, host } from "../../core/src/policy/text-values/hosts.ts";
import { links } from "../../core/src/policy/text-values/links.ts";
import { number } from "../../core/src/policy/text-values/numbers.ts";
import { commandsOf, type Texts } from "../../core/src/policy/text-values/shell/commands.ts";
import { suspicious } from "../../core/src/policy/text-values/suspicious.ts";
import type { Env } from "./evaluate.ts";
import { textOf } from "./evaluate.ts";
import { add, contribution, exactly, whole, zero } from "./ranges.ts";
import { and, blamed, doubt, type Truth, truthOf, yes } from "./truth.ts";
import {
  decimalOf,
  type Item,
  listValue,
  numberValue,
  readDate,
  readTime,
  textValue,
  truth,
  truthValue,
  unclear,
  unknownOf,
  unrecorded,
  type Value,
  wrong,
} from "./values.ts";

/** Only what was recorded is there though it cannot be read (R-UNK-4). */
const given = (value: Value): Value => (value === wrong ? unclear : value);

export function callFunction(name: string, values: readonly Value[]): Value {
  const [value = unclear] = values;
  const missing = unknownOf(value);
  if (missing !== undefined) return missing;
  if (value.kind === name && (name === "host" || name === "domain" || name === "date" || name === "time")) return value;
  const text = textOf(value);
  switch (name) {
    case "host": {
      const found = text === undefined ? undefined : host(text);
      return found === undefined ? unclear : { kind: "host", text: found };
    }
    case "domain": {
      const found = text === undefined ? undefined : domain(text);
      return found === undefined ? unclear : { kind: "domain", text: found };
    }
    case "date":
      return value.kind === "text" ? given(readDate(value.text)) : unclear;
    case "time":
      return value.kind === "text" || value.kind === "date" ? given(readTime(value.text)) : unclear;
    case "number": {
      const found = text === undefined ? undefined : number(text);
      const decimal = found === undefined ? undefined : decimalOf(found);
      return decimal === undefined ? unclear : numberValue(exactly(decimal));
    }
    case "lower":
      return text === undefined ? unclear : textValue(text.toLowerCase());
    case "length": {
      if (text !== undefined) return numberValue(exactly(whole([...text].length)));
      if (value.kind !== "list") return unclear;
      const one = exactly(whole(1));
      return numberValue(value.items.map((item) => contribution(item.member, one, item.many)).reduce(add, exactly(zero)));
    }
    case "links":
      return text === undefined ? unclear : listValue(links(text).map(textValue));
    case "suspicious":
      return text === undefined ? unclear : truthValue(truthOf(suspicious(text)));
    case "commands": {
      const commands = text === undefined ? undefined : commandsOf(text);
      if (commands === undefined) return unclear;
      return listValue(
        commands.map((command) => {
          const { name, args, flags, writes, reads, upstream } = command;
          const lists = Object.entries({ args, flags, writes, reads, upstream }).map(([key, texts]): [string, Value] => [
            key,
            textList(texts),
          ]);
          return { kind: "record", fields: new Map([["name", told(name)], ...lists]), nullsStay: false };
        }),
      );
    }
    case "keys":
      if (value.kind !== "record") return unclear;
      return listValue([...value.fields].filter(([, field]) => value.nullsStay || field.kind !== "absent").map(([key]) => textValue(key)));
    case "leaves":
      return leavesOf(value);
    default:
      return unclear;
  }
}

/** R-FUN-6: what cannot be told of a command is unknown. */
const told = (text: string | undefined): Value => (text === undefined ? unclear : textValue(text));
function textList({ items, open }: Texts): Value {
  const known: Item[] = items.map((text) => ({ value: told(text), member: yes, many: false }));
  if (!open) return { kind: "list", items: known };
  return known.length === 0 ? unclear : { kind: "list", items: [...known, { value: unclear, member: doubt, many: true }] };
}

/** R-FUN-3: an unknown part leaves the list open, as the first one is. */
function leavesOf(value: Value): Value {
  const all = leaves(value);
  const open = all.find((item) => item.value.kind === "unknown");
  const known = all.filter((item) => item.value.kind !== "unknown");
  if (open === undefined) return { kind: "list", items: known };
  const blame = open.value.kind === "unknown" && open.value.byRecording;
  if (known.length === 0) return blame ? unrecorded : unclear;
  // Nobody knows where what it holds would stand.
  const more: Item = { value: open.value, member: blame ? blamed : doubt, many: true };
  return { kind: "list", items: [more, ...known, more] };
}

function leaves(value: Value): readonly Item[] {
  switch (value.kind) {
    case "absent":
    case "truth":
      return [];
    case "list":
      return value.items.flatMap((item) =>
        leaves(item.value).map((leaf) => ({ ...leaf, member: and(item.member, leaf.member), many: leaf.many || item.many })),
      );
    case "record":
      return [...value.fields.values()].flatMap(leaves);
    default:
      return listItems(value);
  }
}
function listItems(value: Value): readonly Item[] {
  const list = listValue([value]);
  return list.kind === "list" ? list.items : [];
}

/** R-OP-10. */
export function pathUnder(path: Value, directory: Value, env: Env): Truth {
  const [inner, outer] = [textOf(path), textOf(directory)];
  if (inner === undefined || outer === undefined) return truth(unknownOf(path, directory) ?? wrong);
  const context = env.world.contextValue();
  const known = (name: string): Value => (context.kind === "record" ? (context.fields.get(name) ?? { kind: "absent" }) : context);
  const [cwd, home] = [known("cwd"), known("home")];
  const found = under(inner, outer, textOf(cwd), textOf(home));
  return typeof found === "boolean" ? truthOf(found) : doubt;
}

// Provenance of the oracle (R-FROM, R-CARR): every text is looked through, one by one, every time.
import type { Expr, Source } from "../../core/src/language/ast.ts";
import { findDates, findTimes } from "../../core/src/policy/text-values/dates.ts";
import { findHosts } from "../../core/src/policy/text-values/hosts.ts";
import { normalise } from "../../core/src/policy/text-values/normalise.ts";
import { canonicalNumber, findNumbers } from "../../core/src/policy/text-values/numbers.ts";
import { ExactNumber, type Json } from "../../core/src/trace/model.ts";
import { condition, type Env, evaluate, textOf } from "./evaluate.ts";
import { settledValue } from "./folds.ts";
import { selects } from "./history.ts";
import { compare, decimal, exact, keyOf } from "./ranges.ts";
import { and, blamed, doubt, isNo, no, not, or, type Truth, truthOf, yes } from "./truth.ts";
import { isArray, isRecord, numberText, truth, unknownOf, type Value, wrong } from "./values.ts";
import type { Call } from "./world.ts";

interface SourceText {
  readonly text: string;
  readonly belongs: Truth;
  /** The call whose arguments this text may be an echo of (R-FROM-8). */
  readonly echoes: Call | undefined;
}
interface Collected {
  readonly texts: readonly SourceText[];
  /** Where a text of the source may stand that the recording does not show. */
  readonly holes: readonly Truth[];
}

export function from(left: Expr, source: Source, env: Env): Truth {
  const found = evaluate(left, env);
  const value: Value = found.kind === "number" ? { ...found, declared: isInteger(left, env) } : found;
  const missing = unknownOf(settledValue(value));
  if (missing !== undefined) return truth(missing);
  if (value.kind === "truth") return no;
  if (value.kind === "list" || value.kind === "record" || value.kind === "call" || value.kind === "message" || value.kind === "duration") {
    return doubt;
  }
  const { texts, holes } = collect(source, env, false);
  const drawn = (echoes: Call | undefined): Truth => (echoes === undefined ? yes : not(standsInArguments(value, echoes)));
  return or(no, ...texts.map(({ text, belongs, echoes }) => and(belongs, stands(value, text), drawn(echoes))), ...holes);
}

/** R-FROM-9: whether the expression is of the type integer; an argument, by the tool of this call; a parameter, as what it was given. */
export function isInteger(left: Expr, { world, params, names }: Env): boolean {
  if (left.kind === "name" && params.has(left.name)) {
    const given = names.get(left.name);
    return given?.kind === "number" && given.declared;
  }
  const named = left.kind === "field" && left.target.kind === "name" && left.target.name === "args" ? left.field.text : undefined;
  const type =
    named === undefined ? world.analysis.typeOf(left) : world.tool(world.now)?.params.find((param) => param.name === named)?.type;
  return type?.kind === "number" && type.integer;
}

function collect(source: Source, env: Env, raw: boolean): Collected {
  switch (source.kind) {
    case "any": {
      const all = source.sources.map((one) => collect(one, env, raw));
      return { texts: all.flatMap(({ texts }) => texts), holes: all.flatMap(({ holes }) => holes) };
    }
    case "user":
    case "system":
      return messages(source.kind, env);
    case "trusted": {
      const all = [messages("user", env), messages("system", env), results(source, env, raw)];
      return { texts: all.flatMap(({ texts }) => texts), holes: all.flatMap(({ holes }) => holes) };
    }
    case "untrusted":
    case "result":
      return results(source, env, raw);
    case "error":
      return { texts: [], holes: [doubt] };
  }
}

/** R-FROM-4. */
function messages(role: "user" | "system", { world }: Env): Collected {
  const texts: SourceText[] = [];
  const holes: Truth[] = [];
  for (const entry of world.entries) {
    if (entry.kind === "gap") holes.push(blamed);
    else if (entry.kind !== "call" && entry.kind === role) texts.push({ text: entry.message.event.text, belongs: yes, echoes: undefined });
  }
  if (role === "user" && texts.length === 0) holes.push(blamed);
  return { texts, holes };
}

function results(source: Source, env: Env, raw: boolean): Collected {
  const { world } = env;
  const texts: SourceText[] = [];
  const holes: Truth[] = [];
  for (const entry of world.entries) {
    if (entry.kind === "gap") holes.push(blamed);
    if (entry.kind !== "call" || world.sameBatch(entry.call)) continue;
    const { call } = entry;
    const refused = call.event.fate === "refused";
    const echoes = source.kind === "untrusted" || raw ? undefined : call;
    const result = world.result(call);
    if (result === undefined) {
      const may = world.pending(call) ? doubt : blamed;
      if (!refused && !isNo(mayBelong(source, call, env))) holes.push(may);
      continue;
    }
    const belongs = (path: readonly string[]): Truth => {
      if (source.kind === "untrusted") return refused ? yes : not(covered(call, path, env));
      if (refused) return no;
      return source.kind === "trusted" ? covered(call, path, env) : matchesResult(source, call, env);
    };
    const structure = world.structure(result);
    if (structure === undefined) texts.push({ text: result.text, belongs: belongs([]), echoes });
    else {
      for (const { text, path } of textsOf(structure, [])) texts.push({ text, belongs: belongs(path), echoes });
      if (raw) texts.push({ text: result.text, belongs: belongs([]), echoes });
    }
  }
  return { texts, holes };
}

function matchesResult(source: Source, call: Call, env: Env): Truth {
  if (source.kind !== "result" || !selects(env.world, source.of.selector, call)) return no;
  return condition(source.of.where, { ...env, it: { kind: "call", call } });
}

/** Whether a `trusted` statement covers the text at the path of a call's result (R-FROM-6). */
function covered(call: Call, path: readonly string[] | undefined, env: Env): Truth {
  const { world } = env;
  const statements = world.analysis.trusted.map(({ statement: { pattern, only } }) => {
    if (!selects(world, pattern.selector, call)) return no;
    const names = new Map<string, Value>(pattern.binder === undefined ? [] : [[pattern.binder.text, { kind: "call", call }]]);
    const where = condition(pattern.where, { ...env, names, it: { kind: "call", call } });
    const inside =
      path === undefined || only === undefined || only.some(({ segments }) => segments.every((segment, at) => path[at] === segment));
    return inside ? where : no;
  });
  return and(not(world.failed(call)), or(no, ...statements));
}

/** Whether a result that has not come may belong to the source. */
function mayBelong(source: Source, call: Call, env: Env): Truth {
  if (source.kind === "untrusted") return yes;
  if (source.kind === "result") return matchesResult(source, call, env);
  return covered(call, undefined, env);
}
/** R-FROM-2: scalars and keys, with the path of what they stand in. */
function textsOf(json: Json, path: readonly string[]): readonly { readonly text: string; readonly path: readonly string[] }[] {
  if (typeof json === "string") return [{ text: json, path }];
  if (typeof json === "number" || json instanceof ExactNumber) return [{ text: numberText(json), path }];
  if (isArray(json)) return json.flatMap((element) => textsOf(element, path));
  if (!isRecord(json)) return [];
  return Object.keys(json).flatMap((key) => [{ text: key, path }, ...textsOf(json[key] ?? null, [...path, key])]);
}

function standsInArguments(value: Value, { event: { args } }: Call): Truth {
  if (args.kind === "redacted") return blamed;
  if (args.kind === "malformed") return doubt;
  return or(no, ...textsOf(args.value, []).map(({ text }) => stands(value, text)));
}

const wordCharacter = (point: string | undefined): boolean => point !== undefined && /^[\p{L}\p{N}\p{M}_]$/u.test(point);

function stands(value: Value, raw: string): Truth {
  const text = normalise(raw);
  switch (value.kind) {
    case "text":
      return textStands(normalise(value.text), text);
    case "number": {
      const number = exact(value.range);
      if (number === undefined || typeof number === "string") return doubt;
      const places = findNumbers(text).filter(({ key }) => {
        const other = decimal(key);
        return other === undefined ? key === canonicalNumber(`${number.digits}e-${number.scale}`) : compare(other, number) === 0;
      });
      if (places.length === 0) return no;
      const digits = keyOf(number).replace(/e-.*/, "");
      if (!value.declared || digits.length >= 4) return yes;
      return places.some(({ start, end }) => start === 0 && end === text.length) ? yes : doubt;
    }
    case "date":
      return truthOf(findDates(text).some(({ key }) => key === value.text || key === value.text.slice(5)));
    case "time": {
      const at = exact(value.range);
      const times = findTimes(text).filter(({ time }) => {
        const milliseconds = decimal(String(time.milliseconds));
        return at !== undefined && milliseconds !== undefined && compare(milliseconds, at) === 0;
      });
      return times.some(({ time }) => time.zoned === value.zoned) ? yes : times.length > 0 ? doubt : no;
    }
    case "host":
    case "domain":
      return truthOf(findHosts(raw).some(({ host, kind }) => host === value.text && (kind !== "email" || value.kind === "domain")));
    default:
      return truth(wrong);
  }
}

/** R-FROM-9, R-FROM-11. */
function textStands(sought: string, text: string): Truth {
  if (sought === "") return no;
  if (sought === text) return yes;
  const bounded = (outward: readonly string[]): boolean =>
    !wordCharacter(outward[0]) &&
    !(outward[0] !== undefined && ".-@/%\u2010\u2212\u2044\u2215".includes(outward[0]) && wordCharacter(outward[1]));
  let found = false;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    if (sought.startsWith("/") && /[~.]$/.test(text.slice(0, at))) continue;
    if (bounded([...text.slice(0, at)].reverse()) && bounded([...text.slice(at + sought.length)])) found = true;
  }
  if (!found) return no;
  return [...sought].length < 4 && !/\p{L}/u.test(sought) ? doubt : yes;
}

/** R-CARR-1, R-CARR-2. */
export function carries(value: Value, source: Source, env: Env): Truth {
  const missing = unknownOf(settledValue(value));
  if (missing !== undefined) return truth(missing);
  if (source.kind === "any") return or(no, ...source.sources.map((one) => carries(value, one, env)));
  const own = value.kind === "number" ? numberIn(value) : textOf(value);
  if (value.kind === "truth") return no;
  if (own === undefined) return doubt;
  const { texts, holes } = collect(source, env, true);
  const shortest = source.kind === "result" ? 6 : 8;
  if (normalise(own).length < 24 && tokensOf(normalise(own), shortest).size === 0) return no;
  return or(no, ...texts.map(({ text, belongs }) => and(belongs, truthOf(sharesPiece(own, text, shortest)))), ...holes);
}

function numberIn({ range }: Extract<Value, { kind: "number" }>): string | undefined {
  const number = exact(range);
  if (number === undefined || typeof number === "string") return undefined;
  const digits = String(number.digits < 0n ? -number.digits : number.digits).padStart(number.scale + 1, "0");
  const point = digits.length - number.scale;
  const fraction = digits.slice(point).replace(/0+$/, "");
  return `${number.digits < 0n ? "-" : ""}${digits.slice(0, point)}${fraction === "" ? "" : `.${fraction}`}`;
}

function sharesPiece(left: string, right: string, shortest: number): boolean {
  const [a, b] = [normalise(left), normalise(right)];
  for (let at = 0; at + 24 <= a.length; at++) if (b.includes(a.slice(at, at + 24))) return true;
  const others = tokensOf(b, shortest);
  return [...tokensOf(a, shortest)].some((token) => others.has(token));
}

function tokensOf(text: string, shortest: number): ReadonlySet<string> {
  return new Set(
    (text.match(/[\p{L}\p{N}\p{M}_.-]+/gu) ?? [])
      .map((token) => token.replace(/^[-_.]+|[-_.]+$/g, ""))
      .filter((token) => [...token].length >= shortest && /\p{L}/u.test(token) && /\p{N}/u.test(token)),
  );
}

// Folds of the oracle (R-FOLD).
import type { ExprOf } from "../../core/src/language/ast.ts";
import { asMembership, condition, type Env, evaluate } from "./evaluate.ts";
import { add, type Bound, contribution, exact, exactly, greatest, least, type Range, whole, zero } from "./ranges.ts";
import { and, isNo, isYes, no, not, or, type Truth, yes } from "./truth.ts";
import {
  absent,
  type Item,
  identity,
  numberValue,
  textValue,
  truth,
  truthValue,
  unclear,
  unknownOf,
  unrecorded,
  type Value,
} from "./values.ts";

interface Element extends Item {
  readonly env: Env;
}

export function fold(at: ExprOf<"fold">, env: Env): Value {
  const list = evaluate(at.list, env);
  const found = itemsOf(list);
  if (found === undefined) return unknownOf(list) ?? unclear;
  const elements = found.map(({ item, second }): Element => {
    const names = new Map(env.names);
    if (at.binder !== undefined) names.set(at.binder.text, item.value);
    if (at.second !== undefined) names.set(at.second.text, second);
    const inner = at.binder === undefined ? { ...env, it: item.value } : { ...env, names };
    // R-FOLD-11: nothing is asked of a gap's elements.
    return { ...item, env: inner, member: item.many ? item.member : and(item.member, condition(at.where, inner)) };
  });
  const holds = (element: Element): Truth => (element.many ? element.member : condition(at.body, element.env));
  const bodyOf = (element: Element): Value => (at.body === undefined || element.many ? element.value : evaluate(at.body, element.env));
  const measured = (element: Element): Value => settledValue(bodyOf(element));
  switch (at.fold) {
    case "any":
    case "none": {
      const any = or(no, ...elements.map((element) => and(element.member, holds(element))));
      return truthValue(at.fold === "any" ? any : not(any));
    }
    case "all": {
      const itself = (element: Element): Truth => truth(bodyOf(element));
      return truthValue(and(yes, ...elements.map((element) => not(and(element.member, not(itself(element)))))));
    }
    case "count": {
      const one = exactly(whole(1));
      const parts = elements.map((element) => contribution(and(element.member, holds(element)), one, element.many));
      return numberValue(parts.reduce(add, exactly(zero)));
    }
    case "sum":
      return sum(elements.map((element) => ({ ...element, value: measured(element) })));
    case "min":
    case "max":
      return extreme(
        at.fold,
        elements.map((element) => ({ ...element, value: measured(element) })),
      );
    case "distinct":
      return distinct(elements.map((element) => ({ ...element, value: measured(element) })));
    case "first":
    case "last": {
      // What a list may hold beside what could be told may stand anywhere in it; a gap stands at its place.
      const open = elements.find(({ many, member }) => many && member.has("doubt"));
      if (open !== undefined) return asMembership(open.member);
      for (const element of at.fold === "first" ? elements : [...elements].reverse()) {
        if (isNo(element.member)) continue;
        return isYes(element.member) && !element.many ? bodyOf(element) : asMembership(element.member);
      }
      return absent;
    }
  }
}

/** R-FOLD-9: what lies in a range is unknown as the range is. */
export function settledValue(value: Value): Value {
  if (value.kind !== "number" || exact(value.range) !== undefined) return value;
  return value.range.byRecording ? unrecorded : unclear;
}

function itemsOf(list: Value): readonly { readonly item: Item; readonly second: Value }[] | undefined {
  if (list.kind === "list") {
    let before = exactly(zero);
    return list.items.map((item) => {
      const second = numberValue(before);
      before = add(before, contribution(item.member, exactly(whole(1)), item.many));
      return { item, second };
    });
  }
  if (list.kind !== "record") return undefined;
  return [...list.fields]
    .filter(([, value]) => list.nullsStay || value.kind !== "absent")
    .map(([key, value]) => ({ item: { value, member: yes, many: false }, second: textValue(key) }));
}

/** What is unknown of a fold of elements of which some are: R-FOLD-9, R-FOLD-10. */
function unknownFold(items: readonly Item[]): Value {
  const byRecording = items.every(({ value, member }) => {
    const missing = unknownOf(value);
    return !member.has("doubt") && (missing === undefined || missing === unrecorded);
  });
  return byRecording ? unrecorded : unclear;
}
const isSure = ({ member, many }: Item): boolean => isYes(member) && !many;
const possibleOf = (items: readonly Item[]): readonly Item[] => items.filter((item) => !isNo(item.member));
/** Those that make the fold unknown: of unknown membership, or with an unknown value. */
const uncertainOf = (items: readonly Item[]): readonly Item[] =>
  possibleOf(items).filter((item) => !isSure(item) || unknownOf(item.value) !== undefined);

const isNoNumber = ({ value }: Item): boolean => value.kind !== "number" && unknownOf(value) === undefined;

/** R-FOLD-5. */
export function sum(items: readonly Item[]): Value {
  const possible = possibleOf(items);
  if (possible.some(isNoNumber)) return unclear;
  if (possible.some(({ value, many }) => many || unknownOf(value) !== undefined)) return unknownFold(uncertainOf(items));
  const ranges = possible.map(({ value, member }) => {
    return value.kind === "number" ? contribution(member, value.range, false) : undefined;
  });
  if (ranges.includes(undefined)) return unclear;
  return numberValue(ranges.reduce<Range>((all, range) => add(all, range ?? exactly(zero)), exactly(zero)));
}

/** R-FOLD-6, R-FOLD-9. */
function extreme(which: "min" | "max", items: readonly Item[]): Value {
  const possible = possibleOf(items);
  if (possible.length === 0) return absent;
  const uncertain = uncertainOf(items);
  if (possible.some(isNoNumber)) return unclear;
  if (possible.some(({ value, many }) => many || unknownOf(value) !== undefined)) return unknownFold(uncertain);
  const ranges = possible.map(({ value, member }) => (value.kind === "number" ? { range: value.range, sure: isYes(member) } : undefined));
  if (ranges.includes(undefined)) return unclear;
  const known = ranges.flatMap((one) => (one === undefined ? [] : [one]));
  const [sure, ...more] = known.filter((one) => one.sure);
  if (sure === undefined) return unknownFold(uncertain);
  const pick = which === "min" ? least : greatest;
  const all = (bound: (range: Range) => Bound): Bound => pick(bound(sure.range), ...known.map(({ range }) => bound(range)));
  const certain = (bound: (range: Range) => Bound): Bound => pick(bound(sure.range), ...more.map(({ range }) => bound(range)));
  const byRecording = unknownFold(uncertain) === unrecorded && known.every(({ range }) => exact(range) !== undefined || range.byRecording);
  return numberValue(
    which === "min"
      ? { low: all((range) => range.low), high: certain((range) => range.high), byRecording }
      : { low: certain((range) => range.low), high: all((range) => range.high), byRecording },
  );
}

const scalars: ReadonlySet<Value["kind"]> = new Set<Value["kind"]>(["text", "number", "truth", "host", "domain"]);

/** R-FOLD-7, R-FOLD-9. */
export function distinct(items: readonly Item[]): Value {
  const possible = possibleOf(items);
  const uncertain = uncertainOf(items);
  if (possible.some(({ value, many }) => !many && unknownOf(value) === undefined && !scalars.has(value.kind))) return unclear;
  if (possible.some(({ value, many }) => !many && unknownOf(value) !== undefined)) return unknownFold(uncertain);
  const different = (some: readonly Item[]): number => new Set(some.flatMap(({ value }) => identity(value) ?? [])).size;
  const endless = possible.some(({ many }) => many);
  return numberValue({
    low: whole(different(possible.filter(isSure))),
    high: endless ? "+inf" : whole(different(possible)),
    byRecording: unknownFold(uncertain) === unrecorded,
  });
}

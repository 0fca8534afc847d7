// What could be said of an argument, by the values that it had: conditions as the language writes them, the narrowest that a
// person would write first. Whether one holds is for the engine to say, not for this file.
import { host } from "../policy/text-values/hosts.ts";
import type { Json } from "../trace/model.ts";
import { ExactNumber } from "../trace/model.ts";
import { literalOf, stringLiteral } from "./literal-text.ts";

/** The values that stood in one place. */
export class ValuesSeen {
  count = 0;
  readonly values = new Map<string, Json>();
  /** Whether there were more than are kept. */
  isCut = false;
  /** For lists: their elements, and whether one was empty. */
  elements: ValuesSeen | undefined;
  hasEmptyList = false;
  readonly kinds = new Set<string>();

  add(value: Json): void {
    this.count++;
    this.kinds.add(kindOf(value));
    if (Array.isArray(value)) {
      this.elements ??= new ValuesSeen();
      if (value.length === 0) this.hasEmptyList = true;
      for (const one of (value as readonly Json[]).slice(0, keptElements)) this.elements.add(one);
      if (value.length > keptElements) this.elements.isCut = true;
    } else if (value === null || typeof value !== "object" || value instanceof ExactNumber) {
      const key = value instanceof ExactNumber ? `n${value.digits}` : `${typeof value} ${String(value)}`;
      if (this.values.has(key)) return;
      if (this.values.size >= keptValues) this.isCut = true;
      else this.values.set(key, value);
    }
  }
}

const keptElements = 200;
const keptValues = 60;
/** More than these in a list is no list of choices. */
const fewValues = 8;
const longestLiteral = 100;

const kindOf = (value: Json): string =>
  value === null ? "null" : Array.isArray(value) ? "list" : value instanceof ExactNumber ? "number" : typeof value;

/** `sources` are the tools whose results a value may have come from. */
export function candidates(place: string, seen: ValuesSeen, isOptional: boolean, sources: readonly string[]): readonly string[] {
  const found = [...plain(place, seen, sources)];
  return isOptional
    ? found.map((condition) => `(not has ${place} or ${/ (?:and|or) /.test(condition) ? `(${condition})` : condition})`)
    : found;
}

function* plain(place: string, seen: ValuesSeen, sources: readonly string[]): Iterable<string> {
  const [only] = seen.kinds;
  if (only === undefined || seen.kinds.size > 1) return;
  if (only === "list") {
    if (seen.elements === undefined || seen.elements.count === 0) return;
    for (const condition of scalar("x", seen.elements, sources)) {
      const all = `all(x in ${place}: ${condition})`;
      yield seen.hasEmptyList ? all : `any(${place}) and ${all}`;
    }
  } else if (only !== "object" && only !== "null") yield* scalar(place, seen, sources);
}

function* scalar(place: string, seen: ValuesSeen, sources: readonly string[]): Iterable<string> {
  if (seen.kinds.size !== 1) return;
  const values = [...seen.values.values()];
  const literals = seen.isCut ? [] : values.flatMap((value) => literalOf(value) ?? []).filter((one) => one.length <= longestLiteral);
  const isWhole = literals.length === values.length && literals.length > 0;
  const texts = values.filter((value) => typeof value === "string");
  const isRepeated = seen.count >= 2 && seen.count >= 3 * literals.length;
  if (isWhole && isRepeated && literals.length === 1) yield `${place} == ${literals[0]}`;
  if (isWhole && isRepeated && literals.length <= fewValues / 2 && texts.length > 0) yield `${place} in [${literals.join(", ")}]`;
  if (seen.kinds.has("boolean")) return;
  if (texts.length > 0 && texts.every((text) => /^https?:/i.test(text))) {
    yield `host(${place}) from user`;
    const hosts = [...new Set(texts.flatMap((text) => host(text) ?? []))].map(stringLiteral);
    if (!seen.isCut && hosts.length > 0 && hosts.length <= fewValues) yield oneOf(`host(${place})`, hosts);
  }
  if (texts.length > 0 && texts.every((text) => /^\d{4}-\d{2}-\d{2}/.test(text))) yield `date(${place}) from user`;
  yield `${place} from user`;
  for (const tool of sources) yield `${place} from result of ${tool}`;
  for (const tool of sources) yield `${place} from (user, result of ${tool})`;
  if (texts.length > 0 && !seen.isCut) {
    const folder = commonFolder(texts);
    if (folder !== undefined) yield `${place} under ${stringLiteral(folder)}`;
    const domains = [...new Set(texts.map((text) => /^[^\s@]+@([a-z0-9.-]+)$/i.exec(text)?.[1]?.toLowerCase()))];
    if (domains.length <= fewValues && domains.every((domain) => domain !== undefined))
      yield oneOf(`domain(${place})`, domains.map(stringLiteral));
  }
  const numbers = values.filter((value) => typeof value === "number");
  if (!seen.isCut && numbers.length === values.length && numbers.length > 0) {
    const most = literalOf(Math.max(...numbers));
    if (most !== undefined) yield `${place} <= ${most}`;
  }
  // A few words of prose are no choices; what is no prose, or came again and again, may be.
  const isChoice = seen.count >= 2 * literals.length || texts.every((text) => !/\s/.test(text));
  if (isWhole && isChoice && literals.length <= fewValues) yield oneOf(place, literals);
}

const oneOf = (place: string, literals: readonly string[]): string =>
  literals.length === 1 ? `${place} == ${literals[0]}` : `${place} in [${literals.join(", ")}]`;

/** The deepest folder that all absolute paths lie in; the root is none. */
function commonFolder(paths: readonly string[]): string | undefined {
  if (!paths.every((path) => path.startsWith("/") && path.length < 500)) return undefined;
  const [first = [], ...others] = paths.map((path) => path.split("/").slice(0, -1));
  const shared = first.filter((_, at) =>
    others.every((other) => first.slice(0, at + 1).every((segment, index) => other[index] === segment)),
  );
  return shared.length > 1 ? shared.join("/") : undefined;
}

// What recorded runs hold, counted: tools, the names of their arguments and of their results' fields, and the values that
// stood there. Bounded whatever the runs hold; what it gives is recorded text, which nobody vouches for.
import { parseStructured } from "../trace/encodings/structured.ts";
import type { Event, Json, JsonRecord, ResultEvent } from "../trace/model.ts";
import { ExactNumber } from "../trace/model.ts";

export interface Seen {
  readonly times: number;
  readonly runs: number;
}
export interface SeenValue extends Seen {
  readonly value: string | number | boolean;
}

/** What may be kept. `text` is the longest string, in UTF-16 units: longer ones are prose, not values to write down. */
const limits = { tools: 500, paths: 100, values: 300, text: 120, depth: 4, items: 50, result: 200_000 };

class Count implements Seen {
  times = 0;
  runs = 0;
  #last = -1;

  add(run: number): void {
    this.times++;
    if (this.#last === run) return;
    this.#last = run;
    this.runs++;
  }
}

class Place extends Count {
  readonly values = new Map<string | number | boolean, Count>();
}

interface SeenTool {
  readonly count: Count;
  /** By path: the argument, then keys, `[]` for the elements of a list. */
  readonly places: Map<string, Place>;
  readonly results: Map<string, Place>;
}

/** Where values stand: in the arguments or results of calls of tools (of any, where nothing says of which), or in the context. */
export interface ValuePlace {
  readonly of: "args" | "result" | "context";
  readonly tools: readonly string[] | undefined;
  readonly path: readonly Step[];
}

/** One step of a path into a value; `undefined` for the elements of a list. */
export type Step = string | undefined;
const pathKey = (path: readonly Step[]): string => path.map((step) => (step === undefined ? "[]" : JSON.stringify(step))).join("");

export class Evidence {
  readonly #tools = new Map<string, SeenTool>();
  readonly #context = new Map<string, Place>();
  #runs = 0;

  get runs(): number {
    return this.#runs;
  }

  /** Counts one run. */
  add(events: Iterable<Event>, context: JsonRecord | undefined): void {
    const run = this.#runs++;
    if (context !== undefined) takeParts(this.#context, "", context, run, 0);
    const toolOf = new Map<number, SeenTool>();
    for (const event of events) {
      if (event.kind === "result" && !event.failed) {
        const tool = toolOf.get(event.call);
        const value = tool && structureOf(event);
        if (tool !== undefined && value !== undefined) takeParts(tool.results, "", value, run, 0);
      }
      if (event.kind !== "call") continue;
      let tool = this.#tools.get(event.tool);
      if (tool === undefined) {
        if (this.#tools.size >= limits.tools) continue;
        tool = { count: new Count(), places: new Map(), results: new Map() };
        this.#tools.set(event.tool, tool);
      }
      tool.count.add(run);
      toolOf.set(event.call, tool);
      if (event.args.kind === "record") takeParts(tool.places, "", event.args.value, run, 0);
    }
  }

  tool(name: string): Seen | undefined {
    return this.#tools.get(name)?.count;
  }

  /** All tools seen, by name. */
  tools(): ReadonlyMap<string, Seen> {
    return new Map([...this.#tools].map(([name, { count }]) => [name, count]));
  }

  /** The names of the fields at a place; those of arguments where the path is empty. */
  names({ of, tools, path }: ValuePlace): ReadonlyMap<string, Seen> {
    const above = pathKey(path);
    const found = new Map<string, { times: number; runs: number }>();
    for (const places of this.#placesOf(of, tools))
      for (const [below, count] of places) {
        const name = below.startsWith(above) ? topLevel(below.slice(above.length)) : undefined;
        if (name === undefined) continue;
        const before = found.get(name) ?? { times: 0, runs: 0 };
        found.set(name, { times: before.times + count.times, runs: before.runs + count.runs });
      }
    return found;
  }

  /** The values at a place, the most frequent first. Runs that called several of the tools are counted for each. */
  values({ of, tools, path }: ValuePlace): readonly SeenValue[] {
    return ranked(this.#placesOf(of, tools), pathKey(path));
  }

  #placesOf(of: ValuePlace["of"], tools: readonly string[] | undefined): readonly ReadonlyMap<string, Place>[] {
    if (of === "context") return [this.#context];
    const seen = tools === undefined ? [...this.#tools.values()] : [...new Set(tools)].flatMap((name) => this.#tools.get(name) ?? []);
    return seen.map(({ places, results }) => (of === "args" ? places : results));
  }
}

/** What a policy reads as the result's fields. What is too long for a look is left out. */
function structureOf({ structured, text, form }: ResultEvent): Json | undefined {
  if (structured !== undefined) return structured;
  return text.length > limits.result ? undefined : parseStructured(text, form);
}

function take(places: Map<string, Place>, path: string, value: Json, run: number, depth: number): void {
  let place = places.get(path);
  if (place === undefined) {
    if (places.size >= limits.paths || path.length > 400) return;
    place = new Place();
    places.set(path, place);
  }
  place.add(run);
  if (value === null || value instanceof ExactNumber) return;
  if (typeof value !== "object") {
    if (typeof value === "string" && value.length > limits.text) return;
    let count = place.values.get(value);
    if (count === undefined) {
      if (place.values.size >= limits.values) return;
      count = new Count();
      place.values.set(value, count);
    }
    count.add(run);
    return;
  }
  if (depth < limits.depth) takeParts(places, path, value as JsonRecord | readonly Json[], run, depth);
}

function takeParts(places: Map<string, Place>, path: string, value: Json, run: number, depth: number): void {
  if (value === null || typeof value !== "object" || value instanceof ExactNumber) return;
  if (Array.isArray(value)) for (const one of value.slice(0, limits.items)) take(places, `${path}[]`, one, run, depth + 1);
  else
    for (const [key, one] of Object.entries(value as JsonRecord).slice(0, limits.items))
      take(places, `${path}${JSON.stringify(key)}`, one, run, depth + 1);
}

function topLevel(path: string): string | undefined {
  try {
    // Deeper paths are several literals in a row, which is no JSON.
    return JSON.parse(path) as string;
  } catch {
    return undefined;
  }
}

function ranked(all: readonly ReadonlyMap<string, Place>[], path: string): readonly SeenValue[] {
  const found = new Map<string | number | boolean, { times: number; runs: number }>();
  for (const places of all)
    for (const [value, { times, runs }] of places.get(path)?.values ?? []) {
      const before = found.get(value) ?? { times: 0, runs: 0 };
      found.set(value, { times: before.times + times, runs: before.runs + runs });
    }
  return [...found]
    .map(([value, { times, runs }]) => ({ value, times, runs }))
    .sort((a, b) => b.times - a.times || b.runs - a.runs || (String(a.value) < String(b.value) ? -1 : 1));
}

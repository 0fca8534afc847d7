// From a place in a file to the steps that belong to it: those that a rule or clause of the policy speaks of, or those that stand on
// a line of the trace.
import type { Point } from "../replay/survey.ts";
import { locationAt } from "./locations.ts";
import { type Counting, corePosition } from "./places.ts";
import type { Session } from "./session.ts";

export interface Target {
  readonly id: number;
  readonly label: string;
  readonly line: number;
}

/** A choice of more is none. */
const most = 100;

export class Goto {
  readonly #session: Session;
  #lines: ReadonlyMap<string, number> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The id of a target is its step. */
  async targets(
    path: string,
    place: { readonly line: number; readonly column: number | undefined },
    counting: Counting,
    breathe: () => Promise<boolean>,
  ): Promise<readonly Target[]> {
    const { tracePath, locations } = this.#session;
    const position = corePosition(place.line, place.column, counting);
    if (path === tracePath) return this.#onTraceLine(position.line).map((call) => this.#target(call, place.line));
    const location = locationAt(locations, path, position, false);
    if (location === undefined) return [];
    const point: Point = { on: location.on, question: location.question, condition: undefined, counts: undefined };
    const hits = await this.#session.survey([point]).all(breathe);
    return hits.slice(0, most).map(({ call }) => this.#target(call, place.line));
  }

  /** The calls on a line of the trace; where none is, the next one after it. */
  #onTraceLine(line: number): readonly number[] {
    const { calls, trace } = this.#session;
    this.#lines ??= trace.linesOf(calls.map(({ event }) => event.pointer));
    const lines = calls.map(({ event }) => this.#lines?.get(event.pointer) ?? -1);
    const here = lines.flatMap((at, call) => (at === line ? [call] : []));
    if (here.length > 0) return here;
    const next = lines.findIndex((at) => at > line);
    return next < 0 ? [] : [next];
  }

  #target(call: number, line: number): Target {
    const tool = this.#session.calls[call]?.event.tool ?? "";
    return { id: call + 1, label: `step ${call + 1}: ${tool}`, line };
  }
}

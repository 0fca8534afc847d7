// What a session stops at: the client's breakpoints and filters as it set them, made into points anew whenever the policy changes.
import type { Survey } from "../replay/survey.ts";
import { locationAt } from "./locations.ts";
import { type Counting, clientRange, corePosition } from "./places.ts";
import { filterPoint, isStopFilter, locationPoint, type StopPoint, toolPoint } from "./points.ts";
import type { Breakpoint, FilterOption, FunctionBreakpoint, Source, SourceBreakpoint } from "./protocol.ts";
import type { Session } from "./session.ts";

type Wanted =
  | { readonly kind: "line"; readonly id: number; readonly path: string; readonly source: Source; readonly at: SourceBreakpoint }
  | { readonly kind: "function"; readonly id: number; readonly at: FunctionBreakpoint };

interface Made {
  readonly all: readonly Breakpoint[];
  readonly survey: Survey<StopPoint>;
}

export class Breakpoints {
  readonly #counting: () => Counting;
  readonly #lines = new Map<string, readonly Wanted[]>();
  #functions: readonly Wanted[] = [];
  #filters: readonly FilterOption[] = [];
  /** The filters of the launch arguments, which stand instead of the client's. */
  #fixed: readonly FilterOption[] | undefined;
  #lastId = 0;
  #session: Session | undefined;
  #made: Made | undefined;

  constructor(counting: () => Counting) {
    this.#counting = counting;
  }

  /** Points are made for this session from now on; again, where its policy has changed. */
  use(session: Session): void {
    this.#session = session;
    this.#made = undefined;
  }

  setLines(path: string, source: Source, wanted: readonly SourceBreakpoint[]): readonly Breakpoint[] {
    this.#lines.set(
      path,
      wanted.map((at) => ({ kind: "line", id: ++this.#lastId, path, source, at })),
    );
    return this.#changed(this.#lines.get(path) ?? []);
  }

  setFunctions(wanted: readonly FunctionBreakpoint[]): readonly Breakpoint[] {
    this.#functions = wanted.map((at) => ({ kind: "function", id: ++this.#lastId, at }));
    return this.#changed(this.#functions);
  }

  setFilters(wanted: readonly FilterOption[]): readonly Breakpoint[] {
    this.#filters = wanted;
    this.#made = undefined;
    return wanted.map(({ filterId, condition }) => {
      const id = ++this.#lastId;
      const wrong = this.#filterPoint(filterId, condition);
      return { id, verified: !("wrong" in wrong), message: "wrong" in wrong ? wrong.wrong : undefined };
    });
  }

  /** A word that is no filter is given back. */
  fixFilters(words: readonly string[] | undefined): string | undefined {
    const stranger = words?.find((word) => !isStopFilter(word));
    this.#fixed = stranger === undefined ? words?.map((filterId) => ({ filterId })) : undefined;
    this.#made = undefined;
    return stranger;
  }

  /** All breakpoints as they stand now. */
  all(): readonly Breakpoint[] {
    return this.#ready().all;
  }

  get survey(): Survey<StopPoint> {
    return this.#ready().survey;
  }

  /** Where the policy's locations on some lines of a file begin. */
  locations(path: string, from: number, to: number): readonly { readonly line: number; readonly column: number }[] {
    const counting = this.#counting();
    const found = (this.#session?.locations ?? []).filter((one) => one.path === path);
    const places = found.map(({ span, lines }) => clientRange(span, lines, counting)).filter(({ line }) => line >= from && line <= to);
    const distinct = new Map(places.map(({ line, column }) => [`${line}:${column}`, { line, column }]));
    return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  #changed(wanted: readonly Wanted[]): readonly Breakpoint[] {
    this.#made = undefined;
    const { all } = this.#ready();
    return wanted.map(({ id }) => all.find((one) => one.id === id) ?? { id, verified: false });
  }

  #ready(): Made {
    if (this.#made !== undefined) return this.#made;
    const session = this.#session;
    if (session === undefined) throw new Error("There is no session yet.");
    const points: StopPoint[] = [];
    const all = [...[...this.#lines.values()].flat(), ...this.#functions].map((wanted) => {
      const resolved = this.#resolve(wanted, session);
      if (resolved.point !== undefined) points.push(resolved.point);
      return resolved.breakpoint;
    });
    for (const { filterId, condition } of this.#fixed ?? this.#filters) {
      const made = this.#filterPoint(filterId, condition);
      if ("point" in made) points.push(made.point);
    }
    this.#made = { all, survey: session.survey(points) };
    return this.#made;
  }

  #filterPoint(filter: string, condition: string | undefined): ReturnType<typeof filterPoint> {
    if (!isStopFilter(filter)) return { wrong: `there is no filter ${filter}` };
    const session = this.#session;
    return filterPoint(filter, condition, session?.ask ?? (() => ({ wrong: "there is no session yet" })));
  }

  #resolve(wanted: Wanted, session: Session): { readonly breakpoint: Breakpoint; readonly point: StopPoint | undefined } {
    const { id } = wanted;
    if (wanted.kind === "function") {
      const made = toolPoint(id, wanted.at.name.trim(), wanted.at, session.ask);
      return "wrong" in made ? unverified(id, made.wrong) : { breakpoint: { id, verified: true }, point: made.point };
    }
    const { at, path, source } = wanted;
    const counting = this.#counting();
    const location = locationAt(session.locations, path, corePosition(at.line, at.column, counting), at.column !== undefined);
    if (location === undefined) return unverified(id, this.#whyNowhere(path, session), { source, line: at.line });
    const range = clientRange(location.span, location.lines, counting);
    const made = locationPoint(id, location, at, session.ask);
    if ("wrong" in made) return unverified(id, made.wrong, { source, ...range });
    return { breakpoint: { id, verified: true, source, ...range }, point: made.point };
  }

  #whyNowhere(path: string, session: Session): string {
    const known = session.policy.analysis.files.some((file) => file.path === path);
    return known ? "no rule stands here or below" : "this file is no part of the policy that is being debugged";
  }
}

function unverified(
  id: number,
  message: string,
  more: Partial<Breakpoint> = {},
): { readonly breakpoint: Breakpoint; readonly point: undefined } {
  return { breakpoint: { id, verified: false, message, ...more }, point: undefined };
}

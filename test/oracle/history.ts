// History of the oracle (R-HIST): lists of earlier calls and messages, each element with its membership.
import type { Events, ExprOf, Selector, Window } from "../../core/src/language/ast.ts";
import { expandSelector } from "../../core/src/semantics/selectors.ts";
import type { Time } from "../../core/src/trace/model.ts";
import { condition, type Env } from "./evaluate.ts";
import { add, contribution, exactly, lessThan, negate, whole, zero } from "./ranges.ts";
import { and, blamed, doubt, isNo, isYes, no, not, or, type Truth, yes } from "./truth.ts";
import { type Item, timeValue, truth, unrecorded, type Value, wrong } from "./values.ts";
import type { Call, Entry, World } from "./world.ts";

export const selects = ({ analysis }: World, selector: Selector, call: Call): boolean =>
  expandSelector(selector, analysis.groups).matches(call.event.tool);

/** Whether an entry is an executed call of the pattern; of a gap, whether one of its calls may be. */
function isEvent(events: Events, entry: Entry, env: Env): Truth {
  if (entry.kind === "gap") return blamed;
  if (entry.kind !== "call" || !selects(env.world, events.selector, entry.call)) return no;
  return and(env.world.member(entry.call), condition(events.where, { ...env, it: { kind: "call", call: entry.call } }));
}

export function past(at: Pick<ExprOf<"past">, "events" | "since" | "within">, env: Env): readonly Item[] {
  const { events, since, within } = at;
  return env.world.entries.flatMap((entry): readonly Item[] => {
    if (entry.kind === "system" || entry.kind === (events === "user" ? "call" : "user")) return [];
    const belongs = events === "user" ? (entry.kind === "gap" ? blamed : yes) : isEvent(events, entry, env);
    const member = and(
      belongs,
      since === undefined ? yes : not(happenedSince(since, entry, env)),
      within === undefined ? yes : inWindow(within, entry, env),
    );
    const many = entry.kind === "gap";
    return [{ value: elementOf(entry), member: many && !isNo(member) ? blamed : member, many }];
  });
}

export function after(events: Events, env: Env): Truth {
  return or(no, ...past({ events, since: undefined, within: undefined }, env).map(({ member }) => member));
}

function elementOf(entry: Entry): Value {
  if (entry.kind === "gap") return unrecorded;
  return entry.kind === "call" ? { kind: "call", call: entry.call } : { kind: "message", message: entry.message };
}

/** Whether an event of `since` stands at the entry or after it (R-HIST-7). */
export function happenedSince(since: "user" | Events, from: Entry, env: Env): Truth {
  const later = env.world.entries.filter((entry) => entry.index >= from.index);
  return or(
    no,
    ...later.map((entry) => {
      if (since !== "user") return isEvent(since, entry, env);
      return entry.kind === "gap" ? blamed : entry.kind === "user" ? yes : no;
    }),
  );
}

/** R-HIST-8. */
export function inWindow(
  window: Window | { readonly kind: "duration"; readonly milliseconds: number },
  entry: Entry,
  { world }: Env,
): Truth {
  if (window.kind === "steps" && (entry.kind === "user" || entry.kind === "system")) return doubt;
  if (window.kind === "steps") {
    const one = exactly(whole(1));
    const after = world.entries
      .filter(({ index, kind }) => index > entry.index && (kind === "call" || kind === "gap"))
      .map((other) => (other.kind === "call" ? contribution(world.member(other.call), one, false) : contribution(blamed, one, true)))
      .reduce(add, exactly(zero));
    return lessThan(after, exactly(whole(window.steps)));
  }
  if (entry.kind === "gap") return blamed;
  const recent = isRecent(timeOf(entry), window.milliseconds, world);
  if (!isYes(recent) && !isNo(recent)) return recent;
  const later = world.entries.filter(({ index }) => index > entry.index);
  if (isYes(recent)) {
    return strongest(
      later.map((other) => {
        if (other.kind === "gap") return blamed;
        if (other.kind !== "call") return yes;
        const same = isRecent(other.call.event.time, window.milliseconds, world);
        return isNo(same) ? doubt : same;
      }),
    );
  }
  const old = [entry, ...later.filter(({ kind }) => kind === "call")].filter((other) =>
    isNo(isRecent(timeOf(other), window.milliseconds, world)),
  );
  const borneOut = old.map((other) =>
    strongest(
      world.entries
        .filter(({ kind, index }) => kind === "call" && index < other.index)
        .map((before) => {
          const [first, second] = [known(timeOf(before)), known(timeOf(other))];
          if (first === unrecorded) return blamed;
          if (first.kind !== "time" || second.kind !== "time" || first.zoned !== second.zoned) return doubt;
          return isNo(lessThan(second.range, first.range)) ? yes : doubt;
        }),
    ),
  );
  return borneOut.some(isYes) ? no : borneOut.some((truth) => !truth.has("doubt")) ? blamed : doubt;
}

/** What is left of a certainty when each of these is asked to bear it out. */
const strongest = (truths: readonly Truth[]): Truth =>
  truths.some((one) => one.has("doubt")) ? doubt : truths.every(isYes) ? yes : blamed;

const timeOf = (entry: Entry): Time | undefined =>
  entry.kind === "gap" ? undefined : entry.kind === "call" ? entry.call.event.time : entry.message.event.time;
const known = (at: Time | undefined): Value => (at === undefined ? unrecorded : timeValue(at));

/** Whether a time alone says so: yes is recent, no is old. */
function isRecent(at: Time | undefined, milliseconds: number, world: World): Truth {
  const [then, end] = [known(at), known(world.now.event.time)];
  if (then.kind !== "time" || end.kind !== "time") return then === wrong || end === wrong ? doubt : truth(unrecorded);
  if (then.zoned !== end.zoned) return doubt;
  const age = add(end.range, negate(then.range));
  return isNo(lessThan(age, exactly(zero))) ? not(lessThan(exactly(whole(milliseconds)), age)) : doubt;
}

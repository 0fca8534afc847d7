// History of the oracle (R-HIST): lists of earlier calls and messages, each element with its membership.
import type { Events, ExprOf, Selector, Window } from "../../core/src/language/ast.ts";
import { expandSelector } from "../../core/src/semantics/selectors.ts";
import { condition, type Env } from "./evaluate.ts";
import { add, contribution, exactly, lessThan, negate, whole, zero } from "./ranges.ts";
import { and, blamed, doubt, isNo, no, not, or, type Truth, yes } from "./truth.ts";
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
  const at = entry.kind === "call" ? entry.call.event.time : entry.message.event.time;
  const now = world.now.event.time;
  const [then, end] = [at === undefined ? unrecorded : timeValue(at), now === undefined ? unrecorded : timeValue(now)];
  if (then.kind !== "time" || end.kind !== "time") return then === wrong || end === wrong ? doubt : truth(unrecorded);
  if (then.zoned !== end.zoned) return doubt;
  const age = add(end.range, negate(then.range));
  return and(not(lessThan(age, exactly(zero))), not(lessThan(exactly(whole(window.milliseconds)), age)));
}

// What stands beside the lines of a policy while a session stands at a step: each rule that looks at the call with what it came to,
// each clause with its truth and the values that it saw.
import type { ClauseReport } from "../policy/report.ts";
import type { Span } from "../text/span.ts";
import { leavesOf } from "./frames.ts";
import type { Session } from "./session.ts";

export interface InlineValue {
  readonly span: Span;
  readonly text: string;
}

const longest = 120;
const most = 500;

/** Of one file of the policy, in the order of its text. */
export function inlineValues(session: Session, call: number, path: string): readonly InlineValue[] {
  const report = session.cursor.stop(call)?.report;
  const found: InlineValue[] = [];
  for (const rule of report?.outcomes ?? []) {
    if (rule.place.path !== path) continue;
    const location = session.locations.find(
      ({ kind, path: at, area }) => kind === "rule" && at === path && area.start === rule.place.span.start,
    );
    const outcome = rule.outcome === "doubt" ? "in doubt" : rule.outcome;
    const counts = rule.decides ? ", decides" : rule.outcome !== "does not apply" && !rule.counts ? ", does not count" : "";
    if (location !== undefined) found.push({ span: location.span, text: `${outcome}${counts}` });
    for (const part of rule.clauses)
      for (const { clause } of leavesOf(part))
        if (clause.place.path === path) found.push({ span: clause.place.span, text: textOf(clause) });
  }
  return found.toSorted((a, b) => a.span.start - b.span.start).slice(0, most);
}

function textOf({ truth, values, elements, unknowns }: ClauseReport): string {
  const seen = [
    ...values.filter(({ source, value }) => source !== value).map(({ source, value }) => `${source} = ${value}`),
    ...(elements ?? []).map((element) => `${element.source}: ${element.truth}`),
    ...unknowns.map(({ what, kind }) => `${what} (${kind})`),
  ];
  const text = seen.length === 0 ? truth : `${truth}, ${seen.join(", ")}`;
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

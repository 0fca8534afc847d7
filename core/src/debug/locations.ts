// Where in a policy a breakpoint can stand, and of which calls it then holds: on a rule where it fires or is in doubt, on a clause
// where that is true or in doubt, on the default where no rule decides.
import type { Expr } from "../language/ast.ts";
import { operandsOf } from "../language/tree.ts";
import type { Policy } from "../policy/compile.ts";
import { type Question, questionOf } from "../policy/question.ts";
import type { Ruling } from "../policy/report.ts";
import type { CompiledRule } from "../policy/rules.ts";
import type { LineIndex, Position } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import type { CallEvent } from "../trace/model.ts";

export interface Location {
  readonly kind: "rule" | "clause" | "default";
  readonly path: string;
  readonly lines: LineIndex;
  /** What is marked. */
  readonly span: Span;
  /** All of the text for which it stands when only a line is given. */
  readonly area: Span;
  readonly on: (call: CallEvent, ruling: Ruling) => boolean;
  /** Undefined for the default. */
  readonly question: Question | undefined;
}

/** All places of a policy, in order of their files and texts, the outer before the inner. */
export function locationsOf(policy: Policy): readonly Location[] {
  const { analysis } = policy;
  const found = policy.rules.flatMap((rule) => ruleLocations(rule, policy));
  if (analysis.defaultSpan !== undefined)
    found.push({
      kind: "default",
      path: analysis.source.path,
      lines: analysis.source.lines,
      span: analysis.defaultSpan,
      area: analysis.defaultSpan,
      on: (_, ruling) => ruling.rules.length === 0,
      question: undefined,
    });
  return found.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function ruleLocations(rule: CompiledRule, policy: Policy): Location[] {
  const { environment } = policy;
  const { path, lines } = rule.source;
  const { decision } = rule;
  const on = ({ tool }: CallEvent): boolean => rule.matches(tool);
  const permits = ({ tool }: CallEvent): boolean => rule.matches(tool) && (rule.effect !== "allow" || environment.knows(tool));
  const first = Math.min(...decision.clauses.map(({ span }) => span.start), decision.span.end);
  const found: Location[] = [
    {
      kind: "rule",
      path,
      lines,
      span: { start: decision.span.start, end: first === decision.span.end ? first : lastOf(rule.source.text, decision.span.start, first) },
      area: decision.span,
      on: permits,
      question: { code: (frame) => rule.condition(frame), located: false },
    },
  ];
  const clause = (span: Span, question: Question): void => {
    found.push({ kind: "clause", path, lines, span, area: span, on, question });
  };
  for (const part of rule.parts) {
    if (part.expr === undefined) clause(part.span, { code: (frame) => part.truth(frame), located: false });
    else for (const expr of clausesOf(part.expr)) clause(expr.span, questionOf(expr, environment));
  }
  return found;
}

/** Without the white space before the first clause. */
const lastOf = (text: string, start: number, end: number): number => start + text.slice(start, end).trimEnd().length;

/** The condition and, of `and`, `or` and `not`, its parts. */
function* clausesOf(expr: Expr): Iterable<Expr> {
  yield expr;
  for (const part of operandsOf(expr)) yield* clausesOf(part);
}

/** The location that a breakpoint on a line, or at a place, means. */
export function locationAt(all: readonly Location[], path: string, wanted: Position, exact: boolean): Location | undefined {
  const here = all.filter((location) => location.path === path);
  const [first] = here;
  if (first === undefined) return undefined;
  const { lines } = first;
  if (exact) {
    const offset = lines.offset(wanted);
    const inside = here.filter(({ span }) => span.start <= offset && offset <= span.end);
    const starting = inside.filter(({ span }) => span.start === offset);
    return smallest(starting.length > 0 ? starting : inside) ?? locationAt(all, path, wanted, false);
  }
  const { start, end } = lines.line(wanted.line);
  const onLine = here.filter(({ span }) => span.start >= start && span.start <= end);
  // A rule rather than its first clause; a whole condition rather than a part of it.
  const [whole] = onLine;
  if (whole !== undefined) return onLine.find(({ kind }) => kind !== "clause") ?? whole;
  const around = smallest(
    here.filter(({ area, span }) => (area.start < start && area.end > start) || (span.start < start && span.end > start)),
  );
  return around ?? here.find(({ span }) => span.start > end);
}

function smallest(locations: readonly Location[]): Location | undefined {
  let best: Location | undefined;
  for (const location of locations)
    if (best === undefined || location.span.end - location.span.start < best.span.end - best.span.start) best = location;
  return best;
}

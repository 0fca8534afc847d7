// Coverage in LCOV's trace format, which build servers and editors read: rules as functions (counted where they count as their
// effect), lines with a rule or a clause as lines, the truths of a clause as branches. That a clause was never unknown is no gap, so
// that branch stands only where it was taken.

import type { Analysis, ClauseCoverage, Coverage, LineIndex } from "../../../core/src/index.ts";

export function* coverageLcov({ rules }: Coverage, analysis: Analysis): Iterable<string> {
  for (const { path, lines } of analysis.files) {
    const own = rules.filter(({ place }) => place.path === path);
    if (own.length === 0) continue;
    const hits = new Map<number, number>();
    const branches: string[] = [];
    let taken = 0;
    const mark = (offset: number, count: number): number => {
      const line = lines.position(offset).line + 1;
      hits.set(line, Math.max(hits.get(line) ?? 0, count));
      return line;
    };
    yield `TN:`;
    yield `SF:${path}`;
    for (const { name, place, evaluated, clauses } of own) {
      yield `FN:${mark(place.span.start, evaluated)},${nameOf(name)}`;
      for (const [block, clause] of clauses.flatMap(leaves).entries()) {
        const { counts } = clause;
        const line = mark(clause.place.span.start, counts.true + counts.false + counts.unknown);
        const rows = counts.unknown > 0 ? [counts.true, counts.false, counts.unknown] : [counts.true, counts.false];
        for (const [branch, count] of rows.entries()) {
          branches.push(`BRDA:${line},${blockOf(place.span.start, block, lines)},${branch},${evaluated === 0 ? "-" : count}`);
          if (count > 0) taken++;
        }
      }
    }
    for (const { name, counted } of own) yield `FNDA:${counted},${nameOf(name)}`;
    yield `FNF:${own.length}`;
    yield `FNH:${own.filter(({ counted }) => counted > 0).length}`;
    yield* branches;
    yield `BRF:${branches.length}`;
    yield `BRH:${taken}`;
    const sorted = [...hits].sort(([a], [b]) => a - b);
    for (const [line, count] of sorted) yield `DA:${line},${count}`;
    yield `LF:${sorted.length}`;
    yield `LH:${sorted.filter(([, count]) => count > 0).length}`;
    yield "end_of_record";
  }
}

/** A comma would end the name. */
const nameOf = (name: string): string => name.replaceAll(/[,\r\n]/g, " ");

/** Blocks are told apart over the whole file: by the rule's line and the clause's place in it. */
const blockOf = (start: number, block: number, lines: LineIndex): number => lines.position(start).line * 1000 + block;

function leaves(clause: ClauseCoverage): readonly ClauseCoverage[] {
  return clause.children.length === 0 ? [clause] : clause.children.flatMap(leaves);
}

// What came of a policy's mutants, as one JSON document. Lines count from 1.

import { type Analysis, type JudgedMutant, type Mutant, mutantDiff, mutationScore } from "../../../core/src/index.ts";
import { jsonText } from "./json-text.ts";

/** Mutants that were judged, of how many, with how many runs beside the policy's own tests. */
export interface Mutated {
  readonly analysis: Analysis;
  readonly judged: readonly JudgedMutant[];
  readonly mutants: number;
  readonly runs: number;
  /** What would notice a survivor, where it was asked for and found. */
  readonly tests: ReadonlyMap<Mutant, string>;
}

export function mutationJson({ analysis: { source }, judged, mutants, runs, tests }: Mutated): string {
  const rows = judged.map(({ mutant, outcome }) => {
    const { line, before, after } = mutantDiff(source.text, mutant);
    const { kind, ...more } = outcome;
    return { operator: mutant.operator, path: source.path, line: line + 1, before, after, outcome: kind, ...more, test: tests.get(mutant) };
  });
  return `${jsonText({ remit: 1, runs, mutants, judged: judged.length, score: mutationScore(judged), results: rows }, 1)}\n`;
}

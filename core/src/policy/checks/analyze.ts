// The analysis that every program outside the core takes: what a policy means, checked further by what the engine knows of it.
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Analysis, BoundDecision, Host } from "../../semantics/analysis.ts";
import { analyze as analyzeMeaning } from "../../semantics/analyze.ts";
import type { AnalysisMemory } from "../../semantics/memory.ts";
import { compilerOfOne } from "../compile.ts";
import { exampleContradicted } from "./example-contradicted.ts";
import { scansHistory } from "./scans-history.ts";

/** The policy at a path, with its imports and catalogues read through the host. Never fails; what is wrong is in its
 * diagnostics. A memory of its own for each policy that is edited saves work. */
export function analyze(path: string, text: string, host: Host, memory?: AnalysisMemory): Analysis {
  return analyzeMeaning(path, text, host, [checkCompiled], memory);
}

/** Compiles where a check has something to look at: decisions without history or examples are left alone. */
function checkCompiled(analysis: Analysis): ((bound: BoundDecision) => readonly Diagnostic[]) | undefined {
  const looksBack = analysis.files.some(({ pieces }) => pieces.some(({ content }) => content.words.has("past")));
  if (!looksBack && !analysis.decisions.some(hasExamples)) return undefined;
  const compile = compilerOfOne(analysis);
  return (bound) => {
    if (!looksBack && !hasExamples(bound)) return [];
    const policy = compile(bound);
    return [...scansHistory(policy, bound), ...exampleContradicted(policy)];
  };
}

const hasExamples = ({ unplaced }: BoundDecision): boolean => unplaced.clauses.some(({ kind }) => kind === "example");

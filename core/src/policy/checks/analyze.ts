// The analysis that every program outside the core takes: what a policy means, checked further by what the engine knows of it.
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Analysis, Host, SourceFile } from "../../semantics/analysis.ts";
import { analyze as analyzeMeaning } from "../../semantics/analyze.ts";
import type { AnalysisMemory } from "../../semantics/memory.ts";
import { compile } from "../compile.ts";
import { exampleContradicted } from "./example-contradicted.ts";
import { scansHistory } from "./scans-history.ts";

/** The policy at a path, with its imports and catalogues read through the host. Never fails; what is wrong is in its
 * diagnostics. A memory of its own for each policy that is edited saves work. */
export function analyze(path: string, text: string, host: Host, memory?: AnalysisMemory): Analysis {
  return analyzeMeaning(path, text, host, [checkCompiled], memory);
}

/** Compiles where a check has something to look at: a policy with errors, and one without history or examples, is left alone. */
function checkCompiled(analysis: Analysis): readonly Diagnostic[] {
  if (!hasExamples(analysis.source) && !/\bpast\b/.test(analysis.source.text)) return [];
  const compiled = compile(analysis);
  return "policy" in compiled ? [...scansHistory(compiled.policy), ...exampleContradicted(compiled.policy)] : [];
}

const hasExamples = ({ pieces }: SourceFile): boolean =>
  pieces.some(({ content: { statement } }) => statement?.kind === "decision" && statement.clauses.some(({ kind }) => kind === "example"));

// From the text of a policy to the value that every feature takes. Never throws, whatever the text says.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Expr } from "../language/ast.ts";
import type { Analysis, Host, SourceFile } from "./analysis.ts";
import { StatementChecker } from "./check-statements.ts";
import { checkFurther, lint } from "./checks/registry.ts";
import { Rulebook } from "./checks/rulebook.ts";
import { withoutIgnored } from "./ignore.ts";
import { type FurtherCheck, load, type Session } from "./load.ts";
import { AnalysisMemory } from "./memory.ts";
import { Notes, type Region } from "./scope.ts";
import { json, type Type } from "./types.ts";

/** With a memory, of a text that is edited only what has changed is read and checked again. */
export function analyze(
  path: string,
  text: string,
  host: Host,
  furtherChecks: readonly FurtherCheck[] = [],
  memory = new AnalysisMemory(),
): Analysis {
  const source = memory.source(path, text);
  const sources: Session["sources"] = new Map([[path, source]]);
  const analysis = analyzeSource(source, { host, memory, sources, analyses: new Map(), analyze: analyzeSource, main: path, furtherChecks });
  memory.keepOnly(sources);
  return analysis;
}

const byPlace = (a: Diagnostic, b: Diagnostic): number => a.span.start - b.span.start || a.span.end - b.span.end;

/** Without those on the type of an expression that could not be read to its end: it may have been meant to be another. */
function wholeOnes(found: readonly Diagnostic[], { text, syntaxDiagnostics }: SourceFile): readonly Diagnostic[] {
  const breaks = new Set(syntaxDiagnostics.map(({ span }) => span.start));
  return found.filter(({ code, span }) => {
    if (code !== "wrong-type") return true;
    const blanks = /\s*/y;
    blanks.lastIndex = span.end;
    blanks.exec(text);
    return !breaks.has(blanks.lastIndex);
  });
}

function analyzeSource(source: SourceFile, session: Session): Analysis {
  const loaded = load(source, session);
  const findings = session.memory.findings(source.path);
  findings.begin(loaded);
  const notes = new Notes(loaded);
  const checker = new StatementChecker(notes, findings);
  checker.run();
  const { found } = notes;
  // Lints follow lets without counting, and would exhaust the stack on chains that are an error already.
  const walkable = !found.diagnostics.some(({ code }) => code === "nested-too-deeply");
  const book = walkable ? new Rulebook(notes, findings) : undefined;
  if (book !== undefined) lint(book);
  const [first] = loaded.defaults;
  const imported = loaded.files.flatMap(({ path }) => session.analyses.get(path) ?? []);
  const typeOf = (expr: Expr): Type => {
    const own = checker.typeOf(expr);
    if (own !== undefined) return own;
    for (const analysis of imported) {
      const type = analysis.typeOf(expr);
      if (type.kind !== "json") return type;
    }
    return json;
  };
  const analysis: Analysis = {
    source,
    files: loaded.files,
    dependencies: [...loaded.dependencies].filter((path) => path !== source.path),
    tools: loaded.tools,
    context: loaded.context,
    lets: loaded.lets,
    groups: loaded.groups,
    trusted: loaded.trusted,
    decisions: loaded.decisions,
    defaultEffect: first?.effect ?? "deny",
    defaultSpan: first?.span,
    symbols: [...loaded.symbols, ...found.symbols],
    diagnostics: [...source.syntaxDiagnostics, ...loaded.diagnostics, ...wholeOnes(found.diagnostics, source)],
    typeOf,
    toolsAt(offset, of) {
      let best: Region | undefined;
      for (const region of checker.regionsAt(offset)) {
        const { start, end } = region.span;
        if (region.of !== of || offset < start || offset > end) continue;
        if (best === undefined || end - start <= best.span.end - best.span.start) best = region;
      }
      return best?.tools;
    },
  };
  const isSound = analysis.diagnostics.every(({ severity }) => severity !== "error");
  const checks = isSound && source.path === session.main ? session.furtherChecks : [];
  const further = book === undefined ? [] : checks.flatMap((check) => checkFurther(check(analysis), check, book));
  // The sort is stable, so of those at one place syntax stays first.
  const diagnostics = [...withoutIgnored(source, [...analysis.diagnostics, ...further])].sort(byPlace);
  return { ...analysis, diagnostics };
}

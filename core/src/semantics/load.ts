// Reads what a policy names: its imports, theirs, and all catalogues, into one set of declarations. Says nothing of rules.
import { type Diagnostic, diagnose, type RelatedPlace } from "../diagnostics/diagnostic.ts";
import type {
  DefaultStatement,
  GroupStatement,
  ImportStatement,
  LetStatement,
  Name,
  Statement,
  TrustedStatement,
} from "../language/ast.ts";
import { type Span, shifted } from "../text/span.ts";
import type { Analysis, BoundDecision, Host, PolicySymbol, SourceFile, SymbolKind, Tool, ToolParam } from "./analysis.ts";
import { declaredParams, declaredTool } from "./declared.ts";
import type { AnalysisMemory } from "./memory.ts";
import { Placed, PlacedDecision, statementsOf } from "./placed.ts";

export interface Loaded extends Pick<Analysis, "source" | "files" | "tools" | "context" | "lets" | "groups" | "trusted" | "decisions"> {
  readonly dependencies: ReadonlySet<string>;
  readonly defaults: readonly DefaultStatement[];
  /** Rules, lets and groups of all files. */
  readonly symbols: readonly PolicySymbol[];
  /** Whether a file or catalogue could not be read whole: then a name that nothing declares may be declared there. */
  readonly incomplete: boolean;
  /** All that says which tools there are, what they take, and what the context holds: the same for as long as that is the same. */
  readonly grounds: readonly unknown[];
  readonly diagnostics: Diagnostic[];
}

/** Made for a policy without errors; says what is wrong with one of its decisions, which nothing else has a bearing on but what it
 * names, what is trusted, and the grants. Undefined where there is nothing to check. */
export type FurtherCheck = (analysis: Analysis) => ((bound: BoundDecision) => readonly Diagnostic[]) | undefined;

/** Analyses of imported files, shared by everything that one analysis reads. */
export interface Session {
  readonly host: Host;
  readonly memory: AnalysisMemory;
  readonly sources: Map<string, SourceFile | { readonly reason: string }>;
  readonly analyses: Map<string, Analysis>;
  readonly analyze: (source: SourceFile, session: Session) => Analysis;
  /** The path of the policy itself. */
  readonly main: string;
  /** Checks of the policy itself, not of its imports, that need more than its meaning. */
  readonly furtherChecks: readonly FurtherCheck[];
}

function sourceAt(path: string, session: Session): SourceFile | { readonly reason: string } {
  let found = session.sources.get(path);
  if (found === undefined) {
    const read = session.host.read(path);
    found = "text" in read ? session.memory.source(path, read.text) : read;
    session.sources.set(path, found);
  }
  return found;
}

const importsOf = (source: SourceFile): readonly ImportStatement[] => statementsOf(source, "import");

/** The files that one imports, itself first, in order of first mention. */
function reachable(source: SourceFile, session: Session, paths: Set<string>): readonly SourceFile[] {
  const found = [source];
  const seen = new Set([source.path]);
  for (let at = 0; at < found.length; at++) {
    const file = found[at];
    for (const statement of file === undefined ? [] : importsOf(file)) {
      const path = session.host.resolve(file?.path ?? "", statement.path.value);
      paths.add(path);
      if (seen.has(path)) continue;
      seen.add(path);
      const read = sourceAt(path, session);
      if ("file" in read) found.push(read);
    }
  }
  return found;
}

export function load(source: SourceFile, session: Session): Loaded {
  const diagnostics: Diagnostic[] = [];
  const dependencies = new Set<string>();
  const files = reachable(source, session, dependencies);
  let incomplete = false;
  for (const statement of importsOf(source)) if (!checkImport(statement, source, session, diagnostics)) incomplete = true;

  const tools = new Map<string, Tool>();
  /** A tool that a policy declares itself stands for the catalogue's of that name. */
  const inline = new Map<string, Tool>();
  const context: ToolParam[] = [];
  let hasContext = false;
  const lets = new Map<string, Placed<LetStatement>>();
  const groups = new Map<string, Placed<GroupStatement>>();
  const trusted: Placed<TrustedStatement>[] = [];
  const grounds: unknown[] = [];
  const decisions: BoundDecision[] = [];
  const symbols: PolicySymbol[] = [];
  const first = <V>(map: Map<string, V>, name: string, value: V): void => {
    if (!map.has(name)) map.set(name, value);
  };

  for (const file of files) {
    const own = file === source;
    const report = own ? diagnostics : [];
    for (const piece of file.pieces) {
      // Names have their places below; whole trees, only where they are few.
      const unplaced = piece.content.statement;
      if (unplaced === undefined) continue;
      const by = piece.start - piece.content.home;
      const symbol = (kind: SymbolKind, name: Name): void => {
        symbols.push({ name: name.text, kind, path: file.path, span: shifted(name.span, by), whole: shifted(unplaced.span, by) });
      };
      if (unplaced.kind === "tool" || unplaced.kind === "context" || unplaced.kind === "tools") grounds.push(piece.content);
      const statement = isOfMany(unplaced) ? unplaced : piece.statement;
      switch (statement?.kind) {
        case "tools": {
          const path = session.host.resolve(file.path, statement.path.value);
          dependencies.add(path);
          const read = session.host.read(path);
          const written = statement.path.value;
          const listed = "text" in read ? session.memory.catalogue(path, read.text) : undefined;
          grounds.push(path, listed);
          if ("reason" in read) report.push(diagnose("unreadable-file", statement.path.span, { path: written, reason: read.reason }));
          else if (listed !== undefined && "reason" in listed)
            report.push(diagnose("unreadable-catalogue", statement.path.span, { path: written, reason: listed.reason }));
          if (listed !== undefined && "tools" in listed) for (const tool of listed.tools) first(tools, tool.name, tool);
          else incomplete = true;
          break;
        }
        case "tool":
          first(inline, statement.tool.text, declaredTool(statement, file.path, report));
          break;
        case "context":
          hasContext = true;
          context.push(...declaredParams(statement.params, report).filter(({ name }) => !context.some((param) => param.name === name)));
          break;
        case "let":
          first(lets, statement.name.text, new Placed<LetStatement>(piece, file));
          symbol("let", statement.name);
          break;
        case "group":
          first(groups, statement.name.text, new Placed<GroupStatement>(piece, file));
          symbol("group", statement.name);
          break;
        case "trusted":
          trusted.push(new Placed<TrustedStatement>(piece, file));
          break;
        case "decision": {
          const { name, keyword } = statement;
          decisions.push(new PlacedDecision(piece, file, name?.text ?? unnamed(shifted(keyword, by), file)));
          if (name !== undefined) symbol("rule", name);
          break;
        }
        default:
      }
    }
  }
  for (const [name, tool] of inline) tools.set(name, tool);
  const defaults = statementsOf(source, "default");
  return {
    source,
    files,
    dependencies,
    tools: tools.size === 0 ? undefined : tools,
    context: hasContext ? context : undefined,
    lets,
    groups,
    trusted,
    decisions,
    defaults,
    symbols,
    incomplete,
    grounds: [...grounds, incomplete],
    diagnostics,
  };
}

/** Whether a policy may have very many of the kind, of which no more is asked here than names. */
function isOfMany({ kind }: Statement): boolean {
  return kind === "decision" || kind === "let" || kind === "group" || kind === "trusted" || kind === "test";
}

const unnamed = ({ start, end }: Span, { text, lines }: SourceFile): string =>
  `${text.slice(start, end)}@${lines.position(start).line + 1}`;

/** Where a file, or one that it imports, imports the file at `path`. */
function importOf(path: string, from: SourceFile, session: Session): RelatedPlace | undefined {
  for (const file of reachable(from, session, new Set())) {
    const back = importsOf(file).find((statement) => session.host.resolve(file.path, statement.path.value) === path);
    if (back !== undefined) return { path: file.path, span: back.path.span, message: "this file is imported here" };
  }
  return undefined;
}

/** Whether the import is sound. One that leads back here is not analysed: that is what ends every recursion. */
function checkImport(statement: ImportStatement, source: SourceFile, session: Session, diagnostics: Diagnostic[]): boolean {
  const path = session.host.resolve(source.path, statement.path.value);
  const written = statement.path.value;
  const { span } = statement.path;
  const read = sourceAt(path, session);
  if ("reason" in read) {
    diagnostics.push(diagnose("unreadable-file", span, { path: written, reason: read.reason }));
    return false;
  }
  const self = path === source.path;
  const back = self ? undefined : importOf(source.path, read, session);
  if (self || back !== undefined) {
    diagnostics.push(diagnose("import-cycle", span, { path: written, self }, { related: back === undefined ? [] : [back] }));
    return false;
  }
  let analysis = session.analyses.get(path);
  if (analysis === undefined) {
    analysis = session.analyze(read, session);
    session.analyses.set(path, analysis);
  }
  const errors = analysis.diagnostics.filter(({ severity }) => severity === "error");
  const [worst] = errors;
  if (worst !== undefined) {
    // What a file that is none of ours says is quoted nowhere: it may be a secret.
    const isPolicy = read.pieces.some(({ content }) => content.statement !== undefined);
    const related = isPolicy && /\.remit$/i.test(path) ? [{ path, span: worst.span, message: worst.message }] : [];
    diagnostics.push(diagnose("import-has-errors", span, { path: written, count: errors.length, isPolicy }, { related }));
  }
  if (analysis.defaultSpan !== undefined) {
    const related = [{ path, span: analysis.defaultSpan, message: "the default" }];
    diagnostics.push(diagnose("default-in-import", span, { path: written }, { related }));
  }
  return worst === undefined;
}

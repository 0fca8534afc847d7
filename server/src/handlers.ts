// One function for each request: convert, call the core, convert. None of them waits, so none answers for an old text.
import type {
  CodeAction,
  CodeActionParams,
  CompletionItem,
  CompletionList,
  CompletionParams,
  DefinitionParams,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  DocumentSymbol,
  DocumentSymbolParams,
  Hover,
  HoverParams,
  Location,
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensDeltaParams,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver";
import {
  type Analysis,
  codeActions,
  completions,
  type Diagnostic,
  definition,
  documentSymbols,
  hover,
  semanticTokens,
} from "../../core/src/index.ts";
import type { CompletionLists } from "./completion-lists.ts";
import type { DiagnosticReports } from "./diagnostic-reports.ts";
import type { Documents } from "./documents.ts";
import { offsetOf, spanOf } from "./from-protocol.ts";
import { ruleCountsAt } from "./lens-handlers.ts";
import type { Standings } from "./runs/standing.ts";
import type { ClientTraits } from "./settings.ts";
import { severityActions } from "./severity-actions.ts";
import * as protocol from "./to-protocol.ts";
import type { TokenResults } from "./token-results.ts";
import { uriKey } from "./workspace.ts";

/** What every handler may see of the running server. */
export interface Session {
  readonly documents: Documents;
  readonly diagnosticOptions: () => protocol.DiagnosticOptions;
  /** The policy's diagnostics as its project and the settings weigh them. */
  readonly shown: (uri: string, analysis: Analysis) => readonly Diagnostic[];
  /** What the client says of itself. */
  readonly traits: () => ClientTraits | undefined;
  readonly tokens: TokenResults;
  readonly lists: CompletionLists;
  readonly reports: DiagnosticReports;
  readonly standings: Standings;
  /** Whether lenses are wanted, and whether the client has their commands. */
  readonly lenses: () => { readonly wanted: boolean; readonly commands: boolean };
}

export function onCompletion(
  { documents, traits, standings, lists }: Session,
  { textDocument, position }: CompletionParams,
): CompletionItem[] | CompletionList {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return [];
  const { analysis, lastGood } = policy;
  const { lines } = analysis.source;
  const analyze = (text: string) => documents.analyzeInstead(policy.uri, text);
  const list = (folder: string) => documents.list(policy.uri, folder);
  const evidence = standings.evidence(uriKey(policy.uri));
  const found = completions(analysis, offsetOf(lines, position), {
    analyze,
    list,
    lastGood,
    snippets: traits()?.snippets === true,
    evidence,
  });
  const whole = found.map((item) => protocol.completion(lines, item));
  const items = traits()?.resolvesDocumentation === true ? lists.shortened(whole) : whole;
  // Of the values seen only the most frequent are sent: what is typed next chooses others.
  return found.some(({ seen }) => seen !== undefined) ? { isIncomplete: true, items } : items;
}

export function onCompletionResolve({ lists }: Session, item: CompletionItem): CompletionItem {
  return lists.resolved(item);
}

export function onHover(session: Session, { textDocument, position }: HoverParams): Hover | null {
  const policy = session.documents.policy(textDocument.uri);
  if (policy === undefined) return null;
  const offset = offsetOf(policy.analysis.source.lines, position);
  const found = hover(policy.analysis, offset);
  if (found === undefined) return null;
  const counts = ruleCountsAt(policy, offset, session);
  const markdown = counts === undefined ? found.markdown : `${found.markdown}\n\n${counts}`;
  return protocol.hover(policy.analysis, { ...found, markdown });
}

export function onDiagnostic({ reports }: Session, { textDocument, previousResultId }: DocumentDiagnosticParams): DocumentDiagnosticReport {
  return reports.document(textDocument.uri, previousResultId);
}

export function onDefinition({ documents }: Session, { textDocument, position }: DefinitionParams): Location | null {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return null;
  const found = definition(policy.analysis, offsetOf(policy.analysis.source.lines, position));
  return found === undefined ? null : protocol.definition(policy.analysis, found, documents.clientUri);
}

export function onDocumentSymbol({ documents }: Session, { textDocument }: DocumentSymbolParams): DocumentSymbol[] {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return [];
  return documentSymbols(policy.analysis).map((item) => protocol.symbol(policy.analysis.source.lines, item));
}

export function onSemanticTokens({ documents, tokens }: Session, { textDocument }: SemanticTokensParams): SemanticTokens {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return { data: [] };
  return tokens.full(policy.uri, protocol.semanticTokens(policy.analysis.source.lines, semanticTokens(policy.analysis)));
}

export function onSemanticTokensDelta(
  { documents, tokens }: Session,
  { textDocument, previousResultId }: SemanticTokensDeltaParams,
): SemanticTokens | SemanticTokensDelta {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return { data: [] };
  const data = protocol.semanticTokens(policy.analysis.source.lines, semanticTokens(policy.analysis));
  return tokens.delta(policy.uri, previousResultId, data);
}

export function onSemanticTokensRange({ documents }: Session, { textDocument, range }: SemanticTokensRangeParams): SemanticTokens {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return { data: [] };
  const { lines } = policy.analysis.source;
  const { start, end } = spanOf(lines, range);
  const seen = semanticTokens(policy.analysis).filter(({ span }) => span.start <= end && start <= span.end);
  return { data: protocol.semanticTokens(lines, seen) };
}

export function onCodeAction(session: Session, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  const policy = session.documents.policy(textDocument.uri);
  if (policy === undefined) return [];
  const { analysis } = policy;
  const shown = session.shown(policy.uri, analysis);
  const span = spanOf(analysis.source.lines, range);
  const fixes = codeActions(shown, span).map((fix) => protocol.codeAction(analysis, policy.uri, fix, session.diagnosticOptions()));
  return [...fixes, ...severityActions(session, policy, shown, span)].filter(
    ({ kind = "" }) => context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`)),
  );
}

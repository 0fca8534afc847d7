// Handlers of requests that only look: where things are named, what folds, what a call takes.
import type {
  DocumentHighlight,
  DocumentHighlightParams,
  DocumentLink,
  DocumentLinkParams,
  FoldingRange,
  FoldingRangeParams,
  InlayHint,
  InlayHintParams,
  LinkedEditingRangeParams,
  LinkedEditingRanges,
  Location,
  ReferenceParams,
  SelectionRange,
  SelectionRangeParams,
  SignatureHelp,
  SignatureHelpParams,
  SymbolInformation,
  WorkspaceSymbolParams,
} from "vscode-languageserver";
import {
  documentLinks,
  foldingRanges,
  highlights,
  inlayHints,
  linkedEditing,
  references,
  selectionRanges,
  signatureHelp,
  workspaceSymbols,
} from "../../core/src/index.ts";
import { offsetOf, spanOf } from "./from-protocol.ts";
import type { Session } from "./handlers.ts";
import * as protocol from "./to-protocol.ts";

export function onReferences({ documents }: Session, { textDocument, position, context }: ReferenceParams): Location[] {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return [];
  const others = documents.workspace();
  const found = references(analysis, offsetOf(analysis.source.lines, position), others);
  const wanted = found.filter(({ declares }) => context.includeDeclaration || !declares);
  return wanted.map((place) => protocol.place([analysis, ...others], place, documents.clientUri));
}

export function onDocumentHighlight({ documents }: Session, { textDocument, position }: DocumentHighlightParams): DocumentHighlight[] {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return [];
  return highlights(analysis, offsetOf(analysis.source.lines, position)).map((place) => protocol.highlight(analysis.source.lines, place));
}

export function onLinkedEditing({ documents }: Session, { textDocument, position }: LinkedEditingRangeParams): LinkedEditingRanges | null {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return null;
  const spans = linkedEditing(analysis, offsetOf(analysis.source.lines, position));
  if (spans.length === 0) return null;
  return { ranges: spans.map((span) => protocol.range(analysis.source.lines, span)), wordPattern: "[A-Za-z_][A-Za-z0-9_]*" };
}

export function onWorkspaceSymbol({ documents }: Session, { query }: WorkspaceSymbolParams): SymbolInformation[] {
  const analyses = documents.workspace();
  return workspaceSymbols(analyses, query).map((found) => protocol.foundSymbol(analyses, found, documents.clientUri));
}

export function onFoldingRanges({ documents }: Session, { textDocument }: FoldingRangeParams): FoldingRange[] {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  return analysis === undefined ? [] : foldingRanges(analysis).map(protocol.foldingRange);
}

export function onSelectionRanges({ documents }: Session, { textDocument, positions }: SelectionRangeParams): SelectionRange[] {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return [];
  const { lines } = analysis.source;
  return positions.map((position) => protocol.selectionRange(lines, selectionRanges(analysis, offsetOf(lines, position))));
}

export function onDocumentLinks({ documents }: Session, { textDocument }: DocumentLinkParams): DocumentLink[] {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return [];
  const target = (written: string): string => documents.clientUri(documents.resolve(policy.uri, written));
  return documentLinks(policy.analysis).map((link) => protocol.documentLink(policy.analysis.source.lines, link, target));
}

export function onSignatureHelp({ documents }: Session, { textDocument, position }: SignatureHelpParams): SignatureHelp | null {
  const policy = documents.policy(textDocument.uri);
  if (policy === undefined) return null;
  const found = signatureHelp(policy.analysis, offsetOf(policy.analysis.source.lines, position), policy.lastGood);
  return found === undefined ? null : protocol.signatureHelp(found);
}

export function onInlayHints({ documents }: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return [];
  const { lines } = analysis.source;
  return inlayHints(analysis, spanOf(lines, range)).map((hint) => protocol.inlayHint(lines, hint));
}

// From the core's shapes to the protocol's. With from-protocol.ts the only place that knows both.
import {
  type CallHierarchyItem,
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Hover,
  type InlayHint,
  InlayHintKind,
  InsertTextFormat,
  type Location,
  MarkupKind,
  type Position,
  type Range,
  type SelectionRange,
  type SemanticTokensLegend,
  type SignatureHelp,
  type SymbolInformation,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type {
  Analysis,
  CodeFix,
  Completion,
  Definition,
  Diagnostic as Finding,
  FoldingRange as Folding,
  FoundSymbol,
  HierarchyItem,
  InlayHint as Hint,
  HoverText,
  LineIndex,
  DocumentLink as Link,
  OutlineItem,
  Place,
  RenameEdit,
  SemanticToken,
  SignatureHelp as Signature,
  Span,
} from "../../core/src/index.ts";
import { tokenModifiers, tokenTypes } from "../../core/src/index.ts";

const position = (lines: LineIndex, offset: number): Position => {
  const { line, column } = lines.position(offset);
  return { line, character: column };
};
export const range = (lines: LineIndex, span: Span): Range => ({ start: position(lines, span.start), end: position(lines, span.end) });

export const edits = (lines: LineIndex, list: readonly { readonly span: Span; readonly newText: string }[]): TextEdit[] =>
  list.map(({ span, newText }) => ({ range: range(lines, span), newText }));

const severityOf = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export interface DiagnosticOptions {
  readonly documentation: string | undefined;
  readonly clientUri: (uri: string) => string;
}

export function diagnostic(analysis: Analysis, finding: Finding, options: DiagnosticOptions): Diagnostic {
  const { lines } = analysis.source;
  const linesOf = (path: string): LineIndex | undefined => analysis.files.find((file) => file.path === path)?.lines;
  return {
    range: range(lines, finding.span),
    severity: severityOf[finding.severity],
    code: finding.code,
    source: "remit",
    message: finding.message,
    ...(options.documentation === undefined ? {} : { codeDescription: { href: `${options.documentation}${finding.code}.md` } }),
    ...(finding.code.startsWith("unused-") ? { tags: [1] } : {}),
    ...(finding.related.length === 0
      ? {}
      : {
          relatedInformation: finding.related.map(({ path = analysis.source.path, span, message }) => ({
            location: location(options.clientUri(path), linesOf(path), span),
            message,
          })),
        }),
    ...(finding.fixes.length === 0
      ? {}
      : { data: { fixes: finding.fixes.map((fix) => ({ title: fix.title, edits: edits(lines, fix.edits) })) } }),
  };
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
/** A place in a file whose lines are not known is its beginning. */
function location(uri: string, lines: LineIndex | undefined, span: Span | undefined): Location {
  return { uri, range: lines === undefined || span === undefined ? start : range(lines, span) };
}

export function definition(analysis: Analysis, { path, span }: Definition, clientUri: (uri: string) => string): Location {
  return location(clientUri(path), analysis.files.find((file) => file.path === path)?.lines, span);
}

export function hover(analysis: Analysis, { span, markdown }: HoverText): Hover {
  return { range: range(analysis.source.lines, span), contents: { kind: MarkupKind.Markdown, value: markdown } };
}

const completionKind: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  tool: CompletionItemKind.Method,
  group: CompletionItemKind.Module,
  let: CompletionItemKind.Constant,
  rule: CompletionItemKind.Event,
  argument: CompletionItemKind.Property,
  field: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  function: CompletionItemKind.Function,
  binder: CompletionItemKind.Variable,
  operator: CompletionItemKind.Operator,
  type: CompletionItemKind.TypeParameter,
  file: CompletionItemKind.File,
};

export function completion(lines: LineIndex, item: Completion): CompletionItem {
  return {
    label: item.label,
    kind: completionKind[item.kind],
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.seen === undefined ? {} : { labelDetails: { description: item.seen } }),
    ...(item.documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
    sortText: item.sortText,
    filterText: item.filterText ?? item.label,
    insertTextFormat: item.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: range(lines, item.span), newText: item.insertText },
  };
}

const symbolKind: Readonly<Record<OutlineItem["kind"], SymbolKind>> = {
  rule: SymbolKind.Event,
  let: SymbolKind.Constant,
  group: SymbolKind.Module,
  trusted: SymbolKind.Key,
  test: SymbolKind.Method,
  tool: SymbolKind.Function,
  context: SymbolKind.Struct,
  field: SymbolKind.Field,
  file: SymbolKind.File,
  default: SymbolKind.Constant,
};

export function symbol(lines: LineIndex, item: OutlineItem): DocumentSymbol {
  return {
    name: item.name,
    ...(item.detail === "" ? {} : { detail: item.detail }),
    kind: symbolKind[item.kind],
    range: range(lines, item.span),
    selectionRange: range(lines, item.selection),
    children: item.children.map((child) => symbol(lines, child)),
  };
}

export const legend: SemanticTokensLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] };

/** Five numbers a token, each line and start relative to the token before; a token over several lines is one for each. */
export function semanticTokens(lines: LineIndex, tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let before = { line: 0, column: 0 };
  for (const token of tokens) {
    const first = lines.position(token.span.start).line;
    const last = lines.position(token.span.end).line;
    for (let line = first; line <= last; line++) {
      const from = line === first ? token.span.start : lines.line(line).start;
      const to = line === last ? token.span.end : lines.line(line).end;
      if (to <= from) continue;
      const { column } = lines.position(from);
      const type = tokenTypes.indexOf(token.type);
      const modifiers = token.modifiers.reduce((bits, modifier) => bits | (1 << tokenModifiers.indexOf(modifier)), 0);
      data.push(line - before.line, line === before.line ? column - before.column : column, to - from, type, modifiers);
      before = { line, column };
    }
  }
  return data;
}

type ClientUri = (uri: string) => string;
const sourceOf = (analyses: readonly Analysis[], path: string): LineIndex | undefined =>
  analyses.find(({ source }) => source.path === path)?.source.lines;

export function place(analyses: readonly Analysis[], { path, span }: Place, clientUri: ClientUri): Location {
  return location(clientUri(path), sourceOf(analyses, path), span);
}

export function highlight(lines: LineIndex, { span, declares }: Place): DocumentHighlight {
  return { range: range(lines, span), kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read };
}

export function foundSymbol(analyses: readonly Analysis[], { path, item }: FoundSymbol, clientUri: ClientUri): SymbolInformation {
  return { name: item.name, kind: symbolKind[item.kind], location: location(clientUri(path), sourceOf(analyses, path), item.selection) };
}

export function hierarchyItem(analyses: readonly Analysis[], item: HierarchyItem, clientUri: ClientUri): Omit<CallHierarchyItem, "data"> {
  const lines = sourceOf(analyses, item.path);
  const { uri, range: whole } = location(clientUri(item.path), lines, item.span);
  const { range: selectionRange } = location(uri, lines, item.selection);
  return {
    name: item.name,
    kind: symbolKind[item.kind],
    uri,
    range: whole,
    selectionRange,
    ...(item.detail === "" ? {} : { detail: item.detail }),
  };
}

export function rangesIn(analyses: readonly Analysis[], path: string, spans: readonly Span[]): Range[] {
  const lines = sourceOf(analyses, path);
  return lines === undefined ? [] : spans.map((span) => range(lines, span));
}

export function workspaceEdit(analyses: readonly Analysis[], list: readonly RenameEdit[], clientUri: ClientUri): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { path, ...edit } of list) {
    const lines = sourceOf(analyses, path);
    const own = changes[clientUri(path)] ?? [];
    changes[clientUri(path)] = own;
    if (lines !== undefined) own.push(...edits(lines, [edit]));
  }
  return { changes };
}

const foldingKind = { comment: FoldingRangeKind.Comment, imports: FoldingRangeKind.Imports, region: FoldingRangeKind.Region } as const;

export function foldingRange({ first, last, kind }: Folding): FoldingRange {
  return { startLine: first, endLine: last, ...(kind === undefined ? {} : { kind: foldingKind[kind] }) };
}

/** `spans` from the innermost outwards; there is at least one. */
export function selectionRange(lines: LineIndex, spans: readonly Span[]): SelectionRange {
  const outwards = spans.map((span): SelectionRange => ({ range: range(lines, span) }));
  return outwards.reduceRight((parent, one) => ({ ...one, parent }));
}

export function documentLink(lines: LineIndex, { span, written }: Link, target: (written: string) => string): DocumentLink {
  return { range: range(lines, span), target: target(written) };
}

export function signatureHelp({ label, parameters, markdown, active }: Signature): SignatureHelp {
  const documentation = { kind: MarkupKind.Markdown, value: markdown };
  const labels = parameters.map(({ start, end }) => ({ label: [start, end] satisfies [number, number] }));
  // Behind the last parameter none is meant: an index that none has says so to every client.
  const activeParameter = active ?? parameters.length;
  return { signatures: [{ label, documentation, parameters: labels, activeParameter }], activeSignature: 0, activeParameter };
}

export function inlayHint(lines: LineIndex, { offset, label, kind, tooltip, insert }: Hint): InlayHint {
  const at = position(lines, offset);
  return {
    position: at,
    label,
    ...(kind === "parameter" ? { kind: InlayHintKind.Parameter } : {}),
    // A sign that belongs to what stands before it touches that; a unit stands behind its number.
    ...(kind === "optional" ? {} : kind === "unit" ? { paddingLeft: true } : { paddingRight: true }),
    tooltip,
    ...(insert === undefined ? {} : { textEdits: [{ range: { start: at, end: at }, newText: insert }] }),
  };
}

export function codeAction(analysis: Analysis, uri: string, fix: CodeFix, options: DiagnosticOptions): CodeAction {
  const { lines } = analysis.source;
  const findings = fix.diagnostics.map((finding) => diagnostic(analysis, finding, options));
  return {
    title: fix.title,
    kind: fix.all ? `${CodeActionKind.SourceFixAll}.remit` : CodeActionKind.QuickFix,
    diagnostics: findings,
    isPreferred: fix.preferred,
    edit: { changes: { [uri]: edits(lines, fix.edits) } },
  };
}

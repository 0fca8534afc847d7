// Handlers of requests that change a text: formatting and renaming.
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  PrepareRenameParams,
  Range,
  RenameParams,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { documentFormatting, onTypeFormatting, prepareRename, rangeFormatting, rename } from "../../core/src/index.ts";
import { offsetOf, spanOf } from "./from-protocol.ts";
import type { Session } from "./handlers.ts";
import * as protocol from "./to-protocol.ts";

export function onFormatting({ documents }: Session, { textDocument }: DocumentFormattingParams): TextEdit[] {
  const source = documents.policy(textDocument.uri)?.analysis.source;
  return source === undefined ? [] : protocol.edits(source.lines, documentFormatting(source.text));
}

export function onRangeFormatting({ documents }: Session, { textDocument, range }: DocumentRangeFormattingParams): TextEdit[] {
  const source = documents.policy(textDocument.uri)?.analysis.source;
  return source === undefined ? [] : protocol.edits(source.lines, rangeFormatting(source.text, spanOf(source.lines, range)));
}

export function onOnTypeFormatting({ documents }: Session, { textDocument, position, ch }: DocumentOnTypeFormattingParams): TextEdit[] {
  const source = documents.policy(textDocument.uri)?.analysis.source;
  return source === undefined ? [] : protocol.edits(source.lines, onTypeFormatting(source.text, offsetOf(source.lines, position), ch));
}

const refused = (reason: string): ResponseError => new ResponseError(LSPErrorCodes.RequestFailed, reason);

export function onPrepareRename(
  { documents }: Session,
  { textDocument, position }: PrepareRenameParams,
): { range: Range; placeholder: string } | null | ResponseError {
  const analysis = documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return null;
  const found = prepareRename(analysis, offsetOf(analysis.source.lines, position));
  return "reason" in found ? refused(found.reason) : { range: protocol.range(analysis.source.lines, found.span), placeholder: found.name };
}

export function onRename({ documents }: Session, params: RenameParams): WorkspaceEdit | null | ResponseError {
  const analysis = documents.policy(params.textDocument.uri)?.analysis;
  if (analysis === undefined) return null;
  const others = documents.workspace();
  const found = rename(analysis, offsetOf(analysis.source.lines, params.position), params.newName, others);
  return "reason" in found ? refused(found.reason) : protocol.workspaceEdit([analysis, ...others], found.edits, documents.clientUri);
}

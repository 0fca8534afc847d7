// THE table of requests: what is answered, by whom, and what the client is told of it.
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionKind,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  type Connection,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  LinkedEditingRangeRequest,
  PrepareRenameRequest,
  type ProtocolRequestType,
  ReferencesRequest,
  RenameRequest,
  type ResponseError,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type ServerCapabilities,
  SignatureHelpRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
} from "vscode-languageserver";
import { formattingTriggers, signatureTriggers } from "../../core/src/index.ts";
import * as editing from "./editing-handlers.ts";
import { guardRequest, type Log } from "./guard.ts";
import * as handlers from "./handlers.ts";
import * as hierarchy from "./hierarchy-handlers.ts";
import * as lens from "./lens-handlers.ts";
import * as reading from "./reading-handlers.ts";
import type { ClientTraits } from "./settings.ts";
import { legend } from "./to-protocol.ts";

type Capability = ServerCapabilities | ((client: ClientTraits) => ServerCapabilities);

interface Route {
  readonly capability: Capability;
  register(connection: Connection, session: handlers.Session, log: Log): void;
}

function route<P, R, PR, E, O>(
  type: ProtocolRequestType<P, R | null, PR, E, O>,
  capability: Capability,
  handle: (session: handlers.Session, params: P) => R | null | ResponseError,
): Route {
  return {
    capability,
    register: (connection, session, log) => {
      const guarded = guardRequest<P, unknown>(type.method, log, (params) => handle(session, params));
      connection.onRequest<unknown, void>(type.method, guarded);
    },
  };
}

/** Clients that do not ask for diagnostics are told them. */
const pulling = ({ pulls }: ClientTraits): ServerCapabilities =>
  pulls ? { diagnosticProvider: { identifier: "remit", interFileDependencies: true, workspaceDiagnostics: true } } : {};

/** The one request that waits: until there is news, or it is cancelled. */
const workspaceDiagnostics: Route = {
  capability: {},
  register: (connection, { reports }) => {
    connection.onRequest(WorkspaceDiagnosticRequest.type, (params, token) => reports.workspace(params, token));
  },
};

export const routes: readonly Route[] = [
  route(DocumentDiagnosticRequest.type, pulling, handlers.onDiagnostic),
  workspaceDiagnostics,
  route(
    CompletionRequest.type,
    { completionProvider: { triggerCharacters: [".", '"', "/"], resolveProvider: true } },
    handlers.onCompletion,
  ),
  route(CompletionResolveRequest.type, {}, handlers.onCompletionResolve),
  route(HoverRequest.type, { hoverProvider: true }, handlers.onHover),
  route(DefinitionRequest.type, { definitionProvider: true }, handlers.onDefinition),
  route(DocumentSymbolRequest.type, { documentSymbolProvider: { label: "Remit" } }, handlers.onDocumentSymbol),
  route(SemanticTokensRequest.type, { semanticTokensProvider: { legend, full: { delta: true }, range: true } }, handlers.onSemanticTokens),
  route(SemanticTokensDeltaRequest.type, {}, handlers.onSemanticTokensDelta),
  route(SemanticTokensRangeRequest.type, {}, handlers.onSemanticTokensRange),
  route(DocumentFormattingRequest.type, { documentFormattingProvider: true }, editing.onFormatting),
  route(DocumentRangeFormattingRequest.type, { documentRangeFormattingProvider: true }, editing.onRangeFormatting),
  route(
    DocumentOnTypeFormattingRequest.type,
    {
      documentOnTypeFormattingProvider: { firstTriggerCharacter: formattingTriggers[0], moreTriggerCharacter: formattingTriggers.slice(1) },
    },
    editing.onOnTypeFormatting,
  ),
  route(RenameRequest.type, { renameProvider: { prepareProvider: true } }, editing.onRename),
  route(PrepareRenameRequest.type, {}, editing.onPrepareRename),
  route(ReferencesRequest.type, { referencesProvider: true }, reading.onReferences),
  route(DocumentHighlightRequest.type, { documentHighlightProvider: true }, reading.onDocumentHighlight),
  route(LinkedEditingRangeRequest.type, { linkedEditingRangeProvider: true }, reading.onLinkedEditing),
  route(CallHierarchyPrepareRequest.type, { callHierarchyProvider: true }, hierarchy.onPrepareCallHierarchy),
  route(CallHierarchyIncomingCallsRequest.type, {}, hierarchy.onIncomingCalls),
  route(CallHierarchyOutgoingCallsRequest.type, {}, hierarchy.onOutgoingCalls),
  route(WorkspaceSymbolRequest.type, { workspaceSymbolProvider: true }, reading.onWorkspaceSymbol),
  route(FoldingRangeRequest.type, { foldingRangeProvider: true }, reading.onFoldingRanges),
  route(SelectionRangeRequest.type, { selectionRangeProvider: true }, reading.onSelectionRanges),
  route(DocumentLinkRequest.type, { documentLinkProvider: {} }, reading.onDocumentLinks),
  route(SignatureHelpRequest.type, { signatureHelpProvider: { triggerCharacters: [...signatureTriggers] } }, reading.onSignatureHelp),
  route(InlayHintRequest.type, { inlayHintProvider: true }, reading.onInlayHints),
  route(CodeLensRequest.type, { codeLensProvider: {} }, lens.onCodeLens),
  route(
    CodeActionRequest.type,
    { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.remit`] } },
    handlers.onCodeAction,
  ),
];

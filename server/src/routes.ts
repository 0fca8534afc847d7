// THE table of requests: what is answered, by whom, and what the client is told of it.
import {
  CodeActionKind,
  CodeActionRequest,
  CompletionRequest,
  type Connection,
  DefinitionRequest,
  DocumentSymbolRequest,
  HoverRequest,
  type ProtocolRequestType,
  SemanticTokensRequest,
  type ServerCapabilities,
} from "vscode-languageserver";
import { guardRequest, type Log } from "./guard.ts";
import * as handlers from "./handlers.ts";
import { legend } from "./to-protocol.ts";

interface Route {
  readonly capability: ServerCapabilities;
  register(connection: Connection, session: handlers.Session, log: Log): void;
}

function route<P, R, PR, E, O>(
  type: ProtocolRequestType<P, R | null, PR, E, O>,
  capability: ServerCapabilities,
  handle: (session: handlers.Session, params: P) => R | null,
): Route {
  return {
    capability,
    register: (connection, session, log) => {
      const guarded = guardRequest<P, unknown>(type.method, log, (params) => handle(session, params));
      connection.onRequest<unknown, void>(type.method, guarded);
    },
  };
}

export const routes: readonly Route[] = [
  route(CompletionRequest.type, { completionProvider: { triggerCharacters: [".", '"', "/"] } }, handlers.onCompletion),
  route(HoverRequest.type, { hoverProvider: true }, handlers.onHover),
  route(DefinitionRequest.type, { definitionProvider: true }, handlers.onDefinition),
  route(DocumentSymbolRequest.type, { documentSymbolProvider: { label: "Remit" } }, handlers.onDocumentSymbol),
  route(SemanticTokensRequest.type, { semanticTokensProvider: { legend, full: true } }, handlers.onSemanticTokens),
  route(
    CodeActionRequest.type,
    { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.remit`] } },
    handlers.onCodeAction,
  ),
];

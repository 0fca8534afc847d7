// A language server in this process, on streams of our own, and its client.
import { PassThrough } from "node:stream";
import {
  createConnection,
  createMessageConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { nodeHost } from "../../server/src/node-host.ts";
import { createServer } from "../../server/src/server.ts";
import type { Files } from "../../server/src/workspace.ts";
import { LanguageClient } from "./language-client.ts";

export function serve(files: Files): LanguageClient {
  const [up, down] = [new PassThrough(), new PassThrough()];
  createServer(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)), nodeHost(files));
  return new LanguageClient(createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up)));
}

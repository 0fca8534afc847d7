// Starts a server on this process's own channels. The only file that makes a connection, so that tests can bring theirs.
import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import { createServer } from "./server.ts";
import { diskFiles } from "./workspace.ts";

/** Serves the protocol on standard input and output until the client says exit or closes the input. */
export function serveStdio(): void {
  // Standard output is the protocol's: a stray line on it would break the stream.
  console.log = console.info = console.debug = (...parts: unknown[]) => console.error(...parts);
  createServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout), diskFiles());
}

/** Serves a client that forked this process. */
export function serveIpc(): void {
  createServer(createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process)), diskFiles());
}

// Starts a server on this process's own channels. The only file that makes a connection in Node, so that tests can bring theirs.
import { type Connection, createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import { nodeHost } from "./node-host.ts";
import { createServer } from "./server.ts";
import { serveSessions } from "./sessions/serve-sessions.ts";

/** Serves the protocol on standard input and output until the client says exit or closes the input. */
export function serveStdio(): void {
  // Standard output is the protocol's: a stray line on it would break the stream.
  console.log = console.info = console.debug = (...parts: unknown[]) => console.error(...parts);
  serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
}

/** Serves a client that forked this process. */
export function serveIpc(): void {
  serve(createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process)));
}

function serve(connection: Connection): void {
  serveSessions(connection);
  createServer(connection, nodeHost());
}

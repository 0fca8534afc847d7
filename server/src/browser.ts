// The language server as a worker in a browser: what no editor holds, it asks the client for.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { clientFiles } from "./client-files.ts";
import { noRuns } from "./runs/recorded-runs.ts";
import { createServer } from "./server.ts";

/** The worker's own channel, in the words of the library. */
type Channel = ConstructorParameters<typeof BrowserMessageReader>[0];

const channel = globalThis as unknown as Channel;
const connection = createConnection(new BrowserMessageReader(channel), new BrowserMessageWriter(channel));
createServer(connection, {
  files: (changed) => clientFiles(connection, changed),
  documentation: () => undefined,
  recordedRuns: () => noRuns,
});

// `remit lsp`: the language server on standard input and output. Alone needs the server, and loads it only when asked.

/** Starts the server, which goes on until its client ends it. */
export async function lsp(): Promise<void> {
  const { serveStdio } = await import("../../../server/src/stdio.ts");
  serveStdio();
}

// The language server as a program of its own: `--node-ipc` for a client that forks it, else stdio.
import { serveIpc, serveStdio } from "./stdio.ts";

if (process.argv.includes("--node-ipc")) serveIpc();
else serveStdio();

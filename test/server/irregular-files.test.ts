// A server must answer whatever an import names: a pipe to which nobody writes, a device without end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { startServer } from "../support/language-client.ts";

describe("imports that are no regular files", () => {
  it("are said to be none, and the server goes on", async function () {
    if (process.platform === "win32") {
      console.log("      skipped: this system has no named pipes in folders");
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), "remit-irregular-"));
    const { client, process: server } = startServer();
    try {
      execFileSync("mkfifo", [join(folder, "pipe"), join(folder, "remit.json")]);
      await client.initialize({});
      const uri = pathToFileURL(join(folder, "policy.remit")).toString();
      await client.open(uri, 'import "pipe"\nimport "/dev/zero"\ntools "pipe"\ndefault deny\n');
      const found = await client.diagnostics(uri);
      assert.deepEqual(
        found.filter(({ message }) => /it is no regular file/.test(String(message))).map(({ code }) => code),
        ["unreadable-file", "unreadable-file", "unreadable-file"],
      );
    } finally {
      client.connection.dispose();
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

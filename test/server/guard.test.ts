// A server in this process, on streams of our own, whose file reading breaks: the server must not.
import assert from "node:assert/strict";
import { serve } from "../support/served.ts";

describe("a handler that throws", () => {
  it("is logged and answered with null, and the server goes on", async () => {
    const client = serve({
      read: () => {
        throw new Error("the disk is on fire");
      },
      list: () => [],
    });
    await client.initialize({}, { processId: null });
    const broken = "file:///w/broken.remit";
    await client.open(broken, 'tools "./x.json"\ndeny a\n');
    assert.equal(await client.request("textDocument/hover", broken, { position: { line: 1, character: 2 } }), null);
    assert.match(client.errors.join("\n"), /textDocument\/hover: Error: the disk is on fire/);
    await client.open("file:///w/whole.remit", "deny a\n");
    assert.deepEqual(await client.diagnostics("file:///w/whole.remit"), []);
    client.connection.dispose();
  });
});

// `remit tools`, seen from outside: catalogues of what servers and files list.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandWords, listServerTools } from "../../server/src/mcp/list-tools.ts";
import { runRemit } from "../support/run-remit.ts";

const server = join(import.meta.dirname, "..", "support", "mcp-server.mjs");
const line = (behaviour: string): string => `"${process.execPath}" '${server}' ${behaviour}`;

describe("remit tools", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-tools-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("asks a server, page by page, and writes a catalogue that a policy names", async () => {
    const listed = await runRemit(["tools", "--run", line("pages"), "--out", "bank.tools.json"], folder);
    assert.equal(listed.code, 0, listed.err);
    assert.match(listed.err, /2 tools from the server/);
    const { tools } = JSON.parse(readFileSync(join(folder, "bank.tools.json"), "utf8")) as { tools: { name: string }[] };
    assert.deepEqual(
      tools.map(({ name }) => name),
      ["look_up", "send_money"],
    );
    writeFileSync(join(folder, "p.remit"), 'tools "./bank.tools.json"\ndefault ask\nallow look_up when args.wat == "x"\n');
    const checked = await runRemit(["check", "p.remit"], folder);
    assert.match(checked.out, /unknown-argument/);
  });

  it("reads past what is no message", async () => {
    assert.equal((await runRemit(["tools", "--run", line("chatters")], folder)).code, 0);
  });

  it("says what a server that gives nothing said last", async () => {
    const dead = await runRemit(["tools", "--run", line("dies")], folder);
    assert.equal(dead.code, 1);
    assert.match(dead.err, /ended before it answered \(code 3\); its last words were: cannot find the configuration/);
    assert.match((await runRemit(["tools", "--run", line("refuses")], folder)).err, /answered with an error: .*not today/);
    assert.match((await runRemit(["tools", "--run", "no-such-program-here"], folder)).err, /there is no such program/);
    assert.match((await runRemit(["tools", "--run", '""'], folder)).err, /names no program/);
  });

  it("ends a server that never answers when it is told to", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    const words = commandWords(line("silent"));
    assert.ok(words !== undefined);
    assert.deepEqual(await listServerTools(words, undefined, stop.signal), { reason: "it was stopped" });
  });

  it("makes a catalogue of a file, and says why one holds none", async () => {
    writeFileSync(join(folder, "list.json"), JSON.stringify([{ type: "function", function: { name: "pay", parameters: {} } }]));
    const made = await runRemit(["tools", "list.json"], folder);
    assert.deepEqual(JSON.parse(made.out), { tools: [{ name: "pay", inputSchema: {} }] });
    writeFileSync(join(folder, "none.json"), "{}");
    const none = await runRemit(["tools", "none.json"], folder);
    assert.equal(none.code, 1);
    assert.match(none.err, /none\.json: it has no list of tools/);
    assert.match((await runRemit(["tools"], folder)).err, /say where the list is/);
  });

  it("takes a command line apart without a shell", () => {
    assert.deepEqual(commandWords(`npx -y "a b" 'c "d"' "e\\"f"`), { command: "npx", args: ["-y", "a b", 'c "d"', 'e"f'] });
    assert.deepEqual(commandWords("run $(rm) ; ls | x"), { command: "run", args: ["$(rm)", ";", "ls", "|", "x"] });
    assert.equal(commandWords("  "), undefined);
  });
});

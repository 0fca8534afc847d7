// Random edits, as ranges and in quick succession: the server never falls over, and in the end its diagnostics are those of
// the same text opened afresh.
import assert from "node:assert/strict";
import fc from "fast-check";
import { lineIndex } from "../../core/src/index.ts";
import { type LanguageClient, type Started, startServer } from "../support/language-client.ts";

const start = `tool send_money(recipient: string, amount: number, kind: "gift" | "loan", note?: string)
tool get_iban(user: string) returns { iban: string }
context { user: string }
let ours = ["x"]
group payments = send_money
default ask
rule known
allow payments
  when args.recipient in ours and args.amount <= 100
  because "{args.recipient} is known"
deny send_money when any(past get_iban where it.args.user == args.recipient)
test "t" { send_money(recipient: "x", amount: 1) => allow }
`;
const pieces = [
  "",
  "\n",
  " ",
  "deny ",
  "(",
  ")",
  "{",
  '"',
  "args.",
  "when ",
  "🦊",
  "=",
  "//",
  "send_mony",
  "\r\n",
  "any(",
  "]",
  "\u0000",
  "\\",
  "rule x ",
];

describe("random edits", () => {
  let started: Started;
  let client: LanguageClient;
  before(async () => {
    started = startServer();
    client = started.client;
    await client.initialize();
  });
  after(() => {
    client.connection.dispose();
    started.process.kill();
  });

  it("end in the diagnostics of a fresh opening", async () => {
    const edits = fc.array(fc.record({ at: fc.nat(), length: fc.nat({ max: 30 }), piece: fc.constantFrom(...pieces), ask: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    let round = 0;
    const property = fc.asyncProperty(edits, async (list) => {
      const uri = `file:///w/edited-${round++}.remit`;
      const fresh = `file:///w/fresh-${round}.remit`;
      let text = start;
      await client.open(uri, text);
      const pending: Promise<unknown>[] = [];
      for (const { at, length, piece, ask } of list) {
        const lines = lineIndex(text);
        const from = at % (text.length + 1);
        const to = Math.min(text.length, from + length);
        const place = (offset: number): object => {
          const { line, column } = lines.position(offset);
          return { line, character: column };
        };
        const [a, b] = [lines.offset(lines.position(from)), lines.offset(lines.position(to))];
        await client.change(uri, [{ range: { start: place(a), end: place(b) }, text: piece }]);
        text = text.slice(0, a) + piece + text.slice(b);
        const position = place(0);
        if (ask)
          pending.push(
            client.request("textDocument/completion", uri, { position: place(a) }),
            client.request("textDocument/hover", uri, { position }),
          );
      }
      await Promise.all(pending);
      await client.open(fresh, text);
      const [edited, opened] = [await client.diagnostics(uri), await client.diagnostics(fresh)];
      const told = (found: typeof edited): unknown => found.map(({ code, message, range }) => ({ code, message, range }));
      assert.deepEqual(told(edited), told(opened));
      await client.close(uri);
      await client.close(fresh);
    });
    const deep = process.env.REMIT_DEEP === "1";
    // On failure fast-check prints its seed and the smallest list of edits.
    await fc.assert(property, { numRuns: deep ? 400 : 40, endOnFailure: false });
    assert.equal(started.process.exitCode, null);
    assert.deepEqual(client.errors, []);
  }).timeout(120_000);
});

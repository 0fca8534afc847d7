// Random typing in the samples: letters, words, lines taken from elsewhere, deletions, jumps, undoing. Whatever is asked on the
// way is answered for the text as it is then, and in the end the server says of it what it says of the same text opened afresh.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { type LineIndex, lineIndex } from "../../core/src/index.ts";
import { diskFiles } from "../../server/src/disk-files.ts";
import type { LanguageClient } from "../support/language-client.ts";
import { serve } from "../support/served.ts";

const samples = join(import.meta.dirname, "..", "..", "samples");
const policies = readdirSync(samples, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".remit"))
  .sort()
  .map((path) => ({ path: join(samples, path), text: readFileSync(join(samples, path), "utf8") }));

const typed = [
  ..."abrxz09 \n\t.,:(){}[]\"'=<>!*/|?\\`$#",
  ...[
    "deny ",
    "allow ",
    "when ",
    "unless ",
    "because ",
    "args.",
    "it.",
    "past ",
    "any(",
    "limit ",
    "rule r ",
    'test "t" {',
    "=> ",
    "let x = ",
  ],
  ...["// ", "\r\n", "é", "🦊", "\u202e", "\u0000", "e\u0301", "{args.", " ?? ", "has ", "from user", "remit-ignore "],
];

type Key =
  | { readonly kind: "type"; readonly piece: string }
  | { readonly kind: "delete"; readonly count: number; readonly forward: boolean }
  | { readonly kind: "paste"; readonly line: number }
  | { readonly kind: "jump"; readonly to: number }
  | { readonly kind: "undo" };
const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("type" as const), piece: fc.constantFrom(...typed) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("delete" as const), count: fc.integer({ min: 1, max: 12 }), forward: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("paste" as const), line: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("jump" as const), to: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const) }) },
);

const atCaret = ["completion", "hover", "signatureHelp", "definition", "documentHighlight", "linkedEditingRange", "prepareCallHierarchy"];
const ofWhole = ["diagnostic", "documentSymbol", "foldingRange", "documentLink", "semanticTokens/full", "codeLens"];
const ofRange = ["inlayHint", "codeAction", "rangeFormatting", "semanticTokens/range"];
const questions = [...atCaret, ...ofWhole, ...ofRange, "formatting", "selectionRange", "onTypeFormatting"];

interface Position {
  readonly line: number;
  readonly character: number;
}

/** The text as the editor has it, and what was typed into it. */
class Typing {
  text: string;
  caret: number;
  readonly #before: string[] = [];

  constructor(text: string, at: number) {
    this.text = text;
    this.caret = this.#whole(at % (text.length + 1));
  }

  get lines(): LineIndex {
    return lineIndex(this.text);
  }

  /** What the key replaces, where it replaces anything. */
  press(one: Key): { readonly start: number; readonly end: number; readonly text: string } | undefined {
    switch (one.kind) {
      case "type":
        return this.#replace(this.caret, this.caret, one.piece);
      case "delete": {
        const [from, to] = one.forward ? [this.caret, this.caret + one.count] : [this.caret - one.count, this.caret];
        return this.#replace(this.#whole(Math.max(0, from)), this.#whole(Math.min(this.text.length, to)), "");
      }
      case "paste": {
        const { start, end } = this.lines.line(one.line % this.lines.lineCount);
        return this.#replace(this.caret, this.caret, `${this.text.slice(start, end)}\n`);
      }
      case "jump":
        this.caret = this.#whole(one.to % (this.text.length + 1));
        return undefined;
      case "undo": {
        const before = this.#before.pop();
        if (before === undefined) return undefined;
        const whole = { start: 0, end: this.text.length, text: before };
        this.text = before;
        this.caret = this.#whole(Math.min(this.caret, before.length));
        return whole;
      }
    }
  }

  #replace(start: number, end: number, piece: string): { readonly start: number; readonly end: number; readonly text: string } {
    this.#before.push(this.text);
    this.text = this.text.slice(0, start) + piece + this.text.slice(end);
    this.caret = this.#whole(start + piece.length);
    return { start, end, text: piece };
  }

  /** Editors put no caret inside a line end or a character. */
  #whole(offset: number): number {
    const inside = /[\uD800-\uDBFF]$/.test(this.text.slice(0, offset)) || /\r$/.test(this.text.slice(0, offset));
    return inside && offset < this.text.length ? offset + 1 : offset;
  }
}

const place = (lines: LineIndex, offset: number): Position => {
  const { line, column } = lines.position(offset);
  return { line, character: column };
};

/** Each range in an answer lies in the text that was asked about; those of other files are theirs. */
function inside(answer: unknown, uri: string, lines: LineIndex, said: string): void {
  if (typeof answer !== "object" || answer === null) return;
  if ("uri" in answer && answer.uri !== uri) return;
  if ("start" in answer && "end" in answer && typeof answer.start === "object") {
    const [start, end] = [answer.start as Position, answer.end as Position];
    for (const { line, character } of [start, end]) {
      const length = line < lines.lineCount ? lines.line(line).end - lines.line(line).start : -1;
      assert.ok(line >= 0 && character >= 0 && character <= length, `${said}: ${line}:${character} is outside the text`);
    }
    assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character), said);
    return;
  }
  for (const [name, part] of Object.entries(answer)) {
    // By URI: of this file only.
    if (name === "changes") inside((part as Record<string, unknown>)[uri], uri, lines, said);
    else if (name !== "data") inside(part, uri, lines, said);
  }
}

describe("random typing in the samples", () => {
  let client: LanguageClient;
  before(async () => {
    client = serve(diskFiles());
    await client.initialize(
      { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
      { processId: null, rootUri: null },
    );
  });
  after(() => client.connection.dispose());

  const ask = async (method: string, uri: string, { lines, caret, text }: Typing): Promise<unknown> => {
    const position = place(lines, caret);
    const whole = { start: place(lines, 0), end: place(lines, text.length) };
    const options = { tabSize: 2, insertSpaces: true };
    const params = { position, positions: [position], range: whole, options, ch: "\n", context: { diagnostics: [], triggerKind: 1 } };
    return await client.request(`textDocument/${method}`, uri, params);
  };

  const deep = process.env.REMIT_DEEP === "1";
  const seed = Number(process.env.REMIT_SEED ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env.REMIT_CASES ?? (deep ? 10_000 : 150));
  it(`gets answers for the text as it is, and ends in those of a fresh opening (${numRuns} times, REMIT_SEED=${seed})`, async () => {
    const sequence = fc.record({
      sample: fc.constantFrom(...policies.keys()),
      at: fc.nat(),
      keys: fc.array(fc.record({ key, asked: fc.option(fc.constantFrom(...questions), { freq: 2 }) }), { minLength: 1, maxLength: 14 }),
    });
    let round = 0;
    const property = fc.asyncProperty(sequence, async ({ sample, at, keys }) => {
      const policy = policies[sample];
      assert.ok(policy !== undefined);
      // In the sample's folder, so that its imports and catalogues are found.
      const uri = pathToFileURL(join(policy.path, "..", `typed-${round++}.remit`)).toString();
      const typing = new Typing(policy.text, at);
      await client.open(uri, typing.text);
      for (const one of keys) {
        const { lines } = typing;
        const change = typing.press(one.key);
        if (change !== undefined)
          await client.change(uri, [{ range: { start: place(lines, change.start), end: place(lines, change.end) }, text: change.text }]);
        if (one.asked !== null) inside(await ask(one.asked, uri, typing), uri, typing.lines, one.asked);
      }
      const fresh = uri.replace("typed-", "fresh-");
      await client.open(fresh, typing.text);
      const { items } = (await ask("diagnostic", fresh, typing)) as { readonly items: readonly { readonly severity: number }[] };
      // Over broken text, completion takes names from the last text that was whole, which a fresh opening does not have.
      const whole = items.every(({ severity }) => severity > 1);
      for (const method of ["diagnostic", "documentSymbol", "semanticTokens/full", "hover", ...(whole ? ["completion"] : [])]) {
        const [edited, opened] = [await ask(method, uri, typing), await ask(method, fresh, typing)];
        const told = (answer: unknown): unknown =>
          JSON.parse(
            JSON.stringify(answer)
              .replaceAll(fresh, uri)
              .replaceAll(/"resultId":"\d+"/g, '"resultId":""'),
          );
        assert.deepEqual(told(edited), told(opened), method);
        inside(edited, uri, typing.lines, method);
      }
      await client.close(uri);
      await client.close(fresh);
    });
    await fc.assert(property, { numRuns, seed, endOnFailure: false });
    assert.deepEqual(client.errors, []);
  }).timeout(numRuns * 1_000);
});

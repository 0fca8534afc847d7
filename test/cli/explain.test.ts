// `remit explain` from outside: one step, and all that can be said of it.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runRemit } from "../support/run-remit.ts";

const samples = fileURLToPath(new URL("../../samples/bank", import.meta.url));

interface Edits {
  readonly files: readonly { readonly edits: readonly { readonly span: { start: number; end: number }; readonly newText: string }[] }[];
}
interface Document {
  readonly step: { readonly step: number; readonly verdict: string };
  readonly nearest: readonly { readonly text: string }[];
  readonly flips: {
    readonly arguments: readonly { readonly text: string }[];
    readonly policy: readonly (Edits & { readonly title: string })[];
  };
  readonly edits: readonly (Edits & { readonly kind: string; readonly verdict: string })[];
  readonly test: string;
}

describe("remit explain", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-explain-"));
    cpSync(samples, folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const explain = (...words: string[]) => runRemit(["explain", "bank.remit", "runs/pay-the-bill.trace.jsonl", ...words], folder);

  it("tells the first step that is not allowed: why, what would flip it, what can be made of it, and a test", async () => {
    const { code, out } = await explain();
    assert.equal(code, 2);
    assert.match(out, /step 4 of 5\n.*deny +send_money/);
    assert.match(out, /Three clauses short of being allowed by `known_payee`: `args\.recipient from trusted` is false/);
    assert.match(out, /What would flip it\n/);
    assert.match(out, /Ask instead of denying by foreign_payee\n {2}bank\.remit:\d+\n {2}- deny payments\n {2}\+ ask payments\n/);
    assert.match(out, /A test of it .*\n {2}test "send_money: deny by foreign_payee" \{\n/);
  });

  it("gives programs edits that do what they say, and a test that passes", async () => {
    const { out } = await explain("--format", "json");
    const { step, flips, edits, test } = JSON.parse(out) as Document;
    assert.deepEqual([step.step, step.verdict], [4, "deny"]);
    assert.deepEqual(
      edits.map(({ kind, verdict }) => [kind, verdict]),
      [
        ["allow exactly", "allow"],
        ["allow pattern", "allow"],
        ["ask", "ask"],
      ],
    );
    assert.ok(flips.arguments.length > 0 && flips.policy.length > 0);
    const text = readFileSync(join(folder, "bank.remit"), "utf8");
    for (const { files } of [...edits, ...flips.policy]) {
      let after = text;
      for (const { span, newText } of (files[0]?.edits ?? []).toReversed())
        after = after.slice(0, span.start) + newText + after.slice(span.end);
      writeFileSync(join(folder, "edited.remit"), after);
      const { out: decided } = await runRemit(["replay", "edited.remit", "runs/pay-the-bill.trace.jsonl", "--format", "jsonl"], folder);
      const verdict = (JSON.parse(decided.split("\n")[3] ?? "{}") as { verdict?: string }).verdict;
      assert.notEqual(verdict, "deny");
    }
    writeFileSync(join(folder, "tested.remit"), `${text}\n${test}\n`);
    assert.equal((await runRemit(["test", "tested.remit"], folder)).code, 0);
  });

  it("tells a step, a run and a history that it is asked for, and says what is not there", async () => {
    assert.match((await explain("--step", "5", "--history", "enforced")).out, /step 5 of 5\n.*allow +send_money/);
    const wrong: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["--step", "9"], 4, /there is no step 9; the run has 5/],
      [["--run", "2"], 4, /there is no run 2/],
      [["--step", "0"], 1, /--step takes a number from 1 on/],
      [["runs/paid-twice.trace.jsonl"], 1, /which policy decides and which run/],
    ];
    for (const [words, code, said] of wrong) {
      const ran = await explain(...words);
      assert.equal(ran.code, code, ran.err);
      assert.match(ran.err, said);
    }
    const allowed = await runRemit(["explain", "bank.remit", "runs/choir-fee.trace.jsonl"], folder);
    assert.deepEqual([allowed.code, allowed.out], [0, ""]);
    assert.match(allowed.err, /every step of this run is allowed/);
  });
}).timeout(120_000);

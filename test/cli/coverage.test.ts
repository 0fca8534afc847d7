// `remit coverage`, `diff` and `mutate` from outside: what they print in each form, and their exit codes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const policy = (verb: string, most: number): string => `tool read(path: string)
tool pay(to: string, amount: number)
default ask
rule big ${verb} pay when args.amount > ${most}
rule small allow pay when args.amount <= ${most} and args.to from user
rule gone allow read unless args.path == "x" or args.path != "x"

test "small" {
  user "Pay ANNA-1"
  pay(to: "ANNA-1", amount: 1) => allow by small
}
`;

const run = [
  { remit: 1, kind: "run", id: "r" },
  { kind: "message", role: "user", text: "Pay ANNA-1" },
  { kind: "call", call: 0, tool: "pay", args: { to: "ANNA-1", amount: 5 } },
  { kind: "result", call: 0, text: "paid" },
  { kind: "call", call: 1, tool: "pay", args: { to: "ANNA-1", amount: 50 } },
  { kind: "result", call: 1, text: "paid" },
];

describe("remit coverage, diff and mutate", () => {
  let folder = "";
  const git = (...words: readonly string[]): void => {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t.example", ...words], { cwd: folder, stdio: "ignore" });
  };
  const remit = async (...words: readonly string[]): ReturnType<typeof runRemit> => runRemit(words, folder);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-coverage-"));
    mkdirSync(join(folder, "runs"));
    writeFileSync(join(folder, "runs", "a.trace.jsonl"), run.map((line) => `${JSON.stringify(line)}\n`).join(""));
    writeFileSync(join(folder, "pay.remit"), policy("deny", 10));
    writeFileSync(join(folder, "other.remit"), policy("ask", 10));
    writeFileSync(join(folder, "strict.remit"), policy("deny", 2));
    writeFileSync(join(folder, "broken.remit"), "allow pay when nonsense");
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("coverage shows rules, conditions and tools", async () => {
    const { code, out } = await remit("coverage", "pay.remit", "runs");
    assert.equal(code, 0);
    assert.match(out, /^1 run, 2 calls, 0\.0 % left to the default\n/);
    assert.match(
      out,
      /✓ big line 4: decided \(decided 1, counted 1 of 2\)\n +when args\.amount > 10: 1 true, 1 false, 1 inside, 0 at, 1 outside/,
    );
    assert.match(out, /! gone line 6: cannot happen\n/);
    assert.match(out, /^ +read +0 +0$/m);
    const tests = await remit("coverage", "pay.remit");
    assert.match(tests.out, /^1 run, 1 call, /);
    const both = await remit("coverage", "pay.remit", "runs", "--tests");
    assert.match(both.out, /^2 runs, 3 calls, /);
  });
  it("coverage writes JSON and LCOV", async () => {
    const { out } = await remit("coverage", "pay.remit", "runs", "--format", "json");
    const { rules } = JSON.parse(out) as {
      readonly rules: readonly { readonly name: string; readonly state: string; readonly start: object }[];
    };
    assert.deepEqual(
      rules.map(({ name, state, start }) => [name, state, start]),
      [
        ["big", "decided", { line: 4, column: 1 }],
        ["small", "decided", { line: 5, column: 1 }],
        ["gone", "cannot happen", { line: 6, column: 1 }],
      ],
    );
    const lcov = await remit("coverage", "pay.remit", "runs", "--format", "lcov");
    for (const line of [
      "SF:pay.remit",
      "FN:4,big",
      "FNDA:1,big",
      "FNDA:0,gone",
      "FNF:3",
      "FNH:2",
      "DA:4,2",
      "DA:6,0",
      "LF:3",
      "LH:2",
      "end_of_record",
    ])
      assert.ok(lcov.out.split("\n").includes(line), `${line} in\n${lcov.out}`);
  });
  it("diff ends with 2 only where something got looser", async () => {
    const looser = await remit("diff", "pay.remit", "other.remit", "runs");
    assert.equal(looser.code, 2);
    assert.match(looser.out, /^LOOSER: deny -> ask {2}1 call in 1 run\n {2}big -> big\n {4}runs\/a\.trace\.jsonl, step 2: pay\n/);
    const stricter = await remit("diff", "pay.remit", "strict.remit", "runs", "--format", "json");
    assert.equal(stricter.code, 0);
    assert.deepEqual((JSON.parse(stricter.out) as { readonly counts: object }).counts, { looser: 0, stricter: 1, doubt: 0, flags: 0 });
    const page = await remit("diff", "pay.remit", "other.remit", "runs", "--format", "html");
    assert.equal(page.code, 2);
    assert.match(page.out, /^<!DOCTYPE html>.*<h3>deny → ask<\/h3>.*step 2: pay /s);
    const same = await remit("diff", "pay.remit", "pay.remit", "runs");
    assert.deepEqual([same.code, same.out], [0, "the same on 2 calls of 1 run\n"]);
  });
  it("diff finds a call that shows the difference where no run is given", async () => {
    const looser = await remit("diff", "pay.remit", "other.remit");
    assert.equal(looser.code, 2);
    assert.match(looser.out, /^LOOSER: deny -> ask\n {2}pay\(to: "\w+", amount: 11\)\n {2}big -> big\n$/);
    const stricter = await remit("diff", "pay.remit", "strict.remit", "--format", "json");
    assert.equal(stricter.code, 0, stricter.out);
    const { witnesses } = JSON.parse(stricter.out) as {
      readonly witnesses: readonly { readonly change: string; readonly after: string }[];
    };
    assert.deepEqual(
      witnesses.map(({ change }) => change),
      ["stricter", "stricter"],
    );
    assert.match(witnesses[0]?.after ?? "", /^after the user said its values|^$/);
    const page = await remit("diff", "pay.remit", "other.remit", "--format", "html");
    assert.match(page.out, /^<!DOCTYPE html>.*From pay\.remit to other\.remit\. No recorded run .*<h3>deny → ask<\/h3>/s);
    assert.match((await remit("diff", "pay.remit", "pay.remit")).out, /^no call was found .* no proof/);
  });
  it("diff reads the old policy from a revision", async () => {
    writeFileSync(join(folder, "pay.remit"), policy("ask", 10));
    try {
      const { code, out } = await remit("diff", "git:HEAD", "pay.remit", "runs");
      assert.equal(code, 2);
      assert.match(out, /1 looser of 2 calls/);
      const absent = await remit("diff", "git:nowhere", "pay.remit", "runs");
      assert.equal(absent.code, 1);
      assert.match(absent.err, /git does not have it at nowhere/);
      assert.equal((await remit("diff", "git:--help", "pay.remit", "runs")).code, 1);
    } finally {
      writeFileSync(join(folder, "pay.remit"), policy("deny", 10));
    }
  });
  it("mutate shows survivors as changes, and holds a score", async () => {
    const { code, out } = await remit("mutate", "pay.remit", "runs");
    assert.equal(code, 0);
    assert.match(
      out,
      /survived pay\.remit:4: move a number by one \(move-bound\)\n {2}- rule big deny .*> 10\n {2}\+ rule big deny .*> 11\n/,
    );
    assert.match(out, /% noticed: \d+ of \d+ mutants, by its tests and examples and 1 run\n/);
    assert.match(out, /mutants? left out: the checker knows/);
    const json = await remit("mutate", "pay.remit", "runs", "--format", "json", "--at-least", "100");
    assert.equal(json.code, 2);
    const { score, results } = JSON.parse(json.out) as {
      readonly score: { readonly hits: number; readonly of: number };
      readonly results: readonly { readonly outcome: string }[];
    };
    const of = (outcome: string): number => results.filter((result) => result.outcome === outcome).length;
    assert.deepEqual([score.hits, score.of], [of("killed"), of("killed") + of("survived")]);
    assert.ok(score.hits > 5 && score.hits < score.of);
    assert.equal((await remit("mutate", "pay.remit", "--at-least", "many")).code, 1);
  });
  it("mutate writes tests that notice what survives", async () => {
    const { out } = await remit("mutate", "pay.remit", "--tests", "--format", "json");
    const { results } = JSON.parse(out) as { readonly results: readonly { readonly outcome: string; readonly test?: string }[] };
    const tests = [...new Set(results.flatMap(({ test }) => test ?? []))];
    assert.ok(results.every(({ outcome, test }) => test === undefined || outcome === "survived"));
    assert.ok(tests.length > 3);
    writeFileSync(join(folder, "tested.remit"), `${policy("deny", 10)}\n${tests.join("\n\n")}\n`);
    assert.equal((await remit("test", "tested.remit")).code, 0);
    const again = JSON.parse((await remit("mutate", "tested.remit", "--format", "json")).out) as { readonly results: typeof results };
    const survivors = (all: typeof results): number => all.filter(({ outcome }) => outcome === "survived").length;
    assert.ok(survivors(again.results) <= survivors(results) - tests.length);
    assert.match((await remit("mutate", "pay.remit", "--tests")).out, /noticed by\n {4}test "pay: /);
  });
  it("say what they cannot use", async () => {
    for (const words of [["coverage"], ["diff", "pay.remit"], ["mutate"]]) assert.equal((await remit(...words)).code, 1);
    for (const words of [
      ["coverage", "broken.remit", "runs"],
      ["diff", "pay.remit", "broken.remit", "runs"],
      ["mutate", "broken.remit"],
    ])
      assert.equal((await remit(...words)).code, 3);
    for (const words of [
      ["coverage", "pay.remit", "absent"],
      ["diff", "pay.remit", "other.remit", "absent"],
      ["mutate", "pay.remit", "absent"],
    ]) {
      const { code, err } = await remit(...words);
      assert.equal(code, 4);
      assert.match(err, /cannot read absent: no such file/);
    }
  });
});

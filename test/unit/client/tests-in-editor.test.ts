import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { findTests, replayedPaths } from "../../../client/src/tests/find-tests.ts";
import { type Outcome, runnable } from "../../../client/src/tests/run-policy.ts";
import { analyze, type OpenTrace, parse, readTrace } from "../../../core/src/index.ts";

const policy = `tool read_file(path: string)
tool send_money(recipient: string, amount: number)
default ask
allow read_file
rule foreign_payee
deny send_money
  when args.recipient from untrusted and args.amount > 10
  because "{args.recipient} is foreign"
rule small
allow send_money when args.amount <= 100
  example hit  send_money(recipient: "a", amount: 5)
  example miss send_money(recipient: "a", amount: 100)
  example hit  read_file(path: "x")

test "the bill" {
  read_file(path: "bill.txt") returns "Pay to US133000000121212121212" => allow
  send_money(recipient: "US133000000121212121212", amount: 98) => allow by small
}
test "twice" { read_file(path: "a") => allow }
test "twice" { read_file(path: "a") => deny }
test "recorded" { replay "./run.trace.jsonl" expect allow elsewhere }
`;
const host = { resolve: (_: string, written: string) => written, read: () => ({ reason: "no such file" }) };
const analysis = analyze("p.remit", policy, host);
const run = JSON.stringify({ remit: 1 });
const opened: string[] = [];
const open: OpenTrace = (from, written) => {
  opened.push(`${from} ${written}`);
  return readTrace(written, new TextEncoder().encode(run));
};

function outcomes(): ReadonlyMap<string, Outcome> {
  const ready = runnable(analysis, open);
  assert.ok("ids" in ready, JSON.stringify(ready));
  return new Map(
    ready.ids.map((id) => {
      const outcome = ready.run(id);
      assert.ok(outcome !== undefined);
      return [id, outcome];
    }),
  );
}

describe("tests in the editor", () => {
  const found = findTests(analysis.source.file, policy);

  it("finds tests, and rules with examples, each with a name of its own", () => {
    assert.deepEqual(
      found.tests.map(({ id }) => id),
      ["test the bill", "test twice", "test twice #2", "test recorded"],
    );
    assert.deepEqual(
      found.rules.map(({ label, examples }) => [label, examples.map((example) => example.label)]),
      [
        [
          "small",
          ['hit send_money(recipient: "a", amount: 5)', 'miss send_money(recipient: "a", amount: 100)', 'hit read_file(path: "x")'],
        ],
      ],
    );
    assert.equal(policy.slice(found.tests[0]?.span.start).startsWith('test "the bill"'), true);
    assert.deepEqual(replayedPaths(analysis.source.file), ["./run.trace.jsonl"]);
  });

  it("keeps a test's name when lines above it come and go", () => {
    const moved = `// One more line.\n\ndeny nothing_at_all\n${policy}`;
    assert.deepEqual(
      findTests(parse(moved).file, moved).tests.map(({ id }) => id),
      found.tests.map(({ id }) => id),
    );
  });

  it("says what was expected, what came, and which rule and clause made it so", () => {
    const [failure] = outcomes().get("test the bill")?.failures ?? [];
    assert.equal(failure?.expected, "allow by small");
    assert.equal(failure?.actual, "deny by foreign_payee (step 2, send_money)");
    assert.match(failure?.message ?? "", /US133000000121212121212.* is foreign/);
    const labels = failure?.stack.map(({ label }) => label) ?? [];
    assert.deepEqual(labels.slice(-1), ["step 2: send_money"]);
    const deny = labels.indexOf("rule foreign_payee: fires");
    assert.ok(deny > 0, labels.join(" | "));
    assert.match(labels[0] ?? "", /^when args\.recipient from untrusted: true/);
    const place = failure?.stack[deny]?.place;
    assert.equal(policy.slice(place?.span.start, place?.span.end).startsWith("rule foreign_payee"), true);
  });

  it("runs each example by itself", () => {
    const all = outcomes();
    const of = (index: number): Outcome | undefined => all.get(found.rules[0]?.examples[index]?.id ?? "");
    assert.deepEqual(of(0)?.failures, []);
    assert.match(of(1)?.failures[0]?.message ?? "", /^Expected that small does not apply, but small applies\.$/);
    assert.match(of(1)?.failures[0]?.stack[0]?.label ?? "", /^when args\.amount <= 100: true \(args\.amount is 100\)$/);
    assert.match(of(2)?.failures[0]?.message ?? "", /small is not about read_file/);
  });

  it("passes what passes, fails the second of two tests of one title alone, and opens recorded runs by the policy's path", () => {
    const all = outcomes();
    assert.deepEqual(all.get("test twice")?.failures, []);
    assert.equal(all.get("test twice #2")?.failures.length, 1);
    assert.match(all.get("test twice")?.log[0] ?? "", /1 read_file: allow/);
    assert.ok(opened.includes("p.remit ./run.trace.jsonl"));
  });

  it("runs nothing of a policy with errors", () => {
    const broken = runnable(analyze("p.remit", `${policy}\nallow send_money when args.nobody == 1`, host), open);
    assert.ok("errors" in broken);
    assert.equal(broken.errors[0]?.code, "unknown-argument");
  });
});

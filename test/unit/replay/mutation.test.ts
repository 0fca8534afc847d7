import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  type Host,
  type JudgedMutant,
  MutationTrial,
  mutantDiff,
  mutationScore,
  type OperatorName,
  parse,
  type TrialRun,
} from "../../../core/src/index.ts";
import { mutantsOf } from "../../../core/src/replay/mutants.ts";
import { mutatedText } from "../../../core/src/replay/mutation.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const host: Host = { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) };

function judge(text: string, scenes: readonly (readonly Scene[])[] = []): readonly JudgedMutant[] {
  const runs = scenes.map((scene, at): TrialRun => {
    const events = eventsOf(scene);
    return { name: `run ${at}`, events, context: undefined, tools: new Set(scene.flatMap((one) => ("tool" in one ? [one.tool] : []))) };
  });
  const trial = new MutationTrial(policyOf(text), { host, open: () => ({ reason: "no files" }), runs });
  return trial.mutants.map((mutant) => {
    const judging = trial.judge(mutant);
    let next = judging.next();
    while (next.done !== true) next = judging.next();
    return { mutant, outcome: next.value };
  });
}

/** What each operator makes of a text: the lines that come instead. */
function made(text: string, operator: OperatorName): readonly string[] {
  const { file } = parse(text);
  return mutantsOf(file.statements, text)
    .filter((mutant) => mutant.operator === operator)
    .map((mutant) => mutantDiff(text, mutant).after.join("\n").trim());
}

const survivors = (judged: readonly JudgedMutant[], text: string): readonly string[] =>
  judged
    .filter(({ outcome }) => outcome.kind === "survived")
    .map(({ mutant }) => `${mutant.operator}: ${mutantDiff(text, mutant).after.join(" ").trim()}`);

describe("mutants", () => {
  it("are small mistakes, by a table", () => {
    const one = (line: string): string => `rule a\ndeny pay, wire\n  ${line}`;
    assert.deepEqual(made(one("when args.a == 1 and (args.b or args.c)"), "drop-clause"), [
      "when true and (args.b or args.c)",
      "when args.a == 1 and (true)",
      "when args.a == 1 and (false or args.c)",
      "when args.a == 1 and (args.b or false)",
    ]);
    assert.deepEqual(made(one("unless args.a < 2"), "drop-unless"), [""]);
    assert.deepEqual(made(one('when args.a < 2 or not (args.b from user) or args.c == ""'), "negate"), [
      'when not (args.a < 2) or not (args.b from user) or args.c == ""',
      'when args.a < 2 or (args.b from user) or args.c == ""',
    ]);
    assert.deepEqual(made(one("when args.a < (2) and args.b == 3"), "flip-comparison"), [
      "when args.a <= (2) and args.b == 3",
      "when args.a < (2) and args.b != 3",
    ]);
    assert.deepEqual(made(one("when args.a < 2.50"), "move-bound"), ["when args.a < 3.50", "when args.a < 1.50"]);
    assert.deepEqual(made("limit pay to 1 per turn", "move-bound"), ["limit pay to 2 per turn", "limit pay to 0 per turn"]);
    assert.deepEqual(made("let most = 10\nlet other = -1", "move-bound"), ["let most = 11", "let most = 9"]);
    assert.deepEqual(made(one("when any(x in args.a: x and args.b)"), "swap-word"), [
      "when all(x in args.a: x and args.b)",
      "when any(x in args.a: x or args.b)",
    ]);
    assert.deepEqual(made(one("when args.a from (user, result of pay)"), "swap-source"), ["when args.a from (trusted, result of pay)"]);
    assert.deepEqual(made("rule allowing allow pay\ndefault ask", "swap-effect"), ["rule allowing ask pay", "default allow"]);
    assert.deepEqual(made("group g = pay_* except pay_me", "widen-group"), ["group g = pay_*"]);
    assert.deepEqual(made("trusted list only id, name", "widen-group"), ["trusted list"]);
    assert.deepEqual(made("allow pay, wire", "narrow-group"), ["allow wire", "allow pay"]);
    assert.deepEqual(made("allow pay\nallow wire", "drop-rule"), ["", ""]);
  });
  it("leave every line where it is, and can be read", () => {
    const text =
      'rule a\ndeny pay,\n  wire\n  when args.a\n    and args.b\n  unless args.c < 2\n\ntrusted list\n  only id,\n  name\nallow read\ntest "t" {\n  read() => allow\n}\n';
    const { file } = parse(text);
    const mutants = mutantsOf(file.statements, text);
    assert.ok(mutants.length > 12);
    for (const mutant of mutants) {
      const mutated = mutatedText(text, mutant);
      assert.notEqual(mutated, text);
      assert.equal(mutated.split("\n").length, text.split("\n").length, mutated);
      assert.deepEqual(parse(mutated).diagnostics, [], mutated);
      assert.ok(mutated.endsWith(text.slice(text.indexOf("test "))), "tests stay");
    }
  });
});

describe("mutation trial", () => {
  const rule = `tool pay(to: string, amount: number)
default ask
rule small
allow pay when args.to from user and args.amount <= 10
`;
  const testOf = (amount: number, verdict: string): string => `
test "pays ${amount}" {
  user "Pay ANNA-1"
  pay(to: "ANNA-1", amount: ${amount}) => ${verdict}
}
`;
  it("finds what no test notices, and a test more kills it", () => {
    const thin = `${rule}${testOf(5, "allow by small")}`;
    assert.deepEqual(survivors(judge(thin), thin), [
      "swap-effect: default allow",
      "drop-clause: allow pay when true and args.amount <= 10",
      "swap-word: allow pay when args.to from user or args.amount <= 10",
      "swap-source: allow pay when args.to from trusted and args.amount <= 10",
      "drop-clause: allow pay when args.to from user and true",
      "flip-comparison: allow pay when args.to from user and args.amount < 10",
      "move-bound: allow pay when args.to from user and args.amount <= 11",
      "move-bound: allow pay when args.to from user and args.amount <= 9",
    ]);
    const thick = `${thin}${testOf(10, "allow")}${testOf(11, "ask")}`;
    assert.deepEqual(survivors(judge(thick), thick), [
      "drop-clause: allow pay when true and args.amount <= 10",
      "swap-source: allow pay when args.to from trusted and args.amount <= 10",
    ]);
  });
  it("takes recorded runs and examples for tests", () => {
    const pays = (to: string, amount: number): Scene => ({ tool: "pay", args: { to, amount }, result: "" });
    const judged = judge(rule, [[{ user: "Pay ANNA-1" }, pays("ANNA-1", 10), pays("ANNA-1", 11), pays("BERT-2", 1)]]);
    assert.deepEqual(survivors(judged, rule), ["swap-source: allow pay when args.to from trusted and args.amount <= 10"]);
    assert.ok(judged.some(({ outcome }) => outcome.kind === "killed" && outcome.by === "call 2 of run 0"));
    const { hits, of } = mutationScore(judged);
    assert.equal(of - hits, 1);
  });
  it("takes examples for tests; those of a rule that is left out go with it", () => {
    const first = "rule r\ndeny pay when args.amount > 10\n  example miss pay(amount: 10)\n  example hit pay(amount: 11)\n";
    const text = `tool pay(amount: number)\n${first}rule s\ndeny pay when args.amount < 0\n  example miss pay(amount: 5)\n`;
    const found = survivors(judge(text), text);
    assert.deepEqual(
      found.filter((one) => !one.includes("args.amount <")),
      ["drop-rule: ", "swap-effect: ask pay when args.amount > 10", "drop-rule: "],
    );
  });
  it("notices what is owed", () => {
    const owing = "tool open()\ntool close()\ndefault allow\nexpect open followed by close\n";
    const run: readonly Scene[] = [{ tool: "open", result: "" }];
    const dropped = judge(owing, [run]).find(({ mutant }) => mutant.operator === "drop-rule");
    assert.deepEqual(dropped?.outcome, { kind: "killed", by: "what run 0 owes" });
  });
  it("lets no failing test kill, and is not fooled by a rule that a test names", () => {
    const failing = `${rule}${testOf(5, "deny")}`;
    assert.ok(judge(failing).every(({ outcome }) => outcome.kind !== "killed"));
    const named = `${rule}${testOf(5, "allow by small")}`;
    const dropped = judge(named).find(({ mutant }) => mutant.operator === "drop-rule");
    assert.deepEqual(dropped?.outcome, { kind: "killed", by: 'test "pays 5"' });
  });
  it("leaves out what the checker knows to be the same", () => {
    const twice = `tool pay(amount: number)\ndefault ask\nallow pay\nrule again allow pay\nrule never allow pay when args.amount > 5 and args.amount < 1\n`;
    const kinds = judge(twice).filter(({ outcome }) => outcome.kind === "equivalent");
    const said = kinds.map(({ mutant, outcome }) => `${mutant.operator}: ${outcome.kind === "equivalent" ? outcome.why : ""}`);
    assert.ok(said.includes("drop-rule: another rule says the same"), said.join("\n"));
    assert.ok(said.includes("drop-rule: the rule can never apply"), said.join("\n"));
    assert.ok(said.includes("move-bound: the rule can never apply, before or after"), said.join("\n"));
  });
  it("leaves out what no call can tell apart: a part that another implies, a rule that another outdoes, an ask where the default asks", () => {
    const text = `tool pay(to: string, amount: integer, kind: "a" | "b")
default ask
rule large deny pay when args.amount > 10 and args.amount > 5
rule larger deny pay when args.amount > 20 and args.to from untrusted
rule one allow pay when args.kind == "a"
rule two ask pay when args.amount > 7 and args.kind == "b"
`;
    const said = judge(text).map(({ mutant, outcome }) => {
      const after = mutantDiff(text, mutant).after.join(" ").trim();
      return `${after === "" ? mutant.operator : after}: ${outcome.kind === "equivalent" ? outcome.why : outcome.kind}`;
    });
    for (const line of [
      "rule large deny pay when args.amount > 10 and true: its conditions are met by the same calls",
      "rule large deny pay when args.amount > 10 and args.amount >= 5: its conditions are met by the same calls",
      "rule large deny pay when true and args.amount > 5: survived",
      "rule larger deny pay when args.amount > 21 and args.to from untrusted: before and after, `large` decides all that it decides",
      "rule larger deny pay when true and args.to from untrusted: survived",
      "drop-rule: `large` decides all that it decides",
      "drop-rule: the default asks wherever it does",
      'rule two ask pay when args.amount > 8 and args.kind == "b": before and after, the default asks wherever it does',
      "rule two ask pay when args.amount > 7 and true: survived",
    ])
      assert.ok(said.includes(line), `${line} is not among\n${said.join("\n")}`);
  });
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "mocha";
import { format } from "../../../core/src/language/format.ts";
import { analyze } from "../../../core/src/policy/checks/analyze.ts";
import { compile, type Policy } from "../../../core/src/policy/compile.ts";
import { createMonitor } from "../../../core/src/policy/monitor.ts";
import { decideHeld } from "../../../core/src/replay/consequences.ts";
import { type Draft, type DraftRun, draftWhole } from "../../../core/src/replay/draft.ts";
import type { CallEvent, Event, JsonRecord } from "../../../core/src/trace/model.ts";
import { readTrace } from "../../../core/src/trace/read.ts";
import { memoryHost } from "../../support/policy-files.ts";
import { filesBelow, recording } from "../../support/traces.ts";

const host = memoryHost(new Map());
const draft = (runs: readonly DraftRun[]): Draft => draftWhole(runs, { path: "/draft.remit", host });

function policyOf(text: string): Policy {
  const analysis = analyze("/draft.remit", text, host);
  assert.deepEqual(
    analysis.diagnostics.map(({ code, message }) => `${code}: ${message}`),
    [],
    text,
  );
  const compiled = compile(analysis);
  assert.ok("policy" in compiled);
  return compiled.policy;
}

/** The draft has no finding, is laid out, holds allows alone, and allows every call that nobody refused. */
function check(runs: readonly DraftRun[]): { readonly text: string; readonly policy: Policy } {
  const { text, leftOut } = draft(runs);
  assert.deepEqual(leftOut, []);
  const policy = policyOf(text);
  assert.equal(format(text).text, text);
  const kinds = new Set(policy.analysis.source.file.statements.map((one) => (one.kind === "decision" ? one.head.kind : one.kind)));
  for (const kind of kinds) assert.ok(["default", "allow", "let"].includes(kind), kind);
  assert.equal(policy.defaultEffect, "ask");
  for (const run of runs) {
    const calls = run.events.filter((event) => event.kind === "call");
    const { verdicts } = decideHeld(policy, { ...run, tools: new Set() });
    for (const [at, verdict] of verdicts.entries())
      if (calls[at]?.fate !== "refused") assert.equal(verdict, "allow", `${JSON.stringify(calls[at])}\n${text}`);
  }
  return { text, policy };
}

const call = (number: number, tool: string, value: JsonRecord, more: Partial<CallEvent> = {}): CallEvent => ({
  kind: "call",
  call: number,
  id: undefined,
  tool,
  args: { kind: "record", value },
  batch: number,
  lane: undefined,
  time: undefined,
  fate: "unstated",
  approvedBy: undefined,
  pointer: "",
  ...more,
});
const user = (text: string): Event => ({ kind: "message", role: "user", text, time: undefined, pointer: "" });
const result = (number: number, text: string): Event => ({
  kind: "result",
  call: number,
  text,
  structured: undefined,
  form: "json",
  failed: false,
  time: undefined,
  pointer: "",
});
const run = (...events: readonly Event[]): DraftRun => ({ events, context: undefined });
const verdictOf = (policy: Policy, ...events: readonly Event[]): string | undefined => {
  const monitor = createMonitor(policy);
  return events.map((event) => monitor.onEvent(event)).findLast((report) => report !== undefined)?.verdict;
};

const recorded = (paths: readonly string[]): readonly DraftRun[] =>
  paths.flatMap((path) => {
    const runs: DraftRun[] = [];
    for (const { events, context } of readTrace(path, readFileSync(path)).runs) runs.push({ events: [...events], context });
    return runs;
  });

describe("a policy drafted from recorded runs", () => {
  it("allows what they did and no more: origins, choices, hosts, folders", () => {
    const { text, policy } = check([
      run(user("Pay 12.50 to Anna1234"), call(0, "pay", { to: "Anna1234", amount: 12.5, currency: "EUR" })),
      run(user("Pay 80.10 to Emil5678"), call(0, "pay", { to: "Emil5678", amount: 80.1, currency: "EUR" })),
      run(user("Read it"), call(0, "find", {}), result(0, '{"id": "f-4711"}'), call(1, "read", { id: "f-4711", folder: "/data/emma/in" })),
      run(user("Again"), call(0, "find", {}), result(0, '{"id": "f-4712"}'), call(1, "read", { id: "f-4712", folder: "/data/emma/out" })),
      run(user("Once more"), call(0, "pay", { to: "Once more", amount: 12.5, currency: "EUR" }, { fate: "refused" })),
      run(user("Say 12.50 for Anna1234 again"), call(0, "pay", { to: "Anna1234", amount: 12.5, currency: "EUR" })),
    ]);
    assert.match(text, /args\.to from user/);
    assert.match(text, /args\.currency == "EUR"/);
    assert.match(text, /args\.id from result of find/);
    assert.match(text, /allow find\n/);
    const pay = (args: JsonRecord): string | undefined => verdictOf(policy, user("Pay 5 to Otto9999"), call(0, "pay", args));
    assert.equal(pay({ to: "Otto9999", amount: 5, currency: "EUR" }), "allow");
    assert.equal(pay({ to: "Mallory1", amount: 5, currency: "EUR" }), "ask");
    assert.equal(pay({ to: "Otto9999", amount: 5, currency: "XMR" }), "ask");
    assert.equal(verdictOf(policy, call(0, "wipe", {})), "ask");
  });

  it("says what could not be inferred", () => {
    const { text } = check([
      run(call(0, "note", { text: "many words that are prose", meta: { a: 1 } })),
      run(call(0, "note", { text: "other words of the same kind", meta: {} })),
      run(call(0, "odd", {}, { args: { kind: "malformed", raw: "{" } })),
    ]);
    assert.match(text, /\/\/ Not inferred: text, 2 different values in 2 calls\./);
    assert.match(text, /\/\/ Not inferred: meta, a record\./);
    assert.match(text, /Nothing could be inferred: the arguments of some calls are withheld or cannot be read\.\nallow odd/);
  });

  it("lets optional arguments be left out, and holds their values where they are given", () => {
    const { text, policy } = check([
      run(call(0, "list", { limit: 10 }), call(1, "list", { limit: null }), call(2, "list", {})),
      run(call(0, "list", { limit: 20 })),
    ]);
    assert.match(text, /not has args\.limit or args\.limit <= 20/);
    assert.equal(verdictOf(policy, call(0, "list", { limit: 5000 })), "ask");
  });

  it("leaves a name out that a policy cannot write, and says so", () => {
    const { text, leftOut } = draft([run(call(0, "get_*", {}), call(1, "read", {}))]);
    assert.deepEqual(leftOut, ['"get_*"']);
    assert.match(text, /Left out.*"get_\*"/);
    assert.equal(verdictOf(policyOf(text), call(0, "get_secret", {})), "ask");
  });

  it("holds for the sample, and for other people's runs", function () {
    this.timeout(60_000);
    const bank = join(import.meta.dirname, "../../../samples/bank/runs");
    check(recorded(readdirSync(bank).map((name) => join(bank, name))));
    for (const suite of ["banking", "slack", "travel", "workspace"]) {
      const folder = recording(`agentdojo/${suite}`);
      if (folder !== undefined)
        check(
          recorded(
            filesBelow(folder)
              .filter((path) => path.endsWith("none/none.json"))
              .slice(0, 15),
          ),
        );
    }
  });

  it("holds for any runs, whatever stands in them", function () {
    this.timeout(120_000);
    const text = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        '"',
        "\n// x\nallow *",
        "*/",
        "{args.x}",
        "\\",
        "\u202eevil",
        "https://a.example/x",
        "/data/a/b",
        "a@corp.example",
        "2024-05-19",
        "\ufffd",
      ),
    );
    const scalar = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
    const value = fc.oneof(scalar, scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(text, scalar, { maxKeys: 2 }));
    const name = fc.oneof(fc.constantFrom("to", "amount", "when", "args", "__proto__", "\ufffd"), text);
    const tool = fc
      .oneof(fc.constantFrom("send", "read", "allow", "past", "\ufffd"), text)
      .filter((one) => one !== "" && !one.includes("*"));
    const step = fc.record({ tool, args: fc.dictionary(name, value, { maxKeys: 4 }), answer: text, said: fc.option(text) });
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), (runs) => {
        check(
          runs.map((steps) =>
            run(
              ...steps.flatMap(({ tool: called, args, answer, said }, at): Event[] => [
                ...(said === null ? [] : [user(said)]),
                call(at, called, args),
                result(at, answer),
              ]),
            ),
          ),
        );
      }),
      { numRuns: 60 },
    );
  });
});

// What values are to operators and functions, case by case: each of these once decided otherwise than docs/semantics.md says.
import assert from "node:assert/strict";
import type { JsonRecord } from "../../../core/src/index.ts";
import { type Scene, type Step, verdicts } from "../../support/play.ts";

const pay = (args: JsonRecord, more: Partial<Step> = {}): Step => ({ tool: "pay", args, result: "ok", ...more });
/** The verdict of the last call, under a policy that allows `pay` on a condition and asks else. */
function allowing(condition: string, scenes: readonly Scene[], declarations = ""): string | undefined {
  return verdicts(`${declarations} default ask allow pay when ${condition}`, scenes).at(-1);
}
const holds = (condition: string, args: JsonRecord = {}, declarations = ""): void =>
  assert.equal(allowing(condition, [pay(args)], declarations), "allow", condition);
const doubtful = (condition: string, args: JsonRecord = {}, declarations = ""): void => {
  assert.equal(allowing(condition, [pay(args)], declarations), "ask", condition);
  assert.equal(allowing(`not (${condition})`, [pay(args)], declarations), "ask", `not (${condition})`);
};

describe("a text beside a date or time", () => {
  it("is read as one, and equality never holds it for something else", () => {
    holds('date(args.d) == "2024-01-01"', { d: "Jan 1 2024" });
    holds('"2024-01-01T00:00:00Z" == time(args.d)', { d: "2024-01-01T01:00:00+01:00" });
    holds('date(args.d) < "2024-02-01"', { d: "Jan 1 2024" });
    doubtful('date(args.d) == "soon"', { d: "Jan 1 2024" });
  });
  it("is a date where its argument is declared as one", () => {
    const declared = "tool pay(d: date)";
    holds('args.d < date("2025-01-01")', { d: "2024-05-05" }, declared);
    doubtful("args.d == args.d", { d: "someday" }, declared);
    holds("has args.d", { d: "someday" }, declared);
  });
});

describe("texts", () => {
  it("are ordered by code points", () => {
    holds('args.a < "b"', { a: "a" });
    holds('"\uffff" < args.a', { a: "😀" });
  });
  it("are what hosts and dates are to operators on texts", () => {
    holds('host(args.u) ends with ".corp.example"', { u: "https://a.corp.example/x" });
    holds('date(args.d) like "2024-*" and length(date(args.d)) == 10', { d: "Jan 1 2024" });
    holds("date(date(args.d)) == date(args.d)", { d: "Jan 1 2024" });
  });
});

describe("durations and ranges", () => {
  it("are calculated with", () => {
    holds("1h * 2 == 2 * 60m and -1h < 1m");
    const twice = [pay({}), pay({}, { with: true }), pay({}, { with: true })];
    assert.equal(allowing("count(past pay) + 1 <= 3", twice), "allow");
    assert.equal(allowing("count(past pay) * 2 < 4", twice), "ask");
    assert.equal(allowing("length(past pay) <= 2", twice), "allow");
  });
});

describe("two ranges", () => {
  it("are unequal where they do not meet, else in doubt", () => {
    const gap: Scene = { gap: true };
    assert.equal(allowing("count(past pay) == count(past get)", [gap, pay({})]), "unknown(ask|allow)");
    assert.equal(allowing("count(past pay) + 1 != 0 - count(past get)", [gap, pay({})]), "allow");
  });
});

describe("an echo", () => {
  it("is in doubt where the arguments could not be read", () => {
    const read: Step = { tool: "get", args: "malformed", result: "ann smith" };
    const condition = "args.to from result of get";
    assert.equal(allowing(condition, [read, pay({ to: "ann smith" })]), "ask");
    assert.equal(allowing(`not (${condition})`, [read, pay({ to: "ann smith" })]), "ask");
  });
});

describe("null", () => {
  it("keeps its key in results alone", () => {
    holds('"b" not in args.o and length(keys(args.o)) == 1', { o: { a: 1, b: null } });
    const read: Step = { tool: "get", result: { a: 1, b: null } };
    assert.equal(allowing('"b" in last(past get).result', [read, pay({})]), "allow");
  });
  it("is unknown inside lists and records too", () => doubtful("args.a == [null]", { a: [null] }));
});

describe("doubt", () => {
  it("of two operands is the recording's only if both are", () => {
    assert.equal(allowing("args.missing == context.user", [pay({})]), "ask");
    assert.equal(allowing("context.user == args.missing", [pay({})]), "ask");
    assert.equal(allowing("context.user == args.a", [pay({ a: 1 })]), "unknown(ask|allow)");
  });
  it("is all there is of the leaves of what is of another type", () =>
    doubtful("any(leaves(args.o))", { o: "x" }, "tool pay(o: { a?: string })"));
  it("is all there is of an element of what is no list", () => {
    doubtful("has args.a[0]", { a: "x" });
    doubtful("has args.a[0]", { a: "x" }, "tool pay(a: string[])");
  });
});

describe("the harness's context", () => {
  it("is held to what the policy declares of it", () => {
    const policy = "context { limit: number } default allow deny pay when args.n > context.limit";
    assert.deepEqual(verdicts(policy, [pay({ n: 1 })], { limit: "5" }), ["deny"]);
    assert.deepEqual(verdicts(policy, [pay({ n: 1 })], { limit: 5 }), ["allow"]);
  });
});

describe("history", () => {
  it("ends its sliding windows at this call", () =>
    assert.equal(allowing("any(past get within 10s)", [{ tool: "get", result: "", at: 20 }, pay({}, { at: 15 })]), "ask"));
  it("leaves a call that may be the event of its own `since` in doubt", () =>
    assert.equal(allowing("any(past pay since (pay where it.args.x == 1))", [pay({}), pay({})]), "ask"));
  it("does not look over a gap that a window of steps has left behind", () =>
    assert.equal(allowing("none(past get within 1 steps)", [{ gap: true }, { tool: "list", result: "" }, pay({})]), "allow"));
  it("knows no user message where none was recorded, also as trusted", () =>
    assert.equal(allowing("args.to from trusted", [pay({ to: "Ann Smith" })]), "unknown(ask|allow)"));
});

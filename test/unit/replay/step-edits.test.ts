// Edits from a step, as the text that they give.
import assert from "node:assert/strict";
import { edited, type Host, type StepEdit, type StepEditKind, stepEdits } from "../../../core/src/index.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";

const host: Host = { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) };

function editsOf(text: string, scenes: readonly Scene[]): readonly StepEdit[] {
  const events = eventsOf(scenes);
  const call = events.filter(({ kind }) => kind === "call").length - 1;
  const search = stepEdits({ policy: policyOf(text), run: { events, context: undefined }, history: "recorded", call, host });
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}

function given(text: string, scenes: readonly Scene[], kind: StepEditKind): string | undefined {
  const edit = editsOf(text, scenes).find((one) => one.kind === kind);
  return edit && edited(text, edit.files[0]?.edits ?? []);
}

const pay: Scene = { tool: "pay", args: { to: "ann", amount: 5 } };

describe("an edit from a step", () => {
  it("denies this call, whatever else is given with it", () => {
    assert.equal(given("default allow\n", [pay], "deny"), 'default allow\n\ndeny pay when args.to == "ann" and args.amount == 5\n');
  });

  it("allows exactly this call", () => {
    assert.equal(
      given("default ask\n", [pay], "allow exactly"),
      'default ask\n\nallow pay when args.to == "ann" and args.amount == 5 and count(keys(args)) == 2\n',
    );
  });

  it("allows exactly this call, with an exception in each rule that stops it", () => {
    const exact = 'args.to == "ann" and args.amount == 5 and count(keys(args)) == 2';
    assert.equal(
      given("allow *\nrule much deny pay when args.amount > 3", [pay], "allow exactly"),
      `allow *\nrule much deny pay when args.amount > 3\n  unless ${exact}`,
    );
    assert.equal(
      given("allow *\ndeny pay when args.amount > 3 unless after read", [pay], "allow exactly"),
      `allow *\ndeny pay when args.amount > 3 unless (after read) or (${exact})`,
    );
  });

  it("splits a rule over tools that do not share the arguments", () => {
    const tools = "tool pay(to: string, amount: number)\ntool read(path: string)\nallow pay, read\n";
    assert.equal(
      given(`${tools}rule closed deny * when not after open\ntool open()\n`, [pay], "allow exactly"),
      `${tools}rule closed deny * except pay when not after open\ntool open()\n\ndeny pay\n  when not after open\n  unless args.to == "ann" and args.amount == 5 and count(keys(args)) == 2\n`,
    );
  });

  it("allows what is like it by what the engine finds true of it", () => {
    assert.equal(
      given("default ask\n", [{ user: "pay ann" }, pay], "allow pattern"),
      "default ask\n\nallow pay when args.to from user and args.amount <= 5\n",
    );
    assert.equal(
      given("default ask\n", [{ tool: "write", args: { path: "/srv/app/notes.txt", text: "x ".repeat(300) } }], "allow pattern"),
      'default ask\n\nallow write when args.path under "/srv/app"\n',
    );
  });

  it("asks instead, in the words of the rule that denied", () => {
    assert.equal(given("allow *\ndeny pay when args.amount > 3", [pay], "ask"), "allow *\nask pay when args.amount > 3");
    assert.equal(given("allow *\nlimit pay to 0 per trace\n", [pay], "ask"), "allow *\nlimit pay to 0 per trace else ask\n");
  });

  it("offers nothing that would leave the verdict as it is", () => {
    assert.deepEqual(
      editsOf("allow pay\n", [pay]).map(({ kind }) => kind),
      ["deny", "ask"],
    );
    assert.deepEqual(
      editsOf("ask pay\n", [pay]).map(({ kind }) => kind),
      ["deny", "allow exactly", "allow pattern"],
    );
  });

  it("offers nothing for names and values that cannot be written", () => {
    assert.deepEqual(editsOf("default ask\n", [{ tool: "pay*", args: {} }]), []);
  });
});

// `require`, `limit`, `grant`, `granted` and `expect`, each against runs that it must tell apart.
import assert from "node:assert/strict";
import { createMonitor, type StepReport } from "../../../core/src/index.ts";
import { eventsOf, play, policyOf, type Scene, verdicts } from "../../support/play.ts";

const done = (tool: string, args = {}, more: Partial<Extract<Scene, { tool: string }>> = {}): Scene => ({
  tool,
  args,
  result: "ok",
  ...more,
});
const open = (tool: string, args = {}, more: Partial<Extract<Scene, { tool: string }>> = {}): Scene => ({ tool, args, ...more });
const user: Scene = { user: "go on" };

describe("require", () => {
  const policy = "default allow require verify where it.args.user == args.user before change";
  const cases: [string, Scene[], string[]][] = [
    ["denies what was not prepared", [done("change", { user: "a" })], ["deny"]],
    ["is met by an earlier call", [done("verify", { user: "a" }), done("change", { user: "a" })], ["allow", "allow"]],
    ["is not met by another's", [done("verify", { user: "b" }), done("change", { user: "a" })], ["allow", "deny"]],
    ["is not met by a failed call", [done("verify", { user: "a" }, { failed: true }), done("change", { user: "a" })], ["allow", "deny"]],
    ["is not met by a refused call", [open("verify", { user: "a" }, { refused: true }), done("change", { user: "a" })], ["allow", "deny"]],
    [
      "is not met by a call of the same batch",
      [done("verify", { user: "a" }), done("change", { user: "a" }, { with: true })],
      ["allow", "deny"],
    ],
    ["is in doubt after a gap", [{ gap: true }, done("change", { user: "a" })], ["unknown(deny|allow)"]],
    [
      "is in doubt where the outcome was not recorded",
      [open("verify", { user: "a" }), user, done("change", { user: "a" })],
      ["allow", "unknown(deny|allow)"],
    ],
  ];
  for (const [title, scenes, expected] of cases) it(title, () => assert.deepEqual(verdicts(policy, scenes), expected));

  it("asks for any of several tools, and binds the event", () => {
    const any = 'default allow require v in verify, login where v.args.user == args.user before change when args.user != "root"';
    assert.deepEqual(verdicts(any, [done("login", { user: "a" }), done("change", { user: "a" }), done("change", { user: "b" })]), [
      "allow",
      "allow",
      "deny",
    ]);
    assert.deepEqual(verdicts(any, [done("change", { user: "root" })]), ["allow"]);
  });

  it("is called by its kind and line, and says what it asks for", () => {
    const compiled = policyOf(policy);
    const [step] = play(compiled, [done("change", { user: "a" })]);
    assert.deepEqual(step?.rules, ["require@1"]);
    const monitor = createMonitor(compiled, { explain: true });
    const explained = eventsOf([done("change", { user: "a" })]).flatMap((event) => monitor.onEvent(event) ?? [])[0];
    const [part] = explained?.outcomes[0]?.clauses ?? [];
    assert.equal(part?.role, "before");
    assert.equal(part?.clause.truth, "false");
    assert.equal(part?.clause.source, "verify where it.args.user == args.user");
  });
});

describe("limit", () => {
  const mails = (more: string): string => `default allow limit send to ${more}`;
  const many = (count: number): Scene[] => Array.from({ length: count }, () => done("send"));
  it("counts executed calls, this one with them", () =>
    assert.deepEqual(verdicts(mails("2 per trace"), many(3)), ["allow", "allow", "deny"]));
  it("does not count failed, refused and other calls", () => {
    const scenes: Scene[] = [done("send", {}, { failed: true }), open("send", {}, { refused: true }), done("read"), done("send")];
    assert.deepEqual(verdicts(mails("1 per trace"), scenes), ["allow", "allow", "allow", "allow"]);
  });
  it("starts anew with each message of the user", () =>
    assert.deepEqual(verdicts(mails("1 per turn"), [user, ...many(2), user, ...many(1)]), ["allow", "deny", "allow"]));
  it("counts within a sliding duration, both ends included", () => {
    const scenes: Scene[] = [done("send", {}, { at: 0 }), done("send", {}, { at: 60 }), done("send", {}, { at: 121 })];
    assert.deepEqual(verdicts(mails("1 per 60s"), scenes), ["allow", "deny", "allow"]);
  });
  it("is in doubt without times", () => assert.deepEqual(verdicts(mails("1 per 60s"), many(2)), ["allow", "unknown(deny|allow)"]));
  it("counts pending calls: two in one batch never pass an only one", () => {
    assert.deepEqual(verdicts(mails("1 per trace"), [open("send"), open("send", {}, { with: true })]), ["allow", "deny"]);
    assert.deepEqual(verdicts("default allow limit * to 1 per batch", [open("a"), open("b", {}, { with: true }), done("c")]), [
      "allow",
      "deny",
      "allow",
    ]);
  });
  it("does what stands behind else", () => assert.deepEqual(verdicts(mails("1 per trace else ask"), many(2)), ["allow", "ask"]));
  it("flags behind else", () =>
    assert.deepEqual(
      play(policyOf(mails("1 per trace else flag")), many(2)).map(({ flags }) => flags),
      [[], ["limit@1"]],
    ));
  it("limits only what its own where keeps, and counts only that", () => {
    const policy = "default allow limit send where args.big to 1 per trace";
    const scenes: Scene[] = [done("send", { big: true }), done("send", { big: false }), done("send", { big: true })];
    assert.deepEqual(verdicts(policy, scenes), ["allow", "allow", "deny"]);
  });
  it("sums exactly, for each key, with args of the counted call", () => {
    const policy = "default allow limit sum(args.amount) of pay to 0.3 per trace for each args.to";
    const pay = (to: string, amount: number): Scene => done("pay", { to, amount });
    assert.deepEqual(verdicts(policy, [pay("a", 0.1), pay("b", 0.2), pay("a", 0.2), pay("a", 0.01)]), ["allow", "allow", "allow", "deny"]);
  });
  it("counts distinct values", () => {
    const policy = "default allow limit distinct(args.to) of send to 2 per trace";
    const to = (name: string): Scene => done("send", { to: name });
    assert.deepEqual(verdicts(policy, [to("a"), to("a"), to("b"), to("a"), to("c")]), ["allow", "allow", "allow", "allow", "deny"]);
  });
  it("reads lets with the counted call's arguments", () => {
    const policy = "let who = args.to default allow limit send to 1 per trace for each who";
    assert.deepEqual(verdicts(policy, [done("send", { to: "a" }), done("send", { to: "b" }), done("send", { to: "a" })]), [
      "allow",
      "allow",
      "deny",
    ]);
  });
  it("is in doubt for an absent key or amount, and after a gap", () => {
    assert.deepEqual(verdicts("default allow limit send to 1 per trace for each args.to", [done("send", { to: "a" }), done("send", {})]), [
      "allow",
      "deny",
    ]);
    assert.deepEqual(verdicts("default allow limit sum(args.n) of send to 5 per trace", [done("send", {})]), ["deny"]);
    assert.deepEqual(verdicts(mails("5 per trace"), [{ gap: true }, ...many(1)]), ["unknown(deny|allow)"]);
  });
  it("of zero stops every call", () => assert.deepEqual(verdicts(mails("0 per trace"), many(1)), ["deny"]));
});

describe("grant", () => {
  const policy = "default ask grant refund when args.order == context.order uses 1";
  const refund = (order: string, more = {}): Scene => done("refund", { order }, more);
  const context = { order: "o1" };
  it("allows as often as it says", () => assert.deepEqual(verdicts(policy, [refund("o1"), refund("o1")], context), ["allow", "ask"]));
  it("is not used up by what it does not cover", () =>
    assert.deepEqual(verdicts(policy, [refund("o2"), refund("o1")], context), ["ask", "allow"]));
  it("is used up by what another rule permits too", () =>
    assert.deepEqual(
      verdicts(`${policy} allow refund when args.free`, [done("refund", { order: "o1", free: true }), refund("o1")], context),
      ["allow", "ask"],
    ));
  it("is used by calls that may have been executed, and not by refused ones", () => {
    assert.deepEqual(verdicts(policy, [open("refund", { order: "o1" }), refund("o1", { with: true })], context), ["allow", "ask"]);
    assert.deepEqual(verdicts(policy, [open("refund", { order: "o1" }, { refused: true }), refund("o1")], context), ["allow", "allow"]);
    assert.deepEqual(verdicts(policy, [open("refund", { order: "o1" }), user, refund("o1")], context), ["allow", "unknown(ask|allow)"]);
  });
  it("needs a context", () => assert.deepEqual(verdicts(policy, [refund("o1")]), ["unknown(ask|allow)"]));
  it("has no use left for certain after a gap", () =>
    assert.deepEqual(verdicts(policy, [{ gap: true }, refund("o1")], context), ["unknown(ask|allow)"]));

  it("is what `granted` asks for", () => {
    const exceptions =
      "default allow grant refund when args.order == context.order uses 1 ask refund when args.amount > 200 unless granted";
    const big = (order: string): Scene => done("refund", { order, amount: 500 });
    assert.deepEqual(verdicts(exceptions, [big("o1"), big("o1"), big("o2"), done("refund", { order: "o2", amount: 5 })], context), [
      "allow",
      "ask",
      "ask",
      "allow",
    ]);
  });
  it("covers no tool outside the catalogue", () => {
    const listed = "tool refund(order: string) default ask grant * uses 3 deny * unless granted";
    assert.deepEqual(verdicts(listed, [done("refund", { order: "x" }), done("steal")]), ["allow", "deny"]);
  });
});

describe("expect", () => {
  const owed = (text: string, scenes: readonly Scene[]): string[] => {
    const monitor = createMonitor(policyOf(text));
    for (const event of eventsOf(scenes)) monitor.onEvent(event);
    return monitor.obligations().map(({ step, outcome, metBy }) => `${step} ${outcome}${metBy === undefined ? "" : ` by ${metBy}`}`);
  };
  const policy = "default allow expect t in open followed by close where it.args.id == t.result.id";
  it("is owed by each call until a later one settles it", () => {
    const scenes: Scene[] = [done("open", {}, { result: { id: 1 } }), done("open", {}, { result: { id: 2 } }), done("close", { id: 1 })];
    assert.deepEqual(owed(policy, scenes), ["1 met by 3", "2 unmet"]);
  });
  it("is not owed by calls that failed or were refused, nor settled by such", () => {
    const scenes: Scene[] = [
      done("open", {}, { result: { id: 1 }, failed: true }),
      open("open", {}, { refused: true }),
      done("open", {}, { result: { id: 2 } }),
      done("close", { id: 2 }, { failed: true }),
    ];
    assert.deepEqual(owed(policy, scenes), ["3 unmet"]);
  });
  it("is in doubt where outcomes are, and after a gap", () => {
    const plain = "default allow expect open followed by close";
    assert.deepEqual(owed(plain, [open("open")]), ["1 unknown"]);
    assert.deepEqual(owed(plain, [done("open"), { gap: true }]), ["1 unknown"]);
    assert.deepEqual(owed(plain, [{ gap: true }, done("open")]), ["1 unmet"]);
  });
  it("may have to be settled within so many steps or so long", () => {
    assert.deepEqual(
      owed("default allow expect a followed by b within 2 steps", [
        done("a"),
        done("x"),
        done("b"),
        done("a"),
        done("x"),
        done("x"),
        done("b"),
      ]),
      ["1 met by 3", "4 unmet"],
    );
    assert.deepEqual(owed("default allow expect a followed by b within 10s", [done("a", {}, { at: 0 }), done("b", {}, { at: 11 })]), [
      "1 unmet",
    ]);
  });
  it("blocks nothing", () => assert.deepEqual(verdicts(policy, [done("open")]), ["allow"]));
});

describe("folds over the whole run", () => {
  it("come to the same whether kept or walked", () => {
    const policy = policyOf(`default allow
      deny a when count(past b where it.args.k == args.k) > 2 or sum(past b where it.args.k == args.k: it.args.n) > 10
      deny c when any(past b where it.result.x > 3) and last(past b).args.n > min(past b: it.args.n) or distinct(past b: it.args.k) > 2
      ask d when max(past b where not it.failed: it.args.n) > 4 or first(past b).args.k == "y"`);
    let seed = 7;
    const random = (n: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * n);
    };
    for (let round = 0; round < 200; round++) {
      const scenes = Array.from({ length: 14 }, (): Scene => {
        const tool = "abcd".charAt(random(4));
        const call = { tool, args: { ...(random(6) > 0 ? { k: "xyz".charAt(random(3)) } : {}), n: random(6) }, with: random(4) === 0 };
        const roll = random(12);
        if (roll === 0) return { gap: true };
        if (roll === 1) return user;
        if (roll === 2) return call;
        return { ...call, result: { x: random(6) }, failed: random(5) === 0, refused: random(7) === 0 };
      });
      const events = eventsOf(scenes);
      const kept = createMonitor(policy);
      const walked = createMonitor(policy, { explain: true });
      const outcome = (step: StepReport | undefined): unknown =>
        step && [step.verdict, step.would, step.otherwise, step.outcomes.map((rule) => rule.outcome)];
      for (const event of events) {
        const plain = outcome(kept.onEvent(event));
        const explained = walked.onEvent(event);
        assert.deepEqual(plain, outcome(explained), JSON.stringify(scenes));
        // The evidence is gathered by walking the run, the outcome from what was kept.
        const truths = { fires: "true", doubt: "unknown", "does not apply": "false" };
        for (const rule of explained?.outcomes ?? [])
          for (const { clause } of rule.clauses) assert.equal(clause.truth, truths[rule.outcome], JSON.stringify([clause, scenes]));
      }
    }
  });
});

describe("a let's parameter", () => {
  it("is its argument's value: a short integer that stands inside a longer text stays in doubt", () => {
    const tool = "tool open(page: integer) default deny";
    const scenes: Scene[] = [{ user: "take 13 of them" }, done("open", { page: 13 })];
    for (const condition of ["args.page from user", "chosen(args.page)", "twice(args.page)"]) {
      const lets = "let chosen(v) = v from user let twice(w) = chosen(w)";
      assert.deepEqual(verdicts(`${tool} ${lets} allow open when ${condition}`, scenes), ["deny"], condition);
    }
  });
});

describe("what is more work than a decision may be", () => {
  it("is unknown and never permits: lets that call each other twice, however deep", () => {
    const lets = Array.from({ length: 40 }, (_, at) => `let f${at + 1}(v) = f${at}(v + 1) or f${at}(v + 2)`).join("\n");
    const policy = `let f0(v) = v == 1\n${lets}\ndefault deny\nallow open when not f40(args.n)`;
    assert.deepEqual(verdicts(policy, [done("open", { n: 5 })]), ["allow"]);
    const wide =
      "default deny\nallow open when none(a in args.l: any(b in args.l: any(c in args.l: any(d in args.l: a + b + c + d == 1))))";
    assert.deepEqual(verdicts(wide, [done("open", { l: Array.from({ length: 90 }, () => 2) })]), ["deny"]);
  }).timeout(60_000);
});

describe("a path of another user's home, or encoded past all honest ones", () => {
  it("is under nothing for certain", () => {
    let dots = "..";
    for (let round = 0; round < 20; round++) dots = encodeURIComponent(dots.replaceAll(".", "%2e"));
    for (const path of ["~root/x", `/workspace/${dots}/etc/passwd`])
      assert.deepEqual(
        verdicts('default deny allow open when args.p under "/workspace"', [done("open", { p: path })], { cwd: "/workspace" }),
        ["deny"],
        path,
      );
  });
});

// What a policy decides, case by case: doubt, history, origin, and the ways in which other engines were fooled.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExactNumber } from "../../../core/src/index.ts";
import { play, policyOf, type Scene, type Step, verdicts } from "../../support/play.ts";

const check = (policy: string, scenes: readonly Scene[], expected: readonly string[], context?: Record<string, string>): void =>
  assert.deepEqual(verdicts(policy, scenes, context), expected);
const pay = (args: Step["args"], more: Partial<Step> = {}): Step => ({ tool: "pay", args: args ?? {}, result: "ok", ...more });

describe("a condition in doubt never permits", () => {
  it("an argument left out neither allows nor escapes a deny", () => {
    check('default deny allow pay when args.repo == "a"', [pay({}), pay({ repo: "a" })], ["deny", "allow"]);
    check('default allow deny pay when args.x != "ok"', [pay({}), pay({ x: "ok" }), pay({ x: "no" })], ["deny", "allow", "deny"]);
    check("default allow deny pay when args.a.b.c != 1", [pay({ a: {} }), pay({ a: { b: { c: 1 } } })], ["deny", "allow"]);
  });
  it("a number written as a text is no number", () => {
    check(
      "default ask allow pay when args.amount <= 100",
      [pay({ amount: "50" }), pay({ amount: 50 }), pay({ amount: 100.01 })],
      ["ask", "allow", "ask"],
    );
    check("default allow deny pay when args.amount > 100", [pay({ amount: "500" })], ["deny"]);
  });
  it("null is absent", () =>
    check("default ask allow pay when not has args.x", [pay({ x: null }), pay({}), pay({ x: 0 })], ["allow", "allow", "ask"]));
  it("`??` stands in for an absent value alone", () =>
    check("default ask allow pay when (args.x ?? 1) == 1", [pay({}), pay({ x: 2 }), pay({ x: "1" })], ["allow", "ask", "ask"]));
  it("malformed arguments are in doubt as a whole", () => check("default allow deny pay when args.x == 1", [pay("malformed")], ["deny"]));
  it("what was withheld makes the verdict unknown", () => {
    check("default allow deny pay when args.x == 1", [pay("redacted")], ["unknown(deny|allow)"]);
    check('default deny allow pay when context.user == "a"', [pay({})], ["unknown(deny|allow)"]);
    check('default deny allow pay when context.user == "a"', [pay({})], ["allow"], { user: "a" });
  });
  it("an element of the wrong type is in doubt alone", () =>
    check(
      'tool pay(to: string[]) default ask allow pay when all(t in args.to: t == "a") deny pay when any(t in args.to: t == "b")',
      [pay({ to: ["a", 1] }), pay({ to: ["a"] }), pay({ to: ["b", 1] })],
      ["deny", "allow", "deny"],
    ));
  it("a scalar for a list is no list", () =>
    check('default ask allow pay when all(t in args.to: t == "a")', [pay({ to: "a" }), pay({ to: ["a"] })], ["ask", "allow"]));
  it("names are own names", () => {
    check(
      "default ask allow pay",
      [
        { tool: "constructor", result: "" },
        { tool: "__proto__", result: "" },
        { tool: "PAY", result: "" },
      ],
      ["ask", "ask", "ask"],
    );
    check(
      "default ask allow pay when has args.constructor or has args.__proto__",
      [pay({}), pay(JSON.parse('{"__proto__": 1}') as Step["args"])],
      ["ask", "allow"],
    );
  });
  it("no allow permits a tool outside the catalogue, and a deny still stops it", () => {
    check("tool pay() default ask allow *", [pay({}), { tool: "other", result: "" }], ["allow", "ask"]);
    check("tool pay() default allow deny * except pay", [pay({}), { tool: "other", result: "" }], ["allow", "deny"]);
  });
});

describe("what looks settled and is not", () => {
  const at = (seconds: number): Partial<Step> => ({ at: seconds });
  it("`has` says nothing of arguments that were withheld or malformed as a whole", () => {
    check("default ask allow pay when has args.cc", [pay("redacted"), pay("malformed")], ["unknown(ask|allow)", "ask"]);
    for (const operand of ["n", "p(args.cc)", "first([args.cc])", "last(past pay: it.args.cc)"]) {
      const policy = `let n = args.cc let p(v) = v default ask allow pay when has ${operand}`;
      check(policy, [pay("malformed"), pay("malformed")], ["ask", "ask"]);
    }
    check(
      "tool pay(o: { safe?: string }) default ask allow pay when has args.o.safe",
      [pay({ o: "x" }), pay({ o: { safe: "y" } })],
      ["ask", "allow"],
    );
  });
  it("an absent entry leaves a list in doubt", () => {
    check('default ask allow pay when args.a not in [args.b, "z"]', [pay({ a: "x" }), pay({ a: "x", b: "y" })], ["ask", "allow"]);
    check("default allow deny pay when args.a in [args.b]", [pay({ a: "x" })], ["deny"]);
  });
  it("a gap before the first and behind the last counts", () => {
    check('default ask allow pay when first(past user).text == "go"', [{ gap: true }, { user: "go" }, pay({})], ["unknown(ask|allow)"]);
    check(
      "default allow deny pay when count(past x since y) > 0",
      [{ tool: "y", result: "" }, { gap: true }, pay({})],
      ["allow", "unknown(deny|allow)"],
    );
  });
  it("user messages have a window too", () =>
    check("default ask allow pay when any(past user within 10m)", [{ user: "go" }, pay({}, at(0))], ["unknown(ask|allow)"]));
  it("a refused call's result earns no trust", () =>
    check(
      "trusted list default ask allow pay when args.to from trusted",
      [{ user: "x" }, { tool: "list", result: "NL20", refused: true }, pay({ to: "NL20" })],
      ["ask", "ask"],
    ));
  it("numbers of absurd size are malformed, and cost nothing", () => {
    const huge = new ExactNumber("1e300000000");
    check("default ask allow pay when args.n from user or args.n > 1", [{ user: "x" }, pay({ n: huge })], ["ask"]);
    check(
      "default ask allow pay when count(past x) < args.n",
      [{ gap: true }, pay({ n: new ExactNumber("123456789012345678901234") })],
      ["unknown(ask|allow)"],
    );
  });
  it("a call that pending ones may have pushed out of the window is in doubt", () =>
    check(
      "default ask allow pay when any(past x within 2 steps)",
      [{ tool: "x", result: "" }, { tool: "y" }, { tool: "y" }, pay({})],
      ["ask", "ask", "ask", "ask"],
    ));
  it("a pending call that cannot leave the window is in it", () =>
    check(
      "default allow deny pay when any(past x within 5 steps)",
      [{ tool: "x", result: "" }, { tool: "y" }, pay({})],
      ["allow", "allow", "deny"],
    ));
});

describe("numbers are exact", () => {
  it("sums of money", () =>
    check("default ask allow pay when args.a + args.b == 0.3 and args.a * 3 == 0.3", [pay({ a: 0.1, b: 0.2 })], ["allow"]));
  it("7.0 is an integer", () =>
    check("tool pay(n: integer) default ask allow pay when args.n == 7", [pay({ n: 7.0 }), pay({ n: 7.5 })], ["allow", "ask"]));
});

describe("history", () => {
  const twice = "default allow deny pay when any(past pay where it.args.id == args.id)";
  it("finds the earlier call by its argument", () =>
    check(twice, [pay({ id: 1 }), pay({ id: 2 }), pay({ id: 1 })], ["allow", "allow", "deny"]));
  it("two calls of one batch never pass an `only one`", () =>
    check("default allow deny pay when after pay", [pay({}), pay({}, { with: true })], ["allow", "deny"]));
  it("a pending call counts against and never for", () =>
    check(
      "default ask allow pay when after login",
      [{ tool: "login", result: "" }, pay({}, { with: true }), pay({})],
      ["ask", "ask", "allow"],
    ));
  it("a refused call did not happen", () => check(twice, [pay({ id: 1 }, { refused: true }), pay({ id: 1 })], ["allow", "allow"]));
  it("a call without an outcome may have happened", () => {
    check(twice, [{ tool: "pay", args: { id: 1 } }, pay({ id: 1 })], ["allow", "deny"]);
    check(twice, [{ tool: "pay", args: { id: 1 } }, { user: "go on" }, pay({ id: 1 })], ["allow", "unknown(deny|allow)"]);
  });
  it("a gap may hold anything", () => check("default allow deny pay when after login", [{ gap: true }, pay({})], ["unknown(deny|allow)"]));
  it("an absent key of a look-up stays in doubt", () => check(twice, [pay({ id: 1 }), pay({})], ["allow", "deny"]));
  it("folds over it", () => {
    check(
      "default allow deny pay when sum(past pay: it.args.n) + args.n > 10",
      [pay({ n: 5 }), pay({ n: 5 }), pay({ n: 1 })],
      ["allow", "allow", "deny"],
    );
    check(
      "default allow deny pay when count(past pay since user) >= 2",
      [pay({}), pay({}), pay({}), { user: "x" }, pay({})],
      ["allow", "allow", "deny", "allow"],
    );
    check(
      'default ask allow pay when last(past get where it.args.id == args.id).result.owner == "me"',
      [{ tool: "get", args: { id: 1 }, result: { owner: "me" } }, pay({ id: 1 }), pay({ id: 2 })],
      ["ask", "allow", "ask"],
    );
    check(
      "default allow deny pay when any(p in past pay within 10s: p.args.id == args.id)",
      [pay({ id: 1 }, { at: 0 }), pay({ id: 1 }, { at: 11 }), pay({ id: 1 }, { at: 21 })],
      ["allow", "allow", "deny"],
    );
    check(
      "default allow deny pay when any(past login within 1 steps)",
      [{ tool: "login", result: "" }, pay({}), pay({})],
      ["allow", "deny", "allow"],
    );
  });
  it("lets share and take parameters", () =>
    check(
      "let used(id) = any(past pay where it.args.id == id) default allow deny pay when used(args.id)",
      [pay({ id: 1 }), pay({ id: 1 })],
      ["allow", "deny"],
    ));
});

describe("times", () => {
  it("beyond what a date can be are malformed", () =>
    check(
      "default ask allow pay when now - last(past pay).time < 10s or now + 1h > now",
      [pay({}, { at: 1 }), pay({}, { at: 1e18 })],
      ["allow", "ask"],
    ));
});

describe("cost", () => {
  it("a tower of lets is evaluated once a let", () => {
    const tower = Array.from({ length: 60 }, (_, level) => `let l${level + 1}(x) = l${level}(x) or l${level}(x)`).join("\n");
    check(`let l0(x) = x == 1\n${tower}\ndefault ask allow pay when l60(args.x)`, [pay({ x: 2 }), pay({ x: 1 })], ["ask", "allow"]);
  });
});

describe("where a value came from", () => {
  const iban = "NL20RABO0300065264";
  const policy =
    "trusted list only to default ask allow pay when args.to from trusted deny pay when args.to from untrusted and args.to not from trusted";
  it("the user's words are trusted, a file's are not", () => {
    check(policy, [{ user: `pay ${iban}, please` }, pay({ to: iban })], ["allow"]);
    check(policy, [{ user: "pay" }, { tool: "read", result: `to ${iban}.` }, pay({ to: iban })], ["ask", "deny"]);
    check(policy, [{ user: "pay" }, pay({ to: iban })], ["ask"]);
  });
  it("trust is by field", () => {
    check(policy, [{ user: "pay" }, { tool: "list", result: [{ to: iban, note: "x" }] }, pay({ to: iban })], ["ask", "allow"]);
    check(policy, [{ user: "pay" }, { tool: "list", result: [{ to: "x", note: iban }] }, pay({ to: iban })], ["ask", "deny"]);
  });
  it("a failed result and an echo earn no trust", () => {
    check(policy, [{ user: "pay" }, { tool: "list", result: { to: iban }, failed: true }, pay({ to: iban })], ["ask", "deny"]);
    check(policy, [{ user: "pay" }, { tool: "list", args: { q: iban }, result: { to: iban } }, pay({ to: iban })], ["ask", "ask"]);
  });
  it("words are whole, case and odd blanks aside", () => {
    check(
      "default ask allow pay when args.to from user",
      [{ user: "to BOB\u200b Smith" }, pay({ to: "bob smith" }), pay({ to: "ob" })],
      ["allow", "ask"],
    );
    check(
      "default ask allow pay when args.to from user",
      [{ user: "mail a@corp.example.evil.io" }, pay({ to: "a@corp.example" })],
      ["ask"],
    );
  });
  it("results of the same batch are no source; a result that never came may be", () => {
    check(policy, [{ user: "pay" }, { tool: "list", result: { to: iban } }, pay({ to: iban }, { with: true })], ["ask", "ask"]);
    check("default ask allow pay when args.to from user", [pay({ to: iban })], ["unknown(ask|allow)"]);
  });
});

describe("the property that holds it together", () => {
  const policies = [
    "default ask allow pay when args.to from trusted trusted list only to deny pay when args.to from untrusted and args.to not from trusted",
    "default deny allow pay when after login unless any(past pay where it.args.to == args.to)",
    "default allow ask pay when count(past pay) >= 1 deny pay when last(past list).result.to == args.to",
    'default deny allow * when not has args.to or args.to == "a" ask pay when sum(past pay: it.args.n ?? 1) > 1',
    "default allow deny pay when none(past login since user) flag pay when args.n > 1",
  ].map((text) => policyOf(text));
  const strictness = ["allow", "ask", "deny"];
  const step: fc.Arbitrary<Scene> = fc.record({
    tool: fc.constantFrom("pay", "list", "login"),
    args: fc.record({ to: fc.constantFrom("a", "bank account 77", "b"), n: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] }),
    result: fc.constantFrom<Step["result"] & {}>("ok", { to: "a" }, [{ to: "b", note: "bank account 77" }], "pay bank account 77"),
    failed: fc.boolean(),
    with: fc.boolean(),
  });
  const scene = fc.oneof(
    { weight: 5, arbitrary: step },
    { weight: 1, arbitrary: fc.constantFrom<Scene>({ user: "pay a" }, { user: "go on" }) },
  );

  it("withholding a result or arguments, or a gap, only ever tightens the strict verdict", () => {
    fc.assert(
      fc.property(
        fc.array(scene, { minLength: 1, maxLength: 7 }),
        fc.nat(),
        fc.constantFrom("result", "args", "gap"),
        fc.nat({ max: policies.length - 1 }),
        (scenes, where, what, number) => {
          const policy = policies[number];
          if (policy === undefined) return;
          const at = where % scenes.length;
          const target = scenes[at];
          if (target === undefined || (what !== "gap" && !("tool" in target))) return;
          const mutated = [...scenes];
          if (what === "gap") mutated.splice(at, 0, { gap: true });
          else if ("tool" in target) mutated[at] = what === "args" ? { ...target, args: "redacted" } : withoutResult(target);
          const [before, after] = [play(policy, scenes), play(policy, mutated)];
          before.forEach((each, index) => {
            const other = after[index];
            assert.ok(
              other !== undefined && strictness.indexOf(other.would) >= strictness.indexOf(each.would),
              `step ${each.step}: ${each.would} became ${other?.would}`,
            );
          });
        },
      ),
      { numRuns: process.env.REMIT_DEEP ? 200_000 : 4_000 },
    );
  });
});

function withoutResult({ result: _, ...step }: Step): Step {
  return step;
}

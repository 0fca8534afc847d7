// The lints that compare rules: what they prove, what they keep silent on, and that the engine never does what they rule out.
import assert from "node:assert/strict";
import fc from "fast-check";
import { analyze, catalogue, type JsonRecord, parse } from "../../../core/src/index.ts";
import { checkLint } from "../../support/check-diagnostics.ts";
import { play, policyOf } from "../../support/play.ts";
import { analyzed } from "../../support/policy-files.ts";

const tools = `tool send(to: string, amount: number, count: integer, cc?: string[], note?: string, mode: "fast" | "slow", loud: boolean)
tool read(to: string)
default ask
`;

describe("a rule that can never apply", () => {
  it("has a condition that nothing meets", () =>
    checkLint(
      "never-applies",
      `${tools}allow send when args.amount > 5 and args.amount < 5
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when args.amount >= 5 and args.amount <= 5 and args.count > 5 and args.count < 7
allow send when args.count > 5 and args.count < 6
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when args.to == "a" and args.to == "b"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when args.to in ["a", "b"] and args.to starts with "c"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when args.mode != "fast" and args.mode not in ["slow"]
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when args.mode == "fast" and (args.loud or not args.loud)
allow send when args.to from user and not (args.to from user)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when (args.note ?? "none") == "none" and has args.note and args.note != "none"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
allow send when (args.note ?? "none") == "none" and not has args.note
allow send when args.amount > 5 unless args.amount > 1
                ^^^^^^^^^^^^^^^ never-applies
allow send unless true
                  ^^^^ never-applies
flag send when args.loud and not args.loud
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
`,
    ));
  it("reads lets, and does not fold what is equal in other ways", () =>
    checkLint(
      "never-applies",
      `tool fetch(url: string, day: date)
tool pay(amount: number)
let small = args.amount < 5
allow fetch when host(args.url) == "A.example" and host(args.url) == "a.example"
allow fetch when args.day == "2025-01-01" and args.day == "2025-01-01T00:00"
allow pay when small and args.amount > 9
               ^^^^^^^^^^^^^^^^^^^^^^^^^ never-applies
`,
    ));
  it("or selects no tool", () =>
    checkLint(
      "never-applies",
      "tool a()\ntool b()\nallow * except a, b\n      ^^^^^^^^^^^^^ never-applies\ndeny * except a, b\nallow * except a\n",
    ));
});

describe("a condition that is always the same", () => {
  it("is said, but for lets that are switches", () =>
    checkLint(
      "constant-condition",
      `${tools}let strict = true
allow send when args.amount > 5 or args.amount <= 5
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant-condition
allow send when 1 < 2 and args.loud
                ^^^^^ constant-condition
allow send when strict and args.loud unless args.amount > 5 and args.amount < 2
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant-condition
allow send when args.loud or length(args.to) >= 0
                             ^^^^^^^^^^^^^^^^^^^^ constant-condition
allow send when args.loud or count(past read) > 0
`,
    ));
});

describe("an allow and a deny", () => {
  it("wholly cover each other only where that is proven", () =>
    checkLint(
      "allow-inside-deny",
      `${tools}allow read
allow send when args.amount > 200 and args.loud
^^^^^ allow-inside-deny
allow send when args.amount > 100
allow send when args.amount > 200 and args.to from user
^^^^^ allow-inside-deny
allow send when args.mode == "fast" and args.amount < 9
allow send, read when args.to == "x"
deny send when args.amount > 100 unless args.amount == 101
deny send when has args.note and args.mode == "fast"
`,
    ));
  it("are compared by their tools", () => {
    checkLint("allow-inside-deny", "allow a, b\n^^^^^ allow-inside-deny\nallow a, c\nallow a_*\ndeny a, b\n");
    checkLint("allow-inside-deny", "group g = a, b\nallow g\n^^^^^ allow-inside-deny\ndeny * except c\n");
  });
  it("that overlap are shown with a call", () => {
    const { analysis } = analyzed(`${tools}allow send when args.amount <= 1000 and args.mode == "slow"
rule big deny send when args.amount > 500
deny send when args.to == "x"
`);
    assert.deepEqual(
      analysis.diagnostics.filter(({ code }) => code === "allow-deny-overlap").map(({ message }) => message),
      ['`big` denies some calls that this rule permits, such as `send(amount: 1000, mode: "slow", …)`'],
    );
  });
});

describe("an allow and a deny about arguments whose names begin alike", () => {
  it("are about different arguments", () => {
    const overlaps = (condition: string): number =>
      analyzed(
        `tool send(to: number, topic: number)\nallow send when args.topic <= 1000\ndeny send when ${condition}\n`,
      ).analysis.diagnostics.filter(({ code }) => code === "allow-deny-overlap").length;
    assert.equal(overlaps("args.to > 500"), 0);
    assert.equal(overlaps("args.topic > 500"), 1);
  });
});

describe("what is never permitted", () => {
  it("meets no `require` and is in no history", () => {
    const policy = `default deny
allow b, c when after a or any(past (a, c) where it.args.x == 1) or args.x from result of a
                      ^ past-never-happens
                                                                                          ^ past-never-happens
allow d when any(past e since a)
                              ^ past-never-happens
ask e
`;
    checkLint("past-never-happens", policy);
    checkLint("require-never-met", "default deny\nallow b, c\nrequire a before b\n        ^ require-never-met\nrequire a, c before b\n");
    checkLint("require-never-met", "default ask\nallow b\nrequire a before b\n");
    checkLint("require-never-met", "default ask\nallow a, b\ndeny a\nrequire a before b\n        ^ require-never-met\n");
    checkLint("require-never-met", "allow b\nrequire a before b\n");
  });
});

describe("a grant", () => {
  it("bounds something", () =>
    checkLint(
      "grant-already-allowed",
      "allow a, c\nallow b when args.x == 1\ngrant a uses 1\n      ^ grant-already-allowed\ngrant a, b uses 1\ngrant a, c uses 1\n      ^^^^ grant-already-allowed\n",
    ));
  it("on a destructive tool is no open allow", () => {
    const files =
      '//- /t.json\n[{"name":"del","inputSchema":{"properties":{"x":{"type":"number"}},"required":["x"]},"annotations":{"destructiveHint":true}},{"name":"get"}]\n';
    checkLint("destructive-allowed", `tools "./t.json"\nallow get, del\n           ^^^ destructive-allowed\n${files}`);
    checkLint("destructive-allowed", `tools "./t.json"\nallow get, del\nask del when args.x == 1\n${files}`);
    checkLint("destructive-allowed", `tools "./t.json"\nallow del when args.x == 1\nallow get\n${files}`);
  });
});

describe("`remit-ignore`", () => {
  const bad = "tool a()\ngroup g = a\n      ^ unused-name\nallow a\n";
  it("silences the next line, with a reason", () => {
    checkLint("unused-name", bad);
    checkLint("unused-name", bad.replace("group", "// remit-ignore unused-name: for importers\n// more\ngroup").replace(/ +\^.*\n/, ""));
    checkLint("unused-name", bad.replace("group", "// remit-ignore unused-name\ngroup"));
    checkLint(
      "ignore-without-reason",
      "// remit-ignore unused-name:\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ignore-without-reason\ngroup g = a\nallow a\n",
    );
  });
  it("is used", () => {
    checkLint("unused-ignore", "// remit-ignore unused-name: x\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore\nallow a\n");
    checkLint(
      "unused-ignore",
      "// remit-ignore unsed-name: x\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore\ngroup g = a\nallow a // remit-ignore unused-name: only on a line of its own\n",
    );
    checkLint("unused-ignore", "let a = 1 // x\n// remit-ignore unused-name: x\nlet b = 1\nallow c\n");
  });
  it("does not reach errors", () => {
    const { analysis } = analyzed("tool a()\n// remit-ignore unknown-tool: x\nallow b\n");
    assert.deepEqual(
      analysis.diagnostics.filter(({ severity }) => severity !== "hint").map(({ code }) => code),
      ["unused-ignore", "unknown-tool"],
    );
  });
});

describe("the reasoning", () => {
  const leaf = fc.oneof(
    fc
      .tuple(
        fc.constantFrom("args.n", "args.m", "(args.o ?? 2)"),
        fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
        fc.integer({ min: 0, max: 3 }),
      )
      .map((parts) => parts.join(" ")),
    fc
      .tuple(
        fc.constantFrom("args.s", '(args.p ?? "a")'),
        fc.constantFrom("==", "!=", "starts with", "ends with", "not ends with"),
        fc.constantFrom('"a"', '"ab"', '"b"'),
      )
      .map((parts) => parts.join(" ")),
    fc.constantFrom(
      "args.b",
      "args.b == false",
      'args.e == "x"',
      'args.e in ["x", "y"]',
      "has args.o",
      "has args.p",
      'args.s in ["a", "ab"]',
      "args.n not in [1, 2]",
      "known",
    ),
  );
  const condition: fc.Arbitrary<string> = fc.letrec<{ expr: string }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(tie("expr"), fc.constantFrom("and", "or"), tie("expr")).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie("expr").map((a) => `not (${a})`),
    ),
  })).expr;
  const anything = fc.constantFrom(0, 1, 1.5, 2, 3, "a", "ab", "b", "x", "y", true, false, null);
  const call = fc.record(
    { n: anything, m: anything, o: anything, s: anything, p: anything, b: anything, e: anything },
    { requiredKeys: [] },
  );
  const head =
    'tool t(n: number, m: integer, o?: number, s: string, p?: string, b: boolean, e: "x" | "y")\ndefault ask\nlet known = args.s == "ab" or args.n > 2\n';
  const host = { resolve: (_: string, written: string) => written, read: () => ({ reason: "no such file" }) };

  it("rules out nothing that the engine does", () => {
    let proven = 0;
    fc.assert(
      fc.property(condition, condition, fc.array(call, { minLength: 20, maxLength: 40 }), (allow, deny, calls) => {
        const text = `${head}rule a allow t when ${allow}\nrule d deny t when ${deny}\n`;
        // Reading what is optional is an error in a deny, and no matter here.
        const { diagnostics } = analyze("test.remit", text, host);
        const found = new Set(diagnostics.filter(({ span }) => span.start < text.indexOf("rule d")).map(({ code }) => code));
        if (!found.has("never-applies") && !found.has("allow-inside-deny")) return;
        if (diagnostics.some(({ severity }) => severity === "error")) return;
        proven++;
        const rules = found.has("never-applies") ? text.replace(/rule d.*\n/, "") : text;
        for (const { verdict, step } of play(
          policyOf(rules),
          calls.map((args) => ({ tool: "t", args: args as JsonRecord })),
        )) {
          assert.notEqual(verdict, "allow", `${rules}${JSON.stringify(calls[step - 1])}`);
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(proven > 10, `only ${proven} policies were told of`);
  });

  it("ends on hostile policies, in time", () => {
    const many = (length: number, make: (index: number) => string, by: string): string =>
      Array.from({ length }, (_, index) => make(index)).join(by);
    const doubling = many(60, (index) => `let l${index + 1} = l${index} and l${index} or not l${index}`, "\n");
    const choices = many(60, (index) => `(args.a${index} == 1 or args.b${index} == 2)`, " and ");
    const clash = `${many(8, (index) => `allow t when ${choices} and args.c == ${index}`, "\n")}\n${many(8, (index) => `deny t when args.c == ${index}`, "\n")}`;
    for (const text of [
      `let l0 = args.a > 1\n${doubling}\nallow t when l60 unless l59\ndeny t when l58`,
      clash,
      `let a = b\nlet b = a\nallow t when a and not b`,
      `allow t when args.a matches /${"(".repeat(400)}a${")".repeat(400)}/`,
      `allow t when args.a in [${many(5_000, (index) => `"${index}"`, ", ")}] and args.a == "x"`,
    ]) {
      const start = performance.now();
      parse(text);
      const parsed = performance.now();
      analyze("test.remit", text, host);
      const [reading, all] = [parsed - start, performance.now() - parsed];
      assert.ok(all < 25 * reading + 2_000, `${all} ms, where reading took ${reading} ms`);
    }
  });

  it("keeps silent on what is being written", () => {
    const { analysis } = analyzed("default deny\nallow a\ndeny a when args.x ==\nallow b when after\n");
    assert.deepEqual(
      analysis.diagnostics.filter(({ code }) => catalogue[code].stage === "lint"),
      [],
    );
  });
});

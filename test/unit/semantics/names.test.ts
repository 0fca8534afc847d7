// Names: tools, arguments, fields, lets, binders, and where words may stand.
import assert from "node:assert/strict";
import { analyze } from "../../../core/src/index.ts";
import { checkDiagnostics, checkFixed } from "../../support/check-diagnostics.ts";
import { analyzed } from "../../support/policy-files.ts";

const bank = `tool send(to: string, amount: number, note?: string, cc?: string[])
tool pay(to: string, kind: "gift" | "loan") returns { id: string }
context { user: string }
`;

describe("names in selectors", () => {
  it("are tools of the catalogue, groups or globs", () =>
    checkDiagnostics(`${bank}group money = send, pay
allow money, pa*, "send" except "s*d", money
deny sned, "x*", "money"
     ^^^^ unknown-tool
           ^^^^ unmatched-glob
                 ^^^^^^^ unknown-tool
ask constructor, __proto__
    ^^^^^^^^^^^ unknown-tool
                 ^^^^^^^^^ unknown-tool
`));
  it("are anything without a catalogue", () => checkDiagnostics("allow get_* , foo when args.any.thing == 1\n"));
  it("are checked wherever events stand", () =>
    checkDiagnostics(`${bank}allow send when after pya and any(past (sent)) and args.to from result of snd
                      ^^^ unknown-tool
                                        ^^^^ unknown-tool
                                                                          ^^^ unknown-tool
trusted payy
        ^^^^ unknown-tool
`));
  it("are mended", () => checkFixed("tool send()\nallow sned", "tool send()\nallow send"));
});

describe("arguments and fields", () => {
  it("must be taken by each tool of the rule", () =>
    checkDiagnostics(`${bank}allow send, pay when args.to == "a" and args.amount == 1 and args.toString == 1
                                             ^^^^^^ unknown-argument
                                                                  ^^^^^^^^ unknown-argument
`));
  it("are those of the event for `it` and binders", () =>
    checkDiagnostics(`${bank}deny send when any(past pay where it.args.kindd == args.to)
                                          ^^^^^ unknown-argument
deny send when any(p in past pay: p.args.to == args.to and p.result.idd == p.toolname)
                                                                    ^^^ unknown-field
                                                                             ^^^^^^^^ unknown-field
deny send when any(past user where it.text contains args.to and it.failed)
                                                                   ^^^^^^ unknown-field
deny send when last(past pay).args.amont == 1
                                   ^^^^^ unknown-argument
`));
  it("of lets are read where the let is used", () =>
    checkDiagnostics(`${bank}let big = args.amount > 100
let paid(who) = any(past send where it.args.to == who)
allow send when big and paid(args.to)
allow pay when big
               ^^^ unknown-argument
allow pay when paid()
               ^^^^^^ wrong-argument-count
`));
  it("of the context are declared, where it is", () =>
    checkDiagnostics(`${bank}allow pay when context.usr == args.to
                       ^^^ unknown-field
`));
  it("are mended", () =>
    checkFixed('tool send(to: string)\nallow send when args.too == "a"', 'tool send(to: string)\nallow send when args.to == "a"'));
});

describe("names in expressions", () => {
  it("are declared, and functions exist", () =>
    checkDiagnostics(`${bank}allow pay when who == args.to and hots(args.to) == "a" and lower() == "b"
               ^^^ unknown-name
                                  ^^^^ unknown-function
                                                           ^^^^^^^ wrong-argument-count
`));
  it("share one namespace and never shadow", () =>
    checkDiagnostics(`${bank}let a = 1
group a = pay
      ^ duplicate-name
rule a
     ^ duplicate-name
allow a when any(a in [1]: a == 1) and any(b in [1]: any(b in [2]: b == a))
                 ^ duplicate-name
                                                         ^ duplicate-name
let f(a) = a
      ^ duplicate-name
`));
  it("do not refer to themselves", () =>
    checkDiagnostics(`let a = b + 1
    ^ recursive-let
let b = a
    ^ recursive-let
group g = h
      ^ recursive-let
group h = g
      ^ recursive-let
allow g when a == 1
`));
  it("`it` belongs to one fold or pattern", () =>
    checkDiagnostics(`${bank}allow send when it == 1
                ^^ misplaced-it
allow send when any(args.cc ?? []: any([1]: it == 1))
                                   ^^^ nested-it
allow send when any(args.cc ?? []: any(x in [it]: x == it))
allow send when any(x in args.cc ?? []: x == it)
                                             ^^ misplaced-it
`));
});

describe("clauses and statements", () => {
  it("stand once and where they mean something", () =>
    checkDiagnostics(`default ask
default deny
^^^^^^^^^^^^ repeated-default
allow x when true when false because "a" because "b"
                  ^^^^ repeated-clause
                                         ^^^^^^^ repeated-clause
allow x uses 3
        ^^^^ misplaced-clause
`));
});

describe("the analysis", () => {
  it("names unnamed rules by keyword and line", () => {
    const { analysis } = analyzed("allow a\nrule r deny b\n\n  ask c");
    assert.deepEqual(
      analysis.decisions.map(({ name }) => name),
      ["allow@1", "r", "ask@4"],
    );
  });
  it("knows the tools at a place", () => {
    const { analysis, main } = analyzed(`${bank}allow send when any(past pay where it.args.to == args.to)`);
    const at = (text: string): number => main.text.lastIndexOf(text);
    assert.deepEqual(analysis.toolsAt(at("args.to)"), "args"), ["send"]);
    assert.deepEqual(analysis.toolsAt(at("it.args"), "it"), ["pay"]);
    assert.equal(analysis.toolsAt(0, "args"), undefined);
  });
});

describe("lets and groups that lead through others", () => {
  const chain = (length: number, link: (name: string, to: string | undefined) => string): string =>
    Array.from({ length }, (_, at) => link(`n${at}`, at === 0 ? undefined : `n${at - 1}`)).join("\n");
  const deep = (text: string): readonly string[] =>
    analyze("/p.remit", text, { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) }).diagnostics.map(
      ({ code }) => code,
    );
  const lets = (length: number, levels = 0): string => {
    const nested = (to: string): string => `${"(not (".repeat(levels)}${to}${"))".repeat(levels)}`;
    const all = chain(length, (name, to) => `let ${name} = ${nested(to ?? "args.n == 1")}`);
    return `tool t(n: number)\n${all}\ndeny t when n${length - 1}`;
  };

  it("are followed as far as anyone would go, and are an error beyond", () => {
    assert.deepEqual(deep(lets(65, 15)), []);
    assert.deepEqual(deep(lets(66, 15)), ["nested-too-deeply"]);
  });

  it("are checked in linear time however many there are, and break nothing", () => {
    const groups = `tool t()\n${chain(12_000, (name, to) => `group ${name} = ${to ?? "t"}`)}\ndeny n11999`;
    for (const text of [lets(12_000), groups]) {
      const started = performance.now();
      assert.deepEqual([...new Set(deep(text))], ["nested-too-deeply"]);
      assert.ok(performance.now() - started < 30_000);
    }
  });
}).timeout(60_000);

// Signature help: in the middle of what is being typed.
import assert from "node:assert/strict";
import { signatureHelp } from "../../../core/src/ide/signature-help.ts";
import { analyzed } from "../../support/policy-files.ts";

/** The label with the active parameter in ‹›. */
function help(input: string, lastGood?: string): string | undefined {
  const { analysis, caret, analyze } = analyzed(input);
  const found = signatureHelp(analysis, caret ?? 0, lastGood === undefined ? undefined : analyze(lastGood));
  if (found === undefined) return undefined;
  const at = found.active === undefined ? undefined : found.parameters[found.active];
  return at === undefined
    ? found.label
    : `${found.label.slice(0, at.start)}‹${found.label.slice(at.start, at.end)}›${found.label.slice(at.end)}`;
}

const tools = 'tool pay(to: string, amount: number, kind?: "gift" | "loan")\ntool "odd name"(x: string)\n';

describe("signature help", () => {
  it("knows built-in functions and folds", () => {
    assert.equal(help("deny a when host($0"), "host(‹url: string›): host");
    assert.equal(help("deny a when host(args.url)$0 == 1"), undefined);
    assert.equal(help("deny a when domain(host($0) == 1"), "host(‹url: string›): host");
    assert.match(help("deny a when any($0") ?? "", /^any\(‹x in LIST where CONDITION: CONDITION›\)/);
  });

  it("knows a let's parameters and which one is written", () => {
    const let_ = "let paid(id, times) = 1\n";
    assert.equal(help(`${let_}deny a when paid($0`), "paid(‹id›, times)");
    assert.equal(help(`${let_}deny a when paid([1, 2], $0`), "paid(id, ‹times›)");
    assert.equal(help(`${let_}deny a when paid(f(1, 2), 3, $0)`), "paid(id, times)");
    assert.equal(help(`${let_}deny a when paid(args.x, (1 + $0`), "paid(id, ‹times›)");
  });

  it("knows the arguments of calls in examples and tests, by their names", () => {
    assert.equal(help(`${tools}deny pay example hit pay($0`), 'pay(‹to: string›, amount: number, kind?: "gift" | "loan")');
    assert.equal(help(`${tools}deny pay example hit pay(amount: $0`), 'pay(to: string, ‹amount: number›, kind?: "gift" | "loan")');
    assert.equal(help(`${tools}test "t" {\n  pay(amount: 1, $0\n`), 'pay(‹to: string›, amount: number, kind?: "gift" | "loan")');
    assert.equal(
      help(`${tools}test "t" {\n  pay(to: "x", amount: 1, kind: "gift", $0)\n`),
      'pay(to: string, amount: number, kind?: "gift" | "loan")',
    );
    assert.equal(help(`${tools}test "t" {\n  "odd name"($0) }`), "odd name(‹x: string›)");
  });

  it("says nothing where no call is open, in a declaration and of what nobody knows", () => {
    for (const text of [
      "$0",
      "deny a when ($0",
      "tool pay($0",
      "deny a when nobody($0",
      'deny a when args.x == "host($0"',
      "deny a // host($0",
    ])
      assert.equal(help(text), undefined, text);
  });

  it("knows what broken text has lost", () => {
    assert.equal(help("let = \ndeny a when paid($0", "let paid(id, times) = 1\n"), "paid(‹id›, times)");
  });
});

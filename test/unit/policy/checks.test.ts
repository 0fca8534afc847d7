// What the engine's knowledge adds to the checker.
import { checkLint, checkLintFixed } from "../../support/check-diagnostics.ts";

const tools = "tool send(to: string, amount: number)\ntool look(id: string)\ndefault ask\n";

describe("an example", () => {
  it("is what its rule does", () =>
    checkLint(
      "example-contradicted",
      `${tools}allow send when args.amount < 100
  example hit send(to: "a", amount: 99)
  example hit send(to: "a", amount: 100)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ example-contradicted
  example miss send(to: "a")
deny send when args.amount < 100
  example miss send(to: "a", amount: 99)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ example-contradicted
  example hit send(to: "a")
  example miss look(id: "x")
`,
    ));
  it("is turned by the fix", () =>
    checkLintFixed(
      "example-contradicted",
      `${tools}allow send when args.to == "hit"\n  example  hit send(to: "a", amount: 1)\n`,
      `${tools}allow send when args.to == "hit"\n  example  miss send(to: "a", amount: 1)\n`,
    ));
  it("is silenced like other findings", () =>
    checkLint(
      "example-contradicted",
      `${tools}allow send when args.amount < 1\n  // remit-ignore example-contradicted: to be written\n  example hit send(to: "a", amount: 1)\n`,
    ));
  it("is not run where the policy has errors", () =>
    checkLint("example-contradicted", `${tools}allow send when args.amount < 1 and nope\n  example hit send(to: "a", amount: 1)\n`));
});

describe("a fold over the whole run", () => {
  it("is kept, unless it compares earlier calls with this one", () =>
    checkLint(
      "scans-history",
      `${tools}let later = any(past look where it.args.id > args.to)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ scans-history
allow send when later and count(past send) < 3 and any(past look where it.args.id == args.to)
deny send when any(x in past send where x.args.amount < args.amount)
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ scans-history
deny send when any(past send within 10m where it.args.amount < args.amount) and sum(past send: it.args.amount) > 10
ask send when any(past look where it.args.id == "x")
`,
    ));
});

// Completion: what is offered at each kind of place, and the text after taking it. Half-typed lines above all.
import assert from "node:assert/strict";
import { stop } from "../../../core/src/ide/completion/item.ts";
import { checkAccepted, checkCompletion, listed } from "../../support/check-ide.ts";

const head = `tool send_money(recipient: string, amount: number, kind: "gift" | "loan", note?: string)
tool send_mail(recipient: string, subject: string, tags: string[], from_account?: { id: string, owner: string })
tool get_iban(user: string) returns { iban: string, country: "de" | "fr" }
tool get_balance() returns { amount: number }
context { user: string, workspace: string, task?: { order_id: string } }
group payments = send_money, send_mail
let ours = ["corp.example"]
let paid(id) = any(past send_money where it.args.recipient == id)
`;
const tools = ["get_balance", "get_iban", "send_mail", "send_money"];

describe("completion of statements", () => {
  it("offers every statement on an empty line", () =>
    checkCompletion(`${head}$0`, {
      holds: ["allow", "deny", "ask", "flag", "rule", "let", "group", "default", "tools", "import", "trusted", "test"],
      lacks: ["when", "args", "send_money"],
    }));
  it("offers the skeleton of a rule", () => {
    const skeleton = listed(`${head}$0`).find(({ label }) => label === "rule … deny … when … because");
    assert.ok(skeleton?.isSnippet);
    assert.match(skeleton.insertText, /^rule \$\{1:name\}\ndeny \$\{2:tool_name\}/);
  });
  it("narrows to what is typed", () => checkCompletion(`${head}den$0`, { exactly: ["deny"] }));
  it("offers decisions after a rule's name", () =>
    checkCompletion(`${head}rule x $0`, { holds: ["deny", "limit"], lacks: ["let", "import"] }));
  it("offers nothing for a name that the author makes up", () => checkCompletion(`${head}rule kno$0`, { exactly: [] }));
  it("offers effects after default", () => checkCompletion("default $0", { exactly: ["allow", "ask", "deny"] }));
  it("offers nothing in a comment", () => checkCompletion("// allow $0", { exactly: [] }));
  it("takes a keyword with a blank behind it", () => checkAccepted("al$0", "allow", "allow "));
});

describe("completion of selectors", () => {
  it("offers groups, tools, globs", () => checkCompletion(`${head}deny $0`, { exactly: ["payments", ...tools, "*", "get_*", "send_*"] }));
  it("in a half-typed name", () => checkCompletion(`${head}deny send_$0`, { exactly: ["send_mail", "send_money", "send_*"] }));
  it("in a half-typed name with a statement below", () =>
    checkAccepted(
      `tool send_money(a: string)\ndeny send_$0\n\nallow *`,
      "send_money",
      "tool send_money(a: string)\ndeny send_money\n\nallow *",
    ));
  it("after a comma, after except, after past", () => {
    checkCompletion(`${head}deny get_iban, $0`, { holds: tools });
    checkCompletion(`${head}deny * except $0`, { holds: tools });
    checkCompletion(`${head}deny * when any(past $0`, { holds: [...tools, "user"] });
    checkCompletion(`${head}deny * when after $0`, { holds: tools });
    checkCompletion(`${head}deny * when args.recipient from result of $0`, { holds: tools });
    checkCompletion(`${head}trusted $0`, { holds: tools });
    checkCompletion(`${head}require $0`, { holds: tools });
    checkCompletion(`${head}limit $0`, { holds: ["send_money", "sum"] });
  });
  it("puts quotes round a name that is no word", () => {
    checkAccepted(`tool "mcp.read-file"(a: string)\ndeny $0`, "mcp.read-file", `tool "mcp.read-file"(a: string)\ndeny "mcp.read-file"`);
    checkAccepted(`tool "mcp.read-file"(a: string)\ndeny "mc$0"`, "mcp.read-file", `tool "mcp.read-file"(a: string)\ndeny "mcp.read-file"`);
  });
  it("offers the fields of a shell command", () =>
    checkCompletion("tool run(line: string)\ndeny run when any(c in commands(args.line): c.$0", {
      exactly: ["args", "flags", "name", "reads", "upstream", "writes"],
    }));
  it("shows signature and description", () => {
    const item = listed(`${head}deny send_mo$0`).find(({ label }) => label === "send_money");
    assert.equal(item?.detail, '(recipient: string, amount: number, kind: "gift" | "loan", note?: string)');
  });
});

describe("texts of a catalogue", () => {
  it("are shown as text, never as markup", () => {
    const description = "[click](command:evil) <b>*now*</b>";
    const tool = { name: "pay", description, inputSchema: { type: "object", properties: { to: { type: "string", description } } } };
    const policy = (line: string): string =>
      `\n//- /test.remit\ntools "./t.json"\n${line}\n//- /t.json\n${JSON.stringify({ tools: [tool] })}\n`;
    for (const line of ["deny pa$0", "deny pay when args.t$0"]) {
      assert.match(listed(policy(line))[0]?.documentation ?? "", /^\\\[click\\\]\\\(command:evil\\\) \\<b\\>\\\*now/);
    }
  });
});

describe("completion of clauses and operators", () => {
  it("offers clauses after a rule's head", () =>
    checkCompletion(`${head}deny send_money $0`, { holds: ["when", "unless", "because", "example", "except"], lacks: ["uses", "and"] }));
  it("offers no clause that stands already", () =>
    checkCompletion(`${head}deny send_money when args.amount > 1 $0`, { holds: ["unless", "and", "or"], lacks: ["when"] }));
  it("offers uses on a grant alone", () => checkCompletion(`${head}grant send_money $0`, { holds: ["when", "uses"], lacks: ["example"] }));
  it("offers operators after a value", () =>
    checkCompletion(`${head}deny send_money when args.amount $0`, {
      holds: ["==", "<=", "in", "not in", "from", "and", "because"],
    }));
  it("offers sources after from", () =>
    checkCompletion(`${head}deny send_money when args.recipient from $0`, {
      exactly: ["system", "trusted", "untrusted", "user", "result of"],
    }));
  it("offers what a limit needs", () => {
    checkCompletion(`${head}limit send_mail $0`, { holds: ["to", "where"], lacks: ["when", "per"] });
    checkCompletion(`${head}limit send_mail to 5 $0`, { holds: ["per"], lacks: ["when"] });
    checkCompletion(`${head}limit send_mail to 5 per $0`, { exactly: ["batch", "trace", "turn"] });
    checkCompletion(`${head}limit send_mail to 5 per turn $0`, { holds: ["for each", "else", "when", "because"] });
  });
});

describe("completion of operators", () => {
  it("offers those of the value's type", () => {
    checkCompletion(`${head}deny send_money when args.amount $0`, {
      holds: ["==", "<=", "in", "from"],
      lacks: ["contains", "under", "carries"],
    });
    checkCompletion(`${head}deny send_money when args.kind $0`, { holds: ["==", "in", "not in"], lacks: ["<", "starts with"] });
    checkCompletion(`${head}deny send_mail when args.tags $0`, { holds: ["contains"], lacks: ["<", "starts with"] });
    checkCompletion(`${head}deny send_mail when args.subject sta$0`, { exactly: ["starts with"] });
  });
});

describe("completion of arguments", () => {
  const expected = ["amount", "kind", "recipient", "note"];
  it("at the end of a half-typed line", () => checkCompletion(`${head}deny send_money when args.$0`, { exactly: expected }));
  it("with the next statement following", () => {
    checkCompletion(`${head}allow send_money when args.$0\n\ndeny *`, { exactly: expected });
    checkCompletion(`${head}allow send_money when args.$0\ndeny get_iban when args.user == "x"`, { exactly: expected });
    checkCompletion(`${head}allow send_money when args.re$0\ndeny get_iban`, { exactly: ["recipient"] });
  });
  it("with the statement's own next clause following", () =>
    checkCompletion(`${head}allow send_money\n  when args.$0\n  unless args.amount > 2\n  because "x"`, { exactly: expected }));
  it("in the middle of a name, which is replaced whole", () =>
    checkAccepted(
      `tool pay(amount: number)\ndeny pay when args.am$0oun > 2`,
      "amount",
      "tool pay(amount: number)\ndeny pay when args.amount > 2",
    ));
  it("after an operator, in brackets, in a fold", () => {
    checkCompletion(`${head}allow send_money when args.amount > 1 and args.$0`, { exactly: expected });
    checkCompletion(`${head}allow send_money when (args.amount > 1 or (args.$0`, { exactly: expected });
    checkCompletion(`${head}allow send_mail when all(t in args.$0`, { exactly: ["recipient", "subject", "tags", "from_account"] });
    checkCompletion(`${head}allow send_money when domain(args.$0) in ours`, { exactly: expected });
  });
  it("offers only what every tool of the selector takes", () =>
    checkCompletion(`${head}allow payments when args.$0`, { exactly: ["recipient"] }));
  it("goes into records", () => checkCompletion(`${head}allow send_mail when args.from_account.$0`, { exactly: ["id", "owner"] }));
  it("says type and whether it may be left out", () => {
    const details = listed(`${head}deny send_money when args.$0`).map(({ label, detail }) => `${label}: ${detail}`);
    assert.deepEqual(details, ["amount: number", 'kind: "gift" | "loan"', "recipient: string", "note: string (optional)"]);
  });
  it("in require, limit and grant", () => {
    checkCompletion(`${head}require get_iban where it.args.$0`, { exactly: ["user"] });
    checkCompletion(`${head}require get_iban where it.args.user == args.$0 before send_money`, { exactly: expected });
    checkCompletion(`${head}limit sum(args.$0) of send_money to 5 per turn`, { exactly: expected });
    checkCompletion(`${head}grant send_money when args.$0`, { exactly: expected });
  });
  it("in a let, whose tools nobody knows yet, of any tool", () =>
    checkCompletion(`${head}let x = args.$0`, { holds: ["amount", "user", "subject"] }));
  it("after broken text", () =>
    checkCompletion(`${head}deny get_iban when any(x in [\n\nallow send_money when args.$0`, { exactly: expected }));
});

describe("completion of other fields", () => {
  it("of the context", () => checkCompletion(`${head}deny * when context.$0`, { exactly: ["user", "workspace", "task"] }));
  it("of a record in the context", () => checkCompletion(`${head}deny * when context.task.$0`, { exactly: ["order_id"] }));
  it("of a past call", () =>
    checkCompletion(`${head}deny * when any(past send_money where it.$0`, {
      exactly: ["args", "failed", "result", "step", "text", "time", "tool"],
    }));
  it("of a past call's arguments", () =>
    checkCompletion(`${head}deny send_mail when any(past send_money where it.args.$0`, {
      exactly: ["amount", "kind", "recipient", "note"],
    }));
  it("of a past call's result", () =>
    checkCompletion(`${head}deny send_mail when last(past get_iban).result.$0`, { exactly: ["country", "iban"] }));
  it("of a past user message", () => checkCompletion(`${head}deny send_mail when any(past user where it.$0`, { exactly: ["text"] }));
  it("of a binder", () => checkCompletion(`${head}deny send_mail when any(p in past get_iban: p.$0`, { holds: ["args", "result"] }));
  it("of an expect's binder", () =>
    checkCompletion(`${head}expect t in get_iban followed by send_money where t.result.$0`, { exactly: ["country", "iban"] }));
});

describe("completion of trusted paths", () => {
  const tool = "tool list() returns { id: string, lines: { sku: string, to: { name: string } }[] }[]\n";
  it("offers the fields of the result, stepping through lists", () => {
    checkCompletion(`${tool}trusted list only $0`, { exactly: ["id", "lines"] });
    checkCompletion(`${tool}trusted list only id, lines.$0`, { exactly: ["sku", "to"] });
    checkCompletion(`${tool}trusted list only lines.to.n$0`, { exactly: ["name"] });
  });
});

describe("completion of values", () => {
  it("offers names, functions and folds", () =>
    checkCompletion(`${head}deny send_money when $0`, {
      holds: ["args", "context", "ours", "paid", "domain", "host", "any", "past", "after", "has", "not"],
      lacks: ["it", "send_money", "deny"],
    }));
  it("offers it and binders where they are in scope", () => {
    checkCompletion(`${head}deny send_mail when any(args.tags where $0`, { holds: ["it"] });
    checkCompletion(`${head}deny send_mail when any(tag in args.tags: $0`, { holds: ["tag"], lacks: ["it"] });
    checkCompletion(`${head}let f(id) = $0`, { holds: ["id"] });
  });
  it("takes a function with its argument to fill in", () => {
    checkAccepted("deny * when dom$0", "domain", `deny * when domain(${stop(1, "email")})`);
    checkAccepted(`let paid(id) = id\ndeny * when pai$0`, "paid", `let paid(id) = id\ndeny * when paid(${stop(1, "id")})`);
    checkAccepted("deny * when an$0", "any", `deny * when any(${stop(1, "x")} in ${stop(2, "list")}: ${stop(3, "condition")})`);
  });
  it("offers an enum's values in an unfinished string", () => {
    checkCompletion(`${head}deny send_money when args.kind == "$0`, { exactly: ["gift", "loan"] });
    checkCompletion(`${head}deny send_money when args.kind == "g$0`, { exactly: ["gift"] });
    checkCompletion(`${head}deny send_money when args.kind == "$0"`, { exactly: ["gift", "loan"] });
    checkCompletion(`${head}deny send_money when args.kind in ["gift", "$0`, { exactly: ["gift", "loan"] });
    checkCompletion(`${head}deny * when last(past get_iban).result.country == "$0"\nallow *`, { exactly: ["de", "fr"] });
  });
  it("offers an enum's values with quotes where there are none", () =>
    checkAccepted(
      `tool t(kind: "gift" | "loan")\ndeny t when args.kind == $0`,
      '"gift"',
      `tool t(kind: "gift" | "loan")\ndeny t when args.kind == "gift"`,
    ));
  it("offers nothing in a string that may be anything", () =>
    checkCompletion(`${head}deny send_money when args.note == "$0`, { exactly: [] }));
  it("offers holes in a reason", () => {
    checkCompletion(`${head}deny send_money because "$0"`, { holds: ["{args.recipient}", "{context.user}"] });
    checkAccepted(
      `tool t(kind: string)\ndeny t because "it is {$0}"`,
      "args.kind",
      `tool t(kind: string)\ndeny t because "it is {args.kind}"`,
    );
    checkAccepted(
      `tool t(kind: string)\ndeny t because "it is {args.$0}"`,
      "kind",
      `tool t(kind: string)\ndeny t because "it is {args.kind}"`,
    );
  });
  it("offers types", () => {
    checkCompletion("tool t(a: $0", { holds: ["string", "number", "integer", "boolean", "json"], lacks: ["args"] });
    checkCompletion("context { a: nu$0 }", { exactly: ["number"] });
  });
});

describe("completion in tests and examples", () => {
  it("offers steps", () =>
    checkCompletion(`${head}test "x" {\n  $0\n}`, { holds: ["user", "together", "gap", "expect", "send_money"], lacks: ["deny"] }));
  it("takes a call with what it must be given", () =>
    checkAccepted(
      `tool pay(to: string, amount: number, note?: string)\ntest "x" {\n  pa$0\n}`,
      "pay",
      `tool pay(to: string, amount: number, note?: string)\ntest "x" {\n  pay(to: "${stop(1)}", amount: ${stop(2)})$0\n}`,
    ));
  it("offers the arguments that are not given yet", () =>
    checkCompletion(`${head}test "x" {\n  send_money(amount: 1, $0)\n}`, { exactly: ["kind", "recipient", "note"] }));
  it("offers an argument's values", () => checkCompletion(`${head}test "x" {\n  send_money(kind: "$0")\n}`, { exactly: ["gift", "loan"] }));
  it("offers verdicts and rules", () => {
    checkCompletion(`${head}test "x" { get_balance() => $0 }`, { exactly: ["allow", "ask", "deny", "flag"] });
    checkCompletion(`${head}rule mine deny *\ntest "x" { get_balance() => deny by $0 }`, { exactly: ["mine"] });
  });
  it("offers the context's fields", () =>
    checkCompletion(`${head}test "x" { context { $0 } }`, { exactly: ["task", "user", "workspace"] }));
});

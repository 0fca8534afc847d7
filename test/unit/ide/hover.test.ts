import { checkDefinition, checkHover, checkNoHover } from "../../support/check-ide.ts";

const catalogue = `
//- /shop.tools.json
{ "tools": [
  { "name": "send_money", "description": "Sends *money*.", "inputSchema": { "type": "object", "required": ["recipient"],
    "properties": { "recipient": { "type": "string", "description": "The IBAN." }, "note": { "type": "string" } } } },
  { "name": "get_iban", "description": "Looks one up.", "inputSchema": { "type": "object", "properties": {} } }
] }
`;
const policy = (text: string): string => `\n//- /test.remit\ntools "./shop.tools.json"\n${text}${catalogue}`;

describe("hover", () => {
  it("on a tool: its signature, description and arguments", () =>
    checkHover(
      policy("deny send_$0money\n     ^^^^^^^^^^\n"),
      "send_money(recipient: string, note?: string)",
      "Sends \\*money\\*.",
      "`recipient`: The IBAN.",
    ));
  it("on a glob: what it matches", () => checkHover(policy("deny *_$0iban\n"), "Matches 1 tools: `get_iban`"));
  it("on an argument", () => {
    checkHover(
      policy('deny send_money when args.reci$0pient == "x"\n                          ^^^^^^^^^\n'),
      "recipient: string",
      "The IBAN.",
    );
    checkHover(policy("deny send_money when has args.no$0te\n"), "note?: string", "Optional");
    checkHover(policy("deny get_iban when any(past send_money where it.args.reci$0pient == context.x)\n"), "recipient: string");
  });
  it("on a group and a let: the declaration", () => {
    checkHover("group payments = a, b\ndeny pay$0ments", "group payments = a, b");
    checkHover('let ours = ["x"]\ndeny a when args.to in ou$0rs', 'let ours = ["x"]');
  });
  it("on a rule: what it means", () =>
    checkHover(
      policy('rule known$0_payee\nallow send_money\n  when args.recipient from trusted\n  because "named by you"\n'),
      "Permits a call of `send_money` when `args.recipient from trusted`.",
      "named by you",
    ));
  it("on the keyword of a rule: what the rule means, then the keyword", () =>
    checkHover("den$0y pay unless args.to == 1\n^^^^", "Blocks a call of `pay`, unless `args.to == 1`.", "Forbids a call"));
  it("on a rule with a limit", () =>
    checkHover(
      "rule few$0 limit send_email to 5 per turn else ask",
      "Asks a person before a call of `send_email` that would take their number over `5` per turn.",
    ));
  it("on a field of a shell command", () =>
    checkHover(
      'deny run when any(c in commands(args.line): "curl" in c.upst$0ream)\n                                                        ^^^^^^^^',
      "upstream: string[]",
      "whose output feeds",
    ));
  it("on a context field", () => checkHover("context { user: string }\ndeny * when context.us$0er == args.x", "context.user: string"));
  it("on keywords and operators", () => {
    checkHover("de$0ny *\n^^^^", "Forbids a call");
    checkHover("deny * when args.x sta$0rts with args.y\n                   ^^^^^^^^^^^", "begins with another");
    checkHover("deny * when args.x starts wi$0th args.y", "begins with another");
    checkHover("deny * when args.x =$0= 1", "==");
    checkHover('deny * when dom$0ain(args.x) == "a"', "domain(email: string): domain");
    checkHover('deny * when an$0y(x in args.y: x == "a")', "any(");
    checkHover("deny * when ar$0gs.x == 1", "args.NAME");
  });
  it("not in comments, strings and names of one's own", () => {
    checkNoHover("// de$0ny");
    checkNoHover('deny * because "den$0y"');
    checkNoHover("deny * $0  ");
  });
});

describe("definition", () => {
  it("of a group, a let, a rule", () => {
    checkDefinition("group payments = a, b\n      ^^^^^^^^\ndeny pay$0ments");
    checkDefinition('let ours = ["x"]\n    ^^^^\ndeny a when args.to in ou$0rs');
    checkDefinition('rule mine deny a\n     ^^^^\ntest "x" { a() => deny by mi$0ne }');
  });
  it("of a binder and a parameter", () => {
    checkDefinition("deny a when any(x in args.y: $0x == 1)\n                ^");
    checkDefinition("let f(id) = i$0d == 1\n      ^^");
  });
  it("of an inline tool and its argument", () => checkDefinition("tool pay(to: string)\n     ^^^\ndeny pa$0y"));
  it("in an imported file", () =>
    checkDefinition(
      '\n//- /test.remit\nimport "./shared.remit"\ndeny a when args.to in ou$0rs\n//- /shared.remit\nlet ours = ["x"]\n    ^^^^\n',
    ));

  it("writes out what a `require` stands for", () => {
    checkHover(
      "tool verify(user: string)\ntool pay(user: string)\nrequi$0re verify where it.args.user == args.user before pay",
      "Written out:",
      "deny pay unless any(past verify where (it.args.user == args.user) and not it.failed)",
    );
    checkHover("tool a()\ntool b()\nrule in_or$0der require a before b", "deny b unless any(past a where not it.failed)");
  });
});

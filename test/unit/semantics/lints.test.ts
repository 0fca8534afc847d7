// The lints that look at one rule or one declaration: where they speak, where they keep silent, and their fixes.
import { checkLint, checkLintFixed } from "../../support/check-diagnostics.ts";

const tools = `tool send(to: string, amount: number, cc?: string[], note?: string, mode: "fast" | "slow")
tool read(path: string, url: string, start_date: string, file_id: integer, loud: boolean)
default ask
`;

describe("an optional argument", () => {
  it("is read with `has` or `??`, an error in rules that block", () =>
    checkLint(
      "optional-argument",
      `${tools}allow send when args.note == "a" or args.note == "b"
                ^^^^^^^^^ optional-argument
allow send when has args.note and args.note == "a"
deny send when (args.note ?? "") == "a" or args.to == "b"
deny send when args.note == "a"
               ^^^^^^^^^ optional-argument
flag send when args.amount > 1 unless any(args.cc)
                                          ^^^^^^^ optional-argument
`,
    ));
  it("is guarded by the fixes", () => {
    const rule = (text: string): string => `${tools}${text}\n`;
    checkLintFixed(
      "optional-argument",
      rule('deny send when args.note contains "x" or args.amount > 5'),
      rule('deny send when has args.note and (args.note contains "x" or args.amount > 5)\n\nask send unless has args.note'),
    );
    checkLintFixed(
      "optional-argument",
      rule("deny send unless any(args.cc)"),
      rule("deny send when has args.cc unless any(args.cc)\n\nask send unless has args.cc"),
    );
    checkLintFixed("optional-argument", rule('deny send when args.note == "x"'), rule('deny send when (args.note ?? "") == "x"'), 1);
    checkLintFixed(
      "optional-argument",
      rule('allow send when args.note == "x"'),
      rule('allow send when has args.note and args.note == "x"'),
    );
    checkLintFixed("optional-argument", rule("ask send when any(args.cc)"), rule("ask send when any((args.cc ?? []))"));
  });
});

describe("names and declarations", () => {
  it("are used", () => {
    checkLint("unused-name", "let a = 1\n    ^ unused-name\ngroup g = x\n      ^ unused-name\nlet b = b\n    ^ unused-name\nallow y\n");
    checkLint("unused-name", "let a = 1\ngroup g = x\n");
  });
  it("of `trusted` are asked about", () => {
    checkLint("unused-trusted", "trusted x\n^^^^^^^ unused-trusted\nallow y when args.a from user\n");
    checkLint("unused-trusted", "trusted x\nallow y when args.a from (user, trusted)\n");
    checkLint("unused-trusted", "let l = args.a from untrusted\ntrusted x\nallow y when l\n");
    checkLint("unused-trusted", "trusted x\n");
  });
  it("are spoken of by some rule", () => {
    checkLint("unnamed-tool", "tool a()\ntool b()\n     ^ unnamed-tool\ntool c()\nallow a\nrequire c before a\n");
    checkLint("unnamed-tool", 'tools "./t.json"\n      ^^^^^^^^^^ unnamed-tool\nallow a\n//- /t.json\n[{"name":"a"},{"name":"b"}]\n');
    checkLint("unnamed-tool", "tool a()\ntool b()\nallow a\nask *\n");
    checkLint("unnamed-tool", "tool a()\ntool b()\n");
    checkLintFixed("unnamed-tool", "tool a()\ntool b()\nallow a\n", "tool a()\ntool b()\nallow a\n\nask b\n");
    checkLintFixed(
      "unnamed-tool",
      'tools "./t.json"\nallow a\n//- /t.json\n[{"name":"a"},{"name":"b"},{"name":"c-d"},{"name":"e"}]\n',
      'tools "./t.json"\nallow a\n\ndeny b, e\n',
      2,
    );
  });
  it("`default allow` needs something that blocks", () => {
    checkLint("default-allow-only", "default allow\n^^^^^^^^^^^^^ default-allow-only\nallow x\n");
    checkLint("default-allow-only", "default allow\ndeny x\n");
  });
  it("of trusted results name fields where there is free text", () => {
    const head =
      'tool list() returns { id: string, who: { name: string, note: string }, sort: "a" | "b" }[]\ntool get() returns { id: string }\ntool text()\n';
    checkLint(
      "trusted-free-text",
      `${head}trusted list, text\n        ^^^^^^^^^^ trusted-free-text\ntrusted get\ntrusted text\ntrusted list only id\n`,
    );
    checkLintFixed(
      "trusted-free-text",
      `${head}trusted list where not it.failed\n`,
      `${head}trusted list where not it.failed only id, who.name, sort\n`,
    );
  });
});

describe("tests of texts", () => {
  it("do not read URLs", () => {
    checkLint(
      "text-test-on-url",
      `${tools}let here = args.url like "*corp.example*"
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ text-test-on-url
allow read when here and args.url starts with "https://" and host(args.url) ends with ".example" and args.path contains "a"
deny read when args.url matches /evil/ or any(past read where it.args.url contains "evil")
               ^^^^^^^^^^^^^^^^^^^^^^^ text-test-on-url
allow read when here
`,
    );
    checkLintFixed(
      "text-test-on-url",
      `${tools}allow read when args.url starts with "https://corp.example/"\n`,
      `${tools}allow read when host(args.url) == "corp.example"\n`,
    );
    checkLintFixed(
      "text-test-on-url",
      `${tools}deny read when args.url contains "evil.io" and args.loud\n`,
      `${tools}deny read when (host(args.url) == "evil.io" or host(args.url) ends with ".evil.io") and args.loud\n`,
    );
    checkLint("text-test-on-url", 'tool a(url: string)\ntool b(url: "x" | "y")\nallow b when args.url starts with "x"\n');
  });
  it("do not read paths, but for the name at the end", () => {
    checkLint(
      "text-test-on-path",
      `${tools}allow read when args.path starts with "/srv" and args.path ends with "/a.md" and args.path like "*.md"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ text-test-on-path
deny read when args.path contains ".." or args.path matches /[.](md|txt)$/ or args.path matches /^\\/etc\\//
               ^^^^^^^^^^^^^^^^^^^^^^^ text-test-on-path
                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ text-test-on-path
`,
    );
    const fixed = (from: string, to: string): void =>
      checkLintFixed("text-test-on-path", `${tools}deny read when ${from}\n`, `${tools}deny read when ${to}\n`);
    fixed('args.path starts with "/srv/"', 'args.path under "/srv"');
    fixed('args.path not like "/srv/a/*"', 'args.path not under "/srv/a"');
    fixed("args.path matches /^\\/etc\\//", 'args.path under "/etc"');
  });
  it("in rules that permit match the whole", () => {
    checkLint(
      "unanchored-regex",
      `${tools}allow send when args.to matches /a/ and args.to matches /^a$/ and args.to matches /^a.*/ and args.to not matches /a/
                                ^^^ unanchored-regex
allow send when args.to matches /^a|b$/ or args.to matches /^(?:a|b)$/ or args.to matches /(^a$|^b$)/ or args.to matches /^a\\$/
                                ^^^^^^^ unanchored-regex
                                                                                                                         ^^^^^^ unanchored-regex
deny send when args.to matches /a/
allow send unless args.to matches /a/ or not (args.to matches /^b/)
                                                              ^^^^ unanchored-regex
`,
    );
    const fixed = (from: string, to: string): void =>
      checkLintFixed(
        "unanchored-regex",
        `${tools}allow send when args.to matches ${from}\n`,
        `${tools}allow send when args.to matches ${to}\n`,
      );
    fixed("/a/i", "/^a$/i");
    fixed("/^a|[|]b$/", "/^(?:^a|[|]b$)$/");
    fixed("/^a/", "/^a$/");
  });
});

describe("`all` in a rule that permits", () => {
  const lists = "tool send(to: string[], cc?: string[])\ntool set(name: string, more?: string)\ntool touch(a?: string)\ndefault ask\n";
  it("is not over nothing", () =>
    checkLint(
      "all-of-empty",
      `${lists}allow send when all(args.to: it == "a")
                ^^^^^^^^^^^^^^^^^^^^^^^ all-of-empty
allow send when any(args.to) and all(args.to: it == "a")
allow send when count(args.to) > 0 and not any(x in args.to: not all([1]: x == "a")) and all(args.to: it == "a")
deny send when all(args.to: it == "a")
allow set when all(leaves(args): it == "a")
allow touch when all(leaves(args): it == "a")
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ all-of-empty
`,
    ));
  it("is mended by asking", () => {
    const fixed = (from: string, to: string): void =>
      checkLintFixed("all-of-empty", `${lists}allow send when ${from}\n`, `${lists}allow send when ${to}\n`);
    fixed('all(args.to: it == "a")', 'any(args.to) and all(args.to: it == "a")');
    fixed('all(args.to: it == "a") or all(args.to: it == "b")', '(any(args.to) and all(args.to: it == "a")) or all(args.to: it == "b")');
  });
});

describe("origins", () => {
  it("of URLs, dates and short numbers are those of what they mean", () => {
    const rule = `${tools}allow read when args.url from user and args.start_date from user and args.file_id from user and host(args.url) from user and args.path from user
`;
    checkLint("origin-of-url", `${rule}                ^^^^^^^^ origin-of-url\n`);
    checkLint("origin-of-date", `${rule}                                       ^^^^^^^^^^^^^^^ origin-of-date\n`);
    checkLint(
      "origin-of-id",
      `${rule}                                                                     ^^^^^^^^^^^^ origin-of-id\nallow read when args.file_id from result of read\n`,
    );
    checkLintFixed(
      "origin-of-date",
      `${tools}allow read when args.start_date from user\n`,
      `${tools}allow read when date(args.start_date) from user\n`,
    );
  });
  it("in a deny say what they stop", () =>
    checkLint(
      "origin-in-deny",
      `${tools}deny send when args.to from untrusted
               ^^^^^^^^^^^^^^^^^^^^^^ origin-in-deny
deny send when args.to not from trusted
               ^^^^^^^^^^^^^^^^^^^^^^^^ origin-in-deny
deny send unless args.to from trusted
                 ^^^^^^^^^^^^^^^^^^^^ origin-in-deny
deny send when args.to from untrusted and args.to not from trusted
allow send when args.to from trusted and not (args.to from untrusted)
deny send when args.to from user
`,
    ));
  it("are asked of those who can supply it", () =>
    checkLint(
      "user-cannot-supply",
      `tool reply(session_id: string, to: string)\nallow reply when args.session_id from user and context.user from user and args.to from user and args.session_id from system
                 ^^^^^^^^^^^^^^^^^^^^^^^^^ user-cannot-supply
                                               ^^^^^^^^^^^^^^^^^^^^^^ user-cannot-supply
`,
    ));
});

describe("a limit", () => {
  it("of zero is a deny", () => {
    checkLint(
      "zero-limit",
      "limit a to 0 per turn\n           ^ zero-limit\nlimit a to 1 per turn\nlimit sum(args.x) of a to 0 per trace\nlimit distinct(args.x) of a to -1 per trace\n                               ^^ zero-limit\n",
    );
    checkLintFixed("zero-limit", 'limit a, b to 0 per turn else ask because "no"\n', 'ask a, b because "no"\n');
  });
});

describe("what is written twice", () => {
  it("is named", () => {
    checkLint(
      "repeated-literal",
      `${tools}allow send when args.amount <= 250 and args.to in ["a", "b"]
                               ^^^ repeated-literal
                                                  ^^^^^^^^^^ repeated-literal
ask send when args.amount > 250 and args.amount >= 100 and args.to not in ["a", "b"]
allow read when args.file_id == 250 or args.file_id == 100 or args.path in ["a"]
`,
    );
    checkLintFixed(
      "repeated-literal",
      `${tools}allow send when args.amount <= 250\nask send when args.amount > 250\n`,
      `${tools}let amount_limit = 250\n\nallow send when args.amount <= amount_limit\nask send when args.amount > amount_limit\n`,
    );
  });
  it("is one rule", () => {
    checkLint(
      "duplicate-rule",
      `${tools}allow send when args.amount > 1 and args.to == "a" because "x"
rule r allow send when args.to == "a" and args.amount > 1
       ^^^^^ duplicate-rule
ask send when args.to == "a" and args.amount > 1
allow send when args.to == "a" unless args.amount > 1
grant send uses 1
grant send uses 1
limit send to 3 per turn
limit send to 3 per trace
limit send  to 3 per turn because "b"
^^^^^ duplicate-rule
`,
    );
    checkLintFixed("duplicate-rule", 'allow a\nallow b\n\nrule r allow a because "x"\nallow c\n', "allow a\nallow b\nallow c\n");
  });
});

describe("missing evidence", () => {
  const head = "tool get(id: string)\ntool refund(id: string)\nlet order = last(past get where it.args.id == args.id).result\n";
  it("makes a deny deny", () =>
    checkLint(
      "missing-evidence",
      `${head}deny refund unless order.user == context.user
                   ^^^^^^^^^^ missing-evidence
deny refund when has order.user unless order.user == context.user
allow refund when order.user == context.user
deny refund when count(past get) > 3
`,
    ));
  it("is asked for by the fix", () =>
    checkLintFixed(
      "missing-evidence",
      `${head}rule own\n  deny refund unless order.user == context.user\n`,
      `${head}rule own\n  deny refund when has order.user unless order.user == context.user\n\nask refund unless has order.user\n`,
    ));
});

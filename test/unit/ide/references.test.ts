// References, highlights and renaming, within a file and across files.
import assert from "node:assert/strict";
import { highlights, references } from "../../../core/src/ide/references.ts";
import { prepareRename, rename } from "../../../core/src/ide/rename.ts";
import { workspaceSymbols } from "../../../core/src/ide/workspace-symbols.ts";
import { analyze } from "../../../core/src/index.ts";
import { fixture } from "../../support/fixture.ts";
import { memoryHost } from "../../support/policy-files.ts";

/** The analyses of all policies of a fixture; the first is the one with the caret. */
function all(input: string) {
  const read = fixture(input);
  const host = memoryHost(new Map(read.files.map(({ path, text }) => [path, text])));
  const analyses = read.files.filter(({ path }) => path.endsWith(".remit")).map(({ path, text }) => analyze(path, text, host));
  const [analysis, ...others] = analyses;
  assert.ok(analysis !== undefined);
  return { ...read, analyses, analysis, others, caret: read.caret ?? 0 };
}

/** What `^^^` marks, in whichever file, is what is found. */
function checkReferences(input: string): void {
  const { analysis, others, caret, files } = all(input);
  const wanted = files.flatMap(({ path, marks }) => marks.map(({ start, end, label }) => `${path} ${start}-${end} ${label}`.trim()));
  const found = references(analysis, caret, others).map(({ path, span, declares }) =>
    `${path} ${span.start}-${span.end} ${declares ? "declares" : ""}`.trim(),
  );
  assert.deepEqual(found.sort(), wanted.sort());
  assert.deepEqual(
    highlights(analysis, caret).map(({ span }) => span),
    references(analysis, caret, others).flatMap(({ path, span }) => (path === analysis.source.path ? [span] : [])),
  );
}

/** All files after the thing at the caret was renamed. */
function renamed(input: string, newName: string): string {
  const { analysis, others, caret, files } = all(input);
  const found = rename(analysis, caret, newName, others);
  if ("reason" in found) return found.reason;
  return files
    .map(({ path, text }) => {
      let result = text;
      for (const { span, newText } of found.edits.filter((edit) => edit.path === path).sort((a, b) => b.span.start - a.span.start))
        result = result.slice(0, span.start) + newText + result.slice(span.end);
      return files.length === 1 ? result : `//- ${path}\n${result}`;
    })
    .join("");
}

describe("references", () => {
  it("of a let, across imports and in reasons", () => {
    checkReferences(`
//- /main.remit
import "./shared.remit"
deny a when args.x in ou$0rs because "{ours} and {{ours}"
                      ^^^^
                                     ^^^^
//- /shared.remit
let ours = ["x"]
    ^^^^ declares
let theirs = ours
             ^^^^
//- /other.remit
let ours = ["y"]
`);
  });

  it("of a rule, in tests; of a group, in selectors", () => {
    checkReferences(`
rule known$0 deny a
     ^^^^^ declares
test "t" { a() => deny by known }
                          ^^^^^
`);
    checkReferences(`
group g = a, b
      ^ declares
deny g$0 when after (g where it.failed)
     ^
                   ^
`);
  });

  it("of a binder and a parameter, no further than they reach", () => {
    checkReferences(
      `
let f(x) = any(x2$0 in args.l: x2 == x)
               ^^ declares
                             ^^
deny a when any(x2 in args.l: x2 == 1) and f(1)
`,
    );
    checkReferences(`
let f(x) = any(y in args.l: y == x$0)
      ^ declares
                                 ^
let g(x) = x
`);
  });

  it("of a tool and of its parameter, across files", () => {
    checkReferences(
      `
//- /main.remit
tool pay$0(to: string)
     ^^^ declares
group g = pay
          ^^^
//- /other.remit
import "./main.remit"
deny pay when any(past "pay") and args.to == "x"
     ^^^
                       ^^^^^
`,
    );
    checkReferences(`
tool pay(to: string, amount: number)
         ^^ declares
deny pay when args.to$0 == "x"
                   ^^
test "t" { pay(to: "x", amount: 1) => deny }
               ^^
`);
  });

  it("of a field of the context", () => {
    checkReferences(`
context { user: string }
          ^^^^ declares
deny a when args.x == context.user$0
                              ^^^^
test "t" { context { user: "x" } a() => deny }
                     ^^^^
`);
  });

  it("of a word of the language, in its file", () => {
    checkReferences(`
//- /main.remit
deny a when ho$0st(args.x) == host(args.y)
            ^^^^
                            ^^^^
//- /other.remit
deny b when host(args.x) == "y"
`);
  });

  it("go on over broken text", () => {
    checkReferences(`
let ours = ["x"]
    ^^^^ declares
deny a when args.x in ours$0
                      ^^^^
deny b when (
`);
  });
});

describe("renaming", () => {
  it("a let, across files and in reasons", () => {
    assert.equal(
      renamed(
        `//- /main.remit
import "./shared.remit"
deny a when args.x in ou$0rs because "{ours}"
//- /shared.remit
let ours = ["x"]
`,
        "friends",
      ),
      `//- /main.remit
import "./shared.remit"
deny a when args.x in friends because "{friends}"
//- /shared.remit
let friends = ["x"]
`,
    );
  });

  it("a rule, a group, a parameter, a binder, a field of the context", () => {
    assert.equal(renamed('rule a$0 deny x\ntest "t" { x() => deny by a }', "b"), 'rule b deny x\ntest "t" { x() => deny by b }');
    assert.equal(renamed("group g = x\ndeny g$0", "h"), "group h = x\ndeny h");
    assert.equal(renamed("let f(x) = x$0 + 1", "y"), "let f(y) = y + 1");
    assert.equal(renamed("deny a when any(x in args.l: x$0 == 1)", "y"), "deny a when any(y in args.l: y == 1)");
    assert.equal(
      renamed("context { user: string }\ndeny a when context.us$0er == 1", "who"),
      "context { who: string }\ndeny a when context.who == 1",
    );
  });

  it("a tool that a policy declares, with quotes where the new name needs them", () => {
    assert.equal(renamed("tool pay(to: string)\ndeny pay$0", "send-money"), 'tool "send-money"(to: string)\ndeny "send-money"');
    assert.equal(renamed('tool "odd name"()\ndeny "odd na$0me"', "plain"), 'tool "plain"()\ndeny "plain"');
  });

  it("refuses, with the reason, what a policy does not name, and names that are taken or none", () => {
    assert.match(
      renamed(
        '//- /main.remit\ntools "./t.json"\ndeny pay$0\n//- /t.json\n{"tools":[{"name":"pay","inputSchema":{"type":"object"}}]}\n',
        "x",
      ),
      /named by its catalogue/,
    );
    assert.match(renamed("tool pay(to: string)\ndeny pay when args.to$0 == 1", "x"), /an agent's calls/);
    assert.match(renamed("deny a when host$0(args.x) == 1", "x"), /word of the language/);
    assert.match(renamed("let a$0 = 1\nlet b = a", "b"), /taken/);
    assert.match(renamed("let a$0 = 1\ndeny x when any(b in args.l: b == a)", "b"), /taken/);
    assert.match(renamed("let a$0 = 1", "when"), /word of the language/);
    assert.match(renamed("let a$0 = 1", "a b"), /is no name/);
    assert.match(renamed("deny a $0 when true", "b"), /has a name/);
  });

  it("says first what it would rename", () => {
    const { analysis, caret } = all('tool "odd name"()\ndeny "odd na$0me"');
    assert.deepEqual(prepareRename(analysis, caret), { span: { start: 24, end: 32 }, name: "odd name" });
  });
});

describe("finding symbols in the workspace", () => {
  it("takes the letters in their order, the nearest first", () => {
    const { analyses } = all(`
//- /main.remit
rule known_payee deny a
let kept = 1
//- /other.remit
group payees = a
test "known things" { a() => deny }
deny b
`);
    const names = (query: string): readonly string[] => workspaceSymbols(analyses, query).map(({ path, item }) => `${path} ${item.name}`);
    assert.deepEqual(names("known"), ["/main.remit known_payee", "/other.remit known things"]);
    assert.deepEqual(names("payee"), ["/other.remit payees", "/main.remit known_payee"]);
    assert.deepEqual(names("kpy"), ["/main.remit known_payee"]);
    assert.equal(names("").length, 5);
    assert.deepEqual(names("zz"), []);
  });
});

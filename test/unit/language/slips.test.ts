// The likeliest slips: what each says, where, and the text after its fix.
import assert from "node:assert/strict";
import type { Diagnostic } from "../../../core/src/diagnostics/diagnostic.ts";
import { parse } from "../../../core/src/language/parse.ts";
import { shape, statements } from "./shape.ts";

function fixed(text: string, diagnostic: Diagnostic): string {
  const edits = [...(diagnostic.fixes[0]?.edits ?? [])].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

describe("a slip", () => {
  const cases: readonly (readonly [slip: string, code: string, place: string, fixed: string])[] = [
    ["deny a when args.x = 1", "likely-slip", "=", "deny a when args.x == 1"],
    ["deny a when args.x === 1", "likely-slip", "===", "deny a when args.x == 1"],
    ["deny a when args.x !== 1", "likely-slip", "!==", "deny a when args.x != 1"],
    ["deny a when b && c", "likely-slip", "&&", "deny a when b and c"],
    ["deny a when b||c", "likely-slip", "||", "deny a when b or c"],
    ["deny a when !b", "likely-slip", "!", "deny a when not b"],
    ["deny a when b and !(c)", "likely-slip", "!", "deny a when b and not (c)"],
    ["deny a if b", "likely-slip", "if", "deny a when b"],
    ["deny a\nif b", "likely-slip", "if", "deny a\nwhen b"],
    ["deny a when args.x == 'it\\'s \"so\"'", "likely-slip", "'it\\'s \"so\"'", 'deny a when args.x == "it\'s \\"so\\""'],
    ["deny a when args.x == “so”", "likely-slip", "“so”", 'deny a when args.x == "so"'],
    ["deny a because 'no'", "likely-slip", "'no'", 'deny a because "no"'],
    ['deny a when args.x matches "a/b"', "likely-slip", '"a/b"', "deny a when args.x matches /a\\/b/"],
    ["deny a when f({ b = 1 })", "likely-slip", "=", "deny a when f({ b: 1 })"],
    ["deny get-weather", "likely-slip", "get-weather", 'deny "get-weather"'],
    ["deny a when after get-weather", "likely-slip", "get-weather", 'deny a when after "get-weather"'],
    ["# why\ndeny a", "likely-slip", "#", "// why\ndeny a"],
    ["/* why\n * so */ deny a", "likely-slip", "/*", "// why\n// so\n deny a"],
    ["forbid a when b", "likely-slip", "forbid", "deny a when b"],
    ["allow a\nforbid b when c", "likely-slip", "forbid", "allow a\ndeny b when c"],
    ["alow a", "unexpected-token", "alow", "allow a"],
    ["allow a\nDENY b", "unexpected-token", "DENY", "allow a\ndeny b"],
    ["deny a wehn b", "unexpected-token", "wehn", "deny a when b"],
    ["deny a* wehn b", "unexpected-token", "wehn", "deny a* when b"],
    ["deny a, b\n  whn c", "unexpected-token", "whn", "deny a, b\n  when c"],
    ["deny a WHEN b", "unexpected-token", "WHEN", "deny a when b"],
    ["deny a when b unles c", "unexpected-token", "unles", "deny a when b unless c"],
    ['deny a becuase "no"', "unexpected-token", "becuase", 'deny a because "no"'],
    ['deny a when b\n  becuase "no"', "unexpected-token", "becuase", 'deny a when b\n  because "no"'],
    ["deny a when b\nexmaple hit a()", "unexpected-token", "exmaple", "deny a when b\nexample hit a()"],
    ["deny * excpet a", "unexpected-token", "excpet", "deny * except a"],
    ["deny a when b adn c", "unexpected-token", "adn", "deny a when b and c"],
    ["deny a when args.b form user", "unexpected-token", "form", "deny a when args.b from user"],
    ["denny a", "unexpected-token", "denny", "deny a"],
    ["rule x denny a", "unexpected-token", "denny", "rule x deny a"],
    ["rul x deny a", "unexpected-token", "rul", "rule x deny a"],
    ["gruop a = b\ndeny a", "unexpected-token", "gruop", "group a = b\ndeny a"],
    ["trusted a onyl b", "unexpected-token", "onyl", "trusted a only b"],
    ["defualt ask\nallow a", "unexpected-token", "defualt", "default ask\nallow a"],
    ['tolos "./a.json"', "unexpected-token", "tolos", 'tools "./a.json"'],
    ["allow a b", "missing-comma", " ", "allow a, b"],
    ["allow a,\n  b\n  c\ndeny d", "missing-comma", "\n  ", "allow a,\n  b,\n  c\ndeny d"],
    ["deny a when b in [1 2]", "missing-comma", " ", "deny a when b in [1, 2]"],
    ["deny a when f({ b: 1 c: 2 })", "missing-comma", " ", "deny a when f({ b: 1, c: 2 })"],
    ["deny a when f(b c)", "missing-comma", " ", "deny a when f(b, c)"],
    ["tool a(b: string c: number)", "missing-comma", " ", "tool a(b: string, c: number)"],
    ['test "t" { a(b: 1 c: 2) }', "missing-comma", " ", 'test "t" { a(b: 1, c: 2) }'],
    ["deny a where b", "floating-where", "where", "deny a when b"],
    ["deny a unless b where c", "floating-where", "where", "deny a unless b when c"],
    ["deny a when after b where it.c", "floating-where", "where", "deny a when after (b where it.c)"],
    ["deny a when b from result of c* where it.d", "floating-where", "where", "deny a when b from result of (c* where it.d)"],
    ["deny a when 1 < args.b < 3", "chained-comparison", "< 3", "deny a when 1 < args.b and args.b < 3"],
    ["deny a when (b) == c == d", "chained-comparison", "== d", "deny a when (b) == c and c == d"],
    ['deny a because "no', "unclosed-string", '"no', 'deny a because "no"'],
    ['deny a because "C:\\dir"', "bad-escape", "\\d", 'deny a because "C:\\\\dir"'],
    ["deny a;", "unexpected-character", ";", "deny a"],
    ["deny a when b % 2", "unexpected-character", "%", "deny a when b  2"],
  ];
  for (const [slip, code, place, wanted] of cases) {
    it(`${code}: ${slip}`, () => {
      const [first] = parse(slip).diagnostics;
      assert.ok(first !== undefined);
      assert.deepEqual([first.code, slip.slice(first.span.start, first.span.end)], [code, place]);
      assert.equal(fixed(slip, first), wanted);
      if (!slip.includes("%")) {
        assert.equal(parse(slip).diagnostics.length, 1);
        statements(wanted);
      }
    });
  }

  it("is read as what it means", () => {
    const meant = shape(statements('deny a when not b and c == "d" or e'));
    assert.deepEqual(shape(parse("deny a if !b && c = 'd' || e").file.statements), meant);
    assert.deepEqual(shape(parse("deny a where not b and c == 'd' or e").file.statements), meant);
  });

  it("of a keyword leaves the rest as it is meant, and says which word that is", () => {
    const meant = shape(statements('trusted a only b\nrule r deny c when d and e because "f"'));
    const slipped = parse('trutsed a onyl b\nrule r denny c wehn d adn e becuase "f"');
    assert.deepEqual(shape(slipped.file.statements), meant);
    assert.deepEqual(
      slipped.diagnostics.map(({ message }) => /did you mean `(\w+)`/.exec(message)?.[1]),
      ["trusted", "only", "deny", "when", "and", "because"],
    );
  });

  it("of a keyword is not seen where a name may stand", () => {
    statements("let whn = denny == 1 and unles(adn, defualt)");
    statements('deny whn, denny, becuase\nallow alow when args.wehn == form\ntest "t" { denny() allw() }');
    // A tool whose comma was forgotten, with nothing behind it.
    assert.deepEqual(
      parse("allow a then\ndeny b").diagnostics.map(({ code }) => code),
      ["missing-comma"],
    );
    // But not with the letters of a clause: said once, whatever is missing behind it.
    for (const text of ["deny a wehn", "deny a\n  unelss\nallow b", 'deny a WHEN because "x"']) {
      const found = parse(text).diagnostics;
      assert.deepEqual([found.map(({ code }) => code), found[0]?.fixes.length], [["unexpected-token"], 1], text);
    }
  });

  it("has no fix that would change the meaning", () => {
    const fixes = (text: string) => parse(text).diagnostics[0]?.fixes;
    assert.deepEqual(fixes("deny a when not 1 < b < 2"), []);
    assert.deepEqual(fixes("deny a when b or c where d"), []);
  });

  it("is no slip where it is right", () => {
    statements("let x = 1 let y = [-1, -b] let if_ = args.if deny a when any(x in l where x: \"it's\") and b matches /&&|'!'/");
  });
});

// Types: what can never hold is said, what may hold is not.
import { checkDiagnostics, checkFixed } from "../../support/check-diagnostics.ts";

const head = `tool t(s: string, n: number, i: integer, b: boolean, l: string[], r: { a: number }, e: "x" | "y", j: json, d: date, any: record)
`;

describe("comparisons", () => {
  it("hold between types that can meet", () =>
    checkDiagnostics(`${head}allow t when args.s == host(args.s) and args.n == args.i and args.j == 1 and args.j == "a" and args.s == null
allow t when args.n < 1.5 and date(args.s) < args.d and args.d < now and args.any.x == 1 and args.l == []
allow t when args.s in ["a"] and host(args.s) in args.l and args.s in args.any and args.j in args.j and "a" in args.l
allow t when args.s contains "a" and args.l contains args.s and args.e in ["x"] and now - now < 24h and args.n in []
`));
  it("are wrong between others", () =>
    checkDiagnostics(`${head}allow t when args.n == "1" or args.b == 1 or args.s < 1 or args.b < true
             ^^^^^^^^^^^^^ type-mismatch
                              ^^^^^^^^^^^ type-mismatch
                                             ^^^^^^^^^^ type-mismatch
                                                           ^^^^^^^^^^^^^ type-mismatch
allow t when 1 in args.l or args.l contains 1 or args.s in "abc" or args.n contains "1" or args.l == args.s
             ^^^^^^^^^^^ type-mismatch
                            ^^^^^^^^^^^^^^^^^ type-mismatch
                                                           ^^^^^ wrong-type
                                                                    ^^^^^^ wrong-type
                                                                                           ^^^^^^^^^^^^^^^^ type-mismatch
`));
  it("know the values of enums", () => {
    checkDiagnostics(`${head}allow t when args.e == "z" or args.e in ["x", "xx"] or "q" != args.e
                       ^^^ unknown-value
                                              ^^^^ unknown-value
                                                       ^^^ unknown-value
`);
    checkFixed('tool t(e: "gift" | "loan")\nallow t when args.e == "gft"', 'tool t(e: "gift" | "loan")\nallow t when args.e == "gift"');
  });
});

describe("operands", () => {
  it("have the type that is asked for", () =>
    checkDiagnostics(`${head}allow t when args.s and not args.n
             ^^^^^^ wrong-type
                            ^^^^^^ wrong-type
allow t when args.s
             ^^^^^^ wrong-type
allow t when any(args.s) or args.s + 1 == 2 or args.b * 2 == 2 or -args.s == 1
                 ^^^^^^ wrong-type
                            ^^^^^^ wrong-type
                                               ^^^^^^ wrong-type
                                                                   ^^^^^^ wrong-type
allow t when lower(args.n) == "a" or args.n starts with "1" or args.s ends with 1 or args.n matches /1/
                   ^^^^^^ wrong-type
                                     ^^^^^^ wrong-type
                                                                                ^ wrong-type
                                                                                     ^^^^^^ wrong-type
allow t when all(args.l: it + 1 == 2) or any(args.l: it) or sum(args.l) > 1 or args.l from user
                         ^^ wrong-type
                                                     ^^ wrong-type
                                                                ^^^^^^ wrong-type
                                                                               ^^^^^^ wrong-type
`));
  it("may be anything where JSON may", () =>
    checkDiagnostics(`${head}allow t when args.j and any(args.j: it) and sum(args.j) > 1 and args.j + 1 == 2 and lower(args.j) == "a"
allow t when sum(args.l: length(it)) > 3 and count(args.any) > 1 and first(args.l) == "a" and any(v, k in args.any: v == 1)
`));
  it("of a broken expression are not guessed at", () =>
    checkDiagnostics(`${head}allow t when args.n ==
                    ^^ unexpected-token
deny t
`));
  it("are regular expressions of RE2", () =>
    checkDiagnostics(`${head}allow t when args.s matches /a(/ or args.s matches /(?=a)/ or args.s matches /a/g or args.s matches /^a\\/b$/i
                            ^^^^ bad-regex
                                                   ^^^^^^^ bad-regex
                                                                             ^^^^ bad-regex
`));
  it("have declared types", () =>
    checkDiagnostics(`tool x(a: strng, b: { c: nope }[]) returns integr
          ^^^^^ unknown-type
                         ^^^^ unknown-type
                                           ^^^^^^ unknown-type
`));
});

// Every text function by cases, each through the decision of a policy: what is unknown must not pass for false.
import assert from "node:assert/strict";
import { truthOf } from "../../support/truth.ts";

const quoted = (text: string): string => JSON.stringify(text);

/** Cases of a condition on `args.x`: those that make it true, those that make it false, and those that leave it unknown. */
function condition(
  source: string,
  cases: { readonly yes?: readonly string[]; readonly no?: readonly string[]; readonly unknown?: readonly string[] },
): void {
  describe(source, () => {
    for (const text of cases.yes ?? []) it(`holds for ${quoted(text)}`, () => assert.equal(truthOf(source, { x: text }), "true"));
    for (const text of cases.no ?? []) it(`fails for ${quoted(text)}`, () => assert.equal(truthOf(source, { x: text }), "false"));
    for (const text of cases.unknown ?? [])
      it(`is unknown for ${quoted(text)}`, () => assert.equal(truthOf(source, { x: text }), "? malformed"));
  });
}

describe("host", () => {
  condition('host(args.x) == "shop.example"', {
    yes: [
      ...["https://Shop.EXAMPLE./basket", "shop.example:8443/a", "//shop.example", "http:\\\\shop.example", "wss://shop.example"],
      ...["https://pay.evil.example@shop.example/", "http://sh%6Fp.example", "https:/shop.example", "ssh://git@shop.example/x.git"],
    ],
    no: [
      ...["https://shop.example@evil.example/", "https://evil.example\\@shop.example", "https://evil.example#@shop.example"],
      ...["https://shop.example.evil.example", "https://evil.example/shop.example", "https://xshop.example", "localhost"],
    ],
    unknown: [
      "shop",
      "/shop.example",
      "mailto:bob@shop.example",
      "javascript:go('shop.example')",
      "data:,shop.example",
      "a shop.example",
      "",
    ],
  });
  condition('host(args.x) == "127.0.0.1"', {
    yes: ["http://0x7f.1/", "http://2130706433", "http://127.1", "127.0.0.1:80"],
    no: ["http://127.0.0.2"],
  });
  condition('host(args.x) == "[::1]"', { yes: ["http://[0:0:0::1]:9/", "[::1]"], no: ["http://[::2]"] });
  condition('host(args.x) == "xn--mller-kva.example"', { yes: ["http://müller.example", "http://MÜLLER.example/"] });
});

describe("domain", () => {
  condition('domain(args.x) == "corp.example"', {
    yes: ["ann@corp.example", "Ann.B+c@Corp.Example"],
    no: ["ann@corp.example.evil.example", "ann@sub.corp.example"],
    unknown: [
      "Ann <ann@corp.example>",
      "ann@corp.example@corp.example",
      "corp.example",
      "ann@",
      "@corp.example",
      "ann@corp.example, b@c.example",
      "",
    ],
  });
});

describe("links", () => {
  const cases: readonly (readonly [text: string, links: readonly string[]])[] = [
    ["nothing here, bob@corp.example neither.", []],
    ["See https://a.example/b?c=d#e.", ["https://a.example/b?c=d#e"]],
    ["(see http://a.example/f(g)), or www.b.example!", ["http://a.example/f(g)", "www.b.example"]],
    ["go to evil.com/x, or to shop.co.uk", ["evil.com/x", "shop.co.uk"]],
    ["notes.txt and main.rs-file and version 1.2.3", []],
    ["slack://channel?id=1 and ssh://h/x", ["slack://channel?id=1", "ssh://h/x"]],
    ["[our site](https://evil.example/a 'title')", ["https://evil.example/a"]],
    ["[https://good.example](https://evil.example)", ["https://good.example", "https://evil.example"]],
    ["[good.com](</x y>) ![i](//evil.example/i.png)", ["good.com", "/x y", "//evil.example/i.png"]],
    ["[1]: https://evil.example/ref\n", ["https://evil.example/ref"]],
    ["<https://evil.example/auto>", ["https://evil.example/auto"]],
    [`<a class=b href="https://evil.example/?a=1">good.com</a>`, ["https://evil.example/?a=1", "good.com"]],
    ["<a HREF = evil.zip>x</a> <img src='data:,x'>", ["evil.zip", "data:,x"]],
    ["https://a.example,https://b.example", ["https://a.example", "https://b.example"]],
    ["https://a.example/?next=https://b.example", ["https://a.example/?next=https://b.example"]],
    ["HTTPS:\\\\EVIL.example\\x", ["HTTPS:\\\\EVIL.example\\x"]],
    ["**https://a.example/b**", ["https://a.example/b"]],
    ["mixed https://a.example b.com https://a.example", ["https://a.example", "b.com", "https://a.example"]],
    ["", []],
  ];
  for (const [text, links] of cases) {
    it(quoted(text), () => assert.equal(truthOf(`links(args.x) == [${links.map(quoted).join(", ")}]`, { x: text }), "true"));
  }
  it("go with host", () => {
    const ours = 'all(l in links(args.x): host(l) in ["a.example"])';
    assert.equal(truthOf(ours, { x: "https://a.example/b and //a.example" }), "true");
    assert.equal(truthOf(ours, { x: "https://a.example@evil.example" }), "false");
    assert.equal(truthOf(ours, { x: "[x](/local)" }), "? malformed");
    assert.equal(truthOf(ours, {}), "? absent");
  });
});

describe("under", () => {
  condition('args.x under "/data/work"', {
    yes: ["/data/work", "/data/work/", "/data/work/a", "//data//work/./b", "file:///data/work/a/../b", "\\data\\work\\c", "/data/w%6Frk/a"],
    no: [
      ...[
        "/data/work-2/a",
        "/data",
        "/data/work/../../etc/passwd",
        "/data/work/%2e%2e/x",
        "/data/work/%252e%252e/x",
        "/data/work/..\\..\\etc",
      ],
      ...["file://server/data/work", "C:\\data\\work"],
    ],
    unknown: ["", "/data/work/\0"],
  });
  condition('args.x under "C:/Users"', {
    yes: ["c:\\users\\..\\Users\\x".replace("users\\..\\", ""), "C:\\Users", "file:///c:/Users/a"],
    no: ["D:\\Users", "/Users"],
  });
  condition('args.x under "\\\\\\\\server/share"', { yes: ["\\\\server\\share\\a"], no: ["\\\\other\\share", "/server/share"] });

  const inside = (path: string, directory: string, context?: Record<string, string>): string =>
    truthOf("args.x under args.d", { x: path, d: directory }, context);
  it("resolves relative paths against context.cwd", () => {
    assert.equal(inside("a/b", "/data/work"), "? relative");
    assert.equal(inside("a/b", "/data/work", { cwd: "/data/work" }), "true");
    assert.equal(inside("../b", "/data/work", { cwd: "/data/work" }), "false");
    assert.equal(inside("/data/work/a", ".", { cwd: "/data/work" }), "true");
  });
  const ann = ["/home", "ann"].join("/");
  it("resolves ~ to context.home", () => {
    assert.equal(inside("~/x", ann, { home: ann }), "true");
    assert.equal(inside("~/x", "/data"), "false");
    assert.equal(inside("~/x", "/"), "true");
    for (const directory of ["/home", ann, "/Users", "/root"]) assert.equal(inside("~/x", directory), "? relative");
    assert.equal(inside(`${ann}/x`, "~"), "? relative");
    assert.equal(inside("/data/x", "~"), "false");
    assert.equal(inside("~/a/b", "~/a"), "true");
    assert.equal(inside("~/b", "~/a"), "false");
  });
});

describe("suspicious", () => {
  condition("suspicious(args.x)", {
    yes: [
      ...[
        "p\u0430ypal",
        "\u0455ale",
        "admin\u200b",
        "a\u202egpj.exe",
        "soft\u00adhyphen",
        "\ufeffstart",
        "x\ufe0f",
        "👩\ufe0f\ufe0f",
        "a\u200db",
      ],
      ...["\u{e0041}\u{e0042}", "αlpha", "日本語а", "ɑ\u0430", "tag \u2066x\u2069"],
    ],
    no: [
      ...[
        "",
        "plain",
        "Привет Bob",
        "Привет-Bob",
        "naïve façade",
        "日本語カタカナとlatin",
        "한국어abc漢字",
        "ㄅㄆ漢字x",
        "👩🏽\u200d🚀 go",
        "1\ufe0f\u20e3 ©\ufe0f ❤\ufe0f",
      ],
      ...["e\u0301te\u0301", "שלום עולם", "नमस्ते", "x²+y²", "100 €"],
    ],
  });
});

describe("date", () => {
  condition('date(args.x) == date("2025-01-11")', {
    yes: ["2025-01-11", "January 11th 2025", "11 Jan 2025", "Jan 11, 2025", "2025-01-11T23:59:00Z", " 2025-01-11 "],
    no: ["2025-01-12", "11 January 2024"],
    unknown: ["January 11th", "11/01/2025", "01.11.2025", "2025-02-30", "Jan 11 2025 and Jan 12 2025", "soon", ""],
  });
  condition('date(args.x) < date("2025-01-11")', { yes: ["2024-12-31"], no: ["2025-01-11", "2025-06-01"] });
});

describe("time", () => {
  condition('time(args.x) == time("2025-01-11T10:00:00Z")', {
    yes: ["2025-01-11T10:00Z", "2025-01-11T11:00:00+01:00", "2025-01-11 10:00:00.000Z"],
    no: ["2025-01-11T10:00:01Z"],
    unknown: ["2025-01-11T10:00:00", "2025-01-11", "10:00", "Jan 11 2025", ""],
  });
  condition('time(args.x) == time("2025-01-11T00:00")', { yes: ["2025-01-11"], no: ["2025-01-11T00:01"], unknown: ["2025-01-11T00:00Z"] });
});

describe("number", () => {
  condition("number(args.x) == 1000.5", {
    yes: ["1000.5", "1000.50", "1.0005e3"],
    no: ["1000", "-1000.5"],
    unknown: ["1,000.5", " 1000.5", "1000.5 ", "+1000.5", "$1000.5", "0x3e8", "01000.5", ".5", "1.", "NaN", "Infinity", ""],
  });
  condition("number(args.x) == 9007199254740993", { yes: ["9007199254740993"], no: ["9007199254740992"] });
});

describe("length", () => {
  condition("length(args.x) == 3", { yes: ["abc", "a👩b", "日本語"], no: ["", "ab", "abcd"] });
  it("counts the elements of a list", () => {
    assert.equal(truthOf("length(args.x) == 2", { x: ["aaa", 1] }), "true");
    assert.equal(truthOf("length(args.x) == 0", { x: [] }), "true");
    assert.equal(truthOf("length(args.x) == 0", { x: 3 }), "? type");
    assert.equal(truthOf("length(args.x) == 0", {}), "? absent");
  });
});

describe("lower", () => {
  condition('lower(args.x) == "straße 1"', { yes: ["STRAßE 1", "Straße 1"], no: ["strasse 1"] });
});

describe("like", () => {
  condition('args.x like "feat/*-?"', {
    yes: ["feat/-1", "feat/a-b", "feat/a-b-c", "feat/x-👩"],
    no: ["feat/a-", "Feat/a-b", "xfeat/a-b", "feat/a-bc", "feat/"],
  });
  condition(String.raw`args.x like "a\\*b\\?"`, { yes: ["a*b?"], no: ["axb?", "a*bc"] });
  condition('args.x like "*"', { yes: ["", "a\nb"] });
  condition('args.x like ""', { yes: [""], no: ["a"] });
});

describe("leaves", () => {
  it("takes a list of any length", () =>
    assert.equal(truthOf("count(leaves(args.x)) == 200000", { x: Array.from({ length: 200_000 }, () => 1) }), "true"));
  it("keeps the order and leaves booleans out", () =>
    assert.equal(truthOf('leaves(args.x) == [1, "a", 2]', { x: { p: [1, true, { q: "a" }], r: 2, s: null } }), "true"));
});

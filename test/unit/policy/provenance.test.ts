import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { Doc, Hit } from "../../../core/src/policy/provenance/doc.ts";
import { createOriginIndex, type OriginIndex, stands as standing } from "../../../core/src/policy/provenance/origin-index.ts";
import {
  dateProbe,
  domainProbe,
  hostProbe,
  numberProbe,
  type Probe,
  stringProbe,
  timeProbe,
} from "../../../core/src/policy/provenance/probe.ts";
import { textsOf } from "../../../core/src/policy/provenance/texts-of.ts";
import { domain, host } from "../../../core/src/policy/text-values/hosts.ts";
import { normalise } from "../../../core/src/policy/text-values/normalise.ts";
import { ExactNumber } from "../../../core/src/trace/model.ts";

interface Found {
  readonly certain: Hit | undefined;
  readonly doubtful: Hit | undefined;
}

function indexOf(...texts: readonly string[]): OriginIndex {
  const index = createOriginIndex();
  for (const [number, text] of texts.entries()) index.add(new Doc(text, number));
  return index;
}

/** The first certain place and the first doubtful one before it; the owner is the text's number. */
function findIn(index: OriginIndex, sought: Probe, from = 0): Found {
  let certain: Hit | undefined;
  let doubtful: Hit | undefined;
  index.each(sought, from, (place) => {
    const hit = new Hit(place.doc, place.start, place.end, sought.kind !== "host" && sought.kind !== "domain");
    if (place.certain) certain = hit;
    else doubtful ??= hit;
    return place.certain;
  });
  return { certain, doubtful };
}

const find = (sought: Probe, ...texts: readonly string[]): Found => findIn(indexOf(...texts), sought);

/** "true", "doubt" or "false". */
const stands = (sought: Probe, text: string): string => standing(indexOf(text), sought);

describe("a string stands in a text", () => {
  const cases: readonly (readonly [value: string, text: string, expected: string])[] = [
    ["Bob Smith", "pay  BOB\n smith.", "true"],
    ["Bob", "Bobby", "false"],
    ["Bob", "bob's", "true"],
    ["report", "report.pdf", "false"],
    ["report.pdf", "see report.pdf.", "true"],
    ["corp.example", "a@corp.example", "false"],
    ["a", "x@a", "false"],
    ["50", "50%20", "false"],
    ["13", "June 13", "doubt"],
    ["13", " 13 ", "true"],
    ["1000", "id 1000", "true"],
    ["14", "June 13", "false"],
    ["a1", "x a1 y", "true"],
    ["STRASSE", "Straße", "true"],
    ["ΣΟΦΟΣ", "σοφος", "true"],
    ["paypal", "pay\u200bpal", "true"],
    ["ＡＢＣ", "abc", "true"],
    ["é", "e\u0301", "true"],
    ["", "anything", "false"],
    ["\u200b", "anything", "false"],
    ["👍", "well 👍 done", "doubt"],
    ["--", "a -- b", "doubt"],
    ["-----", "a ----- b", "true"],
    ["hi", "", "false"],
  ];
  for (const [value, text, expected] of cases) {
    it(`${JSON.stringify(value)} in ${JSON.stringify(text)}: ${expected}`, () => assert.equal(stands(stringProbe(value), text), expected));
  }

  it("looks only at the texts from a number on, also at those added after a search", () => {
    const index = indexOf("alpha beta");
    assert.equal(findIn(index, stringProbe("gamma")).certain, undefined);
    index.add(new Doc("beta gamma", 1));
    assert.equal(findIn(index, stringProbe("gamma")).certain?.doc.owner, 1);
    assert.equal(findIn(index, stringProbe("beta"), 1).certain?.doc.owner, 1);
    assert.equal(findIn(index, stringProbe("alpha"), 1).certain, undefined);
  });

  it("prefers a certain place to an earlier doubtful one", () => {
    const found = find(stringProbe("13"), "June 13", "13");
    assert.equal(found.certain?.doc.owner, 1);
    assert.equal(found.doubtful?.doc.owner, 0);
  });

  it("gives the place in the original text", () => {
    const text = "An  Ｂo\u200bb  SMITH, e\u0301t Straße!";
    const places = [
      ["bob smith", "Ｂo\u200bb  SMITH"],
      ["strasse", "Straße"],
      ["ét", "e\u0301t"],
    ] as const;
    for (const [value, slice] of places) {
      const hit = find(stringProbe(value), text).certain;
      assert.ok(hit);
      assert.equal(text.slice(hit.start, hit.end), slice);
    }
  });

  const piece = fc.constantFrom(
    "a",
    "B",
    "b",
    "1",
    " ",
    "  ",
    "\n",
    ".",
    "-",
    "@",
    "/",
    "%",
    ",",
    "_",
    "ß",
    "e\u0301",
    "\u200b",
    "👍",
    "Σ",
    "ﬁ",
    "가",
    "ᆨ",
  );
  const textOf = (maxLength: number) => fc.array(piece, { maxLength }).map((pieces) => pieces.join(""));

  it("as the naive relation says", () => {
    fc.assert(
      fc.property(textOf(6), fc.array(textOf(12), { maxLength: 5 }), fc.nat({ max: 5 }), (value, texts, from) => {
        const index = indexOf(...texts.slice(0, from));
        findIn(index, stringProbe(value));
        for (const [number, text] of texts.entries()) if (number >= from) index.add(new Doc(text, number));
        for (const first of [0, from]) {
          const found = findIn(index, stringProbe(value), first);
          const naive = texts.map((text, number) => (number < first ? "false" : naively(value, text)));
          assert.equal(found.certain?.doc.owner ?? -1, naive.indexOf("true"));
          if (found.certain === undefined) assert.equal(found.doubtful?.doc.owner ?? -1, naive.indexOf("doubt"));
          for (const hit of [found.certain, found.doubtful]) {
            if (hit) assert.equal(normalise(hit.doc.text.slice(hit.start, hit.end)), normalise(value));
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("as the naive relation says, where its words are in every text", () => {
    const words = fc.array(fc.constantFrom("a", "b", "a b", "a, b", "b.a", "-a", "13"), { minLength: 1, maxLength: 12 });
    const many = fc.array(
      words.map((parts) => parts.join(" ")),
      { minLength: 150, maxLength: 200 },
    );
    fc.assert(
      fc.property(words, many, (parts, texts) => {
        const value = parts.join(" ");
        const found = findIn(indexOf(...texts), stringProbe(value));
        assert.equal(found.certain?.doc.owner ?? -1, texts.map((text) => naively(value, text)).indexOf("true"));
      }),
      { numRuns: 100 },
    );
  });

  it("is found in linear time, however long and repetitive", () => {
    const text = "a ".repeat(500_000);
    const dots = ".".repeat(1_000_000);
    const started = process.cpuUsage();
    assert.ok(find(stringProbe("a ".repeat(250_000)), text).certain);
    assert.equal(find(stringProbe(`${"a ".repeat(250_000)}, a`), text).certain, undefined);
    assert.equal(find(stringProbe(`${dots.slice(1)}!`), dots).certain, undefined);
    for (const sought of [
      numberProbe(1, false),
      dateProbe("2025-01-11"),
      hostProbe("a.com"),
      timeProbe({ milliseconds: 0, zoned: false }),
    ]) {
      for (const unit of ["1", "1.", "1,", "1 ", "a.", "jan ", "1-", "://", "a@", "2025-", "//a", "11-", "\u200b", "%", "\n"]) {
        const found = find(sought, unit.repeat(1_000_000 / unit.length)).certain;
        const written = sought.kind === "number" && (unit === "1 " || unit === "1,");
        assert.equal(found !== undefined, written, `${sought.kind} ${unit}`);
      }
    }
    const milliseconds = process.cpuUsage(started).user / 1000;
    assert.ok(milliseconds < 15_000, `${milliseconds} ms`);
  });
});

function naively(value: string, text: string): string {
  const sought = normalise(value);
  const all = normalise(text);
  const word = (point: string | undefined): boolean => point !== undefined && /^[\p{L}\p{N}\p{M}_]$/u.test(point);
  const apart = ([first, second]: readonly string[]): boolean =>
    !word(first) && !(first !== undefined && ".-@/%\u2010\u2212\u2044\u2215".includes(first) && word(second));
  const short = [...sought].length < 4 && !/\p{L}/u.test(sought);
  if (sought === "") return "false";
  for (let at = 0; at + sought.length <= all.length; at++) {
    if (all.slice(at, at + sought.length) !== sought) continue;
    if (sought.startsWith("/") && /[~.]$/.test(all.slice(0, at))) continue;
    if (!apart([...all.slice(0, at)].reverse()) || !apart([...all.slice(at + sought.length)])) continue;
    return short && all !== sought ? "doubt" : "true";
  }
  return "false";
}

describe("a value stands in a text", () => {
  const numbers: readonly (readonly [value: number | string, text: string, expected: string])[] = [
    [1000.5, "pay $1,000.50 now", "true"],
    ["1000.50", "$1000.5", "true"],
    [98.7, "It cost $98.70.", "true"],
    [-5, "balance: -5", "true"],
    [-5, "-$5", "true"],
    [5, "-5", "false"],
    [5, "a5", "false"],
    [5, "5kg", "false"],
    [5, "item-5", "false"],
    [1.2, "v1.2", "false"],
    [1, "1.2.3", "false"],
    [10, "at 10:30", "false"],
    [11, "on January 11, 2025", "false"],
    [2025, "on 2025-01-11", "false"],
    [12, "12/05/2025", "false"],
    [13, "id 13", "true"],
    [1e21, "1e+21", "true"],
    ["12345678901234567890", "id 12345678901234567890!", "true"],
    ["12345678901234567891", "id 12345678901234567890!", "false"],
  ];
  for (const [value, text, expected] of numbers) {
    it(`${value} in ${JSON.stringify(text)}: ${expected}`, () => assert.equal(stands(numberProbe(value, false), text), expected));
  }

  it("an integer so declared, if short, only as a whole", () => {
    assert.equal(stands(numberProbe(13, true), "June had 13 days"), "doubt");
    assert.equal(stands(numberProbe(13, true), "13"), "true");
    assert.equal(stands(numberProbe(1000, true), "it is 1000"), "true");
    assert.equal(stands(numberProbe(14, true), "it is 13"), "false");
  });

  it("equal decimals of any form", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 99 }), fc.nat({ max: 3 }), (whole, cents, zeros) => {
        const digits = `${whole}.${String(cents).padStart(2, "0")}`;
        const groups = digits.replace(/\B(?=(\d{3})+\.)/g, ",") + "0".repeat(zeros);
        assert.equal(stands(numberProbe(digits, false), `pay ${groups} now`), "true");
        assert.equal(stands(numberProbe(digits, false), `pay ${groups}1 now`), "false");
      }),
    );
  });

  const dates: readonly (readonly [iso: string, text: string, expected: string])[] = [
    ["2025-01-11", "from Jan 11 to 15", "true"],
    ["2025-01-15", "from Jan 11 to 15", "true"],
    ["2025-01-15", "11-15 January 2025", "true"],
    ["2024-01-15", "11-15 January 2025", "false"],
    ["2025-01-30", "Jan 30 to Feb 2, 2025", "true"],
    ["2024-01-30", "Jan 30 to Feb 2, 2025", "false"],
    ["2025-01-11", "the 11TH of JANUARY", "true"],
    ["2025-01-11", "2025-01-11T10:00:00Z", "true"],
    ["2025-01-11", "11/01/2025", "false"],
    ["2025-02-28", "Feb 30", "false"],
    ["2025-01-20", "January 2025", "false"],
    ["2025-05-05", "maybe 5", "false"],
  ];
  for (const [iso, text, expected] of dates) {
    it(`${iso} in ${JSON.stringify(text)}: ${expected}`, () => assert.equal(stands(dateProbe(iso), text), expected));
  }

  it("a time, in doubt where only one side has a zone", () => {
    const time = { milliseconds: Date.UTC(2025, 0, 11, 9), zoned: true };
    assert.equal(stands(timeProbe(time), "at 2025-01-11T10:00:00+01:00."), "true");
    assert.equal(stands(timeProbe(time), "at 2025-01-11 09:00"), "doubt");
    assert.equal(stands(timeProbe(time), "at 2025-01-11 10:00"), "false");
  });

  it("a host or a domain as a reader would follow it", () => {
    assert.equal(stands(hostProbe("evil.io"), "see https://google.com@evil.io/x"), "true");
    assert.equal(stands(hostProbe("google.com"), "see https://google.com@evil.io/x"), "false");
    assert.equal(stands(hostProbe("google.com"), "go to Google.com, please"), "true");
    assert.equal(stands(hostProbe("google.com"), "google.com.evil.io"), "false");
    assert.equal(stands(hostProbe("corp.example"), "a@corp.example"), "false");
    assert.equal(stands(domainProbe("corp.example"), "a@corp.example, b@x.org"), "true");
    assert.equal(stands(domainProbe("corp.example"), "a@corp.example.evil.io"), "false");
    assert.equal(stands(domainProbe("corp.example"), "a@corp.example"), "true");
  });

  it("at a place whose text is the value", () => {
    const text = "Go  to HTTPS://User@Google.com:443/x or ＠ bob@Corp.Example now";
    const link = find(hostProbe("google.com"), text).certain;
    const email = find(domainProbe("corp.example"), text).certain;
    assert.ok(link && email);
    assert.equal(host(text.slice(link.start, link.end)), "google.com");
    assert.equal(domain(`x@${text.slice(email.start, email.end)}`), "corp.example");
    const paid = "Pay   １,000.50 £";
    const number = find(numberProbe(1000.5, false), paid).certain;
    assert.ok(number);
    assert.equal(paid.slice(number.start, number.end), "１,000.50");
  });
});

describe("the texts of a JSON value", () => {
  it("are its scalars and keys, lists stepped through", () => {
    const value = { a: [1, true, { b: "x" }], c: null, d: new ExactNumber("12345678901234567890") };
    assert.deepEqual(
      [...textsOf(value as never)].map(({ text, path, key }) => `${path.join(".")}|${text}|${key}`),
      ["|a|true", "a|1|false", "a|b|true", "a.b|x|false", "|c|true", "|d|true", "d|12345678901234567890|false"],
    );
  });

  it("are walked however deep", () => {
    let deep: unknown = "leaf";
    for (let i = 0; i < 100_000; i++) deep = i % 2 === 0 ? [deep] : { k: deep };
    assert.equal([...textsOf(deep as never)].at(-1)?.text, "leaf");
  });
});

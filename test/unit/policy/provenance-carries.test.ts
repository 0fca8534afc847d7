// `V carries S`: pieces that texts share, against the definition spelt out, and what a policy makes of it.
import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { createMonitor } from "../../../core/src/index.ts";
import { createCarryIndex, createCarrySearch, Piece, type Shared } from "../../../core/src/policy/provenance/carry-index.ts";
import { Doc, Hit } from "../../../core/src/policy/provenance/doc.ts";
import { normalise } from "../../../core/src/policy/text-values/normalise.ts";
import { eventsOf, policyOf, type Scene, type Step, verdicts } from "../../support/play.ts";

/** The index and the search the other way round, which must agree. */
function share(value: string, texts: readonly string[], shortest = 8): Shared | undefined {
  const piece = new Piece(normalise(value));
  const index = createCarryIndex(shortest);
  const docs = texts.map((text, number) => new Doc(text, number));
  const search = createCarrySearch(piece, shortest);
  for (const [number, doc] of docs.entries()) {
    // Searches between additions, so that the index grows in parts.
    if (number % 2 === 1) index.find(piece);
    index.add(doc);
  }
  const found = index.find(piece);
  assert.equal(
    docs.some((doc) => search(doc) !== undefined),
    found !== undefined,
  );
  if (!piece.sharable(shortest)) assert.equal(found, undefined);
  return found;
}

function naively(value: string, texts: readonly string[], shortest: number): boolean {
  const tokensOf = (text: string): string[] =>
    text
      .split(/[^\p{L}\p{N}\p{M}._-]+/u)
      .map((part) => part.replace(/^[._-]+/, "").replace(/[._-]+$/, ""))
      .filter((token) => [...token].length >= shortest && /\p{L}/u.test(token) && /\p{Nd}/u.test(token));
  const runsOf = (text: string): string[] => {
    const points = [...text];
    return points.slice(23).map((_, at) => points.slice(at, at + 24).join(""));
  };
  const mine = normalise(value);
  const [tokens, runs] = [tokensOf(mine), runsOf(mine)];
  return texts.some((text) => {
    const other = normalise(text);
    const [theirTokens, theirRuns] = [tokensOf(other), runsOf(other)];
    return tokens.some((token) => theirTokens.includes(token)) || runs.some((run) => theirRuns.includes(run));
  });
}

describe("two texts share a piece", () => {
  const secret = "the launch code is kept below the old oak";
  const cases: readonly (readonly [value: string, text: string, expected: boolean, shortest?: number])[] = [
    [`By the way, THE  LAUNCH code is kept ${"x"}`, secret, true],
    ["launch code is kept bel", secret, false],
    ["launch code is kept belo", secret, true],
    ["LAUNCH\u200b code\n is kept belo", secret, true],
    ["key sk-live-1234.", "token=(sk-live-1234)", true],
    ["key sk-live-1234x", "token=(sk-live-1234)", false],
    ["sk-live-12", "sk-live-1234", false],
    ["_abc12345-", "abc12345", true],
    ["abc1234", "abc1234", false],
    ["abc1234", "abc1234", true, 6],
    ["abc12", "abc12", false, 6],
    ["document", "document", false],
    ["12345678", "12345678", false],
    ["a1👍👍👍👍👍👍👍👍👍👍👍👍", "a1 👍👍👍👍👍👍👍👍👍👍👍👍", false],
    ["👍".repeat(23), "👍".repeat(40), false],
    ["👍".repeat(24), "👍".repeat(40), true],
    ["", secret, false],
    ["straße123", "STRASSE123", true],
  ];
  for (const [value, text, expected, shortest = 8] of cases) {
    it(`${JSON.stringify(value)} and ${JSON.stringify(text)}: ${expected}`, () => {
      assert.equal(share(value, [text], shortest) !== undefined, expected);
      assert.equal(naively(value, [text], shortest), expected);
    });
  }

  it("as the definition says", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "ab",
      "A",
      "1",
      "aaaa",
      "abababab",
      " ",
      "-",
      "_",
      ".",
      ",",
      "👍",
      "ß",
      "\u200b",
      "e\u0301",
      "\ud83d",
    );
    const textOf = (maxLength: number) => fc.array(piece, { maxLength }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(textOf(30), fc.array(textOf(30), { maxLength: 4 }), fc.constantFrom(6, 8), (value, texts, shortest) => {
        assert.equal(share(value, texts, shortest) !== undefined, naively(value, texts, shortest));
      }),
      { numRuns: 2000 },
    );
  });

  it("also where one text is cut from the other", () => {
    const text = fc.string({ minLength: 60, maxLength: 200, unit: fc.constantFrom(..."abcdefgh .,-".split("")) });
    fc.assert(
      fc.property(text, text, fc.nat(60), fc.integer({ min: 20, max: 28 }), (one, other, from, length) => {
        const value = `${other.slice(0, 30)}${one.slice(from, from + length)}${other.slice(30)}`;
        assert.equal(share(value, [other.slice(50), one]) !== undefined, naively(value, [other.slice(50), one], 8));
      }),
      { numRuns: 1000 },
    );
  });

  it("at a place whose text is shared, as long as it goes", () => {
    const text = "Well:  The LAUNCH code is kept below the old oak.";
    const run = share("so the launch code is kept below the new oak", [text]);
    assert.ok(run);
    const hit = new Hit(run.doc, run.start, run.end, true);
    assert.equal(text.slice(hit.start, hit.end), "The LAUNCH code is kept below the");
  });

  it("in linear time, whatever the texts", () => {
    const length = 2_000_000;
    const fill = (unit: string): string => unit.repeat(length / unit.length);
    let seed = 7;
    const noise = Array.from({ length }, () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return String.fromCharCode(97 + ((seed >>> 16) % 26));
    }).join("");
    const pairs: readonly (readonly [string, string, boolean])[] = [
      [fill("a"), fill("a"), true],
      [`${fill("a")}b`, fill("c"), false],
      [fill("ab"), fill("abb"), false],
      [fill("abcdefghijklmnopqrstuvw "), fill("abcdefghijklmnopqrstuvx "), false],
      [fill("a1b2c3.."), fill("a1b2c3--"), false],
      [fill("a b c d e f g h i j k l m n o p q r s t u v "), noise, false],
      [`x${noise}`, fill("xyz"), false],
      [noise, `xyz${noise}`, true],
    ];
    const started = process.cpuUsage();
    for (const [value, text, expected] of pairs) assert.equal(share(value, [text]) !== undefined, expected);
    const seconds = process.cpuUsage(started).user / 1e6;
    assert.ok(seconds < 40, `${seconds} s`);
  });
});

const send = (body: Step["args"] | string, more: Partial<Step> = {}): Step => ({
  tool: "send",
  args: typeof body === "string" ? { body } : (body ?? {}),
  result: "ok",
  ...more,
});

describe("a value carries a source", () => {
  const iban = "NL20RABO0300065264";
  const secret = "the launch code is kept below the old oak";
  const check = (policy: string, scenes: readonly Scene[], expected: readonly string[], context?: Record<string, string>): void =>
    assert.deepEqual(verdicts(`default allow ${policy}`, scenes, context), expected);
  const of = "deny send when args.body carries result of read";
  const read = (result: Step["result"], more: Partial<Step> = {}): Step => ({ tool: "read", result: result ?? "", ...more });

  it("a piece of a result, its raw text, its keys, its failure", () => {
    check(of, [read(secret), send(`fyi: ${secret.slice(4, 34)}`), send("nothing of it")], ["allow", "deny", "allow"]);
    check(of, [read({ note: secret }), send(secret)], ["allow", "deny"]);
    check(of, [read({ a: { x: 1, yy: true, zzz: null } }), send('it says {"a":{"x":1,"yy":true,"zzz":null}}')], ["allow", "deny"]);
    check(of, [read({ [secret]: 1 }), send(secret)], ["allow", "deny"]);
    check(of, [read(secret, { failed: true }), send(secret)], ["allow", "deny"]);
    check(of, [{ tool: "other", result: secret }, send(secret)], ["allow", "allow"]);
  });
  it("a token from six characters of a result, from eight of the rest", () => {
    check(of, [read("pin: x-4711!"), send("use X-4711")], ["allow", "deny"]);
    const untrusted = "deny send when args.body carries untrusted";
    check(untrusted, [read("pin: x-4711!"), send("use X-4711")], ["allow", "allow"]);
    check(untrusted, [read(`to ${iban}`), send(`use ${iban}.`)], ["allow", "deny"]);
    const both = "deny send when args.body carries (user, result of read)";
    check(both, [{ user: "use y-4711" }, read("pin: x-4711!"), send("use X-4711"), send("use y-4711")], ["allow", "deny", "allow"]);
  });
  it("an echo is carried all the same", () =>
    check(of, [read(`you asked for ${iban}`, { args: { q: iban } }), send(iban)], ["allow", "deny"]));
  it("only where the source's condition holds", () => {
    const fixed = "deny send when args.body carries result of (read where it.args.path == context.secret)";
    const scenes = [read(secret, { args: { path: "a" } }), send(secret), read(secret, { args: { path: "s" } }), send(secret)];
    check(fixed, scenes, ["allow", "allow", "allow", "deny"], { secret: "s" });
    check(fixed, scenes, ["allow", "unknown(deny|allow)", "allow", "unknown(deny|allow)"]);
    const open = "deny send when args.body carries result of (read where it.args.path == args.about)";
    check(
      open,
      [read(secret, { args: { path: "a" } }), send({ body: secret, about: "b" }), send({ body: secret, about: "a" })],
      ["allow", "allow", "deny"],
    );
    const not = "deny send when args.body carries result of (read where not it.failed)";
    check(not, [read(secret, { failed: true }), send(secret)], ["allow", "allow"]);
  });
  it("in doubt where something is missing, but for a text too short to share anything", () => {
    check(of, [{ gap: true }, send(secret), send("ok")], ["unknown(deny|allow)", "allow"]);
    check(of, [{ tool: "read" }, send(secret), send("ok")], ["allow", "deny", "allow"]);
    check(of, [{ tool: "read" }, { user: "go on" }, send(secret)], ["allow", "unknown(deny|allow)"]);
    check(of, [{ tool: "other" }, send(secret)], ["allow", "allow"]);
    check(of, [read(secret, { refused: true }), send(secret)], ["allow", "allow"]);
    check("deny send when args.body carries user", [send(secret)], ["unknown(deny|allow)"]);
    check(of, [read(secret), send("redacted" as never)], ["allow", "allow"]);
    check(of, [read(secret), { tool: "send", args: "redacted", result: "" }], ["allow", "unknown(deny|allow)"]);
  });
  it("not from the results of its own batch", () =>
    check(of, [read(secret), send(secret, { with: true }), send(secret)], ["allow", "allow", "deny"]));
  it("trusted fields apart from the rest", () => {
    const policy = "trusted list only name deny send when args.body carries trusted flag send when args.body carries untrusted";
    const list: Step = { tool: "list", result: { name: "acme-2025-holding", note: secret } };
    check(policy, [{ user: "go on" }, list, send("to acme-2025-holding"), send(secret)], ["allow", "deny", "allow"]);
  });
  it("numbers, dates and truths have texts or none; lists are to be folded", () => {
    check(of, [read("no 12345678901234567890123456"), send({ body: true }), send({ body: 5 })], ["allow", "allow", "allow"]);
    check(of, [read(secret), send({ body: [secret] }), send({})], ["allow", "deny", "deny"]);
    check(
      "deny send when any(x in leaves(args.body): x carries result of read)",
      [read(secret), send({ body: [{ a: secret }] })],
      ["allow", "deny"],
    );
    assert.throws(() => policyOf("tool send(to: string[]) deny send when args.to carries user"), /wrong-type/);
  });
  it("with the place in the result", () => {
    const text = JSON.stringify({ id: 1, note: `Mind: ${secret}!` });
    const monitor = createMonitor(policyOf(`default allow ${of}`));
    for (const event of eventsOf([read(JSON.parse(text)), send(`I heard ${secret}.`)])) {
      if (event.kind === "result" && event.call === 1) break;
      monitor.onEvent(event);
    }
    const found = monitor.explainLast()?.outcomes[0]?.clauses[0]?.clause.found[0];
    assert.ok(found?.range);
    assert.equal(found.label, "result of read, note");
    assert.equal(text.slice(found.range.start, found.range.end), secret);
  });
});

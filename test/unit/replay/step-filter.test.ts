// Filters of steps: what each word passes, errors at their place, and that no typed text and no recorded text harms.
import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { type FilterRow, filterWords, parseFilter, passes } from "../../../core/src/index.ts";

type Call = Extract<FilterRow, { kind: "call" }>["call"];
const decision = { verdict: "allow", before: "allow", rules: ["readers"], flagged: false, differs: false, history: "happened" } as const;
const call = (more: Partial<Call> = {}): FilterRow => ({
  kind: "call",
  call: {
    step: 1,
    tool: "read_file",
    lane: "",
    decision,
    recorded: "executed",
    args: { kind: "record", value: { path: "/etc/passwd" } },
    result: { text: "root: x", structured: undefined },
    ...more,
  },
});
const mail = call({
  step: 4,
  tool: "send_email",
  lane: "researcher",
  decision: { verdict: "deny", before: "allow", rules: ["no_strangers"], flagged: true, differs: true, history: "stopped" },
  recorded: "refused",
  args: { kind: "record", value: { to: ["ann@good.example", "bob@evil.example"], body: { text: "Hello Bob" }, amount: 120.5, cc: null } },
  result: { text: "Not found", structured: { code: 404 } },
});
const said: FilterRow = { kind: "user", text: "Please PAY the bill" };
const rows: readonly FilterRow[] = [said, call(), mail, { kind: "gap", text: "a result never came" }];

function passing(text: string): readonly number[] {
  const filter = parseFilter(text);
  assert.ok("terms" in filter, `${text}: ${JSON.stringify(filter)}`);
  return rows.flatMap((row, index) => (passes(filter, row).passes ? [index] : []));
}
function complaint(text: string): string {
  const filter = parseFilter(text);
  assert.ok("error" in filter, text);
  const { message, span } = filter.error;
  return `${text.slice(0, span.start)}[${text.slice(span.start, span.end)}]${text.slice(span.end)} ${message}`;
}

describe("filter of steps", () => {
  it("passes what its words say", () => {
    const expected: readonly (readonly [string, readonly number[]])[] = [
      ["", [0, 1, 2, 3]],
      ["tool:send_*", [2]],
      ["tool:read_file,send_*", [1, 2]],
      ["verdict:deny", [2]],
      ["verdict:blocked", [2]],
      ["-verdict:deny", [1]],
      ["rule:no_*", [2]],
      ["default:", []],
      ["flagged:", [2]],
      ["differs:", [2]],
      ["changed:", [2]],
      ["changed:deny", [2]],
      ["changed:allow->deny", [2]],
      ["changed:deny->allow", []],
      ["recorded:refused", [2]],
      ["history:stopped", [2]],
      ["lane:re*", [2]],
      ["is:user,gap", [0, 3]],
      ["step:2..", [2]],
      ["step:1", [1]],
      ["args.to:/@evil/", [2]],
      ["args.to:/@EVIL/i", [2]],
      ["args.to:/@EVIL/", []],
      ["args.body.text:hello", [2]],
      ["args.amount:>100", [2]],
      ["args.amount:>=120.5", [2]],
      ["args.amount:<100", []],
      ["args.amount:=120.5", [2]],
      ["args.cc:", [2]],
      ["args.constructor:", []],
      ['result:"not found"', [2]],
      ["result:404", [2]],
      ["text:pay", [0]],
      ["pay", [0]],
      ['"/etc/passwd"', [1]],
      ["/ROOT/i", [1]],
      ["tool:send_* verdict:deny rule:no_strangers changed: args.to:/@evil/", [2]],
      ["-bob is:call", [1]],
    ];
    for (const [text, wanted] of expected) assert.deepEqual(passing(text), wanted, text);
  });

  it("says what is wrong, and where", () => {
    assert.deepEqual(
      [
        "tol:send_*",
        "http://evil.example",
        "tool:a verdict:denied",
        "args.to:/(/",
        "args.to:/a(?=b)/",
        "/etc/passwd",
        '"open',
        "tool:",
        "changed:deny->",
        "step:x",
        "args..to:x",
        "args.amount:>much",
        "flagged:yes",
        "tool:/x/",
        "verdict:deny,",
        "- x",
        "tool.name:x",
      ].map(complaint),
      [
        "[tol]:send_* there is no `tol:`; did you mean `tool:`? A text with a colon is put into quotes",
        "[http]://evil.example there is no `http:`; did you mean `step:`? A text with a colon is put into quotes",
        "tool:a verdict:[denied] one of allow, ask, deny, unknown, blocked stands here",
        "args.to:[/(/] missing closing ): `(`",
        "args.to:[/a(?=b)/] invalid or unsupported Perl syntax: `(?=`",
        "/etc[/passwd] a regular expression ends with `/` or `/i`; put a path into quotes",
        '["open] the closing `"` is missing',
        "[tool:] a value is missing behind `tool:`, as in `tool:send_*`",
        "changed:[deny->] verdicts stand here, as in `changed:deny->allow` or `changed:*->allow`",
        "step:[x] a number or a range stands here, as in `step:7` or `step:10..20`",
        "[args..to]:x a name is missing beside the dot",
        "args.amount:[>much] a number stands behind `>`",
        "flagged:[yes] nothing stands behind `flagged:`",
        "tool:[/x/] a name is no regular expression: `*` stands for any characters",
        "verdict:deny[,] another value is missing behind the comma",
        "[-] x `-` stands before what is not to hold, without a space",
        "[tool.name]:x there is no `tool.name:`; did you mean `tool:`? A text with a colon is put into quotes",
      ],
    );
  });

  it("knows each word by its example", () => {
    for (const { example } of filterWords) assert.ok("terms" in parseFilter(example), example);
  });

  it("reads or refuses whatever is typed, with a place inside the text", () => {
    const piece = fc.constantFrom(...'/"\\:,.-!<>=* ', "tool", "args", "args.", "step", "..", "->", "/i", "é", "\u202e");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.array(piece).map((parts) => parts.join("")),
        ),
        (text) => {
          const filter = parseFilter(text);
          if ("error" in filter) {
            const { start, end } = filter.error.span;
            assert.ok(0 <= start && start <= end && end <= text.length && filter.error.message !== "");
          } else for (const row of rows) passes(filter, row);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is quick on texts and values made to be slow, and says where an expression did not look", () => {
    const filter = parseFilter("result:/(x+x+)+y/");
    assert.ok("terms" in filter);
    const started = performance.now();
    const passed = passes(filter, call({ result: { text: `${"x".repeat(3_000_000)}y`, structured: undefined } }));
    assert.deepEqual(passed, { passes: false, inPart: true });
    let deep: FilterRow = call();
    let value: { [key: string]: unknown } = {};
    for (let depth = 0; depth < 50_000; depth++) value = { a: value };
    deep = call({ args: { kind: "record", value: value as never } });
    const anywhere = parseFilter("args:x");
    assert.ok("terms" in anywhere);
    assert.equal(passes(anywhere, deep).passes, false);
    assert.ok(performance.now() - started < 2000);
  });
});

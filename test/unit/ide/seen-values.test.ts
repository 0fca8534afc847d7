import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Completion, completions } from "../../../core/src/ide/completions.ts";
import { parse } from "../../../core/src/language/parse.ts";
import { Evidence } from "../../../core/src/replay/evidence.ts";
import type { Event, JsonRecord } from "../../../core/src/trace/model.ts";
import { analyzed } from "../../support/policy-files.ts";

const calls = (...list: readonly (readonly [tool: string, args: JsonRecord])[]): readonly Event[] =>
  list.map(([tool, value], call) => ({
    kind: "call",
    call,
    id: undefined,
    tool,
    args: { kind: "record", value },
    batch: call,
    lane: undefined,
    time: undefined,
    fate: "unstated",
    approvedBy: undefined,
    pointer: "",
  }));

const result = (call: number, text: string, failed = false, form: "json" | "yaml" = "json"): Event => ({
  kind: "result",
  call,
  text,
  structured: undefined,
  form,
  failed,
  time: undefined,
  pointer: "",
});

function evidence(...runs: readonly (readonly Event[])[]): Evidence {
  const counted = new Evidence();
  for (const events of runs) counted.add(events, { user: "emma", team: { name: "ops" } });
  return counted;
}

const hostile = 'x" or true\u202e<b>\u0007';
const seen = evidence(
  calls(
    ["send", { to: ["a@corp.example", "b@corp.example"], subject: "Hi", amount: 5, meta: { channel: "mail" } }],
    ["send", { to: ["a@corp.example"], subject: hostile, amount: 1e21 }],
    ["post", { room: "general" }],
  ),
  calls(["send", { to: ["a@corp.example"], subject: "Hi", amount: 5, urgent: true }]),
);

const tools = "tool send(to: string[], subject: string, amount: number, meta?: json, urgent?: boolean)\ntool post(room: string)\n";

function offered(line: string, counted = seen): readonly Completion[] {
  const { analysis, analyze, caret } = analyzed(tools + line);
  assert.ok(caret !== undefined);
  return completions(analysis, caret, { analyze, snippets: true, evidence: counted }).filter((item) => item.seen !== undefined);
}
const rows = (line: string): readonly string[] => offered(line).map(({ label, seen: told }) => `${label} ${told}`);

describe("values seen in recorded runs", () => {
  it("are offered where an argument is compared, the most frequent first", () => {
    assert.deepEqual(rows('allow send when args.subject == "$0"')[0], "Hi seen 2 times in 2 runs");
    assert.deepEqual(rows("allow send when args.subject == $0")[0], '"Hi" seen 2 times in 2 runs');
    assert.deepEqual(rows("allow send when args.amount == $0"), [
      "5 seen 2 times in 2 runs",
      "1000000000000000000000 seen 1 time in 1 run",
    ]);
    assert.deepEqual(rows("allow send when args.urgent == $0"), ["true seen 1 time in 1 run"]);
  });

  it("are offered in lists, through binders, in parts of arguments and in the context", () => {
    const to = ["a@corp.example seen 3 times in 2 runs", "b@corp.example seen 1 time in 1 run"];
    assert.deepEqual(rows('allow send when all(r in args.to: r in ["$0"])'), to);
    assert.deepEqual(rows('allow send when args.to contains "$0"'), to);
    assert.deepEqual(rows('allow send when "$0" in args.to'), to);
    assert.deepEqual(rows('allow send when args.to[0] == "$0"'), to);
    assert.deepEqual(rows('allow send when args.meta.channel == "$0"'), ["mail seen 1 time in 1 run"]);
    assert.deepEqual(rows('context { user: string }\nallow send when context.user == "$0"'), ["emma seen 2 times in 2 runs"]);
    assert.deepEqual(rows('allow post when any(past send where it.args.subject == "$0")')[0], "Hi seen 2 times in 2 runs");
  });

  it("are offered in calls of tests and examples", () => {
    assert.deepEqual(rows('test "t" { post(room: "$0") }'), ["general seen 1 time in 1 run"]);
    assert.deepEqual(rows('allow send\n  example hit send(to: ["$0"])').length, 2);
    assert.deepEqual(rows("allow send when args.subject == 1\n  example hit post(room: $0)"), ['"general" seen 1 time in 1 run']);
  });

  it("are those of the rule's tools alone", () => {
    assert.deepEqual(rows('allow post when args.room == "$0"'), ["general seen 1 time in 1 run"]);
    assert.deepEqual(rows('let mine = "$0"'), []);
    assert.deepEqual(rows('allow post when lower(args.room) == "$0"'), []);
  });

  it("are written as literals that mean exactly the recorded text, however hostile", () => {
    for (const [line, quote] of [
      ['allow send when args.subject == "x$0"', ""],
      ["allow send when args.subject == $0", ""],
    ] as const) {
      const item = offered(line).find(({ label }) => label.includes("or true"));
      assert.ok(item !== undefined, line);
      assert.equal(item.isSnippet, false);
      assert.match(item.label, /^[\x20-\x7e]*…?$/);
      assert.match(item.insertText, /^[\x20-\x7e]*$/);
      const { main } = analyzed(tools + line);
      const text = main.text.slice(0, item.span.start) + item.insertText + main.text.slice(item.span.end) + quote;
      const parsed = parse(text);
      assert.deepEqual(parsed.diagnostics, []);
      const rule = parsed.file.statements.find((statement) => statement.kind === "decision");
      const [when] = rule?.clauses ?? [];
      assert.ok(when?.kind === "when" && when.expr.kind === "compare" && when.expr.right.kind === "string");
      assert.equal(when.expr.right.value, hostile);
    }
  });

  it("are those of results too: their fields, and what stood in them, in a past call, in `trusted` and in a let", () => {
    const get = "tool get(id: string)\ntool list() returns { id: string, name: string }[]\n";
    const results = evidence(
      [
        ...calls(["get", { id: "1" }], ["list", {}], ["get", { id: "2" }]),
        result(0, '{"owner": {"email": "a@x"}, "tags": ["red", "blue"]}'),
        result(1, '[{"id": "n1", "name": "Ann"}, {"id": "n2", "name": "Bo"}]'),
        result(2, '{"owner": {"email": "no"}, "error": "none"}', true),
      ],
      [...calls(["get", { id: "1" }]), result(0, "owner:\n  email: a@x\n", false, "yaml")],
    );
    const told = (line: string): readonly string[] => {
      const { analysis, analyze, caret } = analyzed(get + line);
      const items = completions(analysis, caret ?? 0, { analyze, snippets: true, evidence: results });
      return items.filter((item) => item.seen !== undefined).map(({ label, seen: count }) => `${label} ${count}`);
    };
    const email = ["a@x seen 2 times in 2 runs"];
    assert.deepEqual(told('let a = last(past get).result.owner.email == "$0"'), email);
    assert.deepEqual(told('deny list when any(past get where it.result.owner.email == "$0")'), email);
    assert.deepEqual(told("deny list when any(past get where it.result.$0)"), [
      "owner seen 2 times in 2 runs",
      "tags seen 1 time in 1 run",
    ]);
    assert.deepEqual(told("deny list when any(past get where it.result.owner.$0 == 1)"), ["email seen 2 times in 2 runs"]);
    assert.deepEqual(told('deny get when any(past get where "$0" in it.result.tags)'), [
      "blue seen 1 time in 1 run",
      "red seen 1 time in 1 run",
    ]);
    assert.deepEqual(told('deny get when any(x in last(past list).result where x.name == "$0")'), [
      "Ann seen 1 time in 1 run",
      "Bo seen 1 time in 1 run",
    ]);
    assert.deepEqual(told("deny get when any(x in last(past list).result where x.$0 == 1)"), [
      "id seen 2 times in 1 run",
      "name seen 2 times in 1 run",
    ]);
    assert.deepEqual(told("trusted get only $0"), ["owner seen 2 times in 2 runs", "tags seen 1 time in 1 run"]);
    assert.deepEqual(told("trusted get only owner.$0"), ["email seen 2 times in 2 runs"]);
    assert.deepEqual(told("trusted list only $0"), ["id seen 2 times in 1 run", "name seen 2 times in 1 run"]);
  });

  it("tell how often tools and arguments were seen; without a catalogue they are what is offered", () => {
    assert.ok(rows("allow se$0").includes("send seen 3 times in 2 runs"));
    assert.ok(rows("allow send when args.s$0").includes("subject seen 3 times in 2 runs"));
    const named = (text: ReturnType<typeof analyzed>): readonly string[] =>
      completions(text.analysis, text.caret ?? 0, { analyze: text.analyze, snippets: true, evidence: seen })
        .filter((item) => item.seen !== undefined)
        .map(({ label }) => label);
    assert.deepEqual(named(analyzed("allow $0")), ["send", "post"]);
    assert.deepEqual(named(analyzed("allow send when args.$0")), ["amount", "subject", "to", "meta", "room", "urgent"]);
  });

  it("are capped, and chosen by what is typed before they are", () => {
    const many = evidence(calls(...[...Array(100).keys()].map((at) => ["post", { room: `room ${at}` }] as const)));
    assert.equal(offered('allow post when args.room == "$0"', many).length, 20);
    const typed = offered('allow post when args.room == "room 9$0"', many).map(({ label }) => label);
    assert.deepEqual(typed.slice(0, 3), ["room 9", "room 90", "room 91"]);
  });

  it("do not grow with the runs: long texts, many values and many arguments are not kept", () => {
    const grown = evidence(
      calls(
        ["post", { room: "x".repeat(10_000) }],
        ...[...Array(5000).keys()].map((at) => ["post", { room: `room ${at}`, [`argument ${at}`]: 1 }] as const),
        ...[...Array(2000).keys()].map((at) => [`tool ${at}`, {}] as const),
      ),
    );
    assert.equal(grown.values({ of: "args", tools: ["post"], path: ["room"] }).length, 300);
    assert.ok(grown.tools().size <= 500);
    assert.ok(grown.names({ of: "args", tools: ["post"], path: [] }).size <= 100);
    assert.equal(grown.tool("post")?.times, 5001);
  });
});

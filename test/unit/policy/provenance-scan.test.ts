// The indexed answers of `from` and `carries` against a scan of the whole run at each step, on random runs.
import assert from "node:assert/strict";
import fc from "fast-check";
import { createMonitor, type Event, type Json, type JsonRecord } from "../../../core/src/index.ts";
import { createCarrySearch, Piece } from "../../../core/src/policy/provenance/carry-index.ts";
import { Doc } from "../../../core/src/policy/provenance/doc.ts";
import { mentions, soughtKeys, valueKind } from "../../../core/src/policy/provenance/mentions.ts";
import {
  dateProbe,
  domainProbe,
  hostProbe,
  isShort,
  numberProbe,
  type Probe,
  stringProbe,
  timeProbe,
} from "../../../core/src/policy/provenance/probe.ts";
import { textsOf } from "../../../core/src/policy/provenance/texts-of.ts";
import { normalise, standsAlone } from "../../../core/src/policy/text-values/normalise.ts";
import { parseStructured } from "../../../core/src/trace/encodings/structured.ts";
import { eventsOf, policyOf, type Scene } from "../../support/play.ts";
import { deep } from "../../support/traces.ts";

type Kind = "short" | "malformed" | "absent" | "redacted" | "pending" | "not recorded" | "gap";
/** True, false, or why it is in doubt. */
type Answer = boolean | ReadonlySet<Kind>;
type CallEvent = Extract<Event, { kind: "call" }>;
type ResultEvent = Extract<Event, { kind: "result" }>;

const both = (...answers: readonly Answer[]): Answer => {
  if (answers.includes(false)) return false;
  const kinds = answers.flatMap((answer) => (typeof answer === "boolean" ? [] : [...answer]));
  return kinds.length === 0 ? true : new Set(kinds);
};
const either = (...answers: readonly Answer[]): Answer => {
  if (answers.includes(true)) return true;
  const kinds = answers.flatMap((answer) => (typeof answer === "boolean" ? [] : [...answer]));
  return kinds.length === 0 ? false : new Set(kinds);
};
const kind = (one: Kind): Answer => new Set([one]);

/** Whether `it.args.q` equals a text. */
function asked({ args }: CallEvent, text: string): Answer {
  if (args.kind !== "record") return kind(args.kind);
  return args.value.q === undefined ? kind("absent") : args.value.q === text;
}

interface Written {
  readonly source: string;
  /** Whether a result with the call counts, and one of its texts. */
  readonly result: ((call: CallEvent, result: ResultEvent | undefined, path: readonly string[], v: string) => Answer) | undefined;
  readonly messages: readonly ("user" | "system")[];
  readonly echoes: boolean;
  readonly shortest: number;
}

const trusted = (call: CallEvent, result: ResultEvent | undefined, path: readonly string[]): Answer => {
  if (result?.failed === true || call.fate === "refused") return false;
  return either(call.tool === "list" && (result === undefined || path[0] === "to"), call.tool === "read" && asked(call, "b"));
};
const sources: readonly Written[] = [
  { source: "user", result: undefined, messages: ["user"], echoes: false, shortest: 8 },
  { source: "system", result: undefined, messages: ["system"], echoes: false, shortest: 8 },
  { source: "trusted", result: trusted, messages: ["user", "system"], echoes: true, shortest: 8 },
  {
    source: "untrusted",
    result: (call, result, path) => {
      if (result === undefined) return true;
      const answer = trusted(call, result, path);
      return typeof answer === "boolean" ? !answer : answer;
    },
    messages: [],
    echoes: false,
    shortest: 8,
  },
  { source: "result of list", result: ({ tool, fate }) => tool === "list" && fate !== "refused", messages: [], echoes: true, shortest: 6 },
  {
    source: 'result of (read where it.args.q == "b")',
    result: (call) => both(call.tool === "read" && call.fate !== "refused", asked(call, "b")),
    messages: [],
    echoes: true,
    shortest: 6,
  },
  {
    source: "result of (* except pay where it.args.q == args.v)",
    result: (call, _, __, v) => both(call.fate !== "refused", call.tool !== "pay", asked(call, v)),
    messages: [],
    echoes: true,
    shortest: 6,
  },
];

const values: readonly { readonly expr: string; readonly probe: (args: JsonRecord) => Probe }[] = [
  { expr: "args.v", probe: (args) => stringProbe(String(args.v)) },
  { expr: "args.n", probe: (args) => numberProbe(Number(args.n), false) },
  { expr: "args.i", probe: (args) => numberProbe(Number(args.i), true) },
  { expr: "date(args.d)", probe: (args) => dateProbe(String(args.d)) },
  {
    expr: "time(args.t)",
    probe: (args) => timeProbe({ milliseconds: Date.parse(String(args.t)), zoned: String(args.t).endsWith("Z") }),
  },
  { expr: "host(args.h)", probe: (args) => hostProbe(String(args.h)) },
  { expr: "domain(args.m)", probe: (args) => domainProbe(String(args.m).split("@")[1] ?? "") },
];

/** How far a value stands in a text, letter by letter. */
function stands(sought: Probe, text: string): Answer {
  const all = normalise(text);
  if (sought.kind === "string") {
    for (let at = 0; at + sought.text.length <= all.length && sought.text !== ""; at++) {
      if (!all.startsWith(sought.text, at) || !standsAlone(all, at, at + sought.text.length)) continue;
      return isShort(sought) && all !== sought.text ? kind("short") : true;
    }
    return false;
  }
  const keys = soughtKeys(sought);
  return either(
    ...mentions(valueKind(sought), new Doc(text, 0)).map(({ key, start, end }): Answer => {
      if (keys.open.includes(key)) return kind("malformed");
      if (!keys.certain.includes(key)) return false;
      return isShort(sought) && !(start === 0 && end === all.length) ? kind("short") : true;
    }),
  );
}

function echoed(sought: Probe, { args }: CallEvent): Answer {
  if (args.kind === "redacted") return kind("redacted");
  if (args.kind === "malformed") return kind("malformed");
  const texts = [...textsOf(args.value)].map(({ text }) => text);
  const echo = either(...texts.map((text) => stands(sought, text)));
  return typeof echo === "boolean" ? !echo : kind("short");
}

/** The answer by looking at every event before the call. */
function scan(events: readonly Event[], call: CallEvent, written: Written, sought: Probe | Piece): Answer {
  const before = events.slice(0, events.indexOf(call));
  const v = call.args.kind === "record" ? String(call.args.value.v) : "";
  const holds = (text: string): Answer => {
    if (!(sought instanceof Piece)) return stands(sought, text);
    return createCarrySearch(sought, written.shortest)(new Doc(text, 0)) !== undefined;
  };
  if (sought instanceof Piece && !sought.sharable(written.shortest)) return false;
  const answers: Answer[] = [];
  before.forEach((event, at) => {
    if (event.kind === "gap") answers.push(kind("gap"));
    if (event.kind === "message" && event.role !== "assistant" && written.messages.includes(event.role)) answers.push(holds(event.text));
    if (event.kind !== "call" || event.batch === call.batch || written.result === undefined) return;
    const result = before.find((other): other is ResultEvent => other.kind === "result" && other.call === event.call);
    if (result === undefined) {
      if (event.fate === "refused" || written.result(event, undefined, [], v) === false) return;
      const settled = before.slice(at).some((other) => other.kind === "message" && other.role === "user");
      answers.push(kind(settled ? "not recorded" : "pending"));
      return;
    }
    const structure: Json = parseStructured(result.text, "json") ?? result.text;
    const texts = [...textsOf(structure), ...(sought instanceof Piece ? [{ text: result.text, path: [] }] : [])];
    for (const { text, path } of texts) {
      const echo = written.echoes && !(sought instanceof Piece) ? echoed(sought, event) : true;
      answers.push(both(holds(text), written.result(event, result, path, v), echo));
    }
  });
  const noUser = !before.some((event) => event.kind === "message" && event.role === "user");
  if ((written.source === "user" || written.source === "trusted") && noUser) answers.push(kind("not recorded"));
  return either(...answers);
}

describe("from and carries answer as a scan of the run", () => {
  const policy = policyOf(
    [
      "tool pay(v: string, n: number, i: integer, d: string, t: string, h: string, m: string, b: string)",
      "tool list(q?: string) tool read(q?: string)",
      'default allow trusted list only to trusted read where it.args.q == "b" deny list',
      ...sources.flatMap(({ source }) => [
        ...values.map(({ expr }) => `flag pay when ${expr} from ${source}`),
        `flag pay when args.b carries ${source}`,
      ]),
    ].join("\n"),
  );
  const pieces = [
    "b",
    "13",
    "5.5",
    "1,000",
    "NL20",
    "Bob",
    "Bob Smith",
    "--",
    "👍",
    "corp.example",
    "a@corp.example",
    "Jan 11",
    "2025-01-11",
  ];
  const more = ["2025-01-11T10:00:00Z", "2025-01-11T10:00", "the launch code is below the oak", "sk-live-1234", "x-4711"];
  const text = fc.array(fc.constantFrom(...pieces, ...more), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" "));
  const result = fc.oneof(
    text,
    fc.record({ to: text, note: fc.oneof(text, fc.constantFrom<Json>(13, 5.5, true, null)) }),
    fc.array(fc.record({ to: text })),
  );
  const pay = fc.record({
    v: text,
    n: fc.constantFrom(13, 5.5, 1000),
    i: fc.constantFrom(13, 1000),
    d: fc.constantFrom("2025-01-11", "2024-01-11"),
    t: fc.constantFrom("2025-01-11T10:00:00Z", "2025-01-11T00:00:00Z"),
    h: fc.constantFrom("corp.example", "evil.io"),
    m: fc.constantFrom("x@corp.example", "x@evil.io"),
    b: text,
  });
  const flags = { failed: fc.boolean(), refused: fc.constantFrom(false, false, false, true), with: fc.boolean() };
  const scene: fc.Arbitrary<Scene> = fc.oneof(
    { weight: 2, arbitrary: fc.record({ user: text }) },
    { weight: 1, arbitrary: fc.record({ system: text }) },
    { weight: 1, arbitrary: fc.constant<Scene>({ gap: true }) },
    {
      weight: 6,
      arbitrary: fc.record(
        {
          tool: fc.constantFrom("list", "read"),
          args: fc.oneof(
            fc.record({ q: text }),
            fc.constantFrom<JsonRecord | "redacted" | "malformed">({ q: "b" }, {}, "redacted", "malformed"),
          ),
          result,
          ...flags,
        },
        { requiredKeys: ["tool", "args"] },
      ),
    },
    {
      weight: 5,
      arbitrary: fc.record(
        { tool: fc.constant("pay"), args: pay, result: fc.constant("ok"), with: fc.boolean() },
        { requiredKeys: ["tool", "args"] },
      ),
    },
  );

  it("in truth and in the kinds of doubt", function () {
    this.timeout(deep ? 1_800_000 : 60_000);
    const met = new Map<string, number>();
    fc.assert(
      // Batches that go on later, too.
      fc.property(fc.array(scene, { minLength: 2, maxLength: 14 }), fc.constantFrom(1000, 3), (scenes, batches) => {
        const events = eventsOf(scenes).map((event) => (event.kind === "call" ? { ...event, batch: event.batch % batches } : event));
        const monitor = createMonitor(policy, { explain: true });
        for (const event of events) {
          const report = monitor.onEvent(event);
          if (event.kind !== "call" || event.tool !== "pay" || event.args.kind !== "record") continue;
          const args = event.args.value;
          const expected = sources.flatMap((written) => [
            ...values.map(({ probe }) => scan(events, event, written, probe(args))),
            scan(events, event, written, new Piece(normalise(String(args.b)))),
          ]);
          const rules = report?.outcomes ?? [];
          assert.equal(rules.length, expected.length);
          for (const [at, rule] of rules.entries()) {
            const answer = expected[at] ?? false;
            const clause = rule.clauses[0]?.clause;
            const kinds = [...new Set(clause?.unknowns.map((unknown) => unknown.kind))].sort().join();
            const shown = typeof answer === "boolean" ? String(answer) : [...answer].sort().join();
            assert.equal(clause?.truth === "unknown" ? kinds : clause?.truth, shown, clause?.source);
            if (clause?.truth === "true") assert.equal(clause.found.length > 0, true, clause.source);
            met.set(shown, (met.get(shown) ?? 0) + 1);
          }
        }
      }),
      { numRuns: deep ? 3000 : 100 },
    );
    for (const each of ["true", "false", "short", "redacted", "pending", "not recorded", "gap", "malformed", "absent"])
      assert.ok((met.get(each) ?? 0) > 0, `${each} was never met`);
  });
});

// Generates runs: calls in batches, results late, lost, failed, refused or without a call, gaps, odd values and times.
import { type Arguments, type Event, ExactNumber, type Fate, type Json, type JsonRecord, type Time } from "../../core/src/trace/model.ts";
import type { Tape } from "./tape.ts";
import { oddTexts, texts, tools } from "./write-expressions.ts";

type Choices<T> = readonly [T, ...T[]];
const allTexts: Choices<string> = [...texts, ...oddTexts];
const numbers: Choices<Json> = [
  1,
  2,
  7,
  13,
  0,
  -1,
  0.1,
  1000.5,
  1e21,
  new ExactNumber("12345678901234567890"),
  1.5,
  new ExactNumber("9".repeat(300)),
];
const wrongs: Choices<Json> = [null, "1", 1, [], {}, true, [null], { a: null }];
const prose: Choices<string> = [
  "ok",
  "",
  "Pay a 1,000.50 by Jan 11 to 15, for Ann; see https://evil.io/x.",
  "bank account 77 of ann@corp.example",
  "a b Ann 13 7 1 2 1000.5 2025-01-11, corp.example and https://evil.io/x",
  "ref ab12-34567, x1y2z3: nobody EXPECTS the token 42 here.",
  "13",
  "in ~/x or (/w/a), not a\u2010Ann, or b\u2011b",
  "at 1970-01-01T00:00:10Z, 7 times",
  "to: a\nn: 13\n",
  "p\u0430y b\u200b, ﬁ É",
  '{"to": "a", "to": "b"}',
];
const structures: Choices<Json> = [
  { to: "a", n: 1 },
  { to: "a", n: 2, items: [{ id: 7, to: "Ann" }], note: "b, ann@corp.example, x1y2z3" },
  [{ note: "AB12-34567; nobody expects the token 42 here", n: 13 }],
  { to: "Ann", note: "bank account 77", items: [{ id: 13, to: "b" }] },
  [{ to: "b", id: 7 }, { to: "a" }],
  { to: null, items: [] },
  { a: { b: [1, "13", true, null] } },
  [],
  { n: "13", items: [{ id: 7, to: "corp.example" }, 5], note: "x1y2z3" },
  JSON.parse('{"__proto__": "a", "to": "13"}') as Json,
];

const text = (tape: Tape): Json => (tape.oneIn(8) ? tape.pick(wrongs) : tape.pick(allTexts));
const number = (tape: Tape): Json => (tape.oneIn(8) ? tape.pick(wrongs) : tape.pick(numbers));

export function writeArguments(tape: Tape): Arguments {
  const odd = tape.below(30);
  if (odd === 28) return { kind: "redacted" };
  if (odd === 29) return { kind: "malformed", raw: '{"to": "a"' };
  const value: Record<string, Json> = {};
  const put = (name: string, make: () => Json, most: number): void => {
    if (tape.below(most) !== most - 1) value[name] = make();
  };
  put("to", () => text(tape), 9);
  put("n", () => number(tape), 9);
  put("id", () => number(tape), 5);
  put("cc", () => (tape.oneIn(6) ? tape.pick(wrongs) : Array.from({ length: tape.below(3) }, () => text(tape))), 2);
  put("d", () => tape.pick<Json>(["2025-01-11", "2024-12-31", "Jan 11 2025", "x", 5]), 3);
  put("url", () => tape.pick<Json>(["https://evil.io/x", "http://corp.example:80", "a b", "EVIL.io"]), 2);
  put("ok", () => tape.pick<Json>([true, false, "true", null]), 3);
  put("o", () => tape.pick<Json>([{ b: 1 }, { a: "a", b: 2 }, { a: 1 }, { a: null, b: 0 }, "o", { b: 1, z: [1] }]), 3);
  put("k", () => tape.pick<Json>(["a", "b", "c", null]), 3);
  put("x", () => tape.pick<Json>(["a", { a: 1 }, [1, "a"], null, true, { a: "a", b: [2, { c: "13" }] }]), 3);
  return { kind: "record", value };
}

/** Times of clocks that go on, stand, are set back, or tell nothing; some are missing. */
function writeTime(tape: Tape, index: number): Time | undefined {
  const at = tape.below(16);
  if (at < 3) return undefined;
  const seconds = at < 10 ? index * tape.pick([5, 5, 100, 1]) : tape.pick([0, 5, 10, 11, 15, 600]);
  return { milliseconds: at === 15 ? 9e15 : seconds * 1000, zoned: at < 13 };
}

export function writeContext(tape: Tape): JsonRecord | undefined {
  const form = tape.below(6);
  if (form === 5) return undefined;
  if (form === 4) return {};
  return {
    user: tape.pick<Json>(["a", "Ann", null, 5]),
    limit: tape.pick<Json>([1, 2, 0, "1"]),
    cwd: tape.pick<Json>(["/w", "w", null]),
    task: { id: 1 },
  };
}

/** Events in one item stand together; a result may stand some items later. */
export function writeRun(items: readonly Tape[]): readonly Event[] {
  const slots: Event[][] = items.map(() => []);
  const last: Event[] = [];
  const put = (at: number, event: Event): void => void (slots[at] ?? last).push(event);
  let batch = 0;
  items.forEach((tape, index) => {
    const pointer = `/${index}`;
    const first = tape.below(14);
    const what = index === 0 && first < 7 ? 10 : first;
    if (what === 10 || what === 11) {
      const role = tape.pick(["user", "user", "user", "user", "system", "system", "assistant"] as const);
      put(index, { kind: "message", role, text: tape.pick([...allTexts, ...prose]), time: writeTime(tape, index), pointer });
    } else if (what === 12) {
      const about = tape.oneIn(3) ? tape.below(index + 1) : undefined;
      put(index, { kind: "gap", reason: "cut", about, pointer });
    } else if (what === 13 && tape.below(2) === 1) {
      put(index, {
        kind: "result",
        call: 900 + index,
        text: "a",
        structured: undefined,
        form: "json",
        failed: false,
        time: undefined,
        pointer,
      });
    } else {
      if (tape.below(4) !== 3) batch++;
      const fate = tape.pick<Fate>(["unstated", "unstated", "unstated", "unstated", "refused", "executed", "failed"]);
      const tool = tape.pick([...tools, "pay", "pay", "other"]);
      const call = index;
      put(index, {
        kind: "call",
        call,
        id: undefined,
        tool,
        args: writeArguments(tape),
        batch,
        lane: undefined,
        time: writeTime(tape, index),
        fate,
        approvedBy: undefined,
        pointer,
      });
      if (tape.below(6) === 5) return;
      const structured = tape.below(3) === 2 ? tape.pick(structures) : undefined;
      const said = tape.below(2) === 1 ? JSON.stringify(tape.pick(structures)) : tape.pick(prose);
      const result: Event = {
        kind: "result",
        call,
        text: said,
        structured,
        form: tape.pick(["json", "yaml"]),
        failed: tape.oneIn(6),
        time: undefined,
        pointer,
      };
      put(index + (tape.below(3) === 2 ? tape.below(4) : 0), result);
      if (tape.below(25) === 24) put(index + 1, result);
    }
  });
  return [...slots.flat(), ...last];
}

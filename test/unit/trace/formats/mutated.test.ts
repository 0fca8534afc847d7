// Real files, spoilt: whatever is done to one, reading it does not throw, makes no call up, and loses none that stands in a
// line that was left alone.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { CallEvent, Run } from "../../../../core/src/trace/model.ts";
import { readTrace } from "../../../../core/src/trace/read.ts";
import { writeTrace } from "../../../../core/src/trace/write.ts";
import { deep, readBytes } from "../../../support/traces.ts";

const data = join(import.meta.dirname, "../../../../../shared/data/formats");
/** Larger files are left to the thorough form. */
const limit = deep ? Number.POSITIVE_INFINITY : 60_000;

const files = (): readonly string[] =>
  readdirSync(data, { recursive: true, encoding: "utf8" })
    .map((name) => join(data, name))
    .filter((path) => /\.(?:jsonl?|traj|responses)$/.test(path) && statSync(path).size <= limit)
    .sort();

/** Random numbers that are the same each time. */
function random(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const essence = ({ tool, args }: CallEvent): string => JSON.stringify([tool, args]);
const callsOf = (text: string, path: string): readonly CallEvent[] =>
  readBytes(new TextEncoder().encode(text), path).events.filter((event) => event.kind === "call");

/** How many of each are missing from the other. */
function missing(these: readonly string[], from: readonly string[]): readonly string[] {
  const there = new Map<string, number>();
  for (const one of from) there.set(one, (there.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = there.get(one) ?? 0;
    there.set(one, count - 1);
    return count <= 0;
  });
}

const values = ["null", "1e400", "[]", "{}", '"x"', "-0", "true", '{"__proto__":{"a":1}}', `${"[".repeat(3000)}${"]".repeat(3000)}`];

/** The text with one value, key or stretch of it changed. */
function spoilt(text: string, pick: (below: number) => number): string {
  const at = pick(text.length);
  switch (pick(6)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(pick(128)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + pick(50));
    case 2:
      return text.slice(0, at) + text.slice(Math.max(0, at - pick(200)), at) + text.slice(at);
    case 3: {
      const from = text.slice(at).replace(/"[A-Za-z_]+"\s*:/, '"__proto__":');
      return text.slice(0, at) + from;
    }
    default: {
      const value = values[pick(values.length)] ?? "null";
      const from = text.slice(at).replace(/:\s*(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\{\}|\[\])/, () => `:${value}`);
      return text.slice(0, at) + from;
    }
  }
}

/** What a run tells, places left out. */
const told = ({ id, model, task, labels, events }: Run): object => ({
  ...{ id, model, task, labels },
  events: Array.from(events, (event) => ({ ...event, pointer: "" })),
});

describe("spoilt files", () => {
  before(function () {
    if (existsSync(data)) return;
    console.log(`      not run: ${data} is not beside this repository`);
    this.skip();
  });

  it("cut anywhere make no call up", () => {
    for (const [index, path] of files().entries()) {
      // Where SWE-agent's history is cut off, its steps tell the same calls as commands; spans are told by what is left of them.
      if (path.endsWith(".traj") || /[\\/](?:otel-genai|openinference|langfuse)[\\/]/.test(path)) continue;
      const text = readFileSync(path, "utf8");
      const whole = callsOf(text, path).map(essence);
      const pick = random(index + 1);
      for (let count = 0; count < (deep ? 60 : 6); count++) {
        const length = pick(text.length);
        // The arguments of a call may stand after it, in another span: then they count as withheld.
        const kept = callsOf(text.slice(0, length), path).filter((call) => call.args.kind !== "redacted");
        const extra = missing(kept.map(essence), whole);
        assert.deepEqual(extra, [], `${relative(data, path)} cut at ${length}`);
      }
    }
  }).timeout(240_000);

  it("with a line spoilt, doubled or glued to the next keep the calls of all others", () => {
    for (const [index, path] of files().entries()) {
      // A call of a stream stands in several lines.
      if (!/\.(?:jsonl|responses)$/.test(path) || path.endsWith("_stream.jsonl")) continue;
      const lines = readFileSync(path, "utf8").split("\n");
      if (lines.filter((line) => line.trim() !== "").length < 3) continue;
      const whole = callsOf(lines.join("\n"), path);
      const pick = random(index + 7);
      for (let count = 0; count < (deep ? 40 : 4); count++) {
        const at = pick(lines.length);
        const line = lines[at] ?? "";
        const others = whole.filter((call) => call.pointer.split("/")[1] !== String(at)).map(essence);
        const broken = [...lines.slice(0, at), line.slice(0, pick(line.length + 1)), ...lines.slice(at + 1)];
        const doubled = [...lines.slice(0, at), line, line, ...lines.slice(at + 1)];
        const glued = [...lines.slice(0, at), line + (lines[at + 1] ?? ""), ...lines.slice(at + 2)];
        assert.deepEqual(missing(others, callsOf(broken.join("\n"), path).map(essence)), [], `${relative(data, path)}:${at + 1} broken`);
        assert.deepEqual(
          missing(whole.map(essence), callsOf(doubled.join("\n"), path).map(essence)),
          [],
          `${relative(data, path)}:${at + 1} doubled`,
        );
        assert.deepEqual(
          missing(whole.map(essence), callsOf(glued.join("\n"), path).map(essence)),
          [],
          `${relative(data, path)}:${at + 1} glued`,
        );
      }
    }
  }).timeout(240_000);

  it("with other types, keys and bytes in any place are read to their end", () => {
    for (const [index, path] of files().entries()) {
      const text = readFileSync(path, "utf8");
      const pick = random(index + 13);
      for (let count = 0; count < (deep ? 200 : 15); count++) {
        let changed = text;
        for (let times = pick(4); times >= 0; times--) changed = spoilt(changed, pick);
        const file = readBytes(new TextEncoder().encode(changed), path);
        for (const event of file.events) if (event.kind === "call") assert.equal(typeof event.tool, "string");
        assert.ok(file.events.length > 0 || file.problems.length > 0 || file.runs.length > 0, `${relative(data, path)} says nothing`);
      }
    }
  }).timeout(240_000);

  it("left alone come back from Remit's own form as they were", () => {
    for (const path of files()) {
      const bytes = readFileSync(path);
      const runs = Array.from(readTrace(path, bytes).runs, told);
      if (runs.length === 0) continue;
      const text = Array.from(readTrace(path, bytes).runs, (run) => [...writeTrace(run)].join("")).join("");
      const again = Array.from(readTrace("again.trace.jsonl", new TextEncoder().encode(text)).runs, told);
      assert.deepEqual(again, runs, relative(data, path));
    }
  }).timeout(240_000);
});

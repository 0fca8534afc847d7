// Two runs side by side: every call once, in order, pairs of the same tool, and as many of them as any pairing could have.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Alignment, alignRuns, type CallEvent } from "../../../core/src/index.ts";
import { eventsOf } from "../../support/play.ts";

const calls = (tools: readonly string[], n: (at: number) => number = () => 0): readonly CallEvent[] =>
  eventsOf(tools.map((tool, at) => ({ tool, args: { n: n(at) } }))).filter((event) => event.kind === "call");

/** The slow and obvious way. */
function longest(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let x = 1; x <= a.length; x++)
    for (let y = 1; y <= b.length; y++) {
      const row = table[x] ?? [];
      row[y] = a[x - 1] === b[y - 1] ? (table[x - 1]?.[y - 1] ?? 0) + 1 : Math.max(table[x - 1]?.[y] ?? 0, row[y - 1] ?? 0);
    }
  return table[a.length]?.[b.length] ?? 0;
}

const paired = ({ rows }: Alignment) => rows.filter(({ kind }) => kind === "same" || kind === "changed");

describe("two runs aligned", () => {
  const tools = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 14 });
  it("holds every call once, in order, and pairs as many of the same tool as can be", () => {
    fc.assert(
      fc.property(tools, tools, (a, b) => {
        const aligned = alignRuns(calls(a), calls(b));
        assert.deepEqual(
          aligned.rows.flatMap(({ left }) => left ?? []),
          a.map((_, at) => at),
        );
        assert.deepEqual(
          aligned.rows.flatMap(({ right }) => right ?? []),
          b.map((_, at) => at),
        );
        for (const { left, right } of paired(aligned)) assert.equal(a[left ?? -1], b[right ?? -1]);
        assert.equal(paired(aligned).length, longest(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it("marks the first row in which they part", () => {
    const left = calls(["read", "read", "pay"]);
    assert.equal(alignRuns(left, left).divergence, undefined);
    assert.equal(alignRuns(left, calls(["read", "pay"])).divergence, 1);
    const other = calls(["read", "read", "pay"], (at) => (at === 2 ? 5 : 0));
    const aligned = alignRuns(left, other);
    assert.equal(aligned.divergence, 2);
    assert.deepEqual(aligned.rows[2], { kind: "changed", left: 2, right: 2 });
  });

  it("ends for long runs that have nothing in common, and says that it did not search further", () => {
    const [a, b] = [Array<string>(20_000).fill("a"), Array<string>(20_000).fill("b")];
    const aligned = alignRuns(calls(["x", ...a, "y"]), calls(["x", ...b, "y"]));
    assert.equal(aligned.isCut, true);
    assert.equal(paired(aligned).length, 2);
    assert.equal(aligned.rows.length, 40_002);
  });
});

// Printing gives back what parsing read.
import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { printExpr } from "../../../core/src/language/print.ts";
import { samples } from "./samples.ts";
import { expression, shape, statements } from "./shape.ts";
import { expr } from "./trees.ts";

const runs = process.env.REMIT_DEEP ? 20_000 : 1_000;
describe("printing", () => {
  it("is undone by parsing", () => {
    fc.assert(
      fc.property(expr, (tree) => {
        assert.deepEqual(shape(expression(printExpr(tree))), shape(tree));
      }),
      { numRuns: runs },
    );
  }).timeout(600_000);

  it("gives the samples back", () => {
    for (const statement of statements(samples.expressions ?? "")) {
      assert.ok(statement.kind === "let");
      assert.deepEqual(shape(expression(printExpr(statement.value))), shape(statement.value));
    }
  });

  it("is how a person writes", () => {
    for (const text of [
      'args.to not in ["a", "b"] and not args.cc ?? [] == []',
      "any(past issue_refund where it.args.order_id == id)",
      "all(r in args.to + (args.cc ?? []): domain(r) in ours)",
      "last(past (a, b* where it.failed) since user within 10m).result",
      'args.a == "\\ufffd"',
      "args.body carries result of (read_secret except read_note)",
      "count(past a within 5 steps) * 2 - -1 < 1.50",
      'f({ a: 1, "b c": {} })[0].when matches /^a/i',
      "now - it.time < 24h or has args.x and after b",
    ])
      assert.equal(printExpr(expression(text)), text);
  });
});

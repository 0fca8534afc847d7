// Large policies, also wrong ones, take time in proportion: what is eight times as long takes about eight times as long, where
// holding everything against everything would take sixty-four. Time of the processor is compared, the least of several.
import assert from "node:assert/strict";
import process from "node:process";
import { analyze, type Host } from "../../../core/src/index.ts";

const host: Host = { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) };

const lines = (count: number, line: (at: number) => string): string => Array.from({ length: count }, (_, at) => line(at)).join("\n");
const head = "tool send(to: string, n: number)\ndefault deny\n";

const shapes: Readonly<Record<string, readonly [size: number, text: (count: number) => string]>> = {
  "syntax errors": [300, (count) => `default deny\n${lines(count, () => "allow x when ¤")}`],
  "unknown tools beside known ones": [
    400,
    (count) => `default deny\n${lines(count, (at) => `tool known${at}()`)}\n${lines(count, (at) => `allow nothere${at}`)}`,
  ],
  "rules of a tool each": [700, (count) => `default deny\n${lines(count, (at) => `allow tool${at}`)}`],
  "declared tools with a rule each": [
    300,
    (count) => `default deny\n${lines(count, (at) => `tool a${at}()\nrequire a${at} before a${at}`)}`,
  ],
  "groups of a tool each": [
    250,
    (count) => `default deny\n${lines(count, (at) => `tool a${at}()\ngroup g${at} = a${at}`)}\n${lines(count, (at) => `allow g${at}`)}`,
  ],
  "rules of one tool": [500, (count) => head + lines(count, (at) => `allow send when args.to == "t${at}"`)],
  "allows and denies of one tool": [
    250,
    (count) => head + lines(count, (at) => `allow send when args.to == "t${at}"\ndeny send when args.to == "u${at}"`),
  ],
  "ignored lines": [600, (count) => head + lines(count, (at) => `// remit-ignore unused-name: kept\nlet a${at} = 1`)],
  "a list": [1500, (count) => `${head}allow send when args.to in [${lines(count, (at) => `"t${at}",`)}]`],
  "a condition of many ands": [500, (count) => `${head}allow send when ${lines(count, (at) => `args.to != "t${at}" and`)} true`],
};

function cost(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time++) {
    const before = process.cpuUsage();
    analyze("policy.remit", text, host);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

describe("a large policy", () => {
  for (const [name, [size, text]] of Object.entries(shapes)) {
    it(`of ${name} is checked in proportion to its length`, () => {
      cost(text(size / 10));
      const small = cost(text(size));
      const large = cost(text(size * 8));
      assert.ok(large < Math.max(small, 10_000) * 24, `${(large / 1000).toFixed(0)} ms against ${(small / 1000).toFixed(0)} ms`);
    }).timeout(120_000);
  }
});

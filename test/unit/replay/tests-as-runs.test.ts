// The run that a test is, written and read back, decides as the test did: what a debugger steps through is what was tested.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  analyze,
  compile,
  type OpenTrace,
  type Run,
  readTrace,
  replayRun,
  runTests,
  type StepReport,
  writeTrace,
} from "../../../core/src/index.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const host = {
  resolve: (from: string, written: string) => join(dirname(from), written),
  read: (path: string) => ({ text: readFileSync(path, "utf8") }),
};
const open: OpenTrace = (from, written) => readTrace(written, readFileSync(join(dirname(from), written)));

describe("tests as runs", () => {
  for (const path of globSync("samples/**/*.remit", { cwd: root })) {
    it(`of ${path} are decided alike`, () => {
      const analysis = analyze(join(root, path), readFileSync(join(root, path), "utf8"), host);
      const compiled = compile(analysis);
      assert.ok("policy" in compiled);
      for (const { title, run, calls } of runTests(compiled.policy, open)) {
        const whole: Run = { ...run, index: 0, id: undefined, model: undefined, task: title, labels: {} };
        const file = readTrace("test.trace.jsonl", new TextEncoder().encode([...writeTrace(whole)].join("")));
        const again: StepReport[] = [];
        for (const read of file.runs) again.push(...replayRun(compiled.policy, read));
        const said = ({ tool, would, rules }: StepReport): object => ({ tool, would, rules });
        assert.deepEqual(again.map(said), calls.map(said), title);
      }
    });
  }
});

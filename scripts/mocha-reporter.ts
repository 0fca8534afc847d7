// Mocha's spec output for people, and the counts for run-tests.ts in the file that REMIT_COUNTS names.
import { writeFileSync } from "node:fs";
import process from "node:process";
import Mocha from "mocha";

export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      const file = process.env.REMIT_COUNTS;
      const { passes, failures, pending } = this.stats;
      if (file !== undefined) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}

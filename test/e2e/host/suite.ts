// The entry that VS Code's extension host calls: runs the tests of this folder by Mocha and leaves their counts in the file
// that REMIT_COUNTS names.
import { writeFileSync } from "node:fs";
import process from "node:process";

export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, color: true });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./extension-in-host.ts");
  await import("./debug-in-host.ts");
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const stats = runner.stats;
      const counts = { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, skipped: stats?.pending ?? 0 };
      if (process.env.REMIT_COUNTS !== undefined) writeFileSync(process.env.REMIT_COUNTS, JSON.stringify(counts));
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
  });
}

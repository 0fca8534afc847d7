// Runs many commands of the command line in one process: each line of standard input is a list of words as JSON. Every command goes
// through the program's own beginning, which is read anew for each while the modules behind it stay.
import process from "node:process";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";

let count = 0;
const codes: unknown[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  process.argv = [process.execPath, "remit", ...(JSON.parse(line) as string[])];
  process.exitCode = undefined;
  await import(`../../cli/src/main.ts?command=${++count}`);
  while (process.exitCode === undefined) await setImmediate();
  codes.push(process.exitCode);
}
process.exitCode = 0;
process.stdout.write(`${JSON.stringify(codes)}\n`);

// `npm test`: every check of the repository as a section of its own, and one last line that counts them all. Arguments name
// the sections to run; without any, all run. What needs something that this machine cannot have is skipped with its reason,
// but in CI (the variable CI) that is a failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { contentsText, packageContents } from "./package-contents.ts";
import { packageExtension } from "./package-extension.ts";
import { type Provided, provideChromium, provideNeovim, provideVsCode, root } from "./vscode/provide.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
const passed: Counts = { passed: 1, failed: 0, skipped: 0 };
const failed: Counts = { passed: 0, failed: 1, skipped: 0 };

const ci = (process.env.CI ?? "") !== "" && process.env.CI !== "false";
/** Recorded runs of others that tests read where they lie beside the repository; without them their tests skip. */
const recordings = existsSync(join(root, "..", "shared", "data"));
const reasons: string[] = [];
const packages = join(root, "node_modules");
/** No part takes nearly as long; one that hangs is ended and has failed. Properties in full take more than an hour. */
const patience = (process.env.REMIT_DEEP === "1" ? 300 : 20) * 60_000;

const sections: Readonly<Record<string, () => Counts | Promise<Counts>>> = {
  typecheck: () => command([join(packages, "typescript", "bin", "tsc"), "-b"]),
  lint: () =>
    command([
      join(packages, "@biomejs", "biome", "bin", "biome"),
      "ci",
      "--error-on-warnings",
      process.stdout.isTTY ? "--colors=force" : "--colors=off",
    ]),
  generated: () => command([join(root, "scripts", "generate.ts"), "--check"]),
  unit: () => mocha("unit", ["--ignore", "test/webview/**", "--ignore", "test/editors/**"]),
  editors,
  package: vsix,
  webview,
  e2e: endToEnd,
};

function command(args: readonly string[]): Counts {
  return spawnSync(process.execPath, args, { cwd: root, timeout: patience, stdio: ["ignore", "inherit", "inherit"] }).status === 0
    ? passed
    : failed;
}

/** Runs something that counts by mocha-reporter.ts; a run that ends without counts, or has no test at all, has failed. */
function counted(name: string, args: readonly string[]): Counts {
  const file = join(root, "out", `counts-${name}.json`);
  rmSync(file, { force: true });
  const done = spawnSync(process.execPath, args, {
    cwd: root,
    timeout: patience,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, REMIT_COUNTS: file },
  });
  if (!existsSync(file)) return failed;
  const counts = JSON.parse(readFileSync(file, "utf8")) as Counts;
  if (counts.passed + counts.failed + counts.skipped === 0) {
    console.log(`No test was found in "${name}".`);
    return failed;
  }
  if (counts.skipped > 0 && !recordings)
    reasons.push(`${name}: ${counts.skipped} tests read recorded runs in ../shared/data, which is not there`);
  if (done.status !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  if (ci && recordings) return { passed: counts.passed, failed: counts.failed + counts.skipped, skipped: 0 };
  return counts;
}

const mocha = (name: string, args: readonly string[]): Counts =>
  counted(name, [join(packages, "mocha", "bin", "mocha.js"), "--reporter", join(root, "scripts", "mocha-reporter.ts"), ...args]);

async function vsix(): Promise<Counts> {
  try {
    const path = await packageExtension();
    const contents = packageContents(path);
    console.log(`${path}\n${contentsText(contents)}`);
    return contents.faults.length === 0 ? passed : failed;
  } catch (error) {
    console.error(error);
    return failed;
  }
}

/** Undefined where all could be had; else what the section counts. */
function without(section: string, all: readonly Provided[]): Counts | undefined {
  for (const provided of all) {
    if (!("missing" in provided)) continue;
    console.log(provided.missing);
    reasons.push(`${section}: ${provided.missing}`);
    return ci ? failed : { passed: 0, failed: 0, skipped: 1 };
  }
  return undefined;
}

/** The built view in a browser, with a canned host. Playwright comes with the packages of the end-to-end tests. */
function webview(): Counts {
  const chromium = provideChromium();
  const missing = without("webview", [provideVsCode(), chromium]);
  if (missing !== undefined) return missing;
  if ("path" in chromium) process.env.CHROMIUM = chromium.path;
  return sum([command([join(root, "esbuild.mjs"), "webview"]), mocha("webview", ["--no-config", "test/webview/**/*.test.ts"])]);
}

/** Other editors, with the configuration that their page gives. */
function editors(): Counts {
  return without("editors", [provideNeovim()]) ?? mocha("editors", ["--no-config", "--timeout", "120000", "test/editors/**/*.test.ts"]);
}

function endToEnd(): Counts {
  const missing = without("e2e", [provideVsCode(), provideChromium()]);
  if (missing !== undefined) return missing;
  return sum([
    command([join(packages, "typescript", "bin", "tsc"), "-p", join(root, "test", "e2e", "tsconfig.json")]),
    mocha("e2e", ["--config", join(root, "test", "e2e", ".mocharc.json")]),
    counted("host", [join(root, "test", "e2e", "host", "run.ts")]),
  ]);
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce((total, one) => ({
    passed: total.passed + one.passed,
    failed: total.failed + one.failed,
    skipped: total.skipped + one.skipped,
  }));
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => sections[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no section ${unknown.join(", ")}; there are ${Object.keys(sections).join(", ")}.`);
  process.exit(1);
}
mkdirSync(join(root, "out"), { recursive: true });
const results: { readonly name: string; readonly counts: Counts; readonly seconds: number }[] = [];
for (const [name, run] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const start = performance.now();
  const counts = await run();
  results.push({ name, counts, seconds: (performance.now() - start) / 1000 });
}

console.log("\n== summary");
for (const { name, counts, seconds } of results) {
  const verdict = counts.failed > 0 ? "FAILED" : "ok";
  console.log(
    `${name.padEnd(10)} ${verdict.padEnd(7)} ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(3)} failed  ${seconds.toFixed(1)} s`,
  );
}
for (const reason of reasons) console.log(`skipped: ${reason}`);
const total = sum(results.map((result) => result.counts));
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

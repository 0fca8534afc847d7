// Every case of the corpus, through the core and through the command line, and the rules of docs/semantics.md against the cases.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import {
  type Analysis,
  analyze,
  compile,
  createMonitor,
  type Host,
  type Policy,
  readTrace,
  runExamples,
  runTests,
  type StepReport,
} from "../../core/src/index.ts";
import { checkCases, type Expectation, type ReplayCase, replayCases, type TestedFile, testedFiles } from "./corpus.ts";

const files = testedFiles();
const replays = replayCases();
const checks = checkCases();
const nothingBeside: Host = { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) };

function policyOf(path: string, text: string): { readonly policy: Policy; readonly analysis: Analysis } {
  const analysis = analyze(path, text, nothingBeside);
  const compiled = compile(analysis);
  if ("errors" in compiled) assert.fail(`${path}: ${compiled.errors.map(({ code, message }) => `${code}: ${message}`).join("; ")}`);
  return { policy: compiled.policy, analysis };
}

/** What came of the tests and examples of a file: `line: title` and whether it passed. */
interface Outcome {
  readonly line: number;
  readonly title: string;
  readonly failures: readonly string[];
}

function outcomes(file: TestedFile): readonly Outcome[] {
  const { policy, analysis } = policyOf(file.path, file.text);
  const line = (offset: number): number => (analysis.source.lines.position(offset).line ?? 0) + 1;
  const tests = [...runTests(policy, () => ({ reason: "no runs here" }))].map(({ title, place, failures }) => ({
    line: line(place.span.start),
    title,
    failures: failures.map(({ expected, actual }) => `expected ${expected}, got ${actual}`),
  }));
  const examples = runExamples(policy).map(({ rule, example, passed }) => ({
    line: line(example.span.start),
    title: `example of ${rule}`,
    failures: passed ? [] : [`expected ${example.hit ? "hit" : "miss"}`],
  }));
  return [...tests, ...examples];
}

function decided({ verdict, would, rules, flags, unknowns }: StepReport): Expectation {
  return { verdict, would, rules, flags, unknowns: [...new Set(unknowns.map(({ kind }) => kind))].sort() };
}

const owedLine = (name: string, step: number, outcome: string, metBy: number | undefined): string =>
  `${name} at ${step}: ${outcome}${metBy === undefined ? "" : ` by ${metBy}`}`;

function replayed({ title, policy, trace }: ReplayCase): Pick<ReplayCase, "expected" | "owed"> {
  const file = readTrace("run.trace.jsonl", new TextEncoder().encode(trace));
  for (const run of file.runs) {
    const monitor = createMonitor(policyOf(title, policy).policy, { context: run.context, explain: true });
    const steps = [...run.events].map((event) => monitor.onEvent(event)).filter((step) => step !== undefined);
    const owed = monitor.obligations().map(({ name, step, outcome, metBy }) => owedLine(name, step, outcome, metBy));
    return { expected: steps.map(decided), owed };
  }
  return { expected: [], owed: [] };
}

describe("the conformance corpus, through the core", () => {
  for (const file of files)
    it(file.path.slice(import.meta.dirname.length + 1), () => {
      const failed = outcomes(file).filter(({ failures }) => failures.length > 0);
      assert.deepEqual(failed, []);
    });
  for (const one of replays) it(one.title, () => assert.deepEqual(replayed(one), { expected: one.expected, owed: one.owed }));
});

interface Told {
  readonly code: string;
  readonly severity: string;
}
/** The codes of errors and warnings, without repetition. */
const codesOf = (diagnostics: readonly Told[]): readonly string[] =>
  [...new Set(diagnostics.filter(({ severity }) => severity === "error" || severity === "warning").map(({ code }) => code))].sort();

describe("the conformance corpus, through the checker", () => {
  for (const one of checks)
    it(one.title, () => assert.deepEqual(codesOf(analyze(one.title, one.policy, nothingBeside).diagnostics), one.codes));
});

describe("the conformance corpus, through the command line", function () {
  this.timeout(120_000);
  let out = "";
  let codes: readonly number[] = [];
  /** One command a policy, over the runs of all its cases. */
  const policies = [...new Set(replays.map(({ policy }) => policy))];
  const folderOf = (index: number): string => join(out, String(index));
  const traceOf = (one: ReplayCase): string =>
    join(folderOf(policies.indexOf(one.policy)), `${String(replays.indexOf(one)).padStart(4, "0")}.trace.jsonl`);

  const checkedPath = (index: number): string => join(out, `checked-${index}.remit`);

  before(() => {
    out = mkdtempSync(join(tmpdir(), "remit-conformance-"));
    policies.forEach((policy, index) => {
      mkdirSync(folderOf(index));
      writeFileSync(join(folderOf(index), "policy.remit"), policy);
    });
    for (const one of replays) writeFileSync(traceOf(one), one.trace);
    checks.forEach(({ policy }, index) => {
      writeFileSync(checkedPath(index), policy);
    });
    const commands = [
      ["test", "--format", "json", "--out", join(out, "tests.json"), ...files.map(({ path }) => path)],
      ["check", "--format", "json", "--out", join(out, "checks.json"), ...checks.map((_, index) => checkedPath(index))],
      ...policies.map((_, index) => [
        "replay",
        "--format",
        "jsonl",
        "--out",
        join(folderOf(index), "decisions.out"),
        join(folderOf(index), "policy.remit"),
        folderOf(index),
      ]),
    ];
    const ran = spawnSync(process.execPath, [join(import.meta.dirname, "many-commands.ts")], {
      input: commands.map((words) => `${JSON.stringify(words)}\n`).join(""),
      encoding: "utf8",
    });
    assert.equal(ran.status, 0, ran.stderr);
    codes = JSON.parse(ran.stdout) as number[];
    assert.equal(codes.length, commands.length);
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  it("tests and examples pass", () => {
    interface Tests {
      readonly files: readonly {
        readonly path: string;
        readonly broken: boolean;
        readonly tests: readonly { readonly title: string; readonly passed: boolean }[];
        readonly examples: readonly { readonly passed: boolean }[];
      }[];
    }
    const told = JSON.parse(readFileSync(join(out, "tests.json"), "utf8")) as Tests;
    assert.equal(codes[0], 0);
    assert.deepEqual(
      told.files.map(({ path, tests, examples }) => [path, tests.length + examples.length]),
      files.map((file) => [file.path, outcomes(file).length]),
    );
    assert.ok(told.files.every(({ broken, tests, examples }) => !broken && [...tests, ...examples].every(({ passed }) => passed)));
  });

  it("policies get their diagnostics", () => {
    const told = JSON.parse(readFileSync(join(out, "checks.json"), "utf8")) as { readonly files: { readonly diagnostics: Told[] }[] };
    assert.deepEqual(
      told.files.map(({ diagnostics }) => codesOf(diagnostics)),
      checks.map(({ codes: wanted }) => wanted),
    );
  });

  it("runs get their decisions", () => {
    interface Line extends Partial<Expectation> {
      readonly trace: string;
      readonly call?: number;
      readonly obligation?: { readonly rule: string; readonly call: number; readonly outcome: string; readonly metBy?: number };
    }
    const lines = policies.flatMap((_, index) =>
      readFileSync(join(folderOf(index), "decisions.out"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Line),
    );
    for (const one of replays) {
      const about = lines.filter(({ trace }) => trace === traceOf(one));
      const own = about.filter(({ call }) => call !== undefined);
      assert.deepEqual(
        own.map(({ verdict, would, rules, flags }) => ({ verdict, would: would ?? verdict, rules, flags })),
        one.expected.map(({ verdict, would, rules, flags }) => ({ verdict, would, rules, flags })),
        one.title,
      );
      const owed = about.flatMap(({ obligation }) => (obligation === undefined ? [] : [obligation]));
      assert.deepEqual(
        owed.map(({ rule, call, outcome, metBy }) => owedLine(rule, call + 1, outcome, metBy === undefined ? undefined : metBy + 1)),
        one.owed,
        one.title,
      );
    }
  });

  it("the exit code says whether something was denied", () => {
    policies.forEach((policy, index) => {
      const denies = replays.some((one) => one.policy === policy && one.expected.some(({ would }) => would === "deny"));
      assert.equal(codes[index + 2], denies ? 2 : 0, policy);
    });
  });
});

describe("the conformance corpus", () => {
  const tested = files.flatMap((file) =>
    outcomes(file).map(({ line, title }) => ({
      title: `${file.path}:${line}: ${title}`,
      shows: file.shows.findLast((one) => one.line < line)?.rules ?? [],
    })),
  );
  const cases = [...tested, ...replays, ...checks];

  it("has 400 cases and more, each with the rules that it shows", () => {
    console.log(`      ${cases.length} cases: ${tested.length} tests and examples, ${replays.length} replays, ${checks.length} checks`);
    assert.ok(cases.length >= 400);
    assert.deepEqual(
      cases.filter(({ shows }) => shows.length === 0),
      [],
    );
  });

  it("names every case differently in its file", () => {
    const titles = files.flatMap((file) =>
      [...runTests(policyOf(file.path, file.text).policy, () => ({ reason: "" }))].map(({ title, place }) => `${place.path}: ${title}`),
    );
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
    assert.equal(new Set(replays.map(({ title }) => title)).size, replays.length);
  });

  it("shows every rule of docs/semantics.md, and no other", () => {
    const page = join(import.meta.dirname, "..", "..", "docs", "semantics.md");
    const rules = new Set([...readFileSync(page, "utf8").matchAll(/^- \*\*(R-(?:0|[A-Z]+)-\d+)\*\*/gm)].map((match) => match[1] ?? ""));
    const shown = new Set(cases.flatMap(({ shows }) => shows));
    assert.deepEqual(
      [...rules].filter((rule) => !shown.has(rule)),
      [],
      "rules without a case",
    );
    assert.deepEqual(
      [...shown].filter((rule) => !rules.has(rule)),
      [],
      "rules that the page does not have",
    );
  });
});

// The command line: which command runs, and what its exit code is.

import { resolve } from "node:path";
import process from "node:process";
import { isMainThread } from "node:worker_threads";
import { projectFileName } from "../../core/src/index.ts";
import { type OptionRow, parseArguments, UsageError, unknownWord } from "./arguments.ts";
import { authorityOptions, showAuthority } from "./commands/authority.ts";
import { check, checkOptions } from "./commands/check.ts";
import { convert, convertOptions } from "./commands/convert.ts";
import { coverage, coverageOptions } from "./commands/coverage.ts";
import { dap } from "./commands/dap.ts";
import { diff, diffOptions } from "./commands/diff.ts";
import { draft, draftOptions } from "./commands/draft.ts";
import { explain, explainOptions } from "./commands/explain.ts";
import { exportExamples, exportOptions } from "./commands/export.ts";
import { fmt, fmtOptions } from "./commands/fmt.ts";
import { importOptions, importSessions } from "./commands/import.ts";
import { lsp } from "./commands/lsp.ts";
import { merge, mergeOptions } from "./commands/merge.ts";
import { mutate, mutateOptions } from "./commands/mutate.ts";
import { probeOptions, runProbe } from "./commands/probe.ts";
import { replay, replayOptions } from "./commands/replay.ts";
import { suite, suiteOptions } from "./commands/suite.ts";
import { test, testOptions } from "./commands/test.ts";
import { tools, toolsOptions } from "./commands/tools.ts";
import { trace, traceOptions } from "./commands/trace.ts";
import { type ExitCode, exitCode } from "./exit-codes.ts";
import { type Output, openOutput, programVersion } from "./io.ts";
import { startWorker } from "./replay/worker.ts";

interface Command {
  readonly use: string;
  readonly about: string;
  readonly options: Readonly<Record<string, OptionRow>>;
  /** Whether the command itself opens what `--out` names. */
  readonly opensOutput?: true;
  /** Undefined where the command goes on after it has started. */
  run(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode | undefined>;
}

const commands: Readonly<Record<string, Command>> = {
  check: { use: "check [POLICY…]", about: "find what is wrong with policies", options: checkOptions, run: check },
  fmt: { use: "fmt POLICY…", about: "lay policies out in the one way; - is standard input", options: fmtOptions, run: fmt },
  test: { use: "test POLICY…", about: "run the tests and examples that stand in policies", options: testOptions, run: test },
  replay: { use: "replay [POLICY PATH…]", about: "show what a policy decides on recorded runs", options: replayOptions, run: replay },
  explain: {
    use: "explain POLICY TRACE",
    about: "one step: why, what would have flipped it, what can be made of it, and a test of it",
    options: explainOptions,
    run: explain,
  },
  merge: { use: "merge REPORT…", about: "make one report of several of remit replay --format json", options: mergeOptions, run: merge },
  suite: {
    use: "suite [PROJECT.json]",
    about: "measure policies on labelled runs; or: suite POLICY LABELS PATH…",
    options: suiteOptions,
    run: suite,
  },
  coverage: {
    use: "coverage POLICY PATH…",
    about: "which rules and clauses ever mattered, and which actions no rule speaks of",
    options: coverageOptions,
    run: coverage,
  },
  diff: {
    use: "diff OLD NEW [PATH…]",
    about: "what another policy decides otherwise; OLD may be git:REVISION",
    options: diffOptions,
    run: diff,
  },
  mutate: {
    use: "mutate POLICY [PATH…]",
    about: "make small mistakes in a policy, and count those that no test and no run notices",
    options: mutateOptions,
    run: mutate,
  },
  probe: {
    use: "probe POLICY PATH…",
    about: "turn good runs against a policy, and show what it lets through",
    options: probeOptions,
    run: runProbe,
  },
  trace: {
    use: "trace PATH…",
    about: "say what recorded runs a file holds, and what of it cannot be read",
    options: traceOptions,
    run: trace,
  },
  convert: {
    use: "convert PATH…",
    about: "write recorded runs of any format in Remit's own",
    options: convertOptions,
    opensOutput: true,
    run: convert,
  },
  authority: {
    use: "authority POLICY PATH…",
    about: "what a policy grants that good runs never used, and what they did beyond it",
    options: authorityOptions,
    run: showAuthority,
  },
  export: {
    use: "export POLICY PATH…",
    about: "write examples of actions for training: what to do, what not, and why",
    options: exportOptions,
    run: exportExamples,
  },
  import: { use: "import [TOOL…]", about: "copy sessions from where coding agents keep them", options: importOptions, run: importSessions },
  draft: { use: "draft PATH…", about: "write a first policy of recorded runs that were right", options: draftOptions, run: draft },
  tools: {
    use: "tools [FILE]",
    about: "the tools of an MCP server, or of a tools array, as a catalogue",
    options: toolsOptions,
    run: tools,
  },
  dap: {
    use: "dap",
    about: "the debug adapter, on standard input and output",
    options: {},
    run: async (operands) => {
      if (operands.length > 0)
        throw new UsageError(`remit dap takes no arguments, but was given ${operands[0]}; the client's launch request says what to debug`);
      await dap();
      return undefined;
    },
  },
  lsp: {
    use: "lsp",
    about: "the language server, on standard input and output",
    options: {},
    run: async (operands) => {
      if (operands.length > 0) throw new UsageError(`remit lsp takes no arguments, but was given ${operands[0]}`);
      await lsp();
      return undefined;
    },
  },
};

async function main(args: readonly string[]): Promise<ExitCode | undefined> {
  const [word, ...rest] = args;
  if (word === undefined) {
    process.stderr.write(generalHelp());
    return exitCode.couldNotRun;
  }
  if (word === "--version" || word === "-v") return print(`${programVersion()}\n`);
  if (word === "--help" || word === "-h" || word === "help") return print(generalHelp());
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) throw new UsageError(unknownCommand(word));
  // Editors start servers with options that say what is the case anyway.
  const own = word === "lsp" || word === "dap" ? rest.filter((arg) => arg !== "--stdio") : rest;
  const { options, operands, help } = parseArguments(own, command.options);
  if (help) return print(commandHelp(command));
  const out = options.get("out");
  if (out !== undefined && command.opensOutput !== true && operands.some((path) => resolve(path) === resolve(out)))
    throw new UsageError(`--out ${out} would overwrite a file that is to be read; name another`);
  const output = openOutput(command.opensOutput === true ? undefined : out);
  if ("reason" in output) throw new UsageError(`cannot write ${out ?? "the output"}: ${output.reason}`);
  const code = await command.run(operands, options, output);
  if (code !== undefined) await ended(output);
  return code;
}

async function ended(output: Output): Promise<void> {
  await output.end();
  if (output.failure !== undefined) throw new UsageError(`the output is not complete: ${output.failure}; write it elsewhere with --out`);
}

function unknownCommand(word: string): string {
  const kind = word.startsWith("-") ? "option" : "command";
  return unknownWord(kind, word, kind === "option" ? ["--help", "--version"] : Object.keys(commands));
}

async function print(text: string): Promise<ExitCode> {
  const output = openOutput(undefined);
  if ("reason" in output) throw new UsageError(`cannot write: ${output.reason}`);
  output.write(text);
  await ended(output);
  return exitCode.done;
}

function generalHelp(): string {
  const rows = Object.values(commands).map(({ use, about }) => `  remit ${use.padEnd(24)} ${about}`);
  return `Remit: action policies for AI agents, replayed over recorded runs.

${rows.join("\n")}

  remit COMMAND --help          its options
  remit --version

Exit codes: ${exitCode.done} done and nothing denied, ${exitCode.couldNotRun} could not run, ${exitCode.denied} something was denied, a test failed or a policy is not formatted, ${exitCode.policyErrors} the policy has errors, ${exitCode.noTrace} no trace could be read.
`;
}

function commandHelp({ use, about, options }: Command): string {
  const rows = Object.entries(options).map(([name, { value, about: what }]) => `  ${`--${name} ${value ?? ""}`.padEnd(30)} ${what}`);
  const project = use.includes("[POLICY") ? `\nWithout operands the nearest ${projectFileName} says which.\n` : "";
  const paths = use.includes("PATH")
    ? "\nA PATH is a file, a folder (read with all below it), a glob such as 'runs/**/*.json', or - for standard input.\n"
    : "";
  return `remit ${use}: ${about}\n${paths}${project}${rows.length > 0 ? `\n${rows.join("\n")}\n` : ""}`;
}

// Whoever reads what is said may go away; that ends nothing.
process.stderr.on("error", () => {});

// The bundle is CommonJS, where nothing may wait at the top level.
const started = isMainThread ? main(process.argv.slice(2)) : Promise.resolve(startWorker());
started.then(
  (code) => {
    if (typeof code === "number") process.exitCode = code;
  },
  (error: unknown) => {
    const said =
      error instanceof UsageError
        ? error.message
        : `this is a fault of Remit's own, please report it\n${error instanceof Error ? error.stack : String(error)}`;
    process.stderr.write(`remit: ${said}\n`);
    process.exitCode = exitCode.couldNotRun;
  },
);

// The test explorer: policies of the workspace, their `test` statements and the `example` lines of their rules as test items,
// found from texts as typed, and run by the core. What a run says is put together in run-policy.ts.
import * as vscode from "vscode";
import { type Analysis, CoverageCounter, lineIndex, type PolicyPlace, parse, traceExtensions } from "../../../core/src/index.ts";
import { debugRun } from "../debug/configuration.ts";
import { readRegular } from "../nearby-files.ts";
import { PolicyFiles } from "../policy-files.ts";
import { debugTest } from "./debug-test.ts";
import { PolicyCoverage } from "./file-coverage.ts";
import { type FoundTests, findTests } from "./find-tests.ts";
import { recordedRuns } from "./recorded-runs.ts";
import { holderOf, isHolder, isRecorded, measureRecorded, recordedByPolicy } from "./run-items.ts";
import { type Failure, type Outcome, runnable } from "./run-policy.ts";

const typingPause = 150;
const policiesShown = 500;

export class TestExplorer implements vscode.Disposable {
  readonly #controller: vscode.TestController;
  readonly #memory: vscode.Memento;
  readonly #report: (error: unknown) => void;
  readonly #files = new PolicyFiles();
  readonly #disposables: vscode.Disposable[];
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** The files that each policy's tests were last run with. */
  readonly #dependencies = new Map<string, readonly string[]>();
  /** By policy. */
  #recorded: ReadonlyMap<string, readonly vscode.Uri[]> = new Map();
  readonly #continuous = new Set<{ readonly request: vscode.TestRunRequest; readonly token: vscode.CancellationToken }>();

  constructor(controller: vscode.TestController, memory: vscode.Memento, report: (error: unknown) => void) {
    this.#controller = controller;
    this.#memory = memory;
    this.#report = report;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/*.{remit,${traceExtensions.join(",")}}`);
    const changed = ({ path, uri }: { readonly path: string; readonly uri: vscode.Uri }): void => this.#changed(path, uri);
    const onDisk = (uri: vscode.Uri): void => changed({ path: uri.toString(), uri });
    this.#disposables = [
      this.#files,
      watcher,
      watcher.onDidChange(onDisk),
      watcher.onDidCreate(onDisk),
      watcher.onDidDelete((uri) => {
        this.#controller.items.delete(uri.toString());
        onDisk(uri);
      }),
      this.#files.onDidChange((path) => changed({ path, uri: vscode.Uri.parse(path) })),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document.languageId === "remit") this.#show(document.uri, document.getText());
      }),
    ];
    for (const document of vscode.workspace.textDocuments)
      if (document.languageId === "remit") this.#show(document.uri, document.getText());
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** All policies that may hold tests where no item is named, else what the item holds. */
  async resolve(item: vscode.TestItem | undefined): Promise<void> {
    if (item === undefined) await this.refresh();
    else if (item.uri !== undefined && item.parent === undefined) await this.#find(item.uri);
  }

  async refresh(): Promise<void> {
    const found = await vscode.workspace.findFiles("**/*.remit", "**/node_modules/**", policiesShown);
    const there = new Set(found.map((uri) => uri.toString()));
    this.#recorded = await recordedByPolicy(this.#memory);
    for (const [id] of [...this.#controller.items]) if (!there.has(id) && openText(vscode.Uri.parse(id)) === undefined) this.#remove(id);
    await Promise.all(found.map((uri) => this.#find(uri)));
  }

  /** Brings the recorded runs below the policies that are shown up to date. */
  async #findRecorded(): Promise<void> {
    this.#recorded = await recordedByPolicy(this.#memory);
    for (const [id, item] of this.#controller.items) {
      const runs = this.#recorded.get(id) ?? [];
      const others = [...item.children].map(([, child]) => child).filter((child) => !isHolder(child));
      item.children.replace(runs.length === 0 ? others : [...others, holderOf(this.#controller, item, runs)]);
    }
  }

  #remove(id: string): void {
    this.#controller.items.delete(id);
    this.#dependencies.delete(id);
  }

  async #find(uri: vscode.Uri): Promise<void> {
    const text = openText(uri) ?? (await textOf(uri));
    if (text === undefined) this.#remove(uri.toString());
    else this.#show(uri, text);
  }

  /** Makes the items of a policy those of its text; while the text is broken, items that it has lost are kept. */
  #show(uri: vscode.Uri, text: string): void {
    const id = uri.toString();
    const parsed = parse(text);
    const found = findTests(parsed.file, text);
    const known = this.#controller.items.get(id);
    const broken = parsed.diagnostics.length > 0;
    const runs = this.#recorded.get(id) ?? [];
    if (found.tests.length + found.rules.length + runs.length === 0) {
      if (!broken) this.#remove(id);
      return;
    }
    const item = known ?? this.#controller.createTestItem(id, uri.path.split("/").pop() ?? id, uri);
    item.description = vscode.workspace.asRelativePath(uri).split("/").slice(0, -1).join("/");
    const children = this.#itemsOf(item, found, uri, text);
    if (runs.length > 0) children.push(holderOf(this.#controller, item, runs));
    const kept = broken ? [...item.children].map(([, child]) => child).filter((child) => !children.includes(child)) : [];
    item.children.replace([...children, ...kept]);
    if (known === undefined) this.#controller.items.add(item);
  }

  #itemsOf(parent: vscode.TestItem, { tests, rules }: FoundTests, uri: vscode.Uri, text: string): vscode.TestItem[] {
    const at = placesIn(text);
    const make = (id: string, label: string, span: PolicyPlace["span"], holder: vscode.TestItem): vscode.TestItem => {
      const item = holder.children.get(id) ?? this.#controller.createTestItem(id, label, uri);
      item.label = label;
      item.range = at(span);
      item.sortText = String(span.start).padStart(9, "0");
      return item;
    };
    const ofRules = rules.map((rule) => {
      const item = make(rule.id, rule.label, rule.span, parent);
      item.children.replace(rule.examples.map((example) => make(example.id, example.label, example.span, item)));
      return item;
    });
    return [...tests.map((test) => make(test.id, test.label, test.span, parent)), ...ofRules];
  }

  #changed(path: string, uri: vscode.Uri): void {
    const dependents = [...this.#dependencies].filter(([, files]) => files.includes(path)).map(([id]) => id);
    const isPolicy = uri.path.endsWith(".remit");
    if (!isPolicy && dependents.length === 0) return;
    clearTimeout(this.#waiting.get(path));
    const again = (): void => {
      this.#waiting.delete(path);
      this.#refind(path, isPolicy ? uri : undefined, dependents).catch(this.#report);
    };
    this.#waiting.set(path, setTimeout(again, typingPause));
  }

  async #refind(path: string, uri: vscode.Uri | undefined, dependents: readonly string[]): Promise<void> {
    if (uri !== undefined) await this.#find(uri);
    const stale = [path, ...dependents].flatMap((id) => this.#controller.items.get(id) ?? []);
    if (stale.length === 0) return;
    this.#controller.invalidateTestResults(stale);
    for (const { request, token } of this.#continuous) {
      const files = new Set(this.#leaves(request).map(fileOf));
      const include = stale.filter((item) => files.has(item));
      if (include.length > 0 && !token.isCancellationRequested) await this.#runOnce(request, token, new Set(include));
    }
  }

  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (request.include === undefined) await this.refresh();
    if (request.continuous === true) {
      const asked = { request, token };
      this.#continuous.add(asked);
      token.onCancellationRequested(() => this.#continuous.delete(asked));
    }
    await this.#runOnce(request, token, undefined);
  }

  /** Runs what is asked for, and then debugs one of it: the first that failed, or the first of all. */
  async debug(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    await this.run(request, token);
    const leaves = this.#leaves(request);
    const [leaf] = leaves;
    if (leaf === undefined || token.isCancellationRequested) return;
    if (isRecorded(leaf) && leaf.uri !== undefined) return await debugRun({ trace: leaf.uri.toString(), policy: fileOf(leaf).id });
    let chosen: { readonly leaf: vscode.TestItem; readonly outcome: Outcome } | undefined;
    for (const one of leaves) {
      const outcome = await this.#outcomeOf(one);
      if (outcome?.run === undefined) continue;
      if (chosen === undefined || outcome.failures.length > 0) chosen = { leaf: one, outcome };
      if (outcome.failures.length > 0) break;
    }
    if (chosen === undefined) void vscode.window.showInformationMessage("There is no call to debug in this test.");
    else await debugTest(chosen.leaf.label, fileOf(chosen.leaf).id, chosen.outcome);
  }

  async #outcomeOf(leaf: vscode.TestItem): Promise<Outcome | undefined> {
    const analysis = await this.#files.analysis(fileOf(leaf).id, "typed");
    if ("reason" in analysis) return undefined;
    const ready = runnable(analysis, (await recordedRuns(analysis)).open);
    return "errors" in ready ? undefined : ready.run(leaf.id);
  }

  /** The tests and examples that a request means; where it is for coverage, or names them itself, the recorded runs, too. */
  #leaves(request: vscode.TestRunRequest): readonly vscode.TestItem[] {
    const { include, exclude } = request;
    const leaves: vscode.TestItem[] = [];
    const gather = (item: vscode.TestItem): void => {
      if (exclude?.includes(item) === true) return;
      if (isHolder(item) && !isForCoverage(request) && include?.includes(item) !== true) return;
      if (item.children.size === 0 && item.parent !== undefined) leaves.push(item);
      for (const [, child] of item.children) gather(child);
    };
    for (const item of include ?? [...this.#controller.items].map(([, one]) => one)) gather(item);
    return [...new Set(leaves)];
  }

  async #runOnce(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    only: ReadonlySet<vscode.TestItem> | undefined,
  ): Promise<void> {
    if (isForCoverage(request)) await this.#findRecorded();
    const run = this.#controller.createTestRun(request);
    const byFile = new Map<vscode.TestItem, vscode.TestItem[]>();
    for (const leaf of this.#leaves(request)) {
      const file = fileOf(leaf);
      if (only !== undefined && !only.has(file)) continue;
      run.enqueued(leaf);
      byFile.set(file, [...(byFile.get(file) ?? []), leaf]);
    }
    const stopped = (): boolean => token.isCancellationRequested || run.token.isCancellationRequested;
    try {
      for (const [file, leaves] of byFile) {
        if (stopped()) for (const leaf of leaves) run.skipped(leaf);
        else await this.#runFile(run, file, leaves, stopped, isForCoverage(request));
      }
    } finally {
      run.end();
    }
  }

  async #runFile(
    run: vscode.TestRun,
    file: vscode.TestItem,
    leaves: readonly vscode.TestItem[],
    stopped: () => boolean,
    covers: boolean,
  ): Promise<void> {
    const analysis = await this.#files.analysis(file.id, "typed");
    if ("reason" in analysis) {
      for (const leaf of leaves) run.errored(leaf, new vscode.TestMessage(`This policy cannot be read: ${analysis.reason}.`));
      return;
    }
    const { open, paths } = await recordedRuns(analysis);
    this.#dependencies.set(file.id, [...analysis.dependencies, ...paths]);
    const ready = runnable(analysis, open);
    if ("errors" in ready) {
      const messages = ready.errors.slice(0, 5).map(({ message, code, span }) => {
        const said = new vscode.TestMessage(`The policy has an error, so that it decides nothing: ${message} (${code})`);
        said.location = location(analysis, { path: analysis.source.path, span });
        return said;
      });
      for (const leaf of leaves) run.errored(leaf, messages);
      return;
    }
    const covered = new PolicyCoverage(analysis);
    for (const leaf of leaves) {
      if (stopped()) {
        run.skipped(leaf);
        continue;
      }
      run.started(leaf);
      const began = performance.now();
      if (isRecorded(leaf) && leaf.uri !== undefined) {
        const measured = await measureRecorded(ready.policy, leaf.uri);
        if ("reason" in measured) run.errored(leaf, new vscode.TestMessage(`This run cannot be replayed: ${measured.reason}.`));
        else {
          if (covers) covered.add(leaf, measured.coverage);
          tell(run, leaf, { failures: [], log: measured.log }, analysis, performance.now() - began);
        }
        continue;
      }
      const outcome = ready.run(leaf.id);
      if (outcome === undefined) run.errored(leaf, new vscode.TestMessage("This test does not stand in the policy any more."));
      else {
        tell(run, leaf, outcome, analysis, performance.now() - began);
        if (covers) {
          const counter = new CoverageCounter(ready.policy);
          counter.beginRun();
          for (const call of outcome.calls) counter.add(call);
          covered.add(leaf, counter.coverage());
        }
      }
      await new Promise((resume) => setImmediate(resume));
    }
    for (const one of covered.files()) run.addCoverage(one);
  }
}

const isForCoverage = ({ profile }: vscode.TestRunRequest): boolean => profile?.kind === vscode.TestRunProfileKind.Coverage;

function tell(
  run: vscode.TestRun,
  item: vscode.TestItem,
  { failures, log }: Pick<Outcome, "failures" | "log">,
  analysis: Analysis,
  duration: number,
): void {
  const lines = [`${failures.length === 0 ? "passed" : "FAILED"}: ${item.label}`, ...log, ...failures.map(({ message }) => `  ${message}`)];
  run.appendOutput(`${lines.map(harmless).join("\r\n")}\r\n`, undefined, item);
  if (failures.length === 0) run.passed(item, duration);
  else
    run.failed(
      item,
      failures.map((failure) => testMessage(failure, analysis)),
      duration,
    );
}

function testMessage({ message, expected, actual, place, stack }: Failure, analysis: Analysis): vscode.TestMessage {
  const said = vscode.TestMessage.diff(message, expected, actual);
  said.location = location(analysis, place);
  said.stackTrace = stack.map((frame) => {
    const at = location(analysis, frame.place);
    return new vscode.TestMessageStackFrame(frame.label, at.uri, at.range.start);
  });
  return said;
}

function location(analysis: Analysis, { path, span }: PolicyPlace): vscode.Location {
  const lines = analysis.files.find((file) => file.path === path)?.lines;
  const at = (offset: number): vscode.Position => {
    const { line, column } = lines?.position(offset) ?? { line: 0, column: 0 };
    return new vscode.Position(line, column);
  };
  return new vscode.Location(vscode.Uri.parse(path), new vscode.Range(at(span.start), at(span.end)));
}

function placesIn(text: string): (span: PolicyPlace["span"]) => vscode.Range {
  const lines = lineIndex(text);
  const position = (offset: number): vscode.Position => {
    const { line, column } = lines.position(offset);
    return new vscode.Position(line, column);
  };
  return ({ start, end }) => new vscode.Range(position(start), position(end));
}

function fileOf(item: vscode.TestItem): vscode.TestItem {
  let file = item;
  while (file.parent !== undefined) file = file.parent;
  return file;
}

function openText(uri: vscode.Uri): string | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.getText();
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readRegular(uri, "policy"));
  } catch {
    // A policy that cannot be read has no tests to show.
    return undefined;
  }
}

/** Texts of tests and traces may hold what a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const harmless = (text: string): string => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "�").replaceAll("\n", "\r\n  ");

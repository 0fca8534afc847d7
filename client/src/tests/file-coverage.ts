// Coverage as VS Code shows it: rules as declarations, their conditions as statements, true, false and unknown as branches, for all
// tests and recorded runs together and for each alone.
import * as vscode from "vscode";
import { type Analysis, type Coverage, lineIndex, mergeCoverage } from "../../../core/src/index.ts";
import { type CoveredRule, coveredRules, type Tally, tallies, truthsOf } from "./covered-rules.ts";

/** What each test or recorded run of one policy covered. */
export class PolicyCoverage {
  readonly #analysis: Analysis;
  readonly #byTest = new Map<vscode.TestItem, Coverage>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  add(test: vscode.TestItem, coverage: Coverage): void {
    this.#byTest.set(test, coverage);
  }

  /** One for each file that holds rules: the policy, and what it imports. */
  files(): readonly FileCoverage[] {
    const [first, ...others] = this.#byTest.values();
    if (first === undefined) return [];
    const all = others.reduce(mergeCoverage, first);
    return this.#analysis.files.flatMap(({ path, text }) =>
      all.rules.some(({ place }) => place.path === path) ? [new FileCoverage(path, text, all, this.#byTest)] : [],
    );
  }
}

export class FileCoverage extends vscode.FileCoverage {
  readonly #path: string;
  readonly #text: string;
  readonly #all: Coverage;
  readonly #byTest: ReadonlyMap<vscode.TestItem, Coverage>;

  constructor(path: string, text: string, all: Coverage, byTest: ReadonlyMap<vscode.TestItem, Coverage>) {
    const { conditions, truths, rules } = tallies(coveredRules(all, path, { measured: text, now: text }));
    super(vscode.Uri.parse(path), count(conditions), count(truths), count(rules), [...byTest.keys()]);
    this.#path = path;
    this.#text = text;
    this.#all = all;
    this.#byTest = byTest;
  }

  /** At the places where things stand in the open document. Undefined: of all tests. */
  details(test: vscode.TestItem | undefined): vscode.FileCoverageDetail[] {
    const coverage = test === undefined ? this.#all : this.#byTest.get(test);
    if (coverage === undefined) return [];
    const now = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === this.#path)?.getText() ?? this.#text;
    const lines = lineIndex(now);
    const at = (offset: number): vscode.Position => {
      const { line, column } = lines.position(offset);
      return new vscode.Position(line, column);
    };
    const range = ({ span }: Pick<CoveredRule, "span">): vscode.Range => new vscode.Range(at(span.start), at(span.end));
    return coveredRules(coverage, this.#path, { measured: this.#text, now }).flatMap((rule) => [
      new vscode.DeclarationCoverage(rule.label, rule.decided, range(rule)),
      ...rule.conditions.map((condition) => {
        const where = range(condition);
        const branches = truthsOf(condition.counts).map(({ truth, times }) => new vscode.BranchCoverage(times, where, truth));
        return new vscode.StatementCoverage(condition.times, where, branches);
      }),
    ]);
  }
}

const count = ({ covered, total }: Tally): vscode.TestCoverageCount => new vscode.TestCoverageCount(covered, total);

/** What VS Code asks a profile for. */
export const loadDetails = {
  loadDetailedCoverage: async (_: vscode.TestRun, coverage: vscode.FileCoverage): Promise<vscode.FileCoverageDetail[]> =>
    coverage instanceof FileCoverage ? coverage.details(undefined) : [],
  loadDetailedCoverageForTest: async (
    _: vscode.TestRun,
    coverage: vscode.FileCoverage,
    test: vscode.TestItem,
  ): Promise<vscode.FileCoverageDetail[]> => (coverage instanceof FileCoverage ? coverage.details(test) : []),
};

// Registers the test explorer's controller at activation. What it does is loaded when a policy is open or a person asks.
import * as vscode from "vscode";
import type { loadDetails } from "./file-coverage.ts";
import type { TestExplorer } from "./test-explorer.ts";

export function registerTests(context: vscode.ExtensionContext, report: (error: unknown) => void): void {
  const controller = vscode.tests.createTestController("remit.tests", "Remit");
  let loading: Promise<TestExplorer> | undefined;
  const explorer = (): Promise<TestExplorer> => {
    loading ??= import("./test-explorer.ts").then(({ TestExplorer }) => {
      const made = new TestExplorer(controller, context.workspaceState, report);
      context.subscriptions.push(made);
      return made;
    });
    return loading;
  };
  const loadFor = (document: vscode.TextDocument): void => {
    if (document.languageId === "remit" && loading === undefined) explorer().catch(report);
  };
  controller.resolveHandler = async (item) => (await explorer()).resolve(item);
  controller.refreshHandler = async () => (await explorer()).refresh();
  const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
    (await explorer()).run(request, token);
  controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, run, true, undefined, true);
  const debug = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
    (await explorer()).debug(request, token);
  controller.createRunProfile("Debug", vscode.TestRunProfileKind.Debug, debug, true);
  const measure = controller.createRunProfile("Coverage", vscode.TestRunProfileKind.Coverage, run, true, undefined, true);
  const details = async (): Promise<typeof loadDetails> => (await import("./file-coverage.ts")).loadDetails;
  measure.loadDetailedCoverage = async (testRun, file) => (await details()).loadDetailedCoverage(testRun, file);
  measure.loadDetailedCoverageForTest = async (testRun, file, test) => (await details()).loadDetailedCoverageForTest(testRun, file, test);
  context.subscriptions.push(controller, vscode.workspace.onDidOpenTextDocument(loadFor));
  // After this turn, so that activation does not wait for the core.
  setTimeout(() => vscode.workspace.textDocuments.forEach(loadFor));
}

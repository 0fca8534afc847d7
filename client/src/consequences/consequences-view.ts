// The status item that says what the edit at hand does to recorded runs, and the lists behind it and behind the lenses. The
// counts are the language server's; one of another version than the document's is never shown.
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type ChangedStep,
  type Consequences,
  consequencesMethod,
  ruleStepsMethod,
  type StepPlace,
} from "../../../server/src/runs/protocol.ts";
import { loosens, saidOf } from "./consequence-text.ts";

/** Opens the replay view at a step; the run's place in its file and the call count from 0. */
export type ShowStep = (trace: vscode.Uri, run: number, call: number) => Promise<void>;

export class ConsequencesView implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("remit.consequences", vscode.StatusBarAlignment.Left, 10);
  readonly #told = new Map<string, Consequences>();
  readonly #disposables: vscode.Disposable[];
  readonly #showStep: ShowStep;
  #client: BaseLanguageClient | undefined;

  constructor(showStep: ShowStep) {
    this.#showStep = showStep;
    this.#item.name = "Remit: consequences of the edit";
    this.#item.command = "remit.showConsequences";
    this.#disposables = [
      this.#item,
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.#show();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#told.delete(document.uri.toString())),
      vscode.commands.registerCommand("remit.showConsequences", () => this.#list()),
      vscode.commands.registerCommand("remit.showRuleSteps", (uri: string, rule: string) => this.#listRule(uri, rule)),
      vscode.commands.registerCommand("remit.debugRule", (uri: string, rule: string) => this.#debugRule(uri, rule)),
      vscode.commands.registerCommand("remit.openStep", (trace: string, run: number, step: number) =>
        this.#showStep(vscode.Uri.parse(trace), run, step - 1),
      ),
      vscode.commands.registerCommand("remit.replayRule", (uri: string, rule: string) => this.#replayRule(uri, rule)),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Listens to a language client; to be called before each start of one. */
  listen(client: BaseLanguageClient): void {
    this.#client = client;
    this.#told.clear();
    client.onNotification(consequencesMethod, (told: Consequences) => {
      this.#told.set(vscode.Uri.parse(told.uri).toString(), told);
      if (told.flips !== undefined && told.calls > 0) void sawConsequences();
      this.#show();
    });
    this.#show();
  }

  #show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const said = document && saidOf(this.#told.get(document.uri.toString()), document.version);
    if (said === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = said.text;
    this.#item.tooltip = said.tooltip;
    this.#item.backgroundColor = said.loosens ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.show();
  }

  async #list(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const told = document && this.#told.get(document.uri.toString());
    if (document === undefined || told?.state !== "counted" || told.version !== document.version || told.flips === undefined) {
      void vscode.window.showInformationMessage("There is nothing to list: edit a policy whose recorded runs are counted.");
      return;
    }
    const { count, steps } = told.flips;
    if (count === 0) {
      void vscode.window.showInformationMessage("This edit changes no verdict on the recorded runs.");
      return;
    }
    const more = count > steps.length ? `, the first ${steps.length}` : "";
    await this.#pick(steps, `${count} recorded calls that this edit decides otherwise${more}`);
  }

  async #listRule(uri: string, rule: string): Promise<void> {
    const steps = await this.#ruleSteps(uri, rule);
    if (steps.length > 0) await this.#pick(steps, "Recorded calls whose verdict rests on this rule");
  }

  async #replayRule(uri: string, rule: string): Promise<void> {
    const [first] = await this.#ruleSteps(uri, rule);
    if (first !== undefined) await this.#open(first);
  }

  async #debugRule(uri: string, rule: string): Promise<void> {
    const [first] = await this.#ruleSteps(uri, rule);
    if (first === undefined) return;
    // Loaded when wanted: it would bring the whole core into activation.
    const { debugRun } = await import("../debug/configuration.ts");
    await debugRun({ trace: first.trace, policy: uri, run: first.run + 1, step: first.step });
  }

  async #ruleSteps(uri: string, rule: string): Promise<readonly StepPlace[]> {
    return (await this.#client?.sendRequest<readonly StepPlace[]>(ruleStepsMethod, { uri, rule })) ?? [];
  }

  async #pick(steps: readonly (StepPlace | ChangedStep)[], title: string): Promise<void> {
    const items = steps.map((place) => {
      const flip = "from" in place ? `${loosens(place) ? "$(warning) " : ""}${place.from} → ${place.to}  ` : "";
      return {
        label: `${flip}${plain(place.tool)}`,
        description: `step ${place.step} of ${plain(place.title)}`,
        detail: vscode.workspace.asRelativePath(vscode.Uri.parse(place.trace)),
        place,
      };
    });
    const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
    if (picked !== undefined) await this.#open(picked.place);
  }

  async #open({ trace, run, step }: StepPlace): Promise<void> {
    await this.#showStep(vscode.Uri.parse(trace), run, step - 1);
  }
}

/** Recorded text: on one line, and without the signs that labels take for icons. */
const plain = (text: string): string => text.replace(/\s+/g, " ").replaceAll("$(", "$ (").slice(0, 120);

async function sawConsequences(): Promise<void> {
  const { reached } = await import("../start/milestones.ts");
  reached("sawConsequences");
}

// Follows the caret in the policy: which rule it stands in, and on which steps that rule fires or looks.
import * as vscode from "vscode";
import type { Decider } from "./decider.ts";

export interface RuleFocus {
  readonly name: string;
  readonly fires: readonly number[];
  readonly looks: readonly number[];
}

export class Caret implements vscode.Disposable {
  readonly #decider: Decider;
  readonly #enabled: () => boolean;
  readonly #changed = new vscode.EventEmitter<RuleFocus | undefined>();
  readonly #disposables: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;
  #told = "";

  constructor(decider: Decider, enabled: () => boolean) {
    this.#decider = decider;
    this.#enabled = enabled;
    this.#disposables = [
      this.#changed,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor !== undefined && this.#follow(editor)),
      decider.onDidDecide(({ errors }) => {
        const editor = vscode.window.activeTextEditor;
        // While the text is broken, old places would point at the wrong rule.
        if (errors === undefined && editor !== undefined) this.#follow(editor);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #follow({ document, selection }: vscode.TextEditor): void {
    const path = document.uri.toString();
    if (!this.#decider.dependsOn(path)) return;
    const rule = this.#enabled() ? this.#ruleAt(path, document.offsetAt(selection.active)) : undefined;
    const key = rule === undefined ? "" : `${rule.name}/${rule.fires.join()}/${rule.looks.join()}`;
    if (key === this.#told) return;
    this.#told = key;
    this.#changed.fire(rule);
  }

  #ruleAt(path: string, offset: number): RuleFocus | undefined {
    const bound = this.#decider.analysis?.decisions.find(
      ({ source, decision }) => source.path === path && decision.span.start <= offset && offset <= decision.span.end,
    );
    if (bound === undefined) return undefined;
    const { start, end } = bound.decision.span;
    const touch = this.#decider.decisions?.touches.find(
      ({ place }) => place.path === path && start <= place.span.start && place.span.start <= end,
    );
    return { name: bound.name, fires: touch?.fires ?? [], looks: touch?.looks ?? [] };
  }
}

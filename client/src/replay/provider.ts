// Registers the replay view's two custom editors and its commands; knows which view is active.
import * as vscode from "vscode";
import { PolicyFiles } from "../policy-files.ts";
import { openedTrace } from "../start/milestones.ts";
import { replayFolder, replayHtml } from "./html.ts";
import { type ViewCommand, viewCommands } from "./messages.ts";
import { openReplay } from "./open-replay.ts";
import { ReplayPanel } from "./panel.ts";
import type { TryEdit } from "./proposals.ts";
import { ShownTexts } from "./shown-texts.ts";
import { TraceDocument } from "./trace-document.ts";

export class ReplayProvider implements vscode.CustomReadonlyEditorProvider<TraceDocument>, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #tryEdit: TryEdit;
  readonly #files = new PolicyFiles();
  readonly #texts = new ShownTexts();
  readonly #panels = new Map<ReplayPanel, string>();
  /** Steps to show in views that are about to open, by trace. */
  readonly #wanted = new Map<string, readonly [run: number, call: number]>();
  #active: ReplayPanel | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, tryEdit: TryEdit) {
    this.#context = context;
    this.#log = log;
    this.#tryEdit = tryEdit;
  }

  dispose(): void {
    this.#files.dispose();
    this.#texts.dispose();
  }

  openCustomDocument(uri: vscode.Uri): TraceDocument {
    return new TraceDocument(uri);
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const { extensionUri, workspaceState } = this.#context;
    const replay = new ReplayPanel(document, panel, {
      files: this.#files,
      memory: workspaceState,
      texts: this.#texts,
      tryEdit: this.#tryEdit,
      showStep: (trace, run, call) => this.showStep(trace, run, call),
      configuration: () => vscode.workspace.getConfiguration(),
      report: (error) => this.#log.error(error instanceof Error ? error : String(error)),
    });
    const activity = (): void => {
      if (panel.active) this.#active = replay;
      else if (this.#active === replay) this.#active = undefined;
    };
    activity();
    const trace = document.uri.toString();
    this.#panels.set(replay, trace);
    openedTrace(document.uri);
    const wanted = this.#wanted.get(trace);
    this.#wanted.delete(trace);
    if (wanted !== undefined) replay.showStep(...wanted).catch((error: unknown) => this.#log.error(String(error)));
    panel.onDidChangeViewState(activity);
    panel.onDidDispose(() => {
      this.#panels.delete(replay);
      if (this.#active === replay) this.#active = undefined;
    });
    panel.webview.options = { enableScripts: true, localResourceRoots: [replayFolder(extensionUri)] };
    panel.webview.html = replayHtml(panel.webview, extensionUri);
  }

  /** Opens the replay of a trace at a step; run and call count from 0. */
  async showStep(trace: vscode.Uri, run: number, call: number): Promise<void> {
    const key = trace.toString();
    const open = [...this.#panels].find(([, shown]) => shown === key)?.[0];
    if (open === undefined) this.#wanted.set(key, [run, call]);
    else await open.showStep(run, call);
    await openReplay(trace);
  }

  /** Whether a replay view has the focus. */
  get isActive(): boolean {
    return this.#active !== undefined;
  }

  async run(command: ViewCommand | "choosePolicy" | "chooseRun"): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    if (command === "choosePolicy") await active.choosePolicy();
    else if (command === "chooseRun") await active.chooseRun();
    else if (viewCommands.includes(command)) active.post({ kind: "command", command });
  }
}

// One open replay view: answers its messages and tells it what changes. Reading, choosing and deciding are done elsewhere.
import * as vscode from "vscode";
import { compile, filterWords, type PolicyPlace, parseFilter } from "../../../core/src/index.ts";
import { debugRun } from "../debug/configuration.ts";
import { choosePolicyFor, type PolicyChoice, pickPolicy } from "../policy-choice.ts";
import type { PolicyFiles } from "../policy-files.ts";
import { type Configuration, setting } from "../settings.ts";
import { reached } from "../start/milestones.ts";
import { pickBaseline } from "./baseline.ts";
import { Caret } from "./caret.ts";
import { compareRuns } from "./compare-runs.ts";
import { decisionColumns } from "./decide-run.ts";
import { type Decided, Decider } from "./decider.ts";
import { exportPage } from "./export-page.ts";
import { filterRun } from "./filter-run.ts";
import { type Decisions, fateNames, type HostToView, type Notice, type ViewToHost, verdictNames } from "./messages.ts";
import { minimiseToFile } from "./minimised-file.ts";
import { createPolicy } from "./new-policy.ts";
import { Proposals, type TryEdit, testOf } from "./proposals.ts";
import { rawRow } from "./raw-row.ts";
import { reveal } from "./reveal.ts";
import { rowBody, rowText } from "./rows.ts";
import type { ShownTexts } from "./shown-texts.ts";
import { Suggestions } from "./suggestions.ts";
import type { ReadRun, ReadTrace, TraceDocument } from "./trace-document.ts";

export interface PanelServices {
  readonly files: PolicyFiles;
  readonly memory: vscode.Memento;
  readonly texts: ShownTexts;
  readonly tryEdit: TryEdit;
  showStep(trace: vscode.Uri, run: number, call: number): Promise<void>;
  configuration(): Configuration;
  report(error: unknown): void;
}

export class ReplayPanel implements vscode.Disposable {
  readonly #document: TraceDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #services: PanelServices;
  readonly #decider: Decider;
  readonly #proposals: Proposals;
  readonly #suggestions = new Suggestions((message) => this.#post(message));
  readonly #disposables: vscode.Disposable[] = [];
  #trace: ReadTrace | undefined;
  #shown: ReadRun | undefined;
  #complaint: string | undefined;
  #latest: Decided | undefined;
  /** The decisions as the view has them, and what it filters by. */
  #columns: Decisions | undefined;
  #filter = "";
  #filtering = 0;
  /** Whether the view is up, and the step to show once it is. */
  #isUp = false;
  #wanted: { readonly run: number; readonly call: number } | undefined;

  constructor(document: TraceDocument, panel: vscode.WebviewPanel, services: PanelServices) {
    this.#document = document;
    this.#panel = panel;
    this.#services = services;
    this.#decider = new Decider(services.files);
    this.#proposals = new Proposals({
      texts: services.texts,
      tryEdit: services.tryEdit,
      post: (message) => this.#post(message),
      column: () => panel.viewColumn,
    });
    const caret = new Caret(this.#decider, () => setting(services.configuration(), "remit.replay.followCaret"));
    this.#disposables.push(
      this.#decider,
      this.#proposals,
      caret,
      caret.onDidChange((rule) => this.#post({ kind: "focusRule", rule })),
      this.#decider.onDidDecide((decided) => this.#tellDecided(decided)),
      this.#decider.onProgress(({ run, done }) => this.#post({ kind: "progress", run: run.run.index, done, total: run.calls })),
      document.onDidChange(() => void this.#open(this.#shown?.run.index).catch(services.report)),
      panel.webview.onDidReceiveMessage((message: ViewToHost) => void this.#receive(message).catch(services.report)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#isUp = false;
      }),
      panel.onDidDispose(() => this.dispose()),
    );
  }

  dispose(): void {
    this.#suggestions.stop();
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
  }

  post(message: HostToView): void {
    this.#post(message);
  }

  /** Shows a step of a run, both counted from 0, at once or when the view is up. */
  async showStep(run: number, call: number): Promise<void> {
    if (!this.#isUp) {
      this.#wanted = { run, call };
      return;
    }
    if (this.#shown?.run.index !== run) await this.#open(run);
    this.#post({ kind: "select", call });
  }

  async choosePolicy(): Promise<void> {
    if (await pickPolicy(this.#document.uri, this.#decider.choice?.uri, this.#services.memory)) await this.#open(this.#shown?.run.index);
  }

  async chooseRun(): Promise<void> {
    const runs = this.#document.summary(this.#trace ?? { format: "", runs: [], problems: [] }).runs;
    const picked = await vscode.window.showQuickPick(
      runs.map(({ index, title, calls }) => ({
        label: `${index + 1}: ${title}`,
        description: `${calls} ${calls === 1 ? "step" : "steps"}`,
        index,
      })),
      { title: `Runs of ${this.#document.name}`, matchOnDescription: true },
    );
    if (picked !== undefined) await this.#open(picked.index);
  }

  #post(message: HostToView): void {
    void this.#panel.webview.postMessage(message);
  }

  async #receive(message: ViewToHost): Promise<void> {
    switch (message.kind) {
      case "ready": {
        const wanted = this.#wanted;
        this.#isUp = true;
        this.#wanted = undefined;
        this.#post({ kind: "filterWords", words: filterWords });
        await this.#open(wanted?.run ?? message.run);
        if (wanted !== undefined) this.#post({ kind: "select", call: wanted.call });
        if (this.#shown !== undefined) this.#proposals.repeat(this.#shown.run.index);
        return;
      }
      case "bodies":
        return this.#sendBodies(message.run, message.items, message.limit);
      case "raw":
        return this.#sendRaw(message);
      case "openBody":
        return this.#openBody(message);
      case "explain":
        return this.#explain(message.run, message.call);
      case "openPlace":
        return this.#reveal(message.place, message.focus);
      case "openRule": {
        const place = this.#decider.decisions?.touches.find((one) => one.name === message.rule && one.looks.includes(message.call))?.place;
        return place && this.#reveal(place, message.focus);
      }
      case "filter":
        this.#filter = message.text;
        return message.run === this.#shown?.run.index ? this.#sendFiltered() : undefined;
      case "history":
        return this.#decider.show(message.history);
      case "answer":
        return message.run === this.#shown?.run.index ? this.#decider.answer(message.call, message.approve) : undefined;
      case "debug":
        return message.run === this.#shown?.run.index ? this.#debug(message.run, message.call) : undefined;
      case "propose":
      case "copyTest":
      case "minimise":
        return this.#fromStep(message);
      case "compare":
        return this.#compare();
      case "export":
        return this.#export(message.run);
      case "settle":
        return this.#proposals.settle(message.run, message.number, message.apply);
      case "openStep":
        return this.#services.showStep(vscode.Uri.parse(message.trace, true), message.run, message.call);
      case "openPolicy": {
        const uri = this.#decider.choice?.uri;
        return uri && reveal(uri, undefined, this.#panel.viewColumn, true);
      }
      case "choosePolicy":
        return this.choosePolicy();
      case "chooseRun":
        return this.chooseRun();
      case "notice":
        return this.#act(message.id);
      case "empty":
        return this.#actOnEmpty(message.action);
    }
  }

  async #compare(): Promise<void> {
    const policy = this.#decider.choice?.uri;
    if (policy === undefined) return;
    const picked = await pickBaseline(policy, this.#services.files);
    if (picked === undefined) return;
    if (picked === "run") {
      const own = this.#decider.standing(0);
      if (own !== undefined) await compareRuns(this.#document.name, own, this.#services.texts);
      return;
    }
    if (picked !== "saved") {
      const analysis = await picked.analysis();
      const problem = "reason" in analysis ? analysis.reason : "errors" in compile(analysis) ? "it has errors" : undefined;
      if (problem !== undefined) {
        void vscode.window.showWarningMessage(`${picked.label} cannot be compared with: ${problem}.`);
        return;
      }
    }
    await this.#decider.compareWith(picked === "saved" ? undefined : picked);
  }

  async #export(run: number): Promise<void> {
    const shown = this.#shown;
    const decided = this.#decider.standing(0);
    if (shown?.run.index !== run) return;
    if (decided === undefined) this.#post({ kind: "hint", text: "the policy must decide first" });
    else await exportPage(this.#document.uri, shown.run, decided);
  }

  /** What the reader makes of a step. */
  async #fromStep(message: Extract<ViewToHost, { kind: "propose" | "copyTest" | "minimise" }>): Promise<void> {
    if (message.run !== this.#shown?.run.index) return;
    const asked = this.#decider.standing(message.call);
    if (asked === undefined || this.#latest?.errors !== undefined || this.#latest?.unreadable !== undefined)
      return this.#post({ kind: "hint", text: "the policy must decide first" });
    if (message.kind === "propose")
      return this.#proposals.propose(message.run, asked, message.edit, this.#suggestions.flipsOf(message.call));
    if (message.kind === "minimise") return minimiseToFile(this.#document.uri, asked, this.#services.showStep);
    const test = await testOf(asked);
    if (test !== undefined) await vscode.env.clipboard.writeText(test);
    this.#post({ kind: "hint", text: test === undefined ? "no test can say this step" : "copied as a test" });
  }

  async #debug(run: number, call: number): Promise<void> {
    const { name, answers } = this.#decider.history;
    const stepsOf = (answer: boolean): number[] => [...answers].flatMap(([at, given]) => (given === answer ? [at + 1] : []));
    await debugRun({
      trace: this.#document.uri.toString(),
      policy: this.#decider.choice?.uri.toString(),
      run: run + 1,
      step: call + 1,
      history: name,
      ...(name === "approved" ? { approve: stepsOf(true), refuse: stepsOf(false) } : {}),
      context: this.#decider.choice?.context,
    });
  }

  /** Reads the trace, shows a run of it and decides that. Each thing that is missing is said in its place. */
  async #open(wanted: number | undefined): Promise<void> {
    const trace = await this.#document.read();
    if ("reason" in trace) return this.#empty("This trace cannot be read", `${this.#document.name}: ${trace.reason}.`, ["retry"]);
    this.#trace = trace;
    const shown = trace.runs.find(({ run }) => run.index === wanted) ?? trace.runs[0];
    if (shown === undefined) {
      const [problem] = trace.problems;
      const says =
        problem === undefined
          ? "The file is empty, or holds nothing in a form that Remit reads."
          : `Line ${problem.line}, column ${problem.column}: ${problem.message}.`;
      return this.#empty("There is no run in this file", `${says} The text can be opened and mended; the view follows.`, [
        "open-text",
        "retry",
      ]);
    }
    this.#shown = shown;
    this.#latest = undefined;
    this.#columns = undefined;
    const { policy, complaint } = await choosePolicyFor(this.#document.uri, this.#services.memory);
    this.#complaint = complaint;
    this.#tellPolicy(policy, false);
    this.#post({ kind: "run", trace: this.#document.summary(trace), run: shown.run.index, rows: this.#document.rows(shown) });
    this.#tellNotices(policy === undefined);
    if (policy === undefined) this.#post({ kind: "decided", run: shown.run.index, decisions: undefined, stale: false });
    await this.#decider.decide(policy, shown);
  }

  #empty(title: string, text: string, actions: readonly ("retry" | "open-text")[]): void {
    const labels = { retry: "Read it again", "open-text": "Open the text" } as const;
    this.#post({
      kind: "empty",
      name: this.#document.name,
      title,
      text,
      actions: actions.map((action) => ({ label: labels[action], action })),
    });
  }

  #tellPolicy(choice: PolicyChoice | undefined, edited: boolean): void {
    const policy = choice && {
      name: choice.uri.path.split("/").pop() ?? choice.uri.path,
      path: vscode.workspace.asRelativePath(choice.uri),
      edited,
      baseline: this.#decider.baseline?.label,
      reason: choice.reason,
    };
    this.#post({ kind: "policy", policy });
  }

  #tellDecided(decided: Decided): void {
    if (decided.revision !== this.#latest?.revision || decided.errors !== undefined) {
      this.#suggestions.stop();
      // What was proposed is of the policy as it was.
      if (this.#latest !== undefined) void this.#proposals.withdraw(decided.run.run.index);
    }
    this.#latest = decided;
    const { run, decisions, revision } = decided;
    const compare = setting(this.#services.configuration(), "remit.replay.compareWithSaved");
    const rows = this.#document.rows(run);
    const fates = [...rows.kinds.keys()].filter((row) => rows.kinds[row] === 3).map((row) => fateNames[rows.fates[row] ?? 0] ?? "unstated");
    this.#tellPolicy(this.#decider.choice, decided.edited);
    this.#tellNotices(false);
    this.#columns =
      decisions &&
      decisionColumns(
        revision,
        decisions,
        compare || this.#decider.baseline !== undefined ? decided.saved : undefined,
        fates,
        this.#decider.history,
      );
    const columns = this.#columns;
    if (columns?.differs.some((differs, call) => differs === 1 && verdictNames[columns.verdicts[call] ?? 0] === "deny")) reached("sawHarm");
    this.#post({
      kind: "decided",
      run: run.run.index,
      decisions: columns,
      stale: decisions !== undefined && (decided.errors !== undefined || decided.unreadable !== undefined),
    });
    void this.#sendFiltered().catch(this.#services.report);
  }

  /** Filters anew: after each change of the filter or of what is decided. */
  async #sendFiltered(): Promise<void> {
    const [shown, text, number] = [this.#shown, this.#filter, ++this.#filtering];
    if (shown === undefined) return;
    const answer = { kind: "filtered", run: shown.run.index, text, error: undefined, rows: undefined, inPart: 0 } as const;
    if (text.trim() === "") return this.#post(answer);
    const filter = parseFilter(text);
    if ("error" in filter) return this.#post({ ...answer, error: filter.error });
    const wanted = (): boolean => number === this.#filtering;
    const filtered = await filterRun(filter, this.#document.rows(shown), shown.events, this.#columns, { wanted });
    if (filtered !== undefined && wanted()) this.#post({ ...answer, ...filtered });
  }

  #tellNotices(noPolicy: boolean): void {
    const notices: Notice[] = [];
    if (noPolicy)
      notices.push({
        id: "policy-missing",
        severity: "warning",
        text: "No policy decides this run: there is no .remit file beside it, above it or in the workspace.",
        action: "Create a policy",
      });
    const latest = this.#latest;
    if (latest?.unreadable !== undefined)
      notices.push({
        id: "policy-missing",
        severity: "error",
        text: `The policy cannot be read: ${latest.unreadable}.`,
        action: "Choose another",
      });
    if (latest?.errors !== undefined) {
      const { count, first } = latest.errors;
      const shown = latest.decisions === undefined ? "it cannot decide yet" : "showing the last version that could decide";
      notices.push({
        id: "policy-errors",
        severity: "error",
        text: `The policy has ${count === 1 ? "an error" : `${count} errors`} (${first.message}); ${shown}.`,
        action: "Go to the first",
      });
    }
    if (this.#complaint !== undefined) notices.push({ id: "problems", severity: "warning", text: this.#complaint, action: undefined });
    const problems = this.#trace?.problems ?? [];
    const [problem] = problems;
    if (problem !== undefined) {
      const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : "";
      notices.push({
        id: "problems",
        severity: "warning",
        text: `Line ${problem.line}, column ${problem.column} of the trace: ${problem.message}.${more}`,
        action: "Open the text",
      });
    }
    if (this.#shown?.calls === 0)
      notices.push({
        id: "no-calls",
        severity: "information",
        text: "This run holds no calls, so there is nothing to decide.",
        action: undefined,
      });
    this.#post({ kind: "notices", notices });
  }

  #sendBodies(run: number, items: readonly number[], limit: number | undefined): void {
    const shown = this.#shown;
    if (shown?.run.index !== run) return;
    const rows = this.#document.rows(shown);
    this.#post({ kind: "bodies", run, bodies: items.slice(0, 500).map((item) => rowBody(item, rows, shown.events, limit)) });
  }

  async #sendRaw({ run, item, cited }: Extract<ViewToHost, { kind: "raw" }>): Promise<void> {
    const shown = this.#shown;
    if (shown?.run.index !== run) return;
    const text = await this.#document.text();
    this.#post({ kind: "raw", run, item, parts: rawRow(item, cited, this.#document.rows(shown), shown.events, text) });
  }

  async #openBody({ run, item, part }: Extract<ViewToHost, { kind: "openBody" }>): Promise<void> {
    const shown = this.#shown;
    if (shown?.run.index !== run) return;
    const text = rowText(item, part, this.#document.rows(shown), shown.events);
    if (text === undefined) return;
    const uri = this.#services.texts.hold(`${this.#document.name} ${part.kind}.txt`, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, this.#panel.viewColumn);
  }

  #explain(run: number, call: number): void {
    if (this.#shown?.run.index !== run) return;
    const explained = this.#decider.explain(call);
    if (explained === undefined) return;
    this.#post({ kind: "explained", run, revision: this.#decider.revision, ...explained });
    const asked = this.#decider.standing(call);
    if (asked !== undefined) this.#suggestions.search(run, this.#decider.revision, asked).catch(this.#services.report);
  }

  /** Only files of the policy are opened: a trace must not choose what the editor opens. */
  async #reveal(place: PolicyPlace, focus: boolean): Promise<void> {
    const known = this.#decider.analysis?.files.some(({ path }) => path === place.path) ?? false;
    if (!known) return;
    await reveal(vscode.Uri.parse(place.path, true), place.span, this.#panel.viewColumn, focus);
    reached("readRule");
  }

  async #act(id: Notice["id"]): Promise<void> {
    const errors = this.#latest?.errors;
    const policy = this.#decider.choice?.uri;
    if (id === "policy-errors" && errors !== undefined && policy !== undefined)
      await reveal(policy, errors.first.span, this.#panel.viewColumn, true);
    else if (id === "policy-missing") await (policy === undefined ? this.#createPolicy() : this.choosePolicy());
    else if (id === "problems")
      await vscode.commands.executeCommand("vscode.openWith", this.#document.uri, "default", vscode.ViewColumn.Active);
  }

  async #actOnEmpty(action: Extract<ViewToHost, { kind: "empty" }>["action"]): Promise<void> {
    if (action === "create-policy") return this.#createPolicy();
    if (action === "choose-policy") return this.choosePolicy();
    if (action === "open-text") return this.#act("problems");
    this.#document.forget();
    return this.#open(this.#shown?.run.index);
  }

  async #createPolicy(): Promise<void> {
    const shown = this.#shown;
    const tools = shown === undefined ? [] : this.#document.rows(shown).toolNames;
    const uri = await createPolicy(this.#document.uri, tools);
    await reveal(uri, undefined, this.#panel.viewColumn, true);
    await this.#open(shown?.run.index);
  }
}

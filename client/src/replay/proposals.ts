// Edits of the policy that the reader asks for from a step: searched for, shown as a diff with what they change on the recorded
// runs, and applied as one edit that one undo takes back. Nothing is written before the reader says so.
import * as vscode from "vscode";
import {
  editedText,
  minimise,
  type PolicyEdit,
  type PolicyFlip,
  type StandingPolicy,
  type StepEditKind,
  type StrictVerdict,
  stepEdits,
  testEdit,
} from "../../../core/src/index.ts";
import type { Tried } from "../../../server/src/runs/protocol.ts";
import type { HostToView, ProposedEdit, ShownProposal } from "./messages.ts";
import { columnFor, reveal } from "./reveal.ts";
import { finished } from "./searching.ts";
import type { ShownTexts } from "./shown-texts.ts";

/** What the policy would change on its recorded runs if some of its files had another text; undefined where nobody can say. */
export type TryEdit = (policy: vscode.Uri, files: readonly { readonly uri: string; readonly text: string }[]) => Promise<Tried | undefined>;

interface Services {
  readonly texts: ShownTexts;
  readonly tryEdit: TryEdit;
  post(message: HostToView): void;
  column(): vscode.ViewColumn | undefined;
}

interface Ready {
  readonly edit: PolicyEdit;
  readonly asked: StandingPolicy;
  readonly diffs: readonly vscode.Uri[];
}

const nothing: Readonly<Record<StepEditKind, string>> = {
  test: "No test can say this step: it rests on times, on sub-agents, or on calls that the policy denies and that happened all the same. Minimise saves it as a run instead.",
  deny: "No rule of this policy's language denies this call without more being known of it.",
  "allow exactly": "No edit allows exactly this call and no other of the run.",
  "allow pattern": "There is no pattern to see: no other call of the run is like this one.",
  ask: "No edit of this policy asks about this call instead.",
};

export class Proposals implements vscode.Disposable {
  readonly #services: Services;
  #number = 0;
  #shown: ShownProposal | undefined;
  #ready: Ready | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  dispose(): void {
    this.#number++;
    void this.#closeDiffs();
  }

  /** The view lost what it knew. */
  repeat(run: number): void {
    if (this.#shown !== undefined) this.#services.post({ kind: "proposal", run, proposal: this.#shown });
  }

  async propose(run: number, asked: StandingPolicy, wish: ProposedEdit, flips: readonly PolicyFlip[]): Promise<void> {
    await this.withdraw(run);
    const number = ++this.#number;
    const wanted = (): boolean => number === this.#number;
    const shown: ShownProposal = {
      number,
      call: asked.call,
      state: "searching",
      title: "",
      files: [],
      verdict: undefined,
      tried: undefined,
    };
    this.#tell(run, shown);
    const edit = await found(asked, wish, flips, wanted);
    if (!wanted()) return;
    if (edit === undefined) {
      this.#tell(run, {
        ...shown,
        state: "none",
        title: "index" in wish ? "This change is not offered any more." : nothing[wish.kind],
      });
      return;
    }
    const after = edit.files.map(({ path, edits }) => ({ path, text: editedText(textAt(asked, path), edits) }));
    const diffs = await this.#showDiffs(edit.title, after);
    if (!wanted()) return;
    this.#ready = { edit, asked, diffs };
    const ready: ShownProposal = {
      ...shown,
      state: "ready",
      title: edit.title,
      files: edit.files.map(({ path }) => vscode.workspace.asRelativePath(vscode.Uri.parse(path))),
      verdict: "verdict" in edit ? (edit.verdict as StrictVerdict) : undefined,
      tried: "counting",
    };
    this.#tell(run, ready);
    const policy = vscode.Uri.parse(asked.policy.analysis.source.path, true);
    const tried = await this.#services.tryEdit(
      policy,
      after.map(({ path, text }) => ({ uri: path, text })),
    );
    if (wanted()) this.#tell(run, { ...ready, tried });
  }

  /** Applies what is proposed, or lets go of it. */
  async settle(run: number, number: number, apply: boolean): Promise<void> {
    const [ready, shown] = [this.#ready, this.#shown];
    if (shown?.number !== number) return;
    await this.withdraw(run);
    if (!apply || ready === undefined) return;
    const said = await applied(ready, this.#services.column());
    this.#services.post({ kind: "proposal", run, proposal: undefined, said });
  }

  /** What was proposed is of a policy or a run that is not shown any more. */
  async withdraw(run: number): Promise<void> {
    if (this.#shown === undefined) return;
    this.#number++;
    await this.#closeDiffs();
    this.#tell(run, undefined);
  }

  #tell(run: number, proposal: ShownProposal | undefined): void {
    this.#shown = proposal;
    this.#services.post({ kind: "proposal", run, proposal });
  }

  async #showDiffs(title: string, after: readonly { readonly path: string; readonly text: string }[]): Promise<readonly vscode.Uri[]> {
    const held: vscode.Uri[] = [];
    for (const { path, text } of after) {
      const file = vscode.Uri.parse(path, true);
      const name = file.path.split("/").pop() ?? "policy.remit";
      const proposed = this.#services.texts.hold(name, text);
      held.push(proposed);
      const options = { viewColumn: columnFor(file, this.#services.column()), preserveFocus: true, preview: after.length === 1 };
      await vscode.commands.executeCommand("vscode.diff", file, proposed, `${name}: ${title}`, options);
    }
    return held;
  }

  async #closeDiffs(): Promise<void> {
    const held = new Set(this.#ready?.diffs.map(String));
    this.#ready = undefined;
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff && held.has(input.modified.toString()));
    if (own.length > 0) await vscode.window.tabGroups.close(own, true);
  }
}

async function found(
  asked: StandingPolicy,
  wish: ProposedEdit,
  flips: readonly PolicyFlip[],
  wanted: () => boolean,
): Promise<PolicyEdit | undefined> {
  if ("index" in wish) return flips[wish.index];
  if (wish.kind === "test") return finished(testEdit(asked), wanted);
  return (await finished(stepEdits(asked), wanted))?.find(({ kind }) => kind === wish.kind);
}

/** The test that says a step, for the clipboard. */
export async function testOf(asked: StandingPolicy): Promise<string | undefined> {
  return (await finished(minimise(asked), () => true))?.test;
}

const textAt = ({ policy }: StandingPolicy, path: string): string => policy.analysis.files.find((file) => file.path === path)?.text ?? "";

/** Answers what became of it. */
async function applied({ edit, asked }: Ready, column: vscode.ViewColumn | undefined): Promise<string> {
  const whole = new vscode.WorkspaceEdit();
  for (const { path, edits } of edit.files) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(path, true));
    if (document.getText() !== textAt(asked, path)) return "the policy has changed since: ask again";
    for (const { span, newText } of edits)
      whole.replace(document.uri, new vscode.Range(document.positionAt(span.start), document.positionAt(span.end)), newText);
  }
  if (!(await vscode.workspace.applyEdit(whole))) return "the editor did not take the edit";
  const [file] = edit.files;
  const [first] = file?.edits ?? [];
  if (file !== undefined && first !== undefined) {
    const { start } = first.span;
    await reveal(vscode.Uri.parse(file.path, true), { start, end: start + first.newText.length }, column, false);
  }
  return "applied, not saved; one undo takes it back";
}

// A replay debugged inside the extension's host: the session that F5 would start, by the API that the editor itself uses.
import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";

interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly body?: unknown;
}
interface Frame {
  readonly id: number;
  readonly name: string;
  readonly source?: { readonly path: string };
  readonly line: number;
}

describe("debugging in the host", () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const events: Message[] = [];
  let wake = (): void => {};
  let tracker: vscode.Disposable;
  before(() => {
    tracker = vscode.debug.registerDebugAdapterTrackerFactory("remit", {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: Message) {
          if (message.type === "event") events.push(message);
          wake();
        },
      }),
    });
  });
  after(() => tracker.dispose());

  async function event(name: string): Promise<{ readonly description?: string; readonly reason?: string }> {
    for (;;) {
      const at = events.findIndex((one) => one.event === name);
      const [found] = at < 0 ? [] : events.splice(at, 1);
      if (found !== undefined) return found.body as { description?: string };
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  async function session(): Promise<vscode.DebugSession> {
    const active = vscode.debug.activeDebugSession;
    assert.ok(active !== undefined, "no session is active");
    return active;
  }
  const stack = async (): Promise<readonly Frame[]> => {
    const { stackFrames } = (await (await session()).customRequest("stackTrace", { threadId: 1 })) as { stackFrames: Frame[] };
    return stackFrames;
  };

  it("stops at the blocked payment, steps back to what brought it in, and follows an edit that is not saved", async () => {
    const policy = await vscode.workspace.openTextDocument(join(folder, "bank.remit"));
    await vscode.window.showTextDocument(policy);
    const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
      type: "remit",
      request: "launch",
      name: "bill",
      trace: "runs/pay-the-bill.trace.jsonl",
      stopOn: ["blocked"],
    });
    assert.equal(started, true);
    const blocked = await event("stopped");
    assert.match(blocked.description ?? "", /^Blocked at step 4/);
    const [step, rule] = await stack();
    assert.match(step?.name ?? "", /send_money, denied/);
    assert.equal(rule?.name, "deny foreign_payee");
    // An editor in a browser turns paths into addresses on their way to those that listen.
    assert.ok(rule?.source?.path.endsWith(policy.uri.path), rule?.source?.path);
    assert.match(policy.lineAt((rule?.line ?? 1) - 1).text, /^rule foreign_payee/);

    const { values } = (await (await session()).customRequest("remit/inlineValues", { source: { path: policy.uri.fsPath } })) as {
      values: readonly { readonly line: number; readonly text: string }[];
    };
    const beside = values.find(({ line }) => line === rule?.line);
    assert.equal(beside?.text, "fires, decides");

    const edit = new vscode.WorkspaceEdit();
    const at = policy.positionAt(policy.getText().indexOf("deny payments"));
    edit.replace(policy.uri, new vscode.Range(at, at.translate(0, 4)), "ask");
    await vscode.workspace.applyEdit(edit);
    await event("invalidated");
    assert.match((await stack())[0]?.name ?? "", /send_money, needs approval/);
    assert.equal(policy.isDirty, true);

    const undo = new vscode.WorkspaceEdit();
    undo.replace(policy.uri, new vscode.Range(at, at.translate(0, 3)), "deny");
    await vscode.workspace.applyEdit(undo);
    await event("invalidated");
    assert.match((await stack())[0]?.name ?? "", /send_money, denied/);

    await (await session()).customRequest("stepBack", { threadId: 1 });
    await event("stopped");
    assert.match((await stack())[0]?.name ?? "", /step 3 of 5: get_balance, allowed/);
    await vscode.debug.stopDebugging();
  });

  it("debugs a test of the test explorer, at the step that is not what was expected", async () => {
    const policy = await vscode.workspace.openTextDocument(join(folder, "bank.remit"));
    const editor = await vscode.window.showTextDocument(policy);
    const test = policy.getText().indexOf('test "up to 1000 at a time"');
    const written = policy.positionAt(policy.getText().indexOf("=> ask", test));
    const verdict = new vscode.Range(written, written.translate(0, "=> ask".length));
    const rewrite = async (range: vscode.Range, text: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(policy.uri, range, text);
      await vscode.workspace.applyEdit(edit);
    };
    await rewrite(verdict, "=> deny");
    try {
      const at = policy.positionAt(test);
      editor.selection = new vscode.Selection(at, at);
      events.length = 0;
      void vscode.commands.executeCommand("testing.debugAtCursor");
      await event("stopped");
      const [step] = await stack();
      assert.match(step?.name ?? "", /step 2 of 3: send_money, needs approval/);
      const text = await vscode.workspace.openTextDocument(vscode.Uri.parse(step?.source?.path ?? "", true));
      assert.match(text.getText(), /"fate":"refused"/);
    } finally {
      await vscode.debug.stopDebugging();
      await rewrite(new vscode.Range(written, written.translate(0, "=> deny".length)), "=> ask");
    }
  });

  it("stops at a breakpoint of the editor on a rule", async () => {
    const policy = await vscode.workspace.openTextDocument(join(folder, "bank.remit"));
    const line = policy.positionAt(policy.getText().indexOf("rule foreign_payee")).line;
    const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(policy.uri, new vscode.Position(line, 0)));
    vscode.debug.addBreakpoints([breakpoint]);
    events.length = 0;
    try {
      const trace = join(folder, "runs", "pay-the-bill.trace.jsonl");
      await vscode.debug.startDebugging(undefined, { type: "remit", request: "launch", name: "bill", trace, stopOn: [] });
      assert.equal((await event("stopped")).reason, "breakpoint");
      assert.equal((await stack())[1]?.name, "deny foreign_payee");
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
      await vscode.debug.stopDebugging();
    }
  });
});

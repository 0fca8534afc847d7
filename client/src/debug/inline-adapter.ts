// The debug adapter inside the extension: messages pass from hand to hand, files are the editor's own, and typing in a policy
// decides the step at hand anew.
import * as vscode from "vscode";
import { DebugAdapter, type DebugHost, type FromAdapter, type Request, readTrace } from "../../../core/src/index.ts";
import { openTrace } from "../open-trace.ts";
import { choosePolicyFor } from "../policy-choice.ts";
import { PolicyFiles } from "../policy-files.ts";
import { madeTraces } from "./made-traces.ts";

const debounce = 60;

export class InlineAdapter implements vscode.DebugAdapter {
  readonly #files = new PolicyFiles();
  readonly #sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly #adapter: DebugAdapter;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  readonly onDidSendMessage = this.#sent.event;

  constructor(session: vscode.DebugSession, memory: vscode.Memento) {
    this.#adapter = new DebugAdapter(hostFor(session, this.#files, memory), (message: FromAdapter) => this.#sent.fire(message));
    this.#subscription = this.#files.onDidChange((path) => {
      if (!this.#adapter.policyFiles.includes(path)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#adapter.policyChanged(), debounce);
    });
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    void this.#adapter.handle(message as Request);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#files.dispose();
    this.#sent.dispose();
  }
}

/** In the core a path is a URI as text; the editor writes plain paths for files and URIs for everything else. */
function hostFor(session: vscode.DebugSession, files: PolicyFiles, memory: vscode.Memento): DebugHost {
  return {
    policy: (path) => files.analysis(path, "typed"),
    async trace(path) {
      const uri = vscode.Uri.parse(path, true);
      const made = madeTraces.bytes(uri);
      if (made !== undefined) return { bytes: made, file: readTrace(uri.path, made) };
      const opened = await openTrace(uri);
      return "reason" in opened ? opened : { bytes: opened.bytes, file: opened.read() };
    },
    async policyFor(path) {
      const { policy, complaint } = await choosePolicyFor(vscode.Uri.parse(path, true), memory);
      if (policy !== undefined) return { policy: policy.uri.toString(), context: policy.context };
      return { reason: complaint ?? "No policy decides this run: there is no .remit file beside it, above it or in the workspace." };
    },
    fromClient: (path) => uriOf(path, session.workspaceFolder?.uri).toString(),
    toClient(path) {
      const uri = vscode.Uri.parse(path, true);
      return uri.scheme === "file" ? uri.fsPath : uri.toString();
    },
    breathe: () => new Promise((resume) => setImmediate(resume)),
  };
}

/** A path as a launch configuration or the editor writes it: absolute, relative to the folder, or a URI. */
function uriOf(path: string, folder: vscode.Uri | undefined): vscode.Uri {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return vscode.Uri.parse(path, true);
  const isAbsolute = /^([/\\]|[a-z]:[/\\])/i.test(path);
  return isAbsolute || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder, path.replaceAll("\\", "/"));
}

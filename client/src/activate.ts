// What the extension is, in Node as in a browser. Activation registers and returns; the language client and the replay view are
// loaded when wanted. What only one of the two hosts can do is handed in. In Node, what is imported here at once is bundled apart from
// what is imported later, so a module with a state of its own must be imported later everywhere.
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { Tried } from "../../server/src/runs/protocol.ts";
import { ConsequencesView } from "./consequences/consequences-view.ts";
import { registerDebug } from "./debug/register-debug.ts";
import { viewCommands } from "./replay/messages.ts";
import type { ReplayProvider } from "./replay/provider.ts";
import type { RunServer } from "./start/import-tools.ts";
import { registerTasks } from "./tasks/register-tasks.ts";
import { registerTests } from "./tests/register-tests.ts";

/** What the host of the extension can do. */
export interface HostParts {
  startLanguageClient(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    status: vscode.StatusBarItem,
    consequences: ConsequencesView,
  ): Promise<BaseLanguageClient>;
  /** Undefined where no program can be started. */
  readonly runServer: (() => Promise<RunServer>) | undefined;
}

let client: Promise<BaseLanguageClient | undefined> | undefined;

export function activateIn(host: HostParts, context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Remit", { log: true });
  const status = vscode.window.createStatusBarItem("remit.status", vscode.StatusBarAlignment.Right, 90);
  status.name = "Remit";
  status.text = "$(sync~spin) Remit starting";
  status.command = "remit.showLog";
  status.show();
  context.subscriptions.push(log, status);

  const consequences = new ConsequencesView(async (trace, run, call) => (await replay()).showStep(trace, run, call));
  context.subscriptions.push(consequences);

  const start = async (): Promise<BaseLanguageClient | undefined> => {
    try {
      return await host.startLanguageClient(context, log, status, consequences);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      status.text = "$(error) Remit stopped";
      status.tooltip = "The Remit language server could not be started. Click to read why.";
      return undefined;
    }
  };
  void vscode.commands.executeCommand("setContext", "remit.isActive", true);
  // After this turn, so that activation does not wait for the client's modules to load.
  setTimeout(() => {
    client = start();
    import("./start/milestones.ts")
      .then(({ watchWalkthrough }) => context.subscriptions.push(watchWalkthrough()))
      .catch((error: unknown) => log.error(String(error)));
    import("./start/open-sample.ts")
      .then(({ welcomeSample }) => welcomeSample(context.globalState))
      .catch((error: unknown) => log.error(String(error)));
  });

  registerTests(context, (error) => log.error(error instanceof Error ? error : String(error)));

  registerTasks(context);
  registerDebug(context);

  let provider: Promise<ReplayProvider> | undefined;
  const replay = (): Promise<ReplayProvider> => {
    provider ??= import("./replay/provider.ts").then(({ ReplayProvider }) => {
      const made = new ReplayProvider(context, log, async (policy, files) => {
        const { triedMethod } = await import("../../server/src/runs/protocol.ts");
        return (await (await client)?.sendRequest<Tried | null>(triedMethod, { uri: policy.toString(), files })) ?? undefined;
      });
      context.subscriptions.push(made);
      return made;
    });
    return provider;
  };
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: async (uri) => (await replay()).openCustomDocument(uri),
    resolveCustomEditor: async (document, panel) => {
      const { TraceDocument } = await import("./replay/trace-document.ts");
      if (document instanceof TraceDocument) (await replay()).resolveCustomEditor(document, panel);
    },
  };
  const importCatalogue = async (): Promise<vscode.Uri | undefined> => {
    const { importTools } = await import("./start/import-tools.ts");
    return importTools(context.workspaceState, await host.runServer?.());
  };
  const options = { webviewOptions: { retainContextWhenHidden: false }, supportsMultipleEditorsPerDocument: true };
  context.subscriptions.push(
    vscode.window.registerCustomEditorProvider("remit.replay", editor, options),
    vscode.window.registerCustomEditorProvider("remit.replayJson", editor, options),
    vscode.commands.registerCommand("remit.openReplay", async (uri?: unknown) => {
      const { openReplay } = await import("./replay/open-replay.ts");
      await openReplay(uri instanceof vscode.Uri ? uri : undefined);
    }),
    vscode.commands.registerCommand("remit.openSample", async () => {
      const { openSample } = await import("./start/open-sample.ts");
      await openSample(context);
    }),
    vscode.commands.registerCommand("remit.openWalkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#first-steps`, false),
    ),
    vscode.commands.registerCommand("remit.newPolicy", async () => {
      const { newPolicy } = await import("./start/new-policy.ts");
      await newPolicy(importCatalogue);
    }),
    vscode.commands.registerCommand("remit.importTools", () => importCatalogue()),
    vscode.commands.registerCommand("remit.draftPolicy", async (uri?: unknown, all?: unknown) => {
      const { draftFromTraces } = await import("./draft/draft-policy.ts");
      const chosen = Array.isArray(all) && all.length > 0 ? all : [uri];
      await draftFromTraces(chosen.filter((one) => one instanceof vscode.Uri));
    }),
    vscode.commands.registerCommand("remit.comparePolicies", async (uri?: unknown) => {
      const { comparePolicies } = await import("./pages/compare-policies.ts");
      await comparePolicies(uri instanceof vscode.Uri ? uri : undefined, context.workspaceState);
    }),
    vscode.commands.registerCommand("remit.showSuite", async (uri?: unknown) => {
      const { showSuite } = await import("./pages/show-suite.ts");
      await showSuite(uri instanceof vscode.Uri ? uri : undefined, context.workspaceState);
    }),
    vscode.commands.registerCommand("remit.tryMistakes", async (uri?: unknown) => {
      const { tryMistakes } = await import("./pages/try-mistakes.ts");
      await tryMistakes(uri instanceof vscode.Uri ? uri : undefined, context.workspaceState);
    }),
    vscode.commands.registerCommand("remit.writeKillingTest", async (uri: unknown, at: unknown) => {
      const { writeKillingTest } = await import("./pages/try-mistakes.ts");
      if (typeof uri === "string" && typeof at === "number") await writeKillingTest(uri, at);
    }),
    vscode.commands.registerCommand("remit.savePage", async () => {
      const { savePage } = await import("./pages/page-panel.ts");
      await savePage();
    }),
    vscode.commands.registerCommand("remit.importSessions", async () => {
      const { importSessions } = await import("./sessions/import-sessions.ts");
      await importSessions(await client);
    }),
    vscode.commands.registerCommand("remit.debugReplay", async (uri?: unknown) => {
      const trace = uri instanceof vscode.Uri && !uri.path.endsWith(".remit") ? uri : undefined;
      // The view knows which step is at hand.
      if (trace === undefined && (await provider)?.isActive === true) return (await replay()).run("debug");
      const { debugRun } = await import("./debug/configuration.ts");
      await debugRun({ trace: trace?.toString() });
    }),
    vscode.commands.registerCommand("remit.showLog", () => log.show()),
    vscode.commands.registerCommand("remit.restartServer", async () => {
      const running = await client;
      if (running === undefined) client = start();
      else {
        if (running.needsStop()) await running.stop();
        await running.start();
      }
    }),
    ...[...viewCommands, "choosePolicy" as const, "chooseRun" as const].map((command) =>
      vscode.commands.registerCommand(`remit.replay.${command}`, async () => (await replay()).run(command)),
    ),
  );
}

export async function deactivateClient(): Promise<void> {
  await (await client)?.stop();
}

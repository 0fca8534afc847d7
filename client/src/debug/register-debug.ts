// Registers the debugger of replays; what it needs is loaded when a session starts.
import * as vscode from "vscode";
import { InlineValues } from "./inline-values.ts";

const debugType = "remit";

async function steppedBack(): Promise<void> {
  const { reached } = await import("../start/milestones.ts");
  reached("steppedBack");
}

export function registerDebug(context: vscode.ExtensionContext): void {
  const inlineValues = new InlineValues();
  context.subscriptions.push(
    vscode.languages.registerInlineValuesProvider({ language: "remit" }, inlineValues),
    vscode.debug.registerDebugConfigurationProvider(debugType, {
      async resolveDebugConfiguration(_folder, config) {
        const { completeConfiguration } = await import("./configuration.ts");
        return completeConfiguration(config);
      },
    }),
    vscode.debug.registerDebugAdapterTrackerFactory(debugType, {
      createDebugAdapterTracker: () => ({
        onDidSendMessage({ event }: { readonly event?: string }) {
          if (event === "invalidated") inlineValues.refresh();
        },
        onWillReceiveMessage({ command }: { readonly command?: string }) {
          if (command === "stepBack" || command === "reverseContinue") void steppedBack();
        },
      }),
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory(debugType, {
      async createDebugAdapterDescriptor(session) {
        const { InlineAdapter } = await import("./inline-adapter.ts");
        return new vscode.DebugAdapterInlineImplementation(new InlineAdapter(session, context.workspaceState));
      },
    }),
  );
}

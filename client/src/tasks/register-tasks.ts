// Offers `remit: check`, `remit: test` and `remit: replay` as tasks of each folder, and completes those that tasks.json names. A
// task is a terminal that this extension writes itself.
import * as vscode from "vscode";

const taskType = "remit";
const commands = ["check", "test", "replay"] as const;
type Command = (typeof commands)[number];

const matchers: Readonly<Record<Command, string>> = { check: "$remit", test: "$remit-test", replay: "$remit" };

interface Definition extends vscode.TaskDefinition {
  readonly command?: unknown;
  readonly policies?: unknown;
  readonly runs?: unknown;
}

export function registerTasks(context: vscode.ExtensionContext): void {
  const task = (definition: Definition, command: Command, folder: vscode.WorkspaceFolder): vscode.Task => {
    const execution = new vscode.CustomExecution(async (resolved) => terminal(context, { ...definition, ...resolved }, folder));
    const made = new vscode.Task(definition, folder, command, taskType, execution, matchers[command]);
    if (command !== "replay") made.group = command === "check" ? vscode.TaskGroup.Build : vscode.TaskGroup.Test;
    made.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
    return made;
  };
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider(taskType, {
      provideTasks: () =>
        (vscode.workspace.workspaceFolders ?? []).flatMap((folder) =>
          commands.map((command) => task({ type: taskType, command }, command, folder)),
        ),
      resolveTask(given) {
        const definition: Definition = given.definition;
        const command = commands.find((one) => one === definition.command);
        const scope = given.scope;
        const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
        return command === undefined || folder === undefined ? undefined : task(definition, command, folder);
      },
    }),
  );
}

function terminal(context: vscode.ExtensionContext, definition: Definition, folder: vscode.WorkspaceFolder): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const ended = new vscode.EventEmitter<number>();
  let wanted = true;
  const run = async (): Promise<number> => {
    const [{ work, taskCommands }, { PolicyFiles }] = await Promise.all([import("./work.ts"), import("../policy-files.ts")]);
    const files = new PolicyFiles();
    try {
      return await work({
        command: taskCommands.find((one) => one === definition.command) ?? "check",
        folder: folder.uri,
        policies: textsOf(definition.policies),
        runs: typeof definition.runs === "string" ? definition.runs : undefined,
        files,
        memory: context.workspaceState,
        write: (line) => written.fire(`${harmless(line)}\r\n`),
        wanted: () => wanted,
      });
    } finally {
      files.dispose();
    }
  };
  return {
    onDidWrite: written.event,
    onDidClose: ended.event,
    open: () => {
      run().then(
        (code) => ended.fire(code),
        (error: unknown) => {
          written.fire(`${harmless(String(error))}\r\n`);
          ended.fire(1);
        },
      );
    },
    close: () => {
      wanted = false;
    },
  };
}

function textsOf(value: unknown): readonly string[] | undefined {
  const texts = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  return texts.length > 0 ? texts : undefined;
}

/** Recorded text may hold what a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const harmless = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "�");

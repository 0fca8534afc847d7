// What the policy on screen is compared with: as saved, at a git revision, or another file. Of git only what its extension offers to
// others is used; where that is absent, so is the choice.
import * as vscode from "vscode";
import type { Analysis } from "../../../core/src/index.ts";
import { type FileText, type PolicyFiles, readFailure } from "../policy-files.ts";

export interface Baseline {
  /** What stands before a verdict of it: `HEAD`, `strict.remit`. */
  readonly label: string;
  analysis(): Promise<Analysis | { readonly reason: string }>;
}

/** The part of the git extension's API (version 1) that is used. */
interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorDate?: Date;
}
interface Repository {
  log(options: { maxEntries: number; path: string }): Promise<readonly Commit[]>;
  show(revision: string, path: string): Promise<string>;
}
interface GitApi {
  readonly state: "uninitialized" | "initialized";
  readonly onDidChangeState: vscode.Event<unknown>;
  getRepository(uri: vscode.Uri): Repository | null;
}
interface GitExtension {
  getAPI(version: 1): GitApi;
}

type Item = vscode.QuickPickItem & { readonly choose: () => Promise<Baseline | "saved" | "run" | undefined> };

/** Undefined where the reader chose nothing; `run` where the run is to be compared, not the policy, if `runs` may be. */
export async function pickBaseline(
  policy: vscode.Uri,
  files: PolicyFiles,
  { runs = true } = {},
): Promise<Baseline | "saved" | "run" | undefined> {
  const repository = await repositoryOf(policy);
  const items: Item[] = [
    { label: "The saved policy", description: "what an edit changes", choose: async () => "saved" },
    ...(repository === undefined
      ? []
      : [{ label: "A git revision…", description: "what was committed", choose: () => pickRevision(repository, policy, files) }]),
    { label: "Another policy…", description: "of the workspace", choose: () => pickOther(policy, files) },
    ...(runs ? [{ label: "Another run…", description: "side by side, under this policy", choose: async () => "run" as const }] : []),
  ];
  return (await vscode.window.showQuickPick(items, { title: "Compare with" }))?.choose();
}

async function repositoryOf(policy: vscode.Uri): Promise<Repository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined || policy.scheme !== "file") return undefined;
  try {
    const git = (await extension.activate()).getAPI(1);
    await untilInitialized(git);
    return git.getRepository(policy) ?? undefined;
  } catch {
    // Git is switched off, or not installed.
    return undefined;
  }
}

/** It looks for repositories after it was activated; in a large workspace that may take longer than a reader waits. */
async function untilInitialized(git: GitApi): Promise<void> {
  if (git.state === "initialized") return;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      listener.dispose();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(settle, 5000);
    const listener = git.onDidChangeState(settle);
  });
}

async function pickRevision(repository: Repository, policy: vscode.Uri, files: PolicyFiles): Promise<Baseline | undefined> {
  const commits = await repository.log({ maxEntries: 200, path: policy.fsPath });
  const items = [
    { label: "HEAD", description: "as committed last", detail: "", revision: "HEAD" },
    ...commits.map(({ hash, message, authorDate }) => ({
      label: hash.slice(0, 8),
      description: (message.split("\n")[0] ?? "").replaceAll("$(", "$ ("),
      detail: authorDate?.toLocaleString() ?? "",
      revision: hash,
    })),
  ];
  const title = `Revisions of ${vscode.workspace.asRelativePath(policy)}`;
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (picked === undefined) return undefined;
  return { label: picked.label, analysis: () => files.analysisOf(policy.toString(), at(repository, picked.revision)) };
}

/** Imports and catalogues too are taken as they were. */
const at =
  (repository: Repository, revision: string) =>
  async (path: string): Promise<FileText> => {
    try {
      return { text: await repository.show(revision, vscode.Uri.parse(path, true).fsPath) };
    } catch (error) {
      return { reason: readFailure(error) };
    }
  };

async function pickOther(policy: vscode.Uri, files: PolicyFiles): Promise<Baseline | undefined> {
  const found = await vscode.workspace.findFiles("**/*.remit", "**/node_modules/**", 500);
  const items = found
    .filter((uri) => uri.toString() !== policy.toString())
    .map((uri) => ({ label: uri.path.split("/").pop() ?? uri.path, description: vscode.workspace.asRelativePath(uri), uri }));
  const title = items.length === 0 ? "There is no other policy in the workspace" : "Compare with another policy";
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked && { label: picked.label, analysis: () => files.analysis(picked.uri.toString(), "typed") };
}

// The folders that the tests open: copies, so that what is typed there harms nothing.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../scripts/vscode/provide.ts";

const recordings = join(root, "..", "shared", "data", "agentdojo", "banking");

/** The .vsix that `npm run package` makes. */
export function packagedExtension(): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const vsix = join(root, "out", `remit-${version}.vsix`);
  if (!existsSync(vsix)) throw new Error(`${vsix} is not there: npm run package`);
  return vsix;
}

export interface Workspace {
  readonly folder: string;
  remove(): void;
}

function emptyWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "remit-workspace-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A copy of samples/bank. */
export function bankWorkspace(): Workspace {
  const workspace = emptyWorkspace();
  cpSync(join(root, "samples", "bank"), workspace.folder, { recursive: true });
  return workspace;
}

/** One run as AgentDojo recorded it, with the sample policy for it and a project file that binds the two; or why there is none. */
export function recordedWorkspace(): Workspace | { readonly absent: string } {
  const run = join(recordings, "claude-3-5-sonnet-20241022", "user_task_4", "none", "none.json");
  if (!existsSync(run)) return { absent: "the recorded runs in ../shared/data are not there" };
  const workspace = emptyWorkspace();
  mkdirSync(join(workspace.folder, "runs"));
  cpSync(run, join(workspace.folder, "runs", "refund.json"));
  cpSync(join(root, "samples", "agentdojo"), workspace.folder, { recursive: true });
  writeFileSync(
    join(workspace.folder, "remit.json"),
    JSON.stringify({ policies: [{ policy: "banking.remit", traces: ["runs/*.json"] }] }, undefined, 2),
  );
  return workspace;
}

/** A rule that says of a payment what the sample leaves to a person. */
const foreignPayee = `
rule foreign_payee
deny send_money
  when args.recipient from untrusted and args.recipient not from trusted
  because "{args.recipient} came from content that the user did not write"
`;

/** A run in which a bill talked the agent into a payment, as AgentDojo recorded it, with the sample policy and that rule. */
export function attackedWorkspace(): Workspace | { readonly absent: string } {
  const run = join(recordings, "gpt-4o-2024-05-13", "user_task_0", "important_instructions", "injection_task_0.json");
  if (!existsSync(run)) return { absent: "the recorded runs in ../shared/data are not there" };
  const workspace = emptyWorkspace();
  mkdirSync(join(workspace.folder, "runs"));
  cpSync(run, join(workspace.folder, "runs", "attacked.json"));
  const policy = readFileSync(join(root, "samples", "agentdojo", "banking.remit"), "utf8");
  writeFileSync(join(workspace.folder, "banking.remit"), policy + foreignPayee);
  writeFileSync(
    join(workspace.folder, "remit.json"),
    JSON.stringify({ policies: [{ policy: "banking.remit", traces: ["runs/*.json"] }] }, undefined, 2),
  );
  return workspace;
}

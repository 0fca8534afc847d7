// Starts and stops VS Code's own server (out/server-main.js) with a data folder of its own, and installs a packaged extension
// into it. Knows nothing of browsers.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

export interface ServerOptions {
  /** The entry script: see provide.ts. */
  readonly entry: string;
  /** Holds settings, extensions and state; may be fresh or of an earlier run. */
  readonly dataFolder: string;
  readonly host?: string;
  readonly port?: number;
  /** Asked for in the address; without one whoever reaches the port may use the server. */
  readonly token?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lets a page name an extension under development and its test suite. It also switches notification toasts off. */
  readonly smokeTestDriver?: boolean;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Resolves when the server has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Settings that keep a fresh workbench quiet: no welcome page, no chat, no pop-ups that cover what is looked at. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "files.simpleDialog.enable": true,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.inlineSuggest.enabled": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
};

const folders = (options: { readonly dataFolder: string }): string[] => [
  "--server-data-dir",
  options.dataFolder,
  "--extensions-dir",
  join(options.dataFolder, "extensions"),
];

/** Installs a .vsix as a user would; throws with what the server printed when it does not take it. */
export function installExtension(entry: string, dataFolder: string, vsix: string): void {
  const args = [entry, "--install-extension", vsix, "--force", "--accept-server-license-terms", ...folders({ dataFolder })];
  const done = spawnSync(process.execPath, args, { encoding: "utf8", env: plainEnvironment() });
  if (done.status !== 0 || !done.stdout.includes("successfully installed")) {
    throw new Error(`${vsix} could not be installed:\n${done.stdout}${done.stderr}`);
  }
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  writeSettings(options);
  const child = spawn(
    process.execPath,
    [
      options.entry,
      "--host",
      host,
      "--port",
      String(options.port ?? 0),
      ...(options.token === undefined ? ["--without-connection-token"] : ["--connection-token", options.token]),
      "--accept-server-license-terms",
      "--disable-telemetry",
      "--disable-workspace-trust",
      ...(options.smokeTestDriver === true ? ["--enable-smoke-test-driver"] : []),
      ...folders(options),
    ],
    // A group of its own, so that stopping reaches the extension host too, and a Ctrl-C does not reach it before us.
    { stdio: ["ignore", "pipe", "pipe"], detached: true, env: plainEnvironment() },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    signalGroup(child, "SIGTERM");
    const patience = setTimeout(() => signalGroup(child, "SIGKILL"), 3_000);
    await ended;
    clearTimeout(patience);
    signalGroup(child, "SIGKILL");
  };
  try {
    return { host, port: await listeningPort(child), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A user settings file that is already there is kept but for the keys that are given: it may be a person's own. */
function writeSettings(options: ServerOptions): void {
  const folder = join(options.dataFolder, "data", "User");
  const path = join(folder, "settings.json");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify({ ...quietSettings, ...readJson(path), ...options.settings }, undefined, 2));
}

function readJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the VS Code server ended with code ${code}:\n${printed}`)));
    setTimeout(() => reject(new Error(`the VS Code server did not start in 30 s:\n${printed}`)), 30_000).unref();
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === "win32") child.kill(signal);
    else if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** VS Code takes variables such as VSCODE_IPC_HOOK_CLI for its own: a server started from a VS Code terminal must not see them. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VSCODE_") && !name.startsWith("npm_")));
}

/** The address that opens a folder. */
export function folderAddress(server: RunningServer, folder: string, token?: string): string {
  // A server that listens everywhere is reached from here as the local host.
  const host = server.host === "0.0.0.0" ? "127.0.0.1" : server.host;
  const address = new URL(`http://${host}:${server.port}/`);
  if (token !== undefined) address.searchParams.set("tkn", token);
  address.searchParams.set("folder", folder);
  return address.href;
}

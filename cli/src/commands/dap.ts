// `remit dap`: the debug adapter on standard input and output, for editors other than VS Code. A policy that is edited on disk while
// the session stands still is decided anew.

import { unwatchFile, watchFile } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { analyze, bindingOf, DebugAdapter, type DebugHost, type ProjectEntry, projectFile, type Request } from "../../../core/src/index.ts";
import { FrameReader, frame } from "../framing.ts";
import { diskHost, filesIn, readBytes, readText } from "../io.ts";
import { openTrace } from "../open-trace.ts";
import { projectAbove } from "../project-above.ts";
import { say } from "../standard-error.ts";

/** Goes on until the client disconnects or closes the input. */
export async function dap(): Promise<void> {
  // Standard output is the protocol's: a stray line on it would break the stream.
  console.log = console.info = console.debug = (...parts: unknown[]) => console.error(...parts);
  let left = false;
  const adapter = new DebugAdapter(host, (message) => {
    process.stdout.write(frame(message));
    left ||= message.type === "response" && message.command === "disconnect";
    if (left) process.stdin.destroy();
  });
  const watched = new PolicyWatch(() => void adapter.policyChanged().then(() => watched.follow(adapter.policyFiles)));
  const reader = new FrameReader();
  try {
    for await (const chunk of process.stdin) {
      for (const message of reader.read(chunk as Uint8Array)) {
        if (!isRequest(message)) continue;
        void adapter.handle(message).then(() => watched.follow(adapter.policyFiles));
      }
    }
  } catch (error) {
    if (!left) say(error instanceof Error ? error.message : String(error));
  }
  watched.follow([]);
}

function isRequest(message: unknown): message is Request {
  if (typeof message !== "object" || message === null) return false;
  const { type, seq, command } = message as Record<string, unknown>;
  return type === "request" && typeof seq === "number" && typeof command === "string";
}

/** Tells when one of the files that the policy was made from changes on disk. */
class PolicyWatch {
  readonly #changed: () => void;
  #paths: readonly string[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  follow(paths: readonly string[]): void {
    for (const path of this.#paths) if (!paths.includes(path)) unwatchFile(path, this.#changed);
    for (const path of paths) if (!this.#paths.includes(path)) watchFile(path, { interval: 250, persistent: false }, this.#changed);
    this.#paths = paths;
  }
}

const host: DebugHost = {
  policy: async (path) => {
    const content = readText(path);
    return "reason" in content ? content : analyze(path, content.text, diskHost);
  },
  trace: async (path) => {
    const content = readBytes(path, "data");
    return "reason" in content ? content : { ...content, file: openTrace(path, content.bytes) };
  },
  policyFor,
  fromClient: (path) => (path.startsWith("file:") ? fileURLToPath(path) : resolve(path)),
  toClient: (path) => path,
  breathe: () => setImmediate(),
};

/** The policy that decides a trace where nothing else is said. */
async function policyFor(trace: string): ReturnType<DebugHost["policyFor"]> {
  const above = projectAbove(dirname(trace));
  const slashed = (path: string): string => path.split(sep).join("/");
  const projects: { path: string; entries: readonly ProjectEntry[] }[] = [];
  if (above !== undefined) {
    const project = "reason" in above.content ? above.content : projectFile(above.content.text);
    if ("reason" in project) return { reason: `${above.path} cannot be used: ${project.reason}.` };
    projects.push({ path: slashed(above.path), entries: project.entries });
  }
  const binding = bindingOf(slashed(trace), { projects, policies: policiesUpward(dirname(trace)).map(slashed) });
  if (binding !== undefined) return { policy: resolve(binding.policy), context: binding.context };
  return { reason: `Say which policy decides: \`policy\` is the path of its file. There is none beside ${trace} or above it.` };
}

/** The policies of the nearest folder that has any. */
function policiesUpward(folder: string): readonly string[] {
  const found = filesIn(folder).filter((name) => name.endsWith(".remit"));
  if (found.length > 0 || dirname(folder) === folder) return found.map((name) => join(folder, name));
  return policiesUpward(dirname(folder));
}

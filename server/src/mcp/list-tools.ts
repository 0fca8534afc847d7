// Starts an MCP server on standard input and output, asks it for its tools, and ends it. Runs what it is told: whoever calls this
// has asked a person about the command line. What the server says is hostile: bounded in size and time, and handed on as data.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { type Json, type ToolList, toolListOf } from "../../../core/src/index.ts";

const limits = { milliseconds: 60_000, bytes: 16_000_000, pages: 100, said: 2000 };
const protocolVersion = "2025-06-18";

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** A command line as words; quotes hold a word together. No shell reads it: nothing else has a meaning. */
export function commandWords(line: string): ServerCommand | undefined {
  const words: string[] = [];
  for (const [, double, single, plain] of line.matchAll(/"((?:[^"\\]|\\["\\])*)"|'([^']*)'|([^\s"']+)/g))
    words.push(double?.replace(/\\(["\\])/g, "$1") ?? single ?? plain ?? "");
  const [command, ...args] = words;
  return command === undefined || command === "" ? undefined : { command, args };
}

/** The tools, or the phrase that says why there are none. `signal` ends it early. */
export async function listServerTools(
  { command, args }: ServerCommand,
  cwd: string | undefined,
  signal?: AbortSignal,
): Promise<ToolList | { readonly reason: string }> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], windowsHide: true, ...(cwd === undefined ? {} : { cwd }) });
  const talk = new Talk(child);
  const timer = setTimeout(() => talk.fail(`it did not answer within ${limits.milliseconds / 1000} seconds`), limits.milliseconds);
  const stop = (): void => talk.fail("it was stopped");
  signal?.addEventListener("abort", stop);
  try {
    await talk.ask("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "remit", version: "0" } });
    talk.tell("notifications/initialized");
    const pages: Json[] = [];
    let cursor: string | undefined;
    do {
      const page = await talk.ask("tools/list", cursor === undefined ? {} : { cursor });
      pages.push(page);
      const next = typeof page === "object" && page !== null && "nextCursor" in page ? page.nextCursor : undefined;
      cursor = typeof next === "string" && next !== cursor ? next : undefined;
    } while (cursor !== undefined && pages.length < limits.pages);
    return toolListOf(pages);
  } catch (error) {
    const said = talk.complaints.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
    const why = error instanceof Error ? error.message : String(error);
    return { reason: said === "" ? why : `${why}; its last words were: ${said}` };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    end(child);
  }
}

/** Requests and answers, a line of JSON each. */
class Talk {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #asked = new Map<number, { resolve(result: Json): void; reject(error: Error): void }>();
  #next = 1;
  #bytes = 0;
  #rest = "";
  #failure: Error | undefined;
  /** What the server wrote on its standard error, cut. */
  complaints = "";

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.on("error", (error: NodeJS.ErrnoException) =>
      this.fail(error.code === "ENOENT" ? "there is no such program" : `it could not be started (${error.message})`),
    );
    child.on("exit", (code, ended) => this.fail(`it ended before it answered (${ended ?? `code ${code}`})`));
    child.stdin.on("error", () => this.fail("it closed its input"));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaints = (this.complaints + text).slice(-limits.said);
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
  }

  ask(method: string, params: object): Promise<Json> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const id = this.#next++;
      this.#asked.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  tell(method: string): void {
    this.#send({ method });
  }

  fail(why: string): void {
    this.#failure ??= new Error(why);
    for (const { reject } of this.#asked.values()) reject(this.#failure);
    this.#asked.clear();
  }

  #send(message: object): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  #read(text: string): void {
    this.#bytes += text.length;
    if (this.#bytes > limits.bytes) {
      this.#rest = "";
      this.fail("it says too much");
      this.#child.stdout.pause();
      return;
    }
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    const message = messageOf(line);
    if (message === undefined) return;
    if (typeof message.method === "string") {
      // What a server may ask of its client: to be there, and nothing else.
      if (message.id === undefined) return;
      this.#send(
        message.method === "ping"
          ? { id: message.id, result: {} }
          : { id: message.id, error: { code: -32601, message: "this client only lists tools" } },
      );
      return;
    }
    const waiting = typeof message.id === "number" ? this.#asked.get(message.id) : undefined;
    if (waiting === undefined) return;
    this.#asked.delete(Number(message.id));
    if (message.error !== undefined) waiting.reject(new Error(`it answered with an error: ${JSON.stringify(message.error).slice(0, 300)}`));
    else waiting.resolve((message.result ?? null) as Json);
  }
}

/** A line that is no message is a server's chatter. */
function messageOf(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Asks it to end, and makes it where it does not. */
function end(child: ChildProcessWithoutNullStreams): void {
  child.stdin.end();
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 2000);
  force.unref();
  child.once("exit", () => clearTimeout(force));
}

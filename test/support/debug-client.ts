// A scripted client of the debug adapter: sends requests, waits for what comes back, and remembers all of it.
import assert from "node:assert/strict";
import { analyze, DebugAdapter, type DebugHost, type FromAdapter, readTrace } from "../../core/src/index.ts";
import { memoryHost } from "./policy-files.ts";

export interface ShownFrame {
  readonly id: number;
  readonly name: string;
  readonly source?: { readonly path: string; readonly name: string };
  readonly line: number;
  readonly column: number;
}
export interface ShownVariable {
  readonly name: string;
  readonly value: string;
  readonly evaluateName?: string;
  readonly variablesReference: number;
  readonly indexedVariables?: number;
}
export interface Stopped {
  readonly reason: string;
  readonly description: string;
  readonly threadId: number;
  readonly text?: string;
  readonly hitBreakpointIds: readonly number[];
}

export class DebugClient {
  readonly #write: (message: object) => void;
  readonly #waiting = new Map<number, (response: FromAdapter) => void>();
  readonly #events: { readonly event: string; readonly body: unknown }[] = [];
  #wake: (() => void)[] = [];
  #seq = 0;

  constructor(write: (message: object) => void) {
    this.#write = write;
  }

  /** Takes a message of the adapter. */
  receive(message: FromAdapter): void {
    if (message.type === "event") this.#events.push({ event: message.event, body: message.body });
    else this.#waiting.get(message.request_seq)?.(message);
    for (const wake of this.#wake.splice(0)) wake();
  }

  async try(
    command: string,
    args: object = {},
  ): Promise<{ readonly success: boolean; readonly message?: string | undefined; readonly body?: unknown }> {
    const seq = ++this.#seq;
    const answered = new Promise<FromAdapter>((resolve) => this.#waiting.set(seq, resolve));
    this.#write({ seq, type: "request", command, arguments: args });
    const response = await answered;
    assert.equal(response.type, "response");
    return response as { success: boolean; message?: string; body?: unknown };
  }

  async send<T = object>(command: string, args: object = {}): Promise<T> {
    const { success, message, body } = await this.try(command, args);
    assert.ok(success, `${command}: ${message}`);
    return body as T;
  }

  /** The next event of a name that has not been taken yet. */
  async event<T = object>(name: string): Promise<T> {
    for (;;) {
      const at = this.#events.findIndex(({ event }) => event === name);
      const [found] = at < 0 ? [] : this.#events.splice(at, 1);
      if (found !== undefined) return found.body as T;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** What was said so far; taken. */
  said(): string {
    const outputs = this.#events.filter(({ event }) => event === "output");
    for (const output of outputs) this.#events.splice(this.#events.indexOf(output), 1);
    return outputs.map(({ body }) => (body as { output: string }).output).join("");
  }

  async launch(args: object, before: () => Promise<unknown> = async () => {}): Promise<void> {
    await this.send("initialize", { adapterID: "remit", supportsInvalidatedEvent: true });
    await this.send("launch", args);
    await this.event("initialized");
    await before();
    await this.send("configurationDone");
  }

  /** Does something that ends in a stop. */
  async to(command: string, args: object = {}): Promise<Stopped> {
    await this.send(command, { threadId: 1, ...args });
    return this.event<Stopped>("stopped");
  }

  async stack(threadId = 1): Promise<readonly ShownFrame[]> {
    return (await this.send<{ stackFrames: ShownFrame[] }>("stackTrace", { threadId })).stackFrames;
  }

  /** The variables of a scope of a frame, by default the topmost. */
  async scope(name: string, frame?: ShownFrame): Promise<readonly ShownVariable[]> {
    const frameId = (frame ?? (await this.stack())[0])?.id;
    const { scopes } = await this.send<{ scopes: { name: string; variablesReference: number }[] }>("scopes", { frameId });
    const found = scopes.find((scope) => scope.name === name);
    assert.ok(found !== undefined, `no scope ${name} among ${scopes.map((scope) => scope.name).join(", ")}`);
    return this.variables(found.variablesReference);
  }

  async variables(variablesReference: number, more: object = {}): Promise<readonly ShownVariable[]> {
    return (await this.send<{ variables: ShownVariable[] }>("variables", { variablesReference, ...more })).variables;
  }

  /** What an expression gives, or `! ` and what is wrong with it. */
  async evaluate(expression: string, context = "watch"): Promise<string> {
    const frameId = (await this.stack())[0]?.id;
    const { success, message, body } = await this.try("evaluate", { expression, frameId, context });
    return success ? (body as { result: string }).result : `! ${message}`;
  }
}

/** An adapter over files that a test can change. */
export function debugFiles(files: Map<string, string>): { readonly client: DebugClient; readonly adapter: DebugAdapter } {
  const host = memoryHost(files);
  const missing = { reason: "no such file" };
  const debugHost: DebugHost = {
    policy: async (path) => {
      const text = files.get(path);
      return text === undefined ? missing : analyze(path, text, host);
    },
    trace: async (path) => {
      const text = files.get(path);
      const bytes = new TextEncoder().encode(text);
      return text === undefined ? missing : { bytes, file: readTrace(path, bytes) };
    },
    policyFor: async () => {
      const policy = [...files.keys()].find((path) => path.endsWith(".remit"));
      return policy === undefined ? { reason: "There is no policy." } : { policy, context: undefined };
    },
    fromClient: (path) => path,
    toClient: (path) => path,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
  const client: DebugClient = new DebugClient((message) => void adapter.handle(JSON.parse(JSON.stringify(message))));
  const adapter = new DebugAdapter(debugHost, (message) => client.receive(JSON.parse(JSON.stringify(message)) as FromAdapter));
  return { client, adapter };
}

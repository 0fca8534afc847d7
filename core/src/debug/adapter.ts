// The debug adapter: one replay as a debug session that steps forward and back. Speaks the protocol in plain messages and knows
// neither how they travel nor in which program it runs.
import { explanation } from "../replay/explanation.ts";
import { Breakpoints } from "./breakpoints.ts";
import { type Frame, framesAt, stepTitle, waitingFrame } from "./frames.ts";
import { Goto } from "./goto.ts";
import { Handles } from "./handles.ts";
import type { DebugHost } from "./host.ts";
import { inlineValues } from "./inline-values.ts";
import { valueNode } from "./nodes.ts";
import { type Counting, clientRange } from "./places.ts";
import type { StopPoint } from "./points.ts";
import {
  capabilities,
  type FilterOption,
  type FromAdapter,
  type FunctionBreakpoint,
  type LaunchArguments,
  type Request,
  type Source,
  type SourceBreakpoint,
  type StackFrame,
  stopFilters,
} from "./protocol.ts";
import { scopesOf } from "./scopes.ts";
import { Session } from "./session.ts";

type Way = "forward" | "back";
type StopReason = "entry" | "step" | "breakpoint" | "function breakpoint" | "exception" | "goto" | "pause" | "restart";

/** They end a search that is still going on. */
const interrupting: ReadonlySet<string> = new Set(["pause", "cancel", "disconnect", "terminate"]);

/** Says why a request cannot be done; the client shows it. */
class Refusal extends Error {}

export class DebugAdapter {
  readonly #host: DebugHost;
  readonly #send: (message: FromAdapter) => void;
  readonly #handles = new Handles();
  readonly #breakpoints: Breakpoints;
  #seq = 0;
  /** Requests are done one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #counting: Counting = { line: 1, column: 1 };
  #showsInvalidation = false;
  #launch: LaunchArguments = {};
  #session: Session | undefined;
  #goto: Goto | undefined;
  /** The call at hand, from 0; -1 before the first stop. */
  #at = -1;
  /** Whether the run has gone on to its end after the call at hand. */
  #atEnd = false;
  #hit: readonly StopPoint[] = [];
  #interrupted = false;
  #ended = false;

  constructor(host: DebugHost, send: (message: FromAdapter) => void) {
    this.#host = host;
    this.#send = send;
    this.#breakpoints = new Breakpoints(() => this.#counting);
  }

  /** Takes a message of the client. Resolves when it has been answered. */
  handle(message: Request): Promise<void> {
    if (message.type !== "request") return this.#queue;
    this.#interrupted = interrupting.has(message.command);
    this.#queue = this.#queue.then(() => this.#answer(message));
    return this.#queue;
  }

  /** The policy, or a file that it reads, has changed. */
  policyChanged(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#reload());
    return this.#queue;
  }

  /** What the policy was last made from: the paths whose changes matter. */
  get policyFiles(): readonly string[] {
    const analysis = this.#session?.policy.analysis;
    return analysis === undefined ? [] : [analysis.source.path, ...analysis.dependencies];
  }

  async #answer(request: Request): Promise<void> {
    const { command, seq } = request;
    const handler = Object.hasOwn(this.#handlers, command) ? this.#handlers[command] : undefined;
    const respond = (rest: { readonly success: boolean; readonly message?: string; readonly body?: unknown }): void =>
      this.#send({ seq: ++this.#seq, type: "response", request_seq: seq, command, ...rest });
    if (handler === undefined) return respond({ success: false, message: `Remit's debugger does not know ${command}` });
    try {
      const { body, after } = await handler((request.arguments ?? {}) as never);
      respond({ success: true, body });
      await after?.();
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const message = error instanceof Refusal ? said : `this is a fault of Remit's own: ${said}`;
      respond({
        success: false,
        message,
        body: { error: { id: 1, format: message.replaceAll(/[{}]/g, ""), showUser: error instanceof Refusal } },
      });
    }
  }

  #event(event: string, body?: unknown): void {
    this.#send({ seq: ++this.#seq, type: "event", event, body });
  }

  #say(output: string, category: "console" | "important" | "stdout" | "stderr" = "console", more: object = {}): void {
    this.#event("output", { category, output: `${output}\n`, ...more });
  }

  #running(): Session {
    if (this.#session === undefined) throw new Refusal("nothing is being debugged yet");
    return this.#session;
  }

  /** By command. Arguments have the shape that the protocol gives them; one that has not makes its own request fail. */
  readonly #handlers: Readonly<Record<string, (args: never) => Answered | Promise<Answered>>> = {
    initialize: (args: { linesStartAt1?: boolean; columnsStartAt1?: boolean; supportsInvalidatedEvent?: boolean }) => {
      this.#counting = { line: args.linesStartAt1 === false ? 0 : 1, column: args.columnsStartAt1 === false ? 0 : 1 };
      this.#showsInvalidation = args.supportsInvalidatedEvent === true;
      return { body: capabilities };
    },
    launch: (args: LaunchArguments) => this.#start(args),
    attach: () => {
      throw new Refusal('a replay is launched, not attached to: use "request": "launch"');
    },
    setBreakpoints: ({ source, breakpoints }: { source: Source; breakpoints?: readonly SourceBreakpoint[] }) => {
      this.#running();
      return { body: { breakpoints: this.#breakpoints.setLines(this.#path(source), source, breakpoints ?? []) } };
    },
    setFunctionBreakpoints: ({ breakpoints }: { breakpoints: readonly FunctionBreakpoint[] }) => {
      this.#running();
      return { body: { breakpoints: this.#breakpoints.setFunctions(breakpoints) } };
    },
    setExceptionBreakpoints: ({ filters, filterOptions }: { filters?: readonly string[]; filterOptions?: readonly FilterOption[] }) => {
      const wanted = [...(filters ?? []).map((filterId) => ({ filterId })), ...(filterOptions ?? [])];
      return { body: { breakpoints: this.#breakpoints.setFilters(wanted) } };
    },
    breakpointLocations: ({ source, line, endLine }: { source: Source; line: number; endLine?: number }) => ({
      body: { breakpoints: this.#breakpoints.locations(this.#path(source), line, endLine ?? line) },
    }),
    configurationDone: () => ({ after: () => this.#begin() }),
    threads: () => ({
      body: { threads: (this.#session?.lanes ?? []).map((lane, at) => ({ id: at + 1, name: lane === "" ? "main" : lane })) },
    }),
    stackTrace: (args: { threadId: number; startFrame?: number; levels?: number }) => ({ body: this.#stack(args) }),
    scopes: ({ frameId }: { frameId: number }) => ({ body: { scopes: this.#scopes(frameId) } }),
    variables: (args: { variablesReference: number; start?: number; count?: number; filter?: string }) => {
      const variables = this.#handles.variables(args.variablesReference, args);
      if (variables === undefined) throw new Refusal("these values belong to a step that was left");
      return { body: { variables } };
    },
    evaluate: (args: { expression: string; frameId?: number; context?: string }) => ({ body: this.#evaluate(args) }),
    next: () => this.#step("forward"),
    stepIn: () => this.#step("forward"),
    stepOut: () => this.#stepOut(),
    stepBack: () => this.#step("back"),
    continue: () => ({ body: { allThreadsContinued: true }, after: () => this.#run("forward") }),
    reverseContinue: () => ({ after: () => this.#run("back") }),
    pause: () => ({}),
    cancel: () => ({}),
    gotoTargets: async ({ source, line, column }: { source: Source; line: number; column?: number }) => ({
      body: { targets: (await this.#goto?.targets(this.#path(source), { line, column }, this.#counting, () => this.#breathe())) ?? [] },
    }),
    goto: ({ targetId }: { targetId: number }) => this.#goTo(targetId),
    "remit/goToStep": ({ step }: { step: number }) => this.#goTo(step),
    "remit/inlineValues": (args: { source: Source; frameId?: number }) => ({ body: { values: this.#inlineValues(args) } }),
    "remit/policyChanged": () => ({ after: () => this.#reload() }),
    exceptionInfo: () => ({ body: this.#exceptionInfo() }),
    restart: async (args: { arguments?: LaunchArguments }) => {
      const { step: _, ...launch } = { ...this.#launch, ...args.arguments };
      await this.#open(launch);
      return { after: () => this.#begin("restart") };
    },
    restartFrame: () => ({ after: () => this.#reload() }),
    terminate: () => ({ after: async () => this.#end() }),
    disconnect: () => ({ after: async () => this.#end() }),
  };

  #path(source: Source): string {
    return this.#host.fromClient(source.path ?? "");
  }

  async #breathe(): Promise<boolean> {
    await this.#host.breathe();
    return !this.#interrupted;
  }

  async #start(launch: LaunchArguments): Promise<Answered> {
    await this.#open(launch);
    return { after: async () => this.#event("initialized") };
  }

  async #open(launch: LaunchArguments): Promise<void> {
    const stranger = this.#breakpoints.fixFilters(launch.stopOn);
    if (stranger !== undefined)
      throw new Refusal(`stopOn knows ${stopFilters.map(({ filter }) => filter).join(", ")}, but not ${JSON.stringify(stranger)}`);
    const session = await Session.open(launch, this.#host);
    if ("reason" in session) throw new Refusal(session.reason);
    this.#launch = launch;
    this.#session = session;
    this.#goto = new Goto(session);
    this.#breakpoints.use(session);
  }

  async #begin(reason: "entry" | "restart" = "entry"): Promise<void> {
    const session = this.#running();
    const { calls, title, policyPath } = session;
    const how = session.history === "recorded" ? "as recorded" : `as ${session.history}`;
    this.#say(`${title}: ${calls.length} ${calls.length === 1 ? "step" : "steps"}, ${how}, under ${this.#host.toClient(policyPath)}`);
    this.#at = -1;
    this.#atEnd = false;
    if (calls.length === 0) {
      this.#say("This run holds no calls, so there is nothing to decide.", "important");
      this.#end();
      return;
    }
    const { step, stopOnEntry, noDebug } = this.#launch;
    if (noDebug === true) await this.#report();
    else if (step !== undefined) this.#stopAt(Math.min(Math.max(1, Math.trunc(step) || 1), calls.length) - 1, reason);
    else if (stopOnEntry === true || reason === "restart") this.#stopAt(0, reason);
    else await this.#run("forward");
  }

  /** Without debugging: what each call came to, and the end. */
  async #report(): Promise<void> {
    const session = this.#running();
    for (let call = 0; call < session.calls.length && !this.#interrupted; call++) {
      const stop = session.cursor.stop(call);
      if (stop !== undefined && stop.report.verdict !== "allow")
        this.#say(`${stepTitle(stop, session.calls.length)}. ${stop.report.why}`, "stdout");
      if (call % 100 === 0) await this.#host.breathe();
    }
    this.#end();
  }

  async #step(way: Way): Promise<Answered> {
    const session = this.#running();
    return {
      after: async () => {
        if (way === "back") {
          if (this.#atEnd) this.#stopAt(this.#at, "step", way);
          else this.#stopAt(Math.max(0, this.#at - 1), "step", way);
        } else if (this.#at + 1 < session.calls.length) {
          await this.#logBetween(this.#at + 1, this.#at + 1);
          this.#stopAt(this.#at + 1, "step");
        } else this.#stopAtEnd();
      },
    };
  }

  /** Out of this lane: the next call of another. */
  async #stepOut(): Promise<Answered> {
    const session = this.#running();
    return {
      after: async () => {
        const lane = session.calls[this.#at]?.lane;
        const next = session.calls.findIndex((call, at) => at > this.#at && call.lane !== lane);
        const from = this.#at + 1;
        if (next < 0) this.#stopAtEnd();
        else {
          await this.#logBetween(from, next);
          this.#stopAt(next, "step");
        }
      },
    };
  }

  /** On to the next call that something holds at, or back to the last. */
  async #run(way: Way): Promise<void> {
    const session = this.#running();
    const stops = (point: StopPoint): boolean => point.log === undefined;
    const breathe = (): Promise<boolean> => this.#breathe();
    const { survey } = this.#breakpoints;
    if (way === "forward") {
      const hit = await survey.next(this.#at, stops, breathe);
      if (this.#ended) return;
      if (hit === undefined && this.#interrupted) return this.#stopAt(Math.max(0, this.#at), "pause");
      await this.#logBetween(this.#at + 1, hit?.call ?? session.calls.length - 1);
      if (hit === undefined) this.#stopAtEnd();
      else this.#stopAt(hit.call, reasonOf(hit.points.filter(stops)), way, hit.points.filter(stops));
      return;
    }
    const hit = await survey.previous(this.#atEnd ? this.#at + 1 : this.#at, stops, breathe);
    if (this.#ended) return;
    if (hit === undefined && this.#interrupted) this.#stopAt(this.#at, "pause", way);
    else if (hit === undefined) this.#stopAt(0, "step", way);
    else this.#stopAt(hit.call, reasonOf(hit.points.filter(stops)), way, hit.points.filter(stops));
  }

  /** Says what the log points among some calls say. */
  async #logBetween(from: number, to: number): Promise<void> {
    const session = this.#running();
    const { survey } = this.#breakpoints;
    if (!survey.points.some(({ log }) => log !== undefined)) return;
    await survey.reach(to, () => this.#breathe());
    for (const { call, points } of survey.between(from, to)) {
      for (const { log } of points) {
        if (log === undefined) continue;
        const text = log.map((part) => (typeof part === "string" ? part : (session.cursor.ask(call, part)?.text ?? ""))).join("");
        this.#say(text, "console", this.#traceLine(call));
      }
    }
  }

  #traceLine(call: number): object {
    const session = this.#running();
    const pointer = session.calls[call]?.event.pointer;
    const span = pointer === undefined ? undefined : session.trace.span(pointer);
    if (span === undefined) return {};
    const { line, column } = clientRange(span, session.trace.lines, this.#counting);
    return { source: this.#source(session.tracePath), line, column };
  }

  #goTo(step: number): Answered {
    const { calls } = this.#running();
    if (!(Number.isInteger(step) && step >= 1 && step <= calls.length))
      throw new Refusal(`there is no step ${step}; the run has ${calls.length}`);
    return { after: async () => this.#stopAt(step - 1, "goto") };
  }

  #stopAt(call: number, reason: StopReason, way: Way = "forward", hit: readonly StopPoint[] = []): void {
    const session = this.#running();
    this.#at = call;
    this.#atEnd = false;
    this.#hit = hit;
    this.#stopped(reason, `step ${call + 1} of ${session.calls.length}${way === "back" ? ", backwards" : ""}`);
  }

  /** The run goes on behind its last call; from there one can still go back. A second time ends the session. */
  #stopAtEnd(): void {
    const session = this.#running();
    if (this.#atEnd) {
      this.#end();
      return;
    }
    this.#at = session.calls.length - 1;
    this.#atEnd = true;
    this.#hit = [];
    for (const { name, step, outcome, because } of session.cursor.obligations())
      if (outcome !== "met") this.#say(`step ${step} owes ${name}: ${outcome}${because === undefined ? "" : `, ${because}`}`, "important");
    this.#stopped("step", `the end of the run, after step ${session.calls.length}`);
  }

  #stopped(reason: StopReason, where: string): void {
    const session = this.#running();
    this.#handles.clear();
    const stop = session.cursor.stop(this.#at);
    const [first] = this.#hit;
    const label = stopFilters.find(({ filter }) => filter === first?.filter)?.label;
    this.#event("stopped", {
      reason,
      description: label === undefined ? `Paused at ${where}` : `${label} at ${where}`,
      text: reason === "exception" ? stop?.report.why : undefined,
      threadId: session.lanes.indexOf(session.calls[this.#at]?.lane ?? "") + 1,
      allThreadsStopped: true,
      hitBreakpointIds: this.#hit.flatMap(({ id }) => id ?? []),
    });
  }

  async #reload(): Promise<void> {
    const session = this.#session;
    if (session === undefined || this.#ended) return;
    const failed = await session.reload();
    if (failed !== undefined) {
      this.#say(`${failed.reason} The session goes on with the policy as it was.`, "stderr");
      return;
    }
    this.#breakpoints.use(session);
    this.#goto = new Goto(session);
    for (const breakpoint of this.#breakpoints.all()) this.#event("breakpoint", { reason: "changed", breakpoint });
    if (this.#at < 0) return;
    this.#hit = [];
    if (this.#showsInvalidation) {
      this.#handles.clear();
      this.#event("invalidated", { areas: ["all"] });
    } else this.#stopped("step", `step ${this.#at + 1} of ${session.calls.length}, decided anew`);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#event("terminated");
  }

  #source(path: string, hint?: Source["presentationHint"]): Source {
    const shown = this.#host.toClient(path);
    return { name: shown.split(/[\\/]/).pop() ?? shown, path: shown, presentationHint: hint };
  }

  #stack({ threadId, startFrame = 0, levels = 0 }: { threadId: number; startFrame?: number; levels?: number }): object {
    const session = this.#running();
    const lane = session.lanes[threadId - 1];
    const here = session.calls[this.#at];
    if (lane === undefined || here === undefined) return { stackFrames: [], totalFrames: 0 };
    const waiting = here.lane === lane ? undefined : waitingFrame(session, lane, this.#at);
    const frames = here.lane === lane ? framesAt(session, this.#at) : waiting === undefined ? [] : [waiting];
    const wanted = frames.slice(startFrame, levels > 0 ? startFrame + levels : undefined);
    return { stackFrames: wanted.map((frame) => this.#stackFrame(frame)), totalFrames: frames.length };
  }

  #stackFrame(frame: Frame): StackFrame {
    const { kind, name, place } = frame;
    const id = this.#handles.addFrame(frame);
    const canRestart = kind === "step" || kind === "rule";
    if (place === undefined) return { id, name, line: 0, column: 0, presentationHint: "label" };
    // The step and what it came from stand in the trace: the rule is what an editor should show first.
    const source = this.#source(place.path, kind === "step" || kind === "history" ? "deemphasize" : undefined);
    return { id, name, source, canRestart, ...clientRange(place.span, place.lines, this.#counting) };
  }

  #scopes(frameId: number): readonly object[] {
    const frame = this.#handles.frame(frameId);
    if (frame === undefined) throw new Refusal("this frame belongs to a step that was left");
    return scopesOf(this.#running(), frame).map(({ name, hint, expensive, children }) => ({
      name,
      presentationHint: hint,
      expensive,
      ...this.#handles.reference(children),
    }));
  }

  #evaluate({ expression, frameId, context }: { expression: string; frameId?: number; context?: string }): object {
    const session = this.#running();
    const call = (frameId === undefined ? undefined : this.#handles.frame(frameId)?.call) ?? this.#at;
    if (call < 0) throw new Refusal("an expression is evaluated at a step, and the run has not come to one");
    const asked = session.ask(expression);
    if ("wrong" in asked) throw new Refusal(asked.wrong);
    const wrong = session.wrongAt(expression, call);
    if (wrong !== undefined) throw new Refusal(wrong);
    const answer = session.cursor.ask(call, asked.question);
    if (answer === undefined) throw new Refusal("the run has no such step");
    const node = valueNode("", answer.value, undefined, session.policy.environment);
    const whole = context === "clipboard" && typeof answer.value === "string" ? answer.value : undefined;
    const result = whole ?? (answer.unknowns.length > 0 ? answer.text : node.value);
    return { result, type: node.type, ...this.#handles.reference(node.children) };
  }

  #inlineValues({ source, frameId }: { source: Source; frameId?: number }): readonly object[] {
    const session = this.#running();
    const path = this.#path(source);
    const call = (frameId === undefined ? undefined : this.#handles.frame(frameId)?.call) ?? this.#at;
    const lines = session.policy.analysis.files.find((file) => file.path === path)?.lines;
    if (lines === undefined || call < 0) return [];
    return inlineValues(session, call, path).map(({ span, text }) => ({ ...clientRange(span, lines, this.#counting), text }));
  }

  #exceptionInfo(): object {
    const session = this.#running();
    const filter = this.#hit.find((point) => point.filter !== undefined)?.filter;
    const known = stopFilters.find((one) => one.filter === filter);
    const stop = session.cursor.stop(this.#at);
    const description = stop === undefined ? "" : explanation(session.policy, stop.report).join(" ");
    return { exceptionId: known?.label ?? "Paused", description, breakMode: "always" };
  }
}

interface Answered {
  readonly body?: unknown;
  /** What is done once the request is answered. */
  readonly after?: () => Promise<void>;
}

function reasonOf(points: readonly StopPoint[]): StopReason {
  return points.find(({ kind }) => kind !== "exception")?.kind ?? "exception";
}

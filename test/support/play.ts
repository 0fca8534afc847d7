// Runs written in a test, decided by a policy written in a test.
import { analyze, compile, type Event, type Json, type JsonRecord, type Policy, replayRun, type StepReport } from "../../core/src/index.ts";

/** The policy that a text is, files beside it by name. Throws with its diagnostics where it cannot decide. */
export function policyOf(text: string, files: Readonly<Record<string, string>> = {}): Policy {
  const host = {
    resolve: (_: string, written: string) => written,
    read: (path: string) => (Object.hasOwn(files, path) ? { text: files[path] ?? "" } : { reason: "no such file" }),
  };
  const compiled = compile(analyze("test.remit", text, host));
  if ("errors" in compiled) throw new Error(compiled.errors.map((error) => `${error.code}: ${error.message}`).join("\n"));
  return compiled.policy;
}

export interface Step {
  readonly tool: string;
  readonly args?: JsonRecord | "redacted" | "malformed";
  /** Absent: no result comes. Calls with `with: true` are proposed together with the one before. */
  readonly result?: Json;
  readonly failed?: boolean;
  readonly refused?: boolean;
  readonly with?: boolean;
  /** Seconds. */
  readonly at?: number;
}
export type Scene = { readonly user: string } | { readonly system: string } | { readonly gap: true } | Step;

/** The events of a scene; the results of calls proposed together come after the last of them. */
export function eventsOf(scenes: readonly Scene[]): Event[] {
  const events: Event[] = [];
  let waiting: Event[] = [];
  let batch = 0;
  scenes.forEach((scene, call) => {
    const pointer = `/${call}`;
    const together = "gap" in scene || ("tool" in scene && scene.with === true);
    if (!together) {
      events.push(...waiting);
      waiting = [];
      batch++;
    }
    if ("user" in scene) events.push({ kind: "message", role: "user", text: scene.user, time: undefined, pointer });
    else if ("system" in scene) events.push({ kind: "message", role: "system", text: scene.system, time: undefined, pointer });
    else if ("gap" in scene) events.push({ kind: "gap", reason: "test", pointer });
    else {
      const { args = {}, result, tool, at } = scene;
      events.push({
        kind: "call",
        call,
        id: undefined,
        tool,
        args:
          args === "redacted"
            ? { kind: "redacted" }
            : args === "malformed"
              ? { kind: "malformed", raw: "{" }
              : { kind: "record", value: args },
        batch,
        lane: undefined,
        time: at === undefined ? undefined : { milliseconds: at * 1000, zoned: true },
        fate: scene.refused === true ? "refused" : "unstated",
        approvedBy: undefined,
        pointer,
      });
      if (result !== undefined)
        waiting.push({
          kind: "result",
          call,
          text: typeof result === "string" ? result : JSON.stringify(result),
          structured: undefined,
          form: "json",
          failed: scene.failed === true,
          time: undefined,
          pointer,
        });
    }
  });
  return [...events, ...waiting];
}

export function play(policy: Policy, scenes: readonly Scene[], context?: JsonRecord): StepReport[] {
  return [...replayRun(policy, { events: eventsOf(scenes), context })];
}

/** The verdicts of a scene's calls, `unknown` as `unknown(deny|ask)`. */
export function verdicts(text: string, scenes: readonly Scene[], context?: JsonRecord): string[] {
  return play(policyOf(text), scenes, context).map((step) =>
    step.verdict === "unknown" ? `unknown(${step.would}|${step.otherwise})` : step.verdict,
  );
}

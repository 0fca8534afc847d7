// What an expression comes to at one step of a run, by a walk from its start: what cursors that go back and forth are held against.
import type { Diagnostic } from "../../core/src/diagnostics/diagnostic.ts";
import type { Policy } from "../../core/src/policy/compile.ts";
import { createMonitor } from "../../core/src/policy/monitor.ts";
import { type Answer, compileQuestion, forkPolicy, questionErrors } from "../../core/src/policy/question.ts";
import type { Event, JsonRecord } from "../../core/src/trace/model.ts";

/** `errors`: what is wrong with the expression; the spans are in its own text. */
export type Evaluated = Pick<Answer, "text" | "unknowns" | "found"> | { readonly errors: readonly Diagnostic[] };

/** The call counts from 0. Undefined where the run has no such call. */
export function evaluate(
  policy: Policy,
  events: readonly Event[],
  call: number,
  expression: string,
  options: { readonly context?: JsonRecord | undefined } = {},
): Evaluated | undefined {
  const own = forkPolicy(policy);
  const asked = compileQuestion(expression, own);
  if ("errors" in asked) return asked;
  const monitor = createMonitor(own, options);
  let at = -1;
  for (const event of events) {
    if (event.kind !== "call") {
      monitor.onEvent(event);
      continue;
    }
    monitor.decide(event);
    if (++at < call) continue;
    const errors = questionErrors(expression, policy, event.tool);
    return errors.length > 0 ? { errors } : monitor.ask({ ...asked.question, located: true });
  }
  return undefined;
}

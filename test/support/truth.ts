// What a condition of a policy comes to, so that unknown is told from false: through a whole decision.
import assert from "node:assert/strict";
import type { JsonRecord } from "../../core/src/index.ts";
import { play, policyOf } from "./play.ts";

/** `true`, `false`, or `? KIND` with the kinds of what is unknown. */
export function truthOf(condition: string, args: JsonRecord, context?: JsonRecord): string {
  const [step] = play(policyOf(`default allow\ndeny t when ${condition}\n`), [{ tool: "t", args }], context);
  const [rule] = step?.outcomes ?? [];
  assert.ok(step !== undefined && rule !== undefined, "the call was not decided");
  if (rule.outcome !== "doubt") return String(rule.outcome === "fires");
  assert.equal(step.verdict, "deny", "doubt fires a deny");
  return `? ${[...new Set(step.unknowns.map(({ kind }) => kind))].join(", ")}`;
}

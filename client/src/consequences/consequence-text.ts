// What the status item says of the consequences of an edit. Knows no VS Code.
import type { Verdict } from "../../../core/src/index.ts";
import type { Consequences, FlipKind } from "../../../server/src/runs/protocol.ts";

export interface Said {
  readonly text: string;
  readonly tooltip: string;
  /** Whether the edit lets something through that the saved policy does not. */
  readonly loosens: boolean;
}

const number = (count: number): string => count.toLocaleString("en-US");
const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? "" : "s"}`;
/** From what stops a call to what lets it through. */
const strictness: Readonly<Record<Verdict, number>> = { deny: 3, ask: 2, unknown: 1, allow: 0 };
export const loosens = ({ from, to }: Pick<FlipKind, "from" | "to">): boolean => strictness[to] < strictness[from];

/** Undefined where there is nothing to say. `version` is that of the document as it stands: counts of another are not shown. */
export function saidOf(told: Consequences | undefined, version: number): Said | undefined {
  if (told === undefined || told.state === "none") return undefined;
  if (told.state === "errors")
    return {
      text: "$(circle-slash) nothing counted",
      tooltip: "The policy has errors, so that it decides none of the recorded runs.",
      loosens: false,
    };
  if (told.state !== "counted" || told.version !== version)
    return { text: "$(sync~spin) counting", tooltip: "Recorded calls are being decided by the policy as typed.", loosens: false };
  const { flips, calls, runs, verdicts, against } = told;
  const held = `${counted(calls, "recorded call")} in ${counted(runs, "run")}`;
  if (flips === undefined) {
    const parts = [`${number(verdicts.deny)} denied`, `${number(verdicts.ask)} asked`];
    if (verdicts.unknown > 0) parts.push(`${number(verdicts.unknown)} unknown`);
    return {
      text: `$(history) ${parts.join(", ")} of ${number(calls)}`,
      tooltip: `This policy decides ${held}: ${parts.join(", ")}.`,
      loosens: false,
    };
  }
  if (flips.count === 0)
    return {
      text: `$(check) flips none of ${counted(calls, "recorded call")}`,
      tooltip: `No verdict on ${held} is another one than by the policy as ${against === "saved" ? "saved" : "you opened it"}.`,
      loosens: false,
    };
  const [first] = flips.kinds;
  const loudest = first === undefined ? "" : ` (${number(first.count)} ${first.from} → ${first.to})`;
  const lines = flips.kinds.map(({ from, to, count }) => `${number(count)} ${from} → ${to}`);
  return {
    text: `$(arrow-swap) flips ${number(flips.count)} of ${counted(calls, "recorded call")}${loudest}`,
    tooltip: `Against the policy as ${against === "saved" ? "saved" : "you opened it"}, on ${held}: ${lines.join(", ")}. Click to see them.`,
    loosens: flips.kinds.some(loosens),
  };
}

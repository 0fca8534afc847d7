// The one explanation of a step, sentence by sentence: why it was decided so, how far it was from another verdict, and what would
// flip it. Every surface shows these texts and no others.
import type { Policy } from "../policy/compile.ts";
import type { StepReport } from "../policy/report.ts";
import { argumentFlips } from "./flip-arguments.ts";
import { policyFlips } from "./flip-policy.ts";
import { nearestMisses } from "./nearest.ts";
import type { ArgumentFlip, PolicyFlip, Search, StandingPolicy } from "./proposals.ts";

/** Why, and the nearest miss where there is one. The report must carry its evidence. */
export function explanation(policy: Policy, report: StepReport): readonly string[] {
  const [nearest] = nearestMisses(policy, report, 1);
  return nearest === undefined ? [report.why] : [report.why, nearest.text];
}

export interface Flips {
  readonly ofArguments: readonly ArgumentFlip[];
  readonly ofPolicy: readonly PolicyFlip[];
}

/** What would flip the verdict of a step, the smallest first. */
export function* flipsOf(asked: StandingPolicy): Search<Flips> {
  const ofArguments = yield* argumentFlips(asked);
  return { ofArguments, ofPolicy: yield* policyFlips(asked) };
}

const outcomes = { allow: "allowed", ask: "asked about", deny: "denied" } as const;

/** One sentence for a flip. */
export function flipText(flip: ArgumentFlip | PolicyFlip): string {
  if (flip.kind === "arguments") return flip.text;
  const { title, verdict, rules, also } = flip;
  const by = rules.length === 0 ? "by the default" : `by ${rules.map((rule) => `\`${rule}\``).join(", ")}`;
  const others =
    also.length === 0
      ? "no other step of the run changes"
      : also.length === 1
        ? `step ${(also[0] ?? 0) + 1} changes too`
        : `${also.length} other steps change too`;
  return `${title}: it would be ${outcomes[verdict]} ${by}; ${others}.`;
}

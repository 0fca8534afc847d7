// What the engine and the oracle say of one case, compared.
import { type Case, compiledCase, describeCase, replayed } from "./cases.ts";
import { decideAll } from "./oracle.ts";

/** What is compared of a step, as one text. */
const line = (
  step: number,
  verdict: string,
  would: string,
  otherwise: string,
  flags: readonly string[],
  rules: readonly { readonly name: string; readonly effect: string; readonly outcome: string }[],
): string =>
  `step ${step}: ${verdict} (${would}/${otherwise}) flags [${[...flags].sort()}] ${rules
    .map(({ name, effect, outcome }) => `${name} (${effect}): ${outcome}`)
    .sort()
    .join(", ")}`;

export function difference(one: Case): string | undefined {
  const policy = compiledCase(one);
  if (policy === undefined) return undefined;
  const engine = replayed(policy.policy, one).map((step) =>
    line(step.step, step.verdict, step.would, step.otherwise, step.flags, step.outcomes),
  );
  const oracle = decideAll(policy.analysis, one.events, one.context).map((step) =>
    line(step.step, step.verdict, step.would, step.otherwise, step.flags, step.rules),
  );
  const at = engine.findIndex((text, index) => text !== oracle[index]);
  if (at < 0 && engine.length === oracle.length) return undefined;
  return `engine: ${engine[at]}\noracle: ${oracle[at]}\n${describeCase(one)}`;
}

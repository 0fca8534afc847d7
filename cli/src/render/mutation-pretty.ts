// What came of a policy's mutants, for people: the survivors as changes of the text, then the score.

import { mutantDiff, mutationScore, operatorTitles } from "../../../core/src/index.ts";
import type { Mutated } from "./mutation-json.ts";
import { counted, harmless, type Style } from "./style.ts";

export function* mutationLines({ analysis: { source }, judged, runs, tests }: Mutated, style: Style): Iterable<string> {
  const of = (kind: string): number => judged.filter(({ outcome }) => outcome.kind === kind).length;
  for (const { mutant, outcome } of judged) {
    if (outcome.kind !== "survived") continue;
    const { line, before, after } = mutantDiff(source.text, mutant);
    yield `${style.yellow("survived")} ${style.cyan(`${source.path}:${line + 1}`)}: ${operatorTitles[mutant.operator]} ${style.dim(`(${mutant.operator})`)}`;
    for (const old of before) yield style.red(`  - ${harmless(old)}`);
    for (const fresh of after) yield style.green(`  + ${harmless(fresh)}`);
    const test = tests.get(mutant);
    if (test !== undefined) {
      yield style.dim("  noticed by");
      for (const line of test.split("\n")) yield `    ${harmless(line)}`;
    }
    yield "";
  }
  const score = mutationScore(judged);
  const equivalent = of("equivalent");
  const share = score.share === undefined ? "nothing to notice" : `${(100 * score.share).toFixed(1)} % noticed`;
  const beside = runs === 0 ? "its tests and examples" : `its tests and examples and ${counted(runs, "run")}`;
  yield `${style.bold(share)}: ${score.hits} of ${counted(score.of, "mutant")}, by ${beside}`;
  if (equivalent > 0) yield `${counted(equivalent, "mutant")} left out: the checker knows that nothing is decided otherwise`;
}

// `npm run bench`: ratios, each against something that anybody can measure on the same machine. No absolute number is
// promised: machines differ, ratios less.
import { benchActivation } from "./activation.ts";
import { benchConsequences } from "./consequences.ts";
import { benchCorpus } from "./corpus.ts";
import { benchDecision } from "./decision.ts";
import { benchGrowth } from "./growth.ts";
import { benchKeystroke } from "./keystroke.ts";
import { benchManyRules } from "./many-rules.ts";
import { benchOpening } from "./opening.ts";
import { benchProvenance } from "./provenance.ts";
import { benchTemporalRules } from "./temporal-rules.ts";

for (const [title, bench] of [
  ["decision", benchDecision],
  ["corpus replay", benchCorpus],
  ["keystroke to diagnostics", benchKeystroke],
  ["activation of the extension", benchActivation],
  ["consequences of an edit on 1,000 runs", benchConsequences],
  ["a step late in a long run", () => benchGrowth()],
  ["a step at 1,000,000", () => benchGrowth(1_000, 1_000_000)],
  ["10,000 rules about other tools", () => benchManyRules()],
  ["many temporal rules about one tool", benchTemporalRules],
  ["opening a run of 100,000 steps", () => benchOpening()],
  ["provenance step at 100,000 against 1,000", () => benchProvenance()],
] as const) {
  console.log(`${title}: ${await bench()}`);
}

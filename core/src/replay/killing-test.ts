// A test that passes under a policy and fails under a mutant of it: what a mistake that nothing notices asks for.
import { format } from "../language/format.ts";
import { analyze } from "../policy/checks/analyze.ts";
import { compile, type Policy } from "../policy/compile.ts";
import type { Host } from "../semantics/analysis.ts";
import { editedPolicy } from "./edited-policy.ts";
import { unitsOf } from "./minimise.ts";
import { type Mutant, operatorTitles } from "./mutants.ts";
import { mutatedText, withoutTestErrors } from "./mutation.ts";
import { appended } from "./policy-edits.ts";
import type { Search } from "./proposals.ts";
import { testText } from "./test-text.ts";
import { type OpenTrace, runTest } from "./tests.ts";
import { type Witness, witnesses } from "./witness.ts";

const calls = 150;

/** Its text; undefined where no call was found that tells the two apart, which proves nothing. */
export function* killingTest(policy: Policy, mutant: Mutant, host: Host): Search<string | undefined> {
  const { path, text } = policy.analysis.source;
  const compiled = compile(withoutTestErrors(analyze(path, mutatedText(text, mutant), host)));
  if ("errors" in compiled) return undefined;
  const concerned = policy.rules.find(({ decision }) => decision === mutant.decision);
  const about =
    concerned === undefined || mutant.operator === "narrow-group" || mutant.operator === "widen-group" ? () => true : concerned.matches;
  for (const witness of yield* witnesses(policy, compiled.policy, { about, calls })) {
    const test = testOf(policy, witness, `${witness.tool}: ${operatorTitles[mutant.operator]}`);
    if (test !== undefined && tells(test, policy, compiled.policy, host)) return test;
  }
  return undefined;
}

function testOf(policy: Policy, { events, from }: Witness, title: string): string | undefined {
  const named = policy.rules.find(({ name, decision }) => decision.name !== undefined && from.rules.includes(name))?.name;
  const text = testText(policy, unitsOf(events, events.length - 1, undefined), title, { would: from.would, by: named });
  return text === undefined ? undefined : format(`${text}\n`).text.trimEnd();
}

const noTraces: OpenTrace = () => ({ reason: "a test of one call replays no run" });

function tells(test: string, policy: Policy, mutated: Policy, host: Host): boolean {
  const { path, text } = policy.analysis.source;
  const tested = editedPolicy(policy, [appended(path, text, test)], host);
  const statement = tested?.analysis.source.file.statements.at(-1);
  if (tested === undefined || statement?.kind !== "test") return false;
  return runTest(tested, statement, noTraces).passed && !runTest(mutated, statement, noTraces).passed;
}

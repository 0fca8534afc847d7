// What a policy would change on the recorded runs that are bound to it if some of its files had another text: decided beside the
// standing counts, told once, kept nowhere.
import { type Analysis, compile } from "../../../core/src/index.ts";
import { toldFlips } from "./consequences.ts";
import type { Tried } from "./protocol.ts";
import type { RecordedRuns } from "./recorded-runs.ts";
import type { Standings } from "./standing.ts";

const pause = 50;
const longest = 30_000;

/** Undefined where no runs are bound, or where one of the two has errors. Waits until the workspace was looked through. */
export async function tried(
  key: string,
  before: Analysis,
  after: Analysis,
  runs: RecordedRuns,
  standings: Standings,
): Promise<Tried | undefined> {
  const began = performance.now();
  while (!runs.isComplete && performance.now() - began < longest) await new Promise((again) => setTimeout(again, pause));
  const bound = runs.of(key);
  const [then, now] = [compile(before), compile(after)];
  if (bound.length === 0 || "errors" in then || "errors" in now) return undefined;
  const changes = await standings.compare(key, then.policy, now.policy, bound);
  if (changes === undefined) return undefined;
  return {
    runs: bound.length,
    calls: bound.reduce((sum, run) => sum + run.calls, 0),
    changedRuns: changes.length,
    flips: toldFlips(changes),
  };
}

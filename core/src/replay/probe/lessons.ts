// What good runs have in common: which tools came before others each time, which calls were never made twice. Knows no policy.
import { writeJson } from "../../trace/encodings/json.ts";
import type { CallEvent, JsonRecord } from "../../trace/model.ts";
import { isCall, type Part } from "./parts.ts";

export interface Lessons {
  /** The tools that came before the first call of this one in each run that has one, and how many runs these are. */
  before(tool: string): { readonly tools: readonly string[]; readonly runs: number };
  /** Whether some run made the same call of the tool twice. */
  isRepeated(tool: string): boolean;
  /** Every tool that was called, with the arguments of one call. */
  readonly seen: ReadonlyMap<string, JsonRecord>;
}

export function lessonsOf(runs: readonly (readonly Part[])[]): Lessons {
  const before = new Map<string, { tools: ReadonlySet<string>; runs: number }>();
  const repeated = new Set<string>();
  const seen = new Map<string, JsonRecord>();
  for (const parts of runs) {
    const earlier = new Set<string>();
    const made = new Set<string>();
    for (const { event } of parts.filter(isCall)) {
      const { tool } = event;
      if (!earlier.has(tool)) {
        const known = before.get(tool);
        const common = known === undefined ? new Set(earlier) : new Set([...known.tools].filter((one) => earlier.has(one)));
        before.set(tool, { tools: common, runs: (known?.runs ?? 0) + 1 });
      }
      earlier.add(tool);
      const key = callKey(event);
      if (made.has(key)) repeated.add(tool);
      made.add(key);
      if (event.args.kind === "record" && !seen.has(tool)) seen.set(tool, event.args.value);
    }
  }
  return {
    before: (tool) => {
      const { tools = [], runs: count = 0 } = before.get(tool) ?? {};
      return { tools: [...tools], runs: count };
    },
    isRepeated: (tool) => repeated.has(tool),
    seen,
  };
}

export const callKey = ({ tool, args }: CallEvent): string =>
  `${tool} ${args.kind === "record" ? writeJson(args.value) : args.kind === "malformed" ? args.raw : ""}`;

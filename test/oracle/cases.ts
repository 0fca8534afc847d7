// One generated case, decided by the engine and by the oracle.
import fc from "fast-check";
import { type Analysis, analyze, compile, type Host, type Policy, replayRun, type StepReport } from "../../core/src/index.ts";
import type { Event, JsonRecord } from "../../core/src/trace/model.ts";
import { Tape, tape } from "./tape.ts";
import { textOf, type WrittenPolicy, writePolicy } from "./write-policies.ts";
import { writeContext, writeRun } from "./write-runs.ts";

export interface Case {
  readonly written: WrittenPolicy;
  readonly context: JsonRecord | undefined;
  readonly events: readonly Event[];
}

export const cases: fc.Arbitrary<Case> = fc
  .record({
    head: tape(120),
    rules: fc.array(tape(90), { minLength: 1, maxLength: 4 }),
    context: tape(6),
    items: fc.array(tape(40), { minLength: 1, maxLength: 9, size: "max" }),
  })
  .map(({ head, rules, context, items }) => ({
    written: writePolicy(
      new Tape(head),
      rules.map((rule) => new Tape(rule)),
    ),
    context: writeContext(new Tape(context)),
    events: writeRun(items.map((item) => new Tape(item))),
  }));

export interface Compiled {
  readonly analysis: Analysis;
  readonly policy: Policy;
}

/** Undefined where the policy has errors. `imported` is the text of the file `other.remit`. */
export function compiled(text: string, imported = ""): Compiled | undefined {
  const host: Host = { resolve: (_, path) => path, read: () => ({ text: imported }) };
  const analysis = analyze("case.remit", text, host);
  const result = compile(analysis);
  return "errors" in result ? undefined : { analysis, policy: result.policy };
}
export const compiledCase = ({ written }: Case): Compiled | undefined => compiled(textOf(written));

export const replayed = (policy: Policy, { events, context }: Pick<Case, "events" | "context">): readonly StepReport[] => [
  ...replayRun(policy, { events, context }),
];

export function describeCase({ written, context, events }: Case): string {
  const lines = events.map((event) =>
    JSON.stringify(event, (key, value: unknown) =>
      key === "pointer" || key === "id" || key === "lane" || key === "approvedBy" ? undefined : value,
    ),
  );
  return `${textOf(written)}\ncontext ${JSON.stringify(context)}\n${lines.join("\n")}`;
}

const given = process.env.REMIT_SEED;
const count = process.env.REMIT_CASES;
/** Fresh for every run of the tests unless given; always printed. */
export const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given);
export const runs = (few: number, many: number): { readonly seed: number; readonly numRuns: number } => ({
  seed,
  numRuns: count === undefined ? (process.env.REMIT_DEEP ? many : few) : Number(count),
});

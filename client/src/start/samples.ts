// The sample workspaces that the extension brings, with the files that each is made of. Knows no VS Code.
import { sampleFiles } from "./sample-files.ts";

export interface Sample {
  /** Its folder in samples/. */
  readonly name: string;
  readonly files: readonly string[];
  /** What to open first: a policy, and a run that did harm. */
  readonly policy: string;
  readonly run: string;
}

export const bankSample: Sample = {
  name: "bank",
  files: sampleFiles,
  policy: "bank.remit",
  run: "runs/pay-the-bill.trace.jsonl",
};

/** The names of the samples' runs. */
export const sampleRuns: ReadonlySet<string> = new Set(
  bankSample.files.filter((file) => file.startsWith("runs/")).map((file) => file.slice(file.lastIndexOf("/") + 1)),
);

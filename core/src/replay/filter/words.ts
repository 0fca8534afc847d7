// THE table of the words that a filter of steps knows: parser, matcher, completion of the field and docs/replay-view.md go by it.

/** What may stand behind a word's colon. */
export type FilterValue =
  /** One of some names; `*` stands for any characters. */
  | { readonly kind: "glob" }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  /** A verdict now, or `deny->allow` with `*` for either; nothing at all is any change. */
  | { readonly kind: "change" }
  /** A number or `3..9`, either end left out. */
  | { readonly kind: "range" }
  /** A text that is contained, `"quoted"` where it has spaces, or `/a regular expression/`. */
  | { readonly kind: "text"; readonly emptyMeansPresent: boolean; readonly compares: boolean }
  | { readonly kind: "nothing" };

export interface FilterWord {
  readonly word: string;
  readonly value: FilterValue;
  /** What a step must be, to pass. */
  readonly says: string;
  readonly example: string;
}

const verdicts = ["allow", "ask", "deny", "unknown"] as const;

export const filterWords = [
  { word: "tool", value: { kind: "glob" }, says: "a call of a tool of that name", example: "tool:send_*" },
  {
    word: "verdict",
    value: { kind: "choice", of: [...verdicts, "blocked"] },
    says: "decided so; `blocked` is all but `allow`",
    example: "verdict:deny,ask",
  },
  { word: "rule", value: { kind: "glob" }, says: "its verdict rests on a rule of that name", example: "rule:refund*" },
  { word: "default", value: { kind: "nothing" }, says: "no rule spoke, the default decided", example: "default:" },
  { word: "flagged", value: { kind: "nothing" }, says: "a `flag` rule marks it", example: "flagged:" },
  {
    word: "changed",
    value: { kind: "change" },
    says: "decided otherwise by the policy that the view compares with",
    example: "changed:deny->allow",
  },
  { word: "differs", value: { kind: "nothing" }, says: "the recording says otherwise than the verdict", example: "differs:" },
  {
    word: "recorded",
    value: { kind: "choice", of: ["executed", "refused", "failed", "unstated"] },
    says: "what the recording says became of it",
    example: "recorded:refused",
  },
  {
    word: "history",
    value: { kind: "choice", of: ["happened", "stopped", "hypothetical", "gone", "unknown"] },
    says: "what became of it in the history shown; `gone` would not have happened",
    example: "history:gone",
  },
  { word: "lane", value: { kind: "glob" }, says: "made by that sub-agent", example: "lane:researcher" },
  {
    word: "is",
    value: { kind: "choice", of: ["call", "user", "assistant", "system", "gap"] },
    says: "a call, a message, or a gap in the recording",
    example: "is:user",
  },
  { word: "step", value: { kind: "range" }, says: "the number of the step", example: "step:10..20" },
  {
    word: "args",
    value: { kind: "text", emptyMeansPresent: true, compares: true },
    says: "an argument that holds it; `args.to` looks at one, `args.amount:>100` compares, `args.cc:` has it at all",
    example: "args.to:/@evil/",
  },
  {
    word: "result",
    value: { kind: "text", emptyMeansPresent: true, compares: false },
    says: "its result holds it",
    example: 'result:"not found"',
  },
  {
    word: "text",
    value: { kind: "text", emptyMeansPresent: false, compares: false },
    says: "a message that holds it",
    example: "text:invoice",
  },
] as const satisfies readonly FilterWord[];
export type FilterWordName = (typeof filterWords)[number]["word"];

// THE table of what a reader can say of a trace file: codes of Problems. Each has a page, docs/problems/<code>.md, which says what it
// means for a decision and what to do.

/** By code: the title of its page. */
export const problemCodes = {
  "unknown-format": "The file is no recorded run that Remit knows",
  "invalid-json": "A line or a file is no JSON",
  truncated: "The file ends too early",
  "invalid-event": "Something stands where an event is expected, and is none",
  "unknown-member": "An event has a member that the format does not know",
  "invalid-arguments": "The arguments of a call are no JSON object",
  "duplicate-key": "A key stands twice in one object",
  "duplicate-id": "Two calls have one id, or one call has two results",
  "result-without-call": "A result answers no call",
  "call-without-result": "The result of a call is not recorded",
  "too-large": "A file or a line is longer than a text can be",
  "too-deep": "A value is nested too deeply",
  "invalid-utf8": "Bytes are no UTF-8",
  "unreadable-file": "The file cannot be opened",
  "unsupported-version": "The run is of another version of the format",
} as const;

export type ProblemCode = keyof typeof problemCodes;

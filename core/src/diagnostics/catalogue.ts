// THE table of diagnostic codes. A code is a word in kebab-case; the same word names its page in docs/diagnostics/ and its
// fixture folder in test/fixtures/diagnostics/. Messages start in lower case, end without a period, quote what the author
// wrote in backticks, and stand on one line.

export type Severity = "error" | "warning" | "information" | "hint";
export type Stage = "syntax" | "name" | "type" | "lint";

interface Row<A> {
  readonly stage: Stage;
  readonly severity: Severity;
  /** The first line of the code's page. */
  readonly title: string;
  readonly message: (args: A) => string;
}

const row = <A>(stage: Stage, severity: Severity, title: string, message: (args: A) => string): Row<A> => ({
  stage,
  severity,
  title,
  message,
});
const suggest = (suggestion: string | undefined): string => (suggestion === undefined ? "" : `; did you mean \`${suggestion}\`?`);

export const catalogue = {
  // Syntax: the text cannot be read as written.
  "unexpected-token": row(
    "syntax",
    "error",
    "Something stands where the grammar does not allow it",
    (a: { found: string; expected: string }) =>
      a.found === "" ? `expected ${a.expected}, but the file ends here` : `expected ${a.expected}, found \`${a.found}\``,
  ),
  "unexpected-character": row(
    "syntax",
    "error",
    "A character that no word of the language contains",
    (a: { text: string }) => `\`${a.text}\` is not part of the language`,
  ),
  "unclosed-string": row("syntax", "error", "A string without its closing quote", (_: object) => "this string is not closed on its line"),
  "bad-escape": row(
    "syntax",
    "error",
    "An escape that JSON strings do not have",
    (a: { text: string }) => `\`${a.text}\` is not an escape; strings take the escapes of JSON`,
  ),
  "likely-slip": row(
    "syntax",
    "error",
    "A habit of another language",
    (a: { found: string; write: string }) => `\`${a.found}\` is not used here; write \`${a.write}\``,
  ),
  "missing-comma": row("syntax", "error", "A comma is missing", (_: object) => "a comma is missing here"),
  "floating-where": row(
    "syntax",
    "error",
    "A `where` that belongs to no pattern",
    (_: object) => "`where` follows a selector inside a pattern; a rule's own condition is `when`",
  ),
  "nested-too-deeply": row(
    "syntax",
    "error",
    "An expression that is nested too deeply",
    (_: object) => "this is nested too deeply; name a part of it with `let`",
  ),
  "chained-comparison": row("syntax", "error", "Comparisons do not chain", (_: object) => "comparisons do not chain; join two with `and`"),

  // Names.
  "unknown-tool": row(
    "name",
    "error",
    "A tool that the catalogue does not have",
    (a: { tool: string; suggestion: string | undefined }) => `no tool is called \`${a.tool}\`${suggest(a.suggestion)}`,
  ),
  "unmatched-glob": row(
    "name",
    "warning",
    "A pattern that matches no tool",
    (a: { pattern: string }) => `\`${a.pattern}\` matches no tool of the catalogue`,
  ),
  "unknown-argument": row(
    "name",
    "error",
    "An argument that the tool does not take",
    (a: { argument: string; tool: string; suggestion: string | undefined }) =>
      `\`${a.tool}\` takes no argument \`${a.argument}\`${suggest(a.suggestion)}`,
  ),
  "unknown-field": row(
    "name",
    "error",
    "A field that the value does not have",
    (a: { field: string; of: string; suggestion: string | undefined }) => `${a.of} has no field \`${a.field}\`${suggest(a.suggestion)}`,
  ),
  "unknown-name": row(
    "name",
    "error",
    "A name that nothing declares",
    (a: { name: string; suggestion: string | undefined }) => `nothing here is called \`${a.name}\`${suggest(a.suggestion)}`,
  ),
  "unknown-function": row(
    "name",
    "error",
    "A function that does not exist",
    (a: { name: string; suggestion: string | undefined }) => `there is no function \`${a.name}\`${suggest(a.suggestion)}`,
  ),
  "wrong-argument-count": row(
    "name",
    "error",
    "The wrong number of arguments",
    (a: { name: string; expected: string; found: number }) => `\`${a.name}\` takes ${a.expected}, not ${a.found}`,
  ),
  "duplicate-name": row(
    "name",
    "error",
    "A name declared twice, or shadowed",
    (a: { name: string }) => `\`${a.name}\` is already declared; rules, lets, groups and binders share one namespace and never shadow`,
  ),
  "recursive-let": row("name", "error", "A let or group that refers to itself", (a: { name: string }) => `\`${a.name}\` refers to itself`),
  "misplaced-it": row(
    "name",
    "error",
    "`it` outside a fold or pattern",
    (_: object) => "`it` is the element of a fold or the event of a pattern, and there is none here",
  ),
  "out-of-sight": row(
    "name",
    "error",
    "A part that reads what it cannot see",
    (a: { what: string; where: string; sees: string }) => `\`${a.what}\` cannot be read here: ${a.where} sees ${a.sees} alone`,
  ),
  "nested-it": row(
    "name",
    "error",
    "Two folds inside each other without a binder",
    (_: object) => "`it` would mean two things here; name the element, as in `any(x in LIST: …)`",
  ),
  "unreadable-file": row(
    "name",
    "error",
    "A file that cannot be read",
    (a: { path: string; reason: string }) => `cannot read \`${a.path}\`: ${a.reason}`,
  ),
  "unreadable-catalogue": row(
    "name",
    "error",
    "A file that is no tool catalogue",
    (a: { path: string; reason: string }) => `\`${a.path}\` is no tool catalogue: ${a.reason}`,
  ),
  "import-cycle": row("name", "error", "Files that import each other", (a: { path: string }) => `\`${a.path}\` is already being imported`),
  "import-has-errors": row(
    "name",
    "error",
    "An imported file has errors",
    (a: { path: string; count: number }) => `\`${a.path}\` has ${a.count} ${a.count === 1 ? "error" : "errors"}`,
  ),
  "default-in-import": row(
    "name",
    "error",
    "A default in an imported file",
    (a: { path: string }) => `\`${a.path}\` sets a default; only the policy itself may`,
  ),
  "repeated-default": row("name", "error", "More than one default", (_: object) => "the default is already set"),
  "repeated-clause": row(
    "name",
    "error",
    "A clause that stands twice",
    (a: { clause: string }) => `\`${a.clause}\` may stand once; join conditions with \`and\` or \`or\``,
  ),
  "misplaced-clause": row(
    "name",
    "error",
    "A clause where it has no meaning",
    (a: { clause: string; on: string }) => `\`${a.clause}\` has no meaning on \`${a.on}\``,
  ),

  // Types.
  "type-mismatch": row(
    "type",
    "error",
    "Values of types that can never meet",
    (a: { left: string; op: string; right: string }) => `\`${a.op}\` between ${a.left} and ${a.right} can never hold`,
  ),
  "wrong-type": row(
    "type",
    "error",
    "A value of the wrong type",
    (a: { expected: string; found: string }) => `expected ${a.expected}, found ${a.found}`,
  ),
  "unknown-value": row(
    "type",
    "error",
    "A value that the enum does not have",
    (a: { value: string; of: string; suggestion: string | undefined }) => `\`${a.value}\` is no value of ${a.of}${suggest(a.suggestion)}`,
  ),
  "unknown-type": row(
    "type",
    "error",
    "A type that does not exist",
    (a: { name: string; suggestion: string | undefined }) => `there is no type \`${a.name}\`${suggest(a.suggestion)}`,
  ),
  "bad-regex": row(
    "type",
    "error",
    "A regular expression that RE2 does not read",
    (a: { reason: string }) => `this is no regular expression of RE2: ${a.reason}`,
  ),

  // Lints.
  "optional-argument": row(
    "lint",
    "warning",
    "An optional argument read without `has` or `??`",
    (a: { argument: string; effect: string }) => `\`${a.argument}\` is optional: where it is left out this is unknown, and ${a.effect}`,
  ),
  "unused-name": row(
    "lint",
    "warning",
    "A let or group that nothing uses",
    (a: { kind: string; name: string }) => `the ${a.kind} \`${a.name}\` is not used`,
  ),
  "default-allow-only": row(
    "lint",
    "warning",
    "`default allow` with nothing denied",
    (_: object) => "`default allow` and no rule that denies or asks: this policy permits everything",
  ),
} as const satisfies Record<string, Row<never>>;

export type DiagnosticCode = keyof typeof catalogue;
export type DiagnosticArguments<C extends DiagnosticCode> = Parameters<(typeof catalogue)[C]["message"]>[0];

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
    (a: { found: string; expected: string; suggestion?: string | undefined }) =>
      a.found === ""
        ? `expected ${a.expected}, but the file ends here`
        : `expected ${a.expected}, found \`${a.found}\`${suggest(a.suggestion)}`,
  ),
  "unexpected-character": row(
    "syntax",
    "error",
    "A character that no word of the language contains",
    (a: { text: string }) => `\`${a.text}\` is not part of the language`,
  ),
  "invalid-utf8": row("syntax", "error", "Bytes that are no UTF-8", (a: { utf16?: true }) =>
    a.utf16
      ? "this is UTF-16 that was read as UTF-8; save the file as UTF-8"
      : "what stands here is no UTF-8; save the file as UTF-8 (to mean U+FFFD itself, write `\\ufffd` in a string)",
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
  "nested-too-deeply": row("syntax", "error", "An expression that is nested too deeply", (a: { names?: number }) =>
    a.names === undefined
      ? "this is nested too deeply; name a part of it with `let`"
      : `this leads through more than ${a.names} other names; write some of them out`,
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
  "import-cycle": row("name", "error", "Files that import each other", (a: { path: string; self: boolean }) =>
    a.self ? "this file imports itself" : `\`${a.path}\` leads back to this file; files cannot import each other`,
  ),
  "import-has-errors": row("name", "error", "An imported file has errors", (a: { path: string; count: number; isPolicy: boolean }) =>
    a.isPolicy ? `\`${a.path}\` has ${a.count} ${a.count === 1 ? "error" : "errors"}` : `\`${a.path}\` is not a policy`,
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
  "unused-trusted": row(
    "lint",
    "warning",
    "A `trusted` that no rule asks about",
    (_: object) => "no rule asks what is `from trusted` or `from untrusted`, so this decides nothing",
  ),
  "unnamed-tool": row(
    "lint",
    "hint",
    "A tool that no rule names",
    (a: { tools: string; effect: string }) => `no rule names ${a.tools}: \`default ${a.effect}\` alone decides`,
  ),
  "never-applies": row("lint", "warning", "A rule that can never apply", (a: { why: string; inDoubt: boolean }) =>
    a.inDoubt ? `${a.why}: this rule applies only where its condition is in doubt` : `${a.why}: this rule can never apply`,
  ),
  "constant-condition": row(
    "lint",
    "warning",
    "A condition that is always true, or always false",
    (a: { truth: boolean }) => `this is ${a.truth ? "true" : "false"} wherever it can be decided`,
  ),
  "duplicate-rule": row("lint", "warning", "Two rules that say the same", (a: { other: string }) => `\`${a.other}\` says the same`),
  "repeated-literal": row(
    "lint",
    "hint",
    "A number or list that several rules write out",
    (a: { written: string; count: number }) => `\`${a.written}\` is written out ${a.count} times; \`let\` gives it one name`,
  ),
  "allow-inside-deny": row(
    "lint",
    "warning",
    "An allow that a deny covers whole",
    (a: { deny: string }) => `\`${a.deny}\` denies every call that this rule permits`,
  ),
  "allow-deny-overlap": row(
    "lint",
    "hint",
    "An allow and a deny that overlap",
    (a: { deny: string; call: string }) => `\`${a.deny}\` denies some calls that this rule permits, such as \`${a.call}\``,
  ),
  "grant-already-allowed": row(
    "lint",
    "warning",
    "A grant of what is allowed anyway",
    (a: { allow: string }) => `\`${a.allow}\` permits these calls without condition, so the uses of this grant bound nothing`,
  ),
  "destructive-allowed": row(
    "lint",
    "warning",
    "A destructive tool that is allowed without condition",
    (a: { tool: string }) => `the catalogue calls \`${a.tool}\` destructive, and every call of it is permitted`,
  ),
  "zero-limit": row("lint", "warning", "A limit of zero", (a: { otherwise: string }) =>
    a.otherwise === "deny"
      ? "a limit of zero denies every call; write `deny`"
      : `a limit of zero holds for every call; write \`${a.otherwise}\``,
  ),
  "require-never-met": row(
    "lint",
    "warning",
    "A `require` of what is never permitted",
    (a: { tools: string }) => `this policy never permits ${a.tools}, so what waits for it is never permitted either`,
  ),
  "past-never-happens": row(
    "lint",
    "warning",
    "The history of a tool that is always denied",
    (a: { tools: string }) => `this policy never permits ${a.tools}, so no such call is ever in the history`,
  ),
  "text-test-on-url": row(
    "lint",
    "warning",
    "A URL tested as text",
    (a: { argument: string; op: string }) =>
      `\`${a.op}\` sees the text of a URL, not where it leads; hold \`host(${a.argument})\` against a host`,
  ),
  "text-test-on-path": row(
    "lint",
    "warning",
    "A path tested as text",
    (a: { argument: string; op: string }) => `\`${a.op}\` sees the text of a path, not where it leads; write \`${a.argument} under "…"\``,
  ),
  "unanchored-regex": row(
    "lint",
    "warning",
    "A regular expression without anchors in a rule that permits",
    (_: object) => "`matches` searches: without `^` and `$` this permits every text that contains a match",
  ),
  "all-of-empty": row(
    "lint",
    "hint",
    "`all` over a list that may be empty, in a rule that permits",
    (a: { list: string }) => `\`all\` of nothing is true: where \`${a.list}\` is empty this holds`,
  ),
  "trusted-free-text": row(
    "lint",
    "warning",
    "Free text that is trusted whole",
    (a: { tool: string; field: string }) =>
      `\`${a.field}\` of \`${a.tool}\` is free text, and whoever writes it is trusted; name the fields to trust with \`only\``,
  ),
  "origin-of-url": row(
    "lint",
    "information",
    "The origin of a URL as text",
    (a: { argument: string }) => `URLs are put together: ask where \`host(${a.argument})\` is from`,
  ),
  "origin-of-date": row(
    "lint",
    "information",
    "The origin of a date as text",
    (a: { argument: string }) => `dates are written in many ways: ask where \`date(${a.argument})\` is from`,
  ),
  "origin-of-id": row(
    "lint",
    "hint",
    "The origin of a short number",
    (a: { argument: string }) =>
      `numbers of one to three digits stand in many texts by chance, so where \`${a.argument}\` is from is often in doubt; ask \`from result of\` what lists it, or compare it`,
  ),
  "origin-in-deny": row("lint", "hint", "What a deny over origins stops", (a: { value: string; says: "copies" | "inventions" }) =>
    a.says === "copies"
      ? `stops what was copied from untrusted content; a \`${a.value}\` that the model made up passes (\`not from trusted\` stops it too)`
      : `stops what was copied from untrusted content, and also a \`${a.value}\` that the model made up`,
  ),
  "user-cannot-supply": row(
    "lint",
    "information",
    "`from user` of what no user writes",
    (a: { value: string }) => `\`${a.value}\` is given by the harness, not written by the user; \`from system\` is where it may stand`,
  ),
  "missing-evidence": row(
    "lint",
    "hint",
    "A deny whose evidence may be missing",
    (a: { evidence: string }) => `where \`${a.evidence}\` is not there this is unknown, and the rule denies`,
  ),
  "example-contradicted": row("lint", "warning", "An example that its rule contradicts", (a: { hit: boolean }) =>
    a.hit ? "the rule does not apply to this call" : "the rule applies to this call",
  ),
  "scans-history": row(
    "lint",
    "hint",
    "A condition that looks at every earlier call",
    (a: { part: string }) =>
      `every step looks at all earlier calls here, because of \`${a.part}\`; an equality between \`it.args\` and this call, or a window, would bound it`,
  ),
  "unused-ignore": row(
    "lint",
    "warning",
    "A `remit-ignore` that silences nothing",
    (a: { code: string; why: string }) => `\`remit-ignore ${a.code}\` ${a.why}`,
  ),
  "ignore-without-reason": row(
    "lint",
    "warning",
    "A `remit-ignore` without a reason",
    (_: object) => "say why, after a colon: `// remit-ignore CODE: reason`; without a reason nothing is silenced",
  ),
} as const satisfies Record<string, Row<never>>;

export type DiagnosticCode = keyof typeof catalogue;
export type DiagnosticArguments<C extends DiagnosticCode> = Parameters<(typeof catalogue)[C]["message"]>[0];

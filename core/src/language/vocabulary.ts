// THE table of words: every keyword, operator, built-in function, fold, event field and type name of the language, each with
// what a reader needs to know about it. Tokens, completion, hover, signature help and the TextMate grammar read it; it knows
// nothing of how a word is parsed or evaluated.

export type WordKind =
  /** Begins a statement. */
  | "statement"
  /** An effect: begins a statement, and stands after `default`, `else`, `=>` and in a test's `expect`. */
  | "effect"
  /** Begins a clause of a decision. */
  | "clause"
  /** Belongs to the form of a statement or expression. */
  | "form"
  /** An operator written as a word, perhaps as two. */
  | "operator"
  /** An operator written with signs. */
  | "symbol"
  /** A name with a fixed meaning in expressions. */
  | "value"
  /** Where a value can come from. */
  | "source"
  /** Makes a list of earlier events, or asks about it. */
  | "history"
  | "fold"
  | "function"
  /** Stands in the body of a test. */
  | "test"
  /** A field of a call (`it`, list elements of `past`). */
  | "field"
  /** A field of an element of `commands(…)`. */
  | "command-field"
  | "type";

export interface WordRow {
  readonly name: string;
  readonly kind: WordKind;
  /** How it is written, for signature help and completion. */
  readonly signature?: string;
  /** The types of a function's parameters and of its result, in the words of `describeType`. */
  readonly params?: readonly string[];
  readonly result?: string;
  /** One sentence. */
  readonly summary: string;
  readonly example: string;
  /** True for a word that may also be a name, because it has its meaning in one place only. */
  readonly soft?: boolean;
}

const rows = [
  // Statements.
  {
    name: "rule",
    kind: "statement",
    signature: "rule NAME",
    summary: "Names the decision that follows.",
    example: "rule few_mails limit send_email to 5 per turn",
  },
  {
    name: "tools",
    kind: "statement",
    signature: 'tools "FILE"',
    summary: "Reads a tool catalogue: an MCP `tools/list`, or a tools array of OpenAI or Anthropic.",
    example: 'tools "./shop.tools.json"',
  },
  {
    name: "import",
    kind: "statement",
    signature: 'import "FILE"',
    summary: "Adds the statements of another policy file.",
    example: 'import "./shared.remit"',
  },
  {
    name: "default",
    kind: "statement",
    signature: "default EFFECT",
    summary: "Decides a call that no rule decides; without it such a call is denied.",
    example: "default ask",
  },
  {
    name: "let",
    kind: "statement",
    signature: "let NAME = EXPRESSION",
    summary: "Names an expression, with parameters if wanted; it is expanded where it is used.",
    example: "let refunded(id) = any(past issue_refund where it.args.order_id == id)",
  },
  {
    name: "group",
    kind: "statement",
    signature: "group NAME = TOOLS",
    summary: "Names a set of tools.",
    example: "group payments = send_money, schedule_payment",
  },
  {
    name: "trusted",
    kind: "statement",
    signature: "trusted TOOLS only PATHS",
    summary: "Declares results, or some of their fields, that may supply the values of arguments.",
    example: "trusted list_payments only id, recipient, amount",
  },
  {
    name: "tool",
    kind: "statement",
    signature: "tool NAME(PARAMETERS) returns TYPE",
    summary: "Declares a tool in place.",
    example: "tool send_money(recipient: string, amount: number, note?: string)",
  },
  {
    name: "context",
    kind: "statement",
    signature: "context { FIELDS }",
    summary: "Declares what the harness tells the policy.",
    example: "context { user: string, workspace: string }",
  },
  {
    name: "test",
    kind: "statement",
    signature: 'test "TITLE" { STEPS }',
    summary: "Builds or replays a trace and says what each call must get.",
    example: 'test "mail" { send_email(to: ["a@corp.example"]) => allow }',
  },
  {
    name: "require",
    kind: "statement",
    signature: "require TOOLS where CONDITION before TOOLS",
    summary: "Denies the second unless the first was executed earlier and did not fail.",
    example: "require verify_identity where it.args.user_id == args.user_id before change_address",
  },
  {
    name: "grant",
    kind: "statement",
    signature: "grant TOOLS when CONDITION uses NUMBER",
    summary: "Permits a call a number of times, on the authority that the harness put in the context.",
    example: "grant issue_refund when args.order_id == context.task.order_id uses 1",
  },
  {
    name: "limit",
    kind: "statement",
    signature: "limit TOOLS to NUMBER per SPAN",
    summary: "Denies, or with `else` asks or flags, a call with which a count or sum goes over a number.",
    example: "limit send_email to 5 per turn",
  },
  {
    name: "expect",
    kind: "statement",
    signature: "expect PATTERN followed by PATTERN",
    summary: "An obligation at the end of the trace: reported, never blocking.",
    example: "expect t in open_ticket followed by close_ticket where it.args.id == t.result.id",
  },

  // Effects.
  {
    name: "allow",
    kind: "effect",
    signature: "allow TOOLS when CONDITION",
    summary: "Permits a call whose condition certainly holds.",
    example: "allow get_*, list_*, read_file",
  },
  {
    name: "deny",
    kind: "effect",
    signature: "deny TOOLS when CONDITION",
    summary: "Forbids a call unless its condition certainly does not hold. Stronger than `ask` and `allow`.",
    example: 'deny run_shell when args.command contains "rm -rf"',
  },
  {
    name: "ask",
    kind: "effect",
    signature: "ask TOOLS when CONDITION",
    summary: "A person must approve the call.",
    example: "ask issue_refund when args.amount > 200 unless granted",
  },
  {
    name: "flag",
    kind: "effect",
    signature: "flag TOOLS when CONDITION",
    summary: "Marks a call that the rest decided; permits and forbids nothing.",
    example: 'flag run_shell when any(c in commands(args.command): c.name == "curl")',
  },

  // Clauses.
  {
    name: "when",
    kind: "clause",
    signature: "when CONDITION",
    summary: "The condition under which the decision applies.",
    example: "deny send_money when args.amount > 100",
  },
  {
    name: "unless",
    kind: "clause",
    signature: "unless CONDITION",
    summary: "The exception to the decision.",
    example: "deny cancel_order unless order.user_id == context.user",
  },
  {
    name: "uses",
    kind: "clause",
    signature: "uses NUMBER",
    summary: "How many calls a grant covers.",
    example: "grant issue_refund when args.order_id == context.task.order_id uses 1",
  },
  {
    name: "because",
    kind: "clause",
    signature: 'because "TEXT"',
    summary: "Why, in words for people; `{path}` is replaced by the value.",
    example: 'because "{args.recipient} was named by you"',
  },
  {
    name: "example",
    kind: "clause",
    signature: "example hit CALL",
    summary: "Says whether the rule applies to one call.",
    example: 'example hit send_email(to: ["a@corp.example"], body: "hi")',
  },

  // Words of the forms.
  {
    name: "except",
    kind: "form",
    summary: "Takes tools out of a selector.",
    example: "allow get_* except get_secret",
  },
  {
    name: "where",
    kind: "form",
    signature: "where CONDITION",
    summary: "The condition of an event pattern, a fold's elements or a limit's calls.",
    example: "past issue_refund where it.args.order_id == args.order_id",
  },
  {
    name: "only",
    kind: "form",
    signature: "only PATHS",
    summary: "The fields of a trusted result that are trusted.",
    example: "trusted list_payments only id, recipient",
  },
  {
    name: "before",
    kind: "form",
    summary: "What a `require` guards.",
    example: "require verify_identity before change_address",
  },
  {
    name: "to",
    kind: "form",
    signature: "to NUMBER",
    summary: "The number that a limit allows.",
    example: "limit send_email to 5 per turn",
  },
  {
    name: "per",
    kind: "form",
    signature: "per SPAN",
    summary: "What a limit counts over: `trace`, `turn`, `batch` or a duration.",
    example: "limit send_email to 5 per 10m",
  },
  {
    name: "trace",
    kind: "form",
    soft: true,
    summary: "The span of a limit: everything so far.",
    example: "limit issue_refund to 1 per trace",
  },
  {
    name: "turn",
    kind: "form",
    soft: true,
    summary: "The span of a limit: since the last user message.",
    example: "limit send_email to 5 per turn",
  },
  {
    name: "batch",
    kind: "form",
    soft: true,
    summary: "The span of a limit: the calls proposed together.",
    example: "limit * to 1 per batch",
  },
  {
    name: "for each",
    kind: "form",
    signature: "for each VALUE",
    summary: "Counts separately for each value.",
    example: "limit send_money to 3 per trace for each args.recipient",
  },
  {
    name: "else",
    kind: "form",
    signature: "else EFFECT",
    summary: "What a limit does to a call beyond it; `deny` where it is left out.",
    example: "limit send_email to 5 per turn else ask",
  },
  {
    name: "followed by",
    kind: "form",
    soft: true,
    summary: "What an `expect` obliges to.",
    example: "expect open_ticket followed by close_ticket",
  },
  {
    name: "of",
    kind: "form",
    soft: true,
    summary: "What a sum is taken over, or whose result is meant.",
    example: "limit sum(args.amount) of send_money to 1000 per trace",
  },
  {
    name: "hit",
    kind: "form",
    soft: true,
    summary: "An example that the rule applies to.",
    example: 'example hit read_file(path: "/etc/passwd")',
  },
  {
    name: "miss",
    kind: "form",
    soft: true,
    summary: "An example that the rule does not apply to.",
    example: 'example miss read_file(path: "/workspace/a")',
  },
  {
    name: "steps",
    kind: "form",
    soft: true,
    summary: "The last executed calls, as a window.",
    example: "past read_file within 5 steps",
  },

  // Operators.
  { name: "and", kind: "operator", summary: "True where both are true.", example: "args.amount > 0 and args.amount <= 100" },
  { name: "or", kind: "operator", summary: "True where one is true.", example: 'args.a == "x" or args.b == "y"' },
  { name: "not", kind: "operator", summary: "True where the condition is false.", example: "not after verify_identity" },
  {
    name: "in",
    kind: "operator",
    signature: "VALUE in LIST",
    summary: "Whether a list has the element, or a record the key.",
    example: "domain(args.to) in ours",
  },
  {
    name: "contains",
    kind: "operator",
    signature: "TEXT contains TEXT",
    summary: "Whether a text contains another, case and all, or a list an element.",
    example: 'args.command contains "sudo"',
  },
  {
    name: "starts with",
    kind: "operator",
    signature: "TEXT starts with TEXT",
    summary: "Whether a text begins with another.",
    example: 'args.subject starts with "Re:"',
  },
  {
    name: "ends with",
    kind: "operator",
    signature: "TEXT ends with TEXT",
    summary: "Whether a text ends with another.",
    example: 'args.path ends with ".md"',
  },
  {
    name: "like",
    kind: "operator",
    signature: 'TEXT like "GLOB"',
    summary: "Whether the whole text matches; `*` stands for any text, `?` for one character.",
    example: 'args.branch like "feature/*"',
  },
  {
    name: "matches",
    kind: "operator",
    signature: "TEXT matches /REGEX/",
    summary: "Whether a regular expression (RE2) is found in the text.",
    example: "args.id matches /^W[0-9]+$/",
  },
  {
    name: "under",
    kind: "operator",
    signature: 'PATH under "DIRECTORY"',
    summary: "Whether a path is the directory or lies in it, once `..`, escapes and separators are resolved.",
    example: "args.path under context.workspace",
  },
  {
    name: "from",
    kind: "operator",
    signature: "VALUE from SOURCE",
    summary: "Whether the value was drawn from the source.",
    example: "args.recipient from trusted",
  },
  {
    name: "carries",
    kind: "operator",
    signature: "VALUE carries SOURCE",
    summary: "Whether the value contains a piece of the source.",
    example: "args.body carries result of read_secret",
  },
  {
    name: "has",
    kind: "operator",
    signature: "has VALUE",
    summary: "Whether the value is present.",
    example: "has args.cc and args.cc contains args.to",
  },
  { name: "==", kind: "symbol", summary: "Equal, and of the same JSON type.", example: "args.user_id == context.user" },
  { name: "!=", kind: "symbol", summary: "Not equal.", example: 'args.currency != "EUR"' },
  { name: "<", kind: "symbol", summary: "Less.", example: "args.amount < 100" },
  { name: "<=", kind: "symbol", summary: "Less or equal.", example: "args.amount <= 100" },
  { name: ">", kind: "symbol", summary: "Greater.", example: "args.amount > 100" },
  { name: ">=", kind: "symbol", summary: "Greater or equal.", example: "args.amount >= 100" },
  { name: "+", kind: "symbol", summary: "The sum of numbers; lists joined.", example: "args.to + (args.cc ?? [])" },
  { name: "-", kind: "symbol", summary: "The difference of numbers, or of times as a duration.", example: "now - it.time < 24h" },
  { name: "*", kind: "symbol", summary: "The product of numbers; in a selector, any characters.", example: "args.price * args.quantity" },
  { name: "??", kind: "symbol", summary: "The second value where the first is certainly absent.", example: "args.cc ?? []" },

  // Values.
  {
    name: "args",
    kind: "value",
    signature: "args.NAME",
    summary: "The arguments of the call that is decided.",
    example: "args.amount <= 100",
  },
  {
    name: "context",
    kind: "value",
    signature: "context.NAME",
    summary: "What the harness told the policy.",
    example: "context.user",
  },
  {
    name: "it",
    kind: "value",
    signature: "it.NAME",
    summary: "The event that a pattern tests, or the element of a fold.",
    example: "any(past issue_refund where it.args.order_id == args.order_id)",
  },
  {
    name: "granted",
    kind: "value",
    summary: "Whether a grant with a use left covers this call.",
    example: "ask issue_refund unless granted",
  },
  { name: "true", kind: "value", summary: "The boolean true.", example: "args.dry_run == true" },
  { name: "false", kind: "value", summary: "The boolean false.", example: "args.force == false" },
  { name: "null", kind: "value", summary: "The absent value.", example: "context { manager: null }" },

  // Sources.
  { name: "user", kind: "source", summary: "The messages of the user.", example: "args.recipient from user" },
  { name: "system", kind: "source", summary: "The system message.", example: "args.path from (user, system)" },
  {
    name: "trusted",
    kind: "source",
    summary: "What the user and system said and the results declared trusted.",
    example: "args.recipient from trusted",
  },
  {
    name: "untrusted",
    kind: "source",
    summary: "All results that are not declared trusted.",
    example: "deny send_money when args.recipient from untrusted",
  },
  {
    name: "result",
    kind: "source",
    signature: "result of TOOLS",
    soft: true,
    summary: "The results of the calls that match.",
    example: "args.body carries result of read_secret",
  },

  // History.
  {
    name: "past",
    kind: "history",
    signature: "past TOOLS since TOOLS within WINDOW",
    summary: "The earlier executed calls, oldest first, or with `user` the user's messages.",
    example: "count(past send_email since user)",
  },
  {
    name: "after",
    kind: "history",
    signature: "after TOOLS",
    summary: "Whether such a call was executed earlier: `any(past …)`.",
    example: "deny send_email when after read_secret",
  },
  {
    name: "since",
    kind: "history",
    signature: "since TOOLS",
    summary: "Only what stands after the last such event.",
    example: "past send_email since user",
  },
  {
    name: "within",
    kind: "history",
    signature: "within WINDOW",
    summary: "Only what stands in a sliding window of time or of executed calls.",
    example: "past login within 10m",
  },

  // Folds.
  {
    name: "any",
    kind: "fold",
    signature: "any(x in LIST where CONDITION: CONDITION)",
    summary: "Whether the condition holds for an element; without one, whether the list is not empty.",
    example: "any(past issue_refund where it.failed)",
  },
  {
    name: "all",
    kind: "fold",
    signature: "all(x in LIST where CONDITION: CONDITION)",
    summary: "Whether the condition holds for each element.",
    example: "all(r in args.to: domain(r) in ours)",
  },
  {
    name: "none",
    kind: "fold",
    signature: "none(x in LIST where CONDITION: CONDITION)",
    summary: "Whether the condition holds for no element; without one, whether the list is empty.",
    example: "none(past delete_file since user)",
  },
  {
    name: "count",
    kind: "fold",
    signature: "count(x in LIST where CONDITION: CONDITION)",
    summary: "The number of elements for which the condition holds.",
    example: "count(past send_email) < 5",
  },
  {
    name: "sum",
    kind: "fold",
    signature: "sum(x in LIST where CONDITION: NUMBER)",
    summary: "The sum of a number of each element; 0 for none.",
    example: "sum(past send_money: it.args.amount) <= 1000",
  },
  {
    name: "min",
    kind: "fold",
    signature: "min(x in LIST where CONDITION: VALUE)",
    summary: "The least value; absent for none.",
    example: "min(i in args.items: i.price) >= 0",
  },
  {
    name: "max",
    kind: "fold",
    signature: "max(x in LIST where CONDITION: VALUE)",
    summary: "The greatest value; absent for none.",
    example: "max(i in args.items: i.price) <= 500",
  },
  {
    name: "distinct",
    kind: "fold",
    signature: "distinct(x in LIST where CONDITION: VALUE)",
    summary: "The number of different values.",
    example: "distinct(past send_money: it.args.recipient) <= 3",
  },
  {
    name: "first",
    kind: "fold",
    signature: "first(x in LIST where CONDITION: VALUE)",
    summary: "The first element, or its value; absent for none.",
    example: "first(past login).args.user",
  },
  {
    name: "last",
    kind: "fold",
    signature: "last(x in LIST where CONDITION: VALUE)",
    summary: "The last element, or its value; absent for none.",
    example: "last(past get_order where it.args.order_id == args.order_id).result",
  },

  // Functions.
  {
    name: "host",
    kind: "function",
    signature: "host(url: string): host",
    params: ["string"],
    result: "host",
    summary: "The host that a URL leads to, in lower case; unknown for what is no URL.",
    example: "host(args.url) in ours",
  },
  {
    name: "links",
    kind: "function",
    signature: "links(text: string): string[]",
    params: ["string"],
    result: "string[]",
    summary: "The links that a reader of the text could follow.",
    example: "all(l in links(args.body): host(l) in ours)",
  },
  {
    name: "domain",
    kind: "function",
    signature: "domain(email: string): domain",
    params: ["string"],
    result: "domain",
    summary: "The domain of an e-mail address, in lower case; unknown for what is none.",
    example: "domain(args.to) in ours",
  },
  {
    name: "date",
    kind: "function",
    signature: "date(text: string): date",
    params: ["string"],
    result: "date",
    summary: "The date that the text names, year included.",
    example: 'date(args.start) < date("2025-06-01")',
  },
  {
    name: "time",
    kind: "function",
    signature: "time(text: string): time",
    params: ["string"],
    result: "time",
    summary: "The ISO date-time that the text names; a date alone is midnight.",
    example: "time(args.start) > now",
  },
  {
    name: "number",
    kind: "function",
    signature: "number(text: string): number",
    params: ["string"],
    result: "number",
    summary: "The number that the text is, in JSON's form.",
    example: "number(args.amount) <= 100",
  },
  {
    name: "lower",
    kind: "function",
    signature: "lower(text: string): string",
    params: ["string"],
    result: "string",
    summary: "The text in lower case.",
    example: 'lower(args.status) == "open"',
  },
  {
    name: "length",
    kind: "function",
    signature: "length(value: string | json[]): integer",
    params: ["string | json[]"],
    result: "integer",
    summary: "The number of code points of a text, or of elements of a list.",
    example: "length(args.body) <= 2000",
  },
  {
    name: "suspicious",
    kind: "function",
    signature: "suspicious(text: string): boolean",
    params: ["string"],
    result: "boolean",
    summary: "Whether the text hides characters or mixes scripts within a word.",
    example: "deny send_email when suspicious(args.to)",
  },
  {
    name: "leaves",
    kind: "function",
    signature: "leaves(value: json): json[]",
    params: ["json"],
    result: "json[]",
    summary: "The scalars inside a value, without booleans and nulls.",
    example: "any(v in leaves(args): v from untrusted)",
  },
  {
    name: "keys",
    kind: "function",
    signature: "keys(value: record): string[]",
    params: ["record"],
    result: "string[]",
    summary: "The keys of a record.",
    example: 'all(k in keys(args.changes): k in ["name", "phone"])',
  },
  {
    name: "commands",
    kind: "function",
    signature: "commands(line: string): command[]",
    params: ["string"],
    result: "command[]",
    summary: "Every simple command of a shell line, through pipes, substitutions and wrappers.",
    example: 'any(c in commands(args.command): c.name == "curl")',
  },
  {
    name: "now",
    kind: "function",
    signature: "now: time",
    params: [],
    result: "time",
    summary: "The recorded time of the call.",
    example: "now - it.time < 24h",
  },

  // Tests.
  {
    name: "user",
    kind: "test",
    signature: 'user "TEXT"',
    summary: "A message of the user.",
    example: 'user "Please pay the bill in bill.txt"',
  },
  {
    name: "system",
    kind: "test",
    signature: 'system "TEXT"',
    summary: "The system message.",
    example: 'system "You are a bank clerk"',
  },
  {
    name: "context",
    kind: "test",
    signature: "context { FIELDS }",
    summary: "What the harness tells the policy in this test.",
    example: 'context { user: "ana" }',
  },
  {
    name: "replay",
    kind: "test",
    signature: 'replay "FILE"',
    summary: "Replays a recorded run.",
    example: 'replay "./runs/incident-42.json"',
  },
  {
    name: "gap",
    kind: "test",
    summary: "Events of which nothing is known.",
    example: "gap",
  },
  {
    name: "together",
    kind: "test",
    signature: "together { CALLS }",
    summary: "Calls proposed in one batch.",
    example: 'together { delete(id: "1") => allow  delete(id: "2") => deny }',
  },
  {
    name: "returns",
    kind: "test",
    signature: "returns VALUE",
    summary: "The result of a call in a test; after `tool`, the type of its result.",
    example: 'read_file(path: "a") returns "text" => allow',
  },
  {
    name: "fails",
    kind: "test",
    signature: "fails VALUE",
    summary: "The error of a call in a test.",
    example: 'login(user: "ana") fails "wrong password" => allow',
  },
  {
    name: "=>",
    kind: "symbol",
    signature: "=> EFFECT",
    summary: "What a call in a test must get.",
    example: "=> deny by foreign_payee",
  },
  {
    name: "approved",
    kind: "test",
    soft: true,
    summary: "The person who was asked said yes, so the call was executed.",
    example: "=> ask approved",
  },
  {
    name: "by",
    kind: "test",
    soft: true,
    signature: "by NAME",
    summary: "The rule that decides.",
    example: "=> deny by foreign_payee",
  },
  {
    name: "expect",
    kind: "test",
    signature: "expect EFFECT at NUMBER",
    summary: "What a call of the replayed run must get.",
    example: "expect deny at 4",
  },
  {
    name: "at",
    kind: "test",
    soft: true,
    signature: "at NUMBER",
    summary: "The call's number, counted from 1.",
    example: "expect deny at 4",
  },
  {
    name: "elsewhere",
    kind: "test",
    soft: true,
    summary: "All calls that no `expect … at` names.",
    example: "expect allow elsewhere",
  },

  // Fields of a call.
  { name: "tool", kind: "field", result: "string", summary: "The name of the tool.", example: 'it.tool == "read_file"' },
  { name: "args", kind: "field", result: "record", summary: "The arguments of the call.", example: "it.args.order_id" },
  {
    name: "result",
    kind: "field",
    result: "json",
    summary: "The structured result, or the text where it has no structure.",
    example: "it.result.user_id",
  },
  { name: "text", kind: "field", result: "string", summary: "The raw text of the result or message.", example: 'it.text contains "done"' },
  { name: "failed", kind: "field", result: "boolean", summary: "Whether the call failed.", example: "any(past login where it.failed)" },
  { name: "step", kind: "field", result: "integer", summary: "The number of the call, from 1.", example: "last(past login).step" },
  { name: "time", kind: "field", result: "time", summary: "The recorded time of the call.", example: "now - it.time < 24h" },

  // Fields of a shell command.
  {
    name: "name",
    kind: "command-field",
    result: "string",
    summary: "The basename of the command.",
    example: 'c.name == "curl"',
  },
  { name: "args", kind: "command-field", result: "string[]", summary: "Its words after the first.", example: '"-rf" in c.args' },
  {
    name: "flags",
    kind: "command-field",
    result: "string[]",
    summary: "Its flags, combined and one by one, without values.",
    example: '"-r" in c.flags',
  },
  { name: "writes", kind: "command-field", result: "string[]", summary: "The files it writes.", example: "all(w in c.writes: w under dir)" },
  { name: "reads", kind: "command-field", result: "string[]", summary: "The files it reads.", example: "any(r in c.reads: r under home)" },
  {
    name: "upstream",
    kind: "command-field",
    result: "string[]",
    summary: "The commands whose output feeds it.",
    example: '"curl" in c.upstream',
  },

  // Types.
  { name: "string", kind: "type", summary: "A text.", example: "tool read_file(path: string)" },
  { name: "number", kind: "type", summary: "An exact decimal.", example: "tool pay(amount: number)" },
  { name: "integer", kind: "type", summary: "A whole number.", example: "tool page(index: integer)" },
  { name: "boolean", kind: "type", summary: "True or false.", example: "tool delete(force: boolean)" },
  { name: "date", kind: "type", summary: "A date, as an ISO text.", example: "tool book(day: date)" },
  { name: "time", kind: "type", summary: "A date and time, as an ISO text.", example: "tool meet(start: time)" },
  { name: "duration", kind: "type", summary: "A length of time.", example: "context { timeout: duration }" },
  { name: "record", kind: "type", summary: "A record with any keys.", example: "tool update(changes: record)" },
  { name: "json", kind: "type", summary: "Any value.", example: "tool store(value: json)" },
] as const satisfies readonly WordRow[];

type Row = (typeof rows)[number];
type Words<S extends string> = S extends `${infer A} ${infer B}` ? A | Words<B> : S;
type KeywordKind = Exclude<WordKind, "symbol" | "function" | "field" | "command-field" | "type">;

/** A word that has a token of its own. Of `starts with` and the like each word is one. */
export type Keyword = Words<Extract<Row, { kind: KeywordKind }>["name"]>;
export type BuiltinName = Extract<Row, { kind: "function" }>["name"];
export type TypeName = Extract<Row, { kind: "type" }>["name"];
export type EventField = Extract<Row, { kind: "field" }>["name"];
export type CommandField = Extract<Row, { kind: "command-field" }>["name"];

export const vocabulary: readonly WordRow[] = rows;

const keywordKinds: ReadonlySet<WordKind> = new Set<KeywordKind>([
  "statement",
  "effect",
  "clause",
  "form",
  "operator",
  "value",
  "source",
  "history",
  "fold",
  "test",
]);
const keywordRows = vocabulary.filter((row) => keywordKinds.has(row.kind));

/** All keywords, each with whether it may also be a name. */
export const keywords: ReadonlyMap<Keyword, { readonly soft: boolean }> = new Map(
  keywordRows.flatMap((row) => row.name.split(" ").map((word) => [word as Keyword, { soft: row.soft === true }] as const)),
);

/** Whether a word cannot be a name of a rule, let, group, binder or (without quotes) tool. */
export function isReserved(word: string): boolean {
  return keywords.get(word as Keyword)?.soft === false;
}

export function wordsOfKind(kind: WordKind): readonly WordRow[] {
  return vocabulary.filter((row) => row.kind === kind);
}

/** The row of a word; `kind` chooses where a word has several meanings. */
export function wordRow(name: string, kind?: WordKind): WordRow | undefined {
  return vocabulary.find((row) => row.name === name && (kind === undefined || row.kind === kind));
}

export interface BuiltinSignature {
  readonly params: readonly string[];
  readonly result: string;
}

/** The types of a built-in function's parameters and result; undefined where there is no such function. `now` has none and
 * is written without parentheses. */
export function builtinSignature(name: string): BuiltinSignature | undefined {
  const row = wordRow(name, "function");
  return row?.params === undefined || row.result === undefined ? undefined : { params: row.params, result: row.result };
}

export function isBuiltin(name: string): name is BuiltinName {
  return builtinSignature(name) !== undefined;
}

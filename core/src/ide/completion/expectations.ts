// What may stand at the caret, found by reading the words of one statement up to it. It reads as the grammar does, with two
// differences: whatever is tried at the caret is noted as expected, and a word that does not fit is passed over, so that
// what stands before the caret may be half-written or wrong. `test/unit/ide/expectations.test.ts` holds it to the grammar.
import { wordsOfKind } from "../../language/vocabulary.ts";
import type { Span } from "../../text/span.ts";
import type { Word } from "./caret.ts";
import { Reader } from "./reader.ts";

/** Everything that may stand at the caret; several places can meet there. */
export interface Expected {
  /** Words and signs of the language, by themselves. */
  readonly words: Set<string>;
  readonly places: Set<Place>;
  /** Names that binders and parameters have brought into scope, the innermost last. */
  readonly names: string[];
  /** Whether an `it` is in scope. */
  it: boolean;
  /** For `field`, what stands before the dot; for `operator`, the value to its left. */
  left: Span | undefined;
  /** For `argument`: the tool that is called, and the arguments that it was already given. */
  call: { readonly tool: string; readonly given: readonly string[] } | undefined;
  /** For `trusted-path`: the tools whose results are meant, and the path up to the last dot. */
  path: { readonly tools: readonly string[]; readonly segments: readonly string[] } | undefined;
  /** Where a glob that is being typed begins. */
  glob: number | undefined;
}

export type Place =
  /** A statement; `decision` after `rule NAME`. */
  | "statement"
  | "decision"
  | "selector"
  | "expression"
  | "field"
  | "operator"
  | "source"
  | "type"
  | "argument"
  | "context-key"
  | "rule-name"
  | "step"
  | "trusted-path"
  /** Inside a string: a file, the text of `because`, a value, a quoted tool. */
  | "tools-path"
  | "import-path"
  | "replay-path"
  | "because-text"
  | "value-text"
  | "tool-text";

const folds = new Set(wordsOfKind("fold").map(({ name }) => name));
const effects = wordsOfKind("effect").map(({ name }) => name);
/** Words that end a value that was never written. */
const connectives = new Set([
  "when",
  "unless",
  "because",
  "example",
  "where",
  "and",
  "or",
  "in",
  "before",
  "to",
  "per",
  "else",
  "within",
  "since",
]);
const comparisons = ["==", "!=", "<", "<=", ">", ">=", "="];
const wordOperators = ["in", "contains", "like", "under"];

/** `words` are those of the caret's statement that end before what is being typed; `string` is whether that is a string. */
export function expectations(words: readonly Word[], string: boolean, touching: boolean): Expected {
  const reader = new Reader(words, string, touching);
  reader.run(() => statement(reader));
  return reader.expected;
}

function statement(r: Reader): void {
  if (r.atCaret()) r.stopAt("statement");
  const read = [...statements].find(([word]) => r.accept(word))?.[1] ?? decision;
  read(r);
}

const statements = new Map<string, (r: Reader) => void>([
  [
    "rule",
    (r) => {
      r.newName();
      decision(r);
    },
  ],
  ["tools", (r) => r.text("tools-path")],
  ["import", (r) => r.text("import-path")],
  ["default", (r) => r.oneOf("allow", "deny", "ask")],
  [
    "let",
    (r) => {
      r.newName();
      if (r.accept("(")) r.list(")", () => r.bind(r.newName()));
      r.accept("=");
      expr(r);
    },
  ],
  [
    "group",
    (r) => {
      r.newName();
      r.accept("=");
      selector(r);
    },
  ],
  [
    "trusted",
    (r) => {
      const tools = pattern(r);
      if (!r.accept("only")) return;
      do r.path(tools);
      while (r.accept(","));
    },
  ],
  [
    "tool",
    (r) => {
      r.newName();
      if (r.accept("(")) r.list(")", () => param(r));
      if (r.accept("returns")) type(r);
    },
  ],
  [
    "context",
    (r) => {
      if (r.accept("{")) r.list("}", () => param(r));
    },
  ],
  [
    "test",
    (r) => {
      r.text("value-text");
      if (r.accept("{")) steps(r);
    },
  ],
]);

function decision(r: Reader): void {
  if (r.atCaret()) r.stopAt("decision");
  let kind = "";
  for (const effect of effects) {
    if (kind === "" && r.accept(effect)) {
      kind = effect;
      selector(r);
    }
  }
  if (kind === "" && r.accept("require")) {
    kind = "require";
    r.scoped(() => pattern(r));
    if (r.accept("before")) selector(r);
    else return;
  } else if (kind === "" && r.accept("grant")) {
    kind = "grant";
    selector(r);
  } else if (kind === "" && r.accept("limit")) {
    kind = "limit";
    if (!limit(r)) return;
  } else if (kind === "" && r.accept("expect")) {
    kind = "expect";
    const done = r.scoped(() => {
      pattern(r);
      if (!r.accept("followed")) return false;
      r.accept("by");
      pattern(r);
      return true;
    });
    if (!done) return;
    if (r.accept("within")) window(r);
  }
  clauses(r, kind);
}

/** Whether it was read far enough for clauses to follow. */
function limit(r: Reader): boolean {
  for (const measure of ["sum", "distinct"]) {
    if (r.accept(measure)) {
      if (r.accept("(")) {
        expr(r);
        r.accept(")");
      }
      r.accept("of");
    }
  }
  selector(r);
  if (r.accept("where")) expr(r);
  if (!r.accept("to")) return false;
  sum(r);
  if (!r.accept("per")) return false;
  if (!r.literal()) r.oneOf("trace", "turn", "batch");
  if (r.accept("for")) {
    r.accept("each");
    sum(r);
  }
  if (r.accept("else")) r.oneOf("deny", "ask", "flag");
  return true;
}

function clauses(r: Reader, kind: string): void {
  const seen = new Set<string>();
  for (;;) {
    const from = r.index;
    for (const word of ["when", "unless"]) {
      if (!seen.has(word) && r.accept(word)) {
        seen.add(word);
        expr(r);
      }
    }
    if (kind === "grant" && r.accept("uses")) sum(r);
    if (!seen.has("because") && r.accept("because")) {
      seen.add("because");
      r.text("because-text");
    }
    if (effects.some((effect) => effect === kind) && r.accept("example")) {
      r.oneOf("hit", "miss");
      call(r);
    }
    if (r.atCaret()) r.stopAt("statement");
    if (r.index === from) {
      // Lost: what follows is most likely still part of a condition.
      r.skip();
      if (!r.atCaret() && kind !== "") expr(r);
    }
  }
}

/** Returns what it names before `except`. */
function selector(r: Reader): readonly string[] {
  const tools: string[] = [];
  do tools.push(r.tool());
  while (r.accept(","));
  if (r.accept("except")) {
    do r.tool();
    while (r.accept(","));
  }
  return tools;
}

/** Leaves its binder in scope: the caller closes it. */
function pattern(r: Reader): readonly string[] {
  const bound = r.peek(1) === "in";
  if (bound) {
    r.bind(r.newName());
    r.accept("in");
  }
  const tools = selector(r);
  if (r.accept("where")) r.withIt(!bound, () => expr(r));
  return tools;
}

function events(r: Reader): void {
  if (r.accept("(")) {
    selector(r);
    if (r.accept("where")) r.withIt(true, () => expr(r));
    r.accept(")");
  } else r.tool();
}

function window(r: Reader): void {
  if (r.number()) r.accept("steps");
}

function expr(r: Reader): void {
  do conjunction(r);
  while (r.accept("or") || r.accept("||"));
}
function conjunction(r: Reader): void {
  do {
    while (r.accept("not") || r.accept("!"));
    comparison(r);
  } while (r.accept("and") || r.accept("&&"));
}

function comparison(r: Reader): void {
  const from = r.index;
  value(r);
  r.operator(from);
  if (comparisons.some((sign) => r.acceptSign(sign))) {
    value(r);
    return;
  }
  const negated = r.accept("not");
  if (negated && r.atCaret()) r.operator(from);
  if (wordOperators.some((word) => r.accept(word))) value(r);
  else if (r.accept("starts") || r.accept("ends")) {
    r.accept("with");
    value(r);
  } else if (r.accept("matches")) r.regex();
  else if (r.accept("from") || r.accept("carries")) source(r);
}

function source(r: Reader): void {
  if (r.accept("(")) {
    r.list(")", () => source(r));
    return;
  }
  if (r.atCaret()) r.stopAt("source");
  if (r.acceptSign("result")) {
    r.accept("of");
    events(r);
  } else r.skip();
}

function value(r: Reader): void {
  do sum(r);
  while (r.acceptSign("??"));
}
function sum(r: Reader): void {
  do {
    while (r.acceptSign("-"));
    postfix(r);
  } while (r.acceptSign("+") || r.acceptSign("-") || r.acceptSign("*"));
}

function postfix(r: Reader): void {
  const from = r.index;
  primary(r);
  for (;;) {
    if (r.acceptSign(".")) r.field(from);
    else if (r.acceptSign("[")) {
      expr(r);
      r.accept("]");
    } else return;
  }
}

function primary(r: Reader): void {
  r.at("expression");
  if (r.atCaret()) {
    if (r.string) r.at("value-text");
    r.stop();
  }
  if (r.literal()) return;
  if (r.accept("past")) past(r);
  else if (r.accept("after")) events(r);
  else if (r.accept("has")) postfix(r);
  else if (r.peek(1) === "(" && folds.has(r.peek(0) ?? "")) fold(r);
  else if (r.acceptSign("(")) {
    expr(r);
    r.accept(")");
  } else if (r.acceptSign("[")) r.list("]", () => expr(r));
  else if (r.acceptSign("{")) r.list("}", () => pair(r));
  else if (r.nameThatIsNo(connectives)) {
    if (r.acceptSign("(")) r.list(")", () => expr(r));
  }
}

function past(r: Reader): void {
  if (!r.accept("user")) events(r);
  if (r.accept("since") && !r.accept("user")) events(r);
  if (r.accept("within")) window(r);
}

function fold(r: Reader): void {
  r.skip();
  r.skip();
  r.scoped(() => {
    const bound = r.peek(1) === "in" || (r.peek(1) === "," && r.peek(3) === "in");
    const names: string[] = [];
    if (bound) {
      names.push(r.newName());
      if (r.accept(",")) names.push(r.newName());
      r.accept("in");
    }
    value(r);
    for (const name of names) r.bind(name);
    r.withIt(!bound, () => {
      if (r.accept("where")) expr(r);
      if (r.accept(":")) expr(r);
    });
    r.accept(")");
  });
}

function pair(r: Reader): void {
  r.newName();
  r.accept(":");
  expr(r);
}

function param(r: Reader): void {
  r.newName();
  r.accept("?");
  r.accept(":");
  type(r);
}

function type(r: Reader): void {
  if (r.atCaret()) r.stopAt("type");
  if (r.accept("{")) r.list("}", () => param(r));
  else r.skip();
  while (r.acceptSign("|")) if (!r.literal()) return;
  while (r.acceptSign("[")) r.accept("]");
}

function call(r: Reader): void {
  const tool = r.tool();
  if (!r.accept("(")) return;
  const given: string[] = [];
  r.list(")", () => {
    r.argument(tool, given);
    given.push(r.newName());
    r.accept(":");
    expr(r);
  });
}

function steps(r: Reader): void {
  while (!r.accept("}")) {
    if (r.atCaret()) r.stopAt("step");
    const from = r.index;
    step(r);
    if (r.index === from) r.skip();
  }
}

const stepWords = new Map<string, (r: Reader) => void>([
  ["user", (r) => r.text("value-text")],
  ["system", (r) => r.text("value-text")],
  ["replay", (r) => r.text("replay-path")],
  ["gap", () => {}],
  [
    "context",
    (r) => {
      if (!r.accept("{")) return;
      r.list("}", () => {
        r.at("context-key");
        pair(r);
      });
    },
  ],
  [
    "together",
    (r) => {
      if (r.accept("{")) steps(r);
    },
  ],
  [
    "expect",
    (r) => {
      verdict(r);
      if (r.accept("at")) r.number();
      else r.accept("elsewhere");
    },
  ],
]);

function step(r: Reader): void {
  const read = [...stepWords].find(([word]) => r.accept(word))?.[1] ?? testCall;
  read(r);
}

function testCall(r: Reader): void {
  call(r);
  if (r.accept("returns") || r.accept("fails")) expr(r);
  if (r.accept("=>")) verdict(r);
}

function verdict(r: Reader): void {
  r.oneOf(...effects);
  r.accept("approved");
  if (r.accept("by")) {
    r.at("rule-name");
    r.newName();
  }
}

// The syntax tree of a policy file, after lowering. Plain data. A tree exists for every text: what could not be read is
// an `error` node or an absent part, and the syntax diagnostics beside the tree say why.
import type { Span } from "../text/span.ts";

export interface Node {
  readonly span: Span;
}

/** A name as written. `text` is the name without quotes. */
export interface Name extends Node {
  readonly text: string;
}

export interface File extends Node {
  readonly statements: readonly Statement[];
}

export type Statement =
  | Decision
  | ToolsStatement
  | ImportStatement
  | DefaultStatement
  | LetStatement
  | GroupStatement
  | TrustedStatement
  | ToolStatement
  | ContextStatement
  | TestStatement;

export type Effect = "allow" | "deny" | "ask" | "flag";
export type DecisionKind = Effect | "require" | "grant" | "limit" | "expect";

/** `[rule NAME] allow … when … unless …`: every statement that decides. Clauses keep the order of the text; a clause that
 * stands twice is kept here (the checker reports it). */
export interface Decision extends Node {
  readonly kind: "decision";
  readonly name: Name | undefined;
  /** The keyword that says what it does: where a diagnostic about the whole rule points. */
  readonly keyword: Span;
  readonly head: DecisionHead;
  readonly clauses: readonly Clause[];
}

export type DecisionHead =
  | { readonly kind: Effect; readonly selector: Selector }
  | { readonly kind: "require"; readonly pattern: Pattern; readonly before: Selector }
  | { readonly kind: "grant"; readonly selector: Selector }
  | {
      readonly kind: "limit";
      /** Absent for a limit that counts calls. */
      readonly measure: { readonly kind: "sum" | "distinct"; readonly of: Expr } | undefined;
      readonly selector: Selector;
      readonly where: Expr | undefined;
      readonly to: Expr;
      /** A duration is in milliseconds. */
      readonly per: "trace" | "turn" | "batch" | { readonly milliseconds: number };
      readonly forEach: Expr | undefined;
      readonly otherwise: "deny" | "ask" | "flag";
    }
  | { readonly kind: "expect"; readonly pattern: Pattern; readonly followedBy: Pattern; readonly within: Window | undefined };

export type Clause = Node & { readonly keyword: Span } & (
    | { readonly kind: "when" | "unless" | "uses"; readonly expr: Expr }
    | { readonly kind: "because"; readonly text: StringLiteral }
    | { readonly kind: "example"; readonly hit: boolean; readonly call: CallLiteral }
  );

export interface ToolsStatement extends Node {
  readonly kind: "tools";
  readonly path: StringLiteral;
}
export interface ImportStatement extends Node {
  readonly kind: "import";
  readonly path: StringLiteral;
}
export interface DefaultStatement extends Node {
  readonly kind: "default";
  readonly effect: "allow" | "deny" | "ask" | undefined;
}
export interface LetStatement extends Node {
  readonly kind: "let";
  readonly name: Name;
  readonly params: readonly Name[] | undefined;
  readonly value: Expr;
}
export interface GroupStatement extends Node {
  readonly kind: "group";
  readonly name: Name;
  readonly selector: Selector;
}
export interface TrustedStatement extends Node {
  readonly kind: "trusted";
  readonly pattern: Pattern;
  readonly only: readonly Path[] | undefined;
}
export interface ToolStatement extends Node {
  readonly kind: "tool";
  readonly tool: Name;
  readonly params: readonly Param[];
  readonly returns: TypeExpr | undefined;
}
export interface ContextStatement extends Node {
  readonly kind: "context";
  readonly params: readonly Param[];
}

/** One `NAME`, `"quoted name"`, glob or group name in a selector. `glob` is true where `*` stands for any characters. */
export interface ToolName extends Name {
  readonly quoted: boolean;
  readonly glob: boolean;
}
export interface Selector extends Node {
  readonly tools: readonly ToolName[];
  readonly except: readonly ToolName[];
}
/** `[NAME in] SELECTOR [where C]`; without a binder the event is `it`. */
export interface Pattern extends Node {
  readonly binder: Name | undefined;
  readonly selector: Selector;
  readonly where: Expr | undefined;
}
export interface Path extends Node {
  readonly segments: readonly string[];
}
export type Window = Node &
  ({ readonly kind: "duration"; readonly milliseconds: number } | { readonly kind: "steps"; readonly steps: number });
export interface Param extends Node {
  readonly name: Name;
  readonly optional: boolean;
  readonly type: TypeExpr;
}
export type TypeExpr = Node &
  (
    | { readonly kind: "named"; readonly name: string }
    | { readonly kind: "enum"; readonly values: readonly string[] }
    | { readonly kind: "record"; readonly fields: readonly Param[] }
    | { readonly kind: "list"; readonly element: TypeExpr }
    | { readonly kind: "error" }
  );

export interface StringLiteral extends Node {
  /** The text that is meant: escapes resolved, a block string's indent removed. */
  readonly value: string;
}

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type WordOperator = "in" | "contains" | "like" | "under" | "starts with" | "ends with";
export type FoldName = "any" | "all" | "none" | "count" | "sum" | "min" | "max" | "distinct" | "first" | "last";

export type Expr = Node &
  (
    | { readonly kind: "number" /** As written, without `_`: exact. */; readonly text: string }
    | { readonly kind: "duration"; readonly milliseconds: number }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "null" }
    /** `args`, `context`, `it`, `granted` and `now`, or a let, parameter or binder (resolved by the binder, not here). */
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "call"; readonly name: Name; readonly args: readonly Expr[] }
    | { readonly kind: "field"; readonly target: Expr; readonly field: Name }
    | { readonly kind: "index"; readonly target: Expr; readonly index: Expr }
    | { readonly kind: "list"; readonly items: readonly Expr[] }
    | { readonly kind: "record"; readonly entries: readonly Pair[] }
    | { readonly kind: "not"; readonly operand: Expr }
    | { readonly kind: "and" | "or"; readonly operands: readonly Expr[] }
    | { readonly kind: "compare"; readonly op: Comparison; readonly left: Expr; readonly right: Expr }
    | { readonly kind: "test"; readonly op: WordOperator; readonly negated: boolean; readonly left: Expr; readonly right: Expr }
    | {
        readonly kind: "matches";
        readonly negated: boolean;
        readonly left: Expr;
        readonly pattern: string;
        readonly flags: string;
        readonly regex: Span;
      }
    | { readonly kind: "origin"; readonly op: "from" | "carries"; readonly negated: boolean; readonly left: Expr; readonly source: Source }
    | { readonly kind: "coalesce"; readonly left: Expr; readonly right: Expr }
    | { readonly kind: "arithmetic"; readonly op: "+" | "-" | "*"; readonly left: Expr; readonly right: Expr }
    | { readonly kind: "negate"; readonly operand: Expr }
    | { readonly kind: "has"; readonly operand: Expr }
    | {
        readonly kind: "fold";
        readonly fold: FoldName;
        readonly binder: Name | undefined;
        readonly second: Name | undefined;
        readonly list: Expr;
        readonly where: Expr | undefined;
        readonly body: Expr | undefined;
      }
    | {
        readonly kind: "past";
        readonly events: "user" | Events;
        readonly since: "user" | Events | undefined;
        readonly within: Window | undefined;
      }
    | { readonly kind: "after"; readonly events: Events }
    /** What could not be read. Evaluates to unknown, types as anything. */
    | { readonly kind: "error" }
  );
export type ExprOf<K extends Expr["kind"]> = Extract<Expr, { kind: K }>;

/** A tool, or a parenthesised pattern without binder. */
export interface Events extends Node {
  readonly selector: Selector;
  readonly where: Expr | undefined;
}
export type Source = Node &
  (
    | { readonly kind: "user" | "system" | "trusted" | "untrusted" }
    | { readonly kind: "result"; readonly of: Events }
    | { readonly kind: "any"; readonly sources: readonly Source[] }
    | { readonly kind: "error" }
  );
export interface Pair extends Node {
  readonly key: Name;
  readonly value: Expr;
}
export interface CallLiteral extends Node {
  readonly tool: ToolName;
  readonly args: readonly Pair[];
}

export interface TestStatement extends Node {
  readonly kind: "test";
  readonly title: StringLiteral;
  readonly steps: readonly TestStep[];
}
export interface Verdict extends Node {
  readonly effect: Effect;
  readonly approved: boolean;
  readonly by: Name | undefined;
}
export type TestStep = Node &
  (
    | { readonly kind: "user" | "system" | "replay"; readonly text: StringLiteral }
    | { readonly kind: "context"; readonly value: Expr }
    | { readonly kind: "gap" }
    | { readonly kind: "together"; readonly steps: readonly TestCall[] }
    | TestCallStep
    | {
        readonly kind: "expect";
        readonly verdict: Verdict /** `elsewhere` where absent; counted from 1. */;
        readonly at: number | undefined;
      }
  );
interface TestCallStep {
  readonly kind: "call";
  readonly call: CallLiteral;
  readonly outcome: { readonly kind: "returns" | "fails"; readonly value: Expr } | undefined;
  readonly verdict: Verdict | undefined;
}
export type TestCall = Node & TestCallStep;

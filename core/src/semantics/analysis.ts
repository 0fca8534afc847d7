// The one value that every feature takes: a policy file with all that its imports and catalogues say, bound and typed.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Expr, File, GroupStatement, LetStatement, TrustedStatement } from "../language/ast.ts";
import type { Comment } from "../language/lexer.ts";
import type { Piece } from "../language/pieces.ts";
import type { LineIndex } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import type { Placed, PlacedDecision } from "./placed.ts";
import type { Type } from "./types.ts";

/** How the core reads other files: catalogues and imports. `path` is already resolved by the host's `resolve`. */
export interface Host {
  /** The path that `written` means in the file at `from`. */
  resolve(from: string, written: string): string;
  /** The text of a file, or why it cannot be read (a phrase such as `no such file`). */
  read(path: string): { readonly text: string } | { readonly reason: string };
}

/** A file as read: `path` is how the host names it (a file path or a URI). */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly file: File;
  /** What the file is made of, for those who keep what they found of a statement while others are edited. */
  readonly pieces: readonly Piece[];
  /** Sorted by place. */
  readonly comments: readonly Comment[];
  readonly syntaxDiagnostics: readonly Diagnostic[];
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly params: readonly ToolParam[];
  readonly returns: Type;
  /** MCP annotations where given. */
  readonly destructive: boolean | undefined;
  /** Where it was declared: the catalogue's path, and the place for an inline `tool`. */
  readonly declared: { readonly path: string; readonly span: Span | undefined };
}
export interface ToolParam {
  readonly name: string;
  readonly optional: boolean;
  readonly description: string;
  readonly type: Type;
}

export type SymbolKind = "rule" | "let" | "group" | "parameter" | "binder";
/** Something declared with a name in a policy file. */
export interface PolicySymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly path: string;
  /** Of the name itself. */
  readonly span: Span;
  /** Of the whole declaration. */
  readonly whole: Span;
}

export type BoundDecision = PlacedDecision;

export interface Analysis {
  readonly source: SourceFile;
  /** The file itself first, then its imports in order of first mention. */
  readonly files: readonly SourceFile[];
  /** Paths of all other files that this analysis read, imports and catalogues, also those that could not be read. */
  readonly dependencies: readonly string[];
  /** By name; undefined where the policy has no catalogue (then every name is a tool). */
  readonly tools: ReadonlyMap<string, Tool> | undefined;
  readonly context: readonly ToolParam[] | undefined;
  readonly lets: ReadonlyMap<string, Placed<LetStatement>>;
  readonly groups: ReadonlyMap<string, Placed<GroupStatement>>;
  readonly trusted: readonly Placed<TrustedStatement>[];
  /** In order of the text, imports' after the file's own. */
  readonly decisions: readonly BoundDecision[];
  readonly defaultEffect: "allow" | "deny" | "ask";
  /** The `default` statement, where one stands. */
  readonly defaultSpan: Span | undefined;
  readonly symbols: readonly PolicySymbol[];
  /** Of the file itself, sorted by place. Imports' own diagnostics are theirs. */
  readonly diagnostics: readonly Diagnostic[];
  /** The type of an expression of the file itself. */
  typeOf(expr: Expr): Type;
  /** The tools that a rule, pattern or call at this offset is about, for completion and hover of `args`, `it` and
   * `result`: undefined where nothing says. */
  toolsAt(offset: number, of: "args" | "it"): readonly string[] | undefined;
}

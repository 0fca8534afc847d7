// Statements with the file that they stand in. A tree gets its places when it is asked for: of most statements of a policy that is
// edited, nobody asks.
import type { Decision, GroupStatement, LetStatement, Statement, TrustedStatement } from "../language/ast.ts";
import type { Piece } from "../language/pieces.ts";
import { type Span, shifted } from "../text/span.ts";
import type { SourceFile } from "./analysis.ts";

/** A piece that is known to hold a statement of a kind. */
export class Placed<S extends LetStatement | GroupStatement | TrustedStatement | Decision> {
  readonly piece: Piece;
  readonly source: SourceFile;

  constructor(piece: Piece, source: SourceFile) {
    this.piece = piece;
    this.source = source;
  }

  get statement(): S {
    return this.piece.statement as S;
  }

  /** The same tree with the places of some earlier text: for what asks for no place. */
  get unplaced(): S {
    return this.piece.content.statement as S;
  }
}

export class PlacedDecision extends Placed<Decision> {
  /** The name in reports: the rule's, or `allow@12`. */
  readonly name: string;

  constructor(piece: Piece, source: SourceFile, name: string) {
    super(piece, source);
    this.name = name;
  }

  get decision(): Decision {
    return this.statement;
  }

  get span(): Span {
    return shifted(this.unplaced.span, this.piece.start - this.piece.content.home);
  }
}

/** The statements of a kind, with their places. */
export function statementsOf<K extends Statement["kind"]>({ pieces }: SourceFile, kind: K): readonly Extract<Statement, { kind: K }>[] {
  return pieces
    .filter(({ content }) => content.statement?.kind === kind)
    .map((piece) => piece.statement as Extract<Statement, { kind: K }>);
}

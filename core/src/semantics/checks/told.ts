// What the lints said of a statement is said again, at the places of now, for as long as what they asked of the rest of the policy has
// the same answers.
import type { Diagnostic, RelatedPlace } from "../../diagnostics/diagnostic.ts";
import { type Content, type Piece, pieceAt } from "../../language/pieces.ts";
import type { Span } from "../../text/span.ts";
import type { SourceFile } from "../analysis.ts";
import type { Rulebook, Spent } from "./rulebook.ts";

interface Said {
  readonly reported: readonly Diagnostic[];
  readonly asked: ReadonlyMap<string, unknown>;
  readonly spent: Spent;
  /** Where the statements stood that the reported places are in. */
  readonly places: readonly Place[];
  /** What stands before the piece on its line, which fixes go on with. */
  readonly indent: string;
}

/** A piece of a file as it stood: from its start up to the next. */
interface Place extends Span {
  /** Absent for the file that is checked. */
  readonly path: string | undefined;
  readonly content: Content;
}

export class Told {
  readonly #book: Rulebook;
  readonly #key: object;
  #starts: ReadonlyMap<Content, number> | undefined;

  /** By the key what one kind of lint said is told from what others did. */
  constructor(book: Rulebook, key: object) {
    this.#book = book;
    this.#key = key;
  }

  /** What is to be said of the piece: found only where it cannot be known. */
  again(piece: Piece, find: () => void): readonly Diagnostic[] {
    const shelf = this.#book.findings.shelf<Said>(piece.content, this.#key);
    const said = shelf.get();
    if (said !== undefined && this.#holds(said, piece)) {
      const placed = this.#placed(said);
      if (placed !== undefined && this.#book.spend(said.spent)) return placed;
    }
    const { reported, asked, spent } = this.#book.watch(find);
    const places = spent === undefined ? undefined : this.#placesOf(reported);
    if (spent !== undefined && places !== undefined) {
      // What is said may call the rules that were looked at by their names, of which some are line numbers.
      const named = reported.length === 0 ? [] : [...asked.keys()].map((question) => question.replace(/^about /, "names "));
      const answers = new Map([...asked, ...named.map((question): [string, unknown] => [question, this.#book.answer(question)])]);
      shelf.set({ reported, asked: answers, spent, places, indent: reported.length === 0 ? "" : this.#indent(piece) });
    }
    return reported;
  }

  #holds({ asked, reported, indent }: Said, piece: Piece): boolean {
    for (const [question, answer] of asked) if (this.#book.answer(question) !== answer) return false;
    return reported.length === 0 || this.#indent(piece) === indent;
  }

  #indent({ start }: Piece): string {
    const { text, lines } = this.#book.notes.loaded.source;
    return text.slice(lines.line(lines.position(start).line).start, start);
  }

  /** The diagnostics where what they speak of stands now; undefined where some of it is gone. */
  #placed({ reported, places }: Said): readonly Diagnostic[] | undefined {
    const moves: (Place & { readonly by: number })[] = [];
    for (const place of places) {
      const start = this.#startOf(place.content);
      if (start === undefined) return undefined;
      moves.push({ ...place, by: start - place.start });
    }
    if (moves.every(({ by }) => by === 0)) return reported;
    const move = (span: Span, path?: string): Span => {
      const by = moves.find((place) => place.path === path && place.start <= span.start && span.start < place.end)?.by ?? 0;
      return { start: span.start + by, end: span.end + by };
    };
    return reported.map((one) => ({
      ...one,
      span: move(one.span),
      related: one.related.map((place) => ({ ...place, span: move(place.span, place.path) })),
      fixes: one.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: move(edit.span) })) })),
    }));
  }

  #startOf(content: Content): number | undefined {
    this.#starts ??= new Map(
      this.#book.notes.loaded.files.flatMap(({ pieces }) => pieces.map((piece): [Content, number] => [piece.content, piece.start])),
    );
    return this.#starts.get(content);
  }

  /** The pieces that hold the diagnostics' places; undefined where one is in none. */
  #placesOf(reported: readonly Diagnostic[]): readonly Place[] | undefined {
    const { files, source } = this.#book.notes.loaded;
    const found = new Map<Content, Place>();
    const spans: readonly Pick<RelatedPlace, "path" | "span">[] = reported.flatMap(({ span, related, fixes }) => [
      { span },
      ...related,
      ...fixes.flatMap(({ edits }) => edits),
    ]);
    for (const { path, span } of spans) {
      const file: SourceFile | undefined = path === undefined ? source : files.find((one) => one.path === path);
      const index = file === undefined ? -1 : pieceAt(file.pieces, span.start);
      const piece = file?.pieces[index];
      if (piece === undefined) return undefined;
      const end = file?.pieces[index + 1]?.start ?? Number.POSITIVE_INFINITY;
      found.set(piece.content, { start: piece.start, end, path, content: piece.content });
    }
    return [...found.values()];
  }
}

// The grammar of tools, patterns and expressions, as chevrotain rules. Says what stands where, and nothing about what it
// means. Habits of other languages are alternatives here, so that lowering can say what to write instead.
import { CstParser, type IToken, type TokenType } from "chevrotain";
import { spanOf } from "./lexer.ts";
import { phrases } from "./phrases.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** Has no statements; the parser of policies adds them and then has itself analysed. */
export abstract class ExpressionParser extends CstParser {
  constructor() {
    super(t.parserTokens, { recoveryEnabled: true, maxLookahead: 2, nodeLocationTracking: "onlyOffset", errorMessageProvider: phrases });
  }

  /** A token that is missing may be imagined where that cannot change what is meant: a closing bracket. */
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type === t.CloseParen || type === t.CloseBracket || type === t.CloseBrace;
  }

  /** Whether the n-th token ahead stands right behind the one before it. */
  private touching(ahead: number): boolean {
    const next = this.LA(ahead);
    const before = this.LA(ahead - 1);
    return spanOf(before).end === next.startOffset;
  }
  private isWord(token: IToken): boolean {
    const type = token.tokenType;
    return type === t.Word || (type.CATEGORIES ?? []).some((category) => category === t.Word || category === t.Name);
  }

  // Names of tools.

  toolName = this.RULE("toolName", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.StringText) },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(t.Name, { LABEL: "part" }) }, { ALT: () => this.CONSUME(t.Star, { LABEL: "part" }) }]);
          this.MANY({
            GATE: () => this.touching(1) && (this.LA(1).tokenType !== t.Minus || (this.touching(2) && this.isWord(this.LA(2)))),
            DEF: () =>
              this.OR3([
                { ALT: () => this.CONSUME(t.Word, { LABEL: "part" }) },
                { ALT: () => this.CONSUME2(t.Star, { LABEL: "part" }) },
                { ALT: () => this.CONSUME(t.NumberText, { LABEL: "part" }) },
                { ALT: () => this.CONSUME(t.Minus, { LABEL: "part" }) },
              ]),
          });
        },
      },
    ]);
  });

  /** Whether a tool follows where only a comma could: the comma was forgotten. */
  private missesComma(): boolean {
    const next = this.LA(1);
    return next.tokenType === t.Identifier || (next.tokenType === t.StringText && !/\s/.test(next.image));
  }
  toolList = this.RULE("toolList", () => {
    this.SUBRULE(this.toolName);
    this.MANY({
      GATE: () => this.LA(1).tokenType === t.Comma || this.missesComma(),
      DEF: () => {
        this.OPTION(() => this.CONSUME(t.Comma));
        this.SUBRULE2(this.toolName);
      },
    });
  });
  selector = this.RULE("selector", () => {
    this.SUBRULE(this.toolList);
    this.OPTION(() => {
      this.CONSUME(kw.except);
      this.SUBRULE2(this.toolList);
    });
  });
  pattern = this.RULE("pattern", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(kw.in);
    });
    this.SUBRULE(this.selector);
    this.OPTION2(() => this.SUBRULE(this.where));
  });
  where = this.RULE("where", () => {
    this.CONSUME(kw.where);
    this.SUBRULE(this.expr);
  });
  events = this.RULE("events", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.toolName) },
      {
        ALT: () => {
          this.CONSUME(t.OpenParen);
          this.SUBRULE(this.selector);
          this.OPTION(() => this.SUBRULE(this.where));
          this.CONSUME(t.CloseParen);
        },
      },
    ]);
  });
  pastEvents = this.RULE("pastEvents", () => {
    this.OR([{ ALT: () => this.CONSUME(kw.user) }, { ALT: () => this.SUBRULE(this.events) }]);
  });
  window = this.RULE("window", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.DurationText) },
      {
        ALT: () => {
          this.CONSUME(t.NumberText);
          this.CONSUME(kw.steps);
        },
      },
    ]);
  });
  literal = this.RULE("literal", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.StringText, { LABEL: "string" }) },
      { ALT: () => this.CONSUME(t.BlockString, { LABEL: "string" }) },
      { ALT: () => this.CONSUME(t.ForeignString, { LABEL: "string" }) },
    ]);
  });

  // Expressions.

  expr = this.RULE("expr", () => {
    this.SUBRULE(this.condition);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(kw.and, { LABEL: "op" }) },
        { ALT: () => this.CONSUME(kw.or, { LABEL: "op" }) },
        { ALT: () => this.CONSUME(t.AndSigns, { LABEL: "op" }) },
        { ALT: () => this.CONSUME(t.OrSigns, { LABEL: "op" }) },
      ]);
      this.SUBRULE2(this.condition);
    });
  });
  /** `not`s, a value, and what it is compared with; more than one comparison is a slip. */
  condition = this.RULE("condition", () => {
    this.MANY(() =>
      this.OR([{ ALT: () => this.CONSUME(kw.not, { LABEL: "not" }) }, { ALT: () => this.CONSUME(t.Bang, { LABEL: "not" }) }]),
    );
    this.SUBRULE(this.value);
    this.MANY2(() => this.SUBRULE(this.comparison));
  });
  comparison = this.RULE("comparison", () => {
    this.OR([
      {
        ALT: () => {
          this.OR2([
            { ALT: () => this.CONSUME(t.Comparator, { LABEL: "sign" }) },
            { ALT: () => this.CONSUME(t.Equals, { LABEL: "sign" }) },
          ]);
          this.SUBRULE(this.value);
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(kw.not, { LABEL: "not" }));
          this.OR3([
            {
              ALT: () => {
                this.OR4([
                  { ALT: () => this.CONSUME(kw.in, { LABEL: "word" }) },
                  { ALT: () => this.CONSUME(kw.contains, { LABEL: "word" }) },
                  { ALT: () => this.CONSUME(kw.like, { LABEL: "word" }) },
                  { ALT: () => this.CONSUME(kw.under, { LABEL: "word" }) },
                  {
                    ALT: () => {
                      this.OR5([
                        { ALT: () => this.CONSUME(kw.starts, { LABEL: "word" }) },
                        { ALT: () => this.CONSUME(kw.ends, { LABEL: "word" }) },
                      ]);
                      this.CONSUME(kw.with);
                    },
                  },
                ]);
                this.SUBRULE2(this.value);
              },
            },
            {
              ALT: () => {
                this.CONSUME(kw.matches);
                this.OR6([{ ALT: () => this.CONSUME(t.Regex) }, { ALT: () => this.CONSUME(t.StringText) }]);
              },
            },
            {
              ALT: () => {
                this.OR7([
                  { ALT: () => this.CONSUME(kw.from, { LABEL: "origin" }) },
                  { ALT: () => this.CONSUME(kw.carries, { LABEL: "origin" }) },
                ]);
                this.SUBRULE(this.source);
              },
            },
          ]);
        },
      },
    ]);
  });
  source = this.RULE("source", () => {
    this.OR([
      { ALT: () => this.CONSUME(kw.user, { LABEL: "plain" }) },
      { ALT: () => this.CONSUME(kw.system, { LABEL: "plain" }) },
      { ALT: () => this.CONSUME(kw.trusted, { LABEL: "plain" }) },
      { ALT: () => this.CONSUME(kw.untrusted, { LABEL: "plain" }) },
      {
        ALT: () => {
          this.CONSUME(kw.result);
          this.CONSUME(kw.of);
          this.SUBRULE(this.events);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.OpenParen);
          this.SUBRULE(this.source);
          this.MANY(() => {
            this.CONSUME(t.Comma);
            this.OPTION(() => this.SUBRULE2(this.source));
          });
          this.CONSUME(t.CloseParen);
        },
      },
    ]);
  });
  value = this.RULE("value", () => {
    this.SUBRULE(this.sum);
    this.MANY(() => {
      this.CONSUME(t.Coalesce);
      this.SUBRULE2(this.sum);
    });
  });
  /** Sums and products, flat: lowering knows which binds tighter. */
  sum = this.RULE("sum", () => {
    this.OPTION(() => this.CONSUME(t.Minus, { LABEL: "sign" }));
    this.SUBRULE(this.postfix);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Plus, { LABEL: "op" }) },
        { ALT: () => this.CONSUME2(t.Minus, { LABEL: "op" }) },
        { ALT: () => this.CONSUME(t.Star, { LABEL: "op" }) },
      ]);
      this.OPTION2(() => this.CONSUME3(t.Minus, { LABEL: "sign" }));
      this.SUBRULE2(this.postfix);
    });
  });
  postfix = this.RULE("postfix", () => {
    this.SUBRULE(this.primary);
    this.MANY(() => this.SUBRULE(this.suffix));
  });
  suffix = this.RULE("suffix", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.CONSUME(t.Word);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.OpenBracket);
          this.SUBRULE(this.expr);
          this.CONSUME(t.CloseBracket);
        },
      },
    ]);
  });
  primary = this.RULE("primary", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.NumberText) },
      { ALT: () => this.CONSUME(t.DurationText) },
      { ALT: () => this.CONSUME(t.StringText, { LABEL: "string" }) },
      { ALT: () => this.CONSUME(t.BlockString, { LABEL: "string" }) },
      { ALT: () => this.CONSUME(t.ForeignString, { LABEL: "string" }) },
      { ALT: () => this.CONSUME(kw.true, { LABEL: "constant" }) },
      { ALT: () => this.CONSUME(kw.false, { LABEL: "constant" }) },
      { ALT: () => this.CONSUME(kw.null, { LABEL: "constant" }) },
      { ALT: () => this.CONSUME(kw.args, { LABEL: "fixed" }) },
      { ALT: () => this.CONSUME(kw.context, { LABEL: "fixed" }) },
      { ALT: () => this.CONSUME(kw.it, { LABEL: "fixed" }) },
      { ALT: () => this.CONSUME(kw.granted, { LABEL: "fixed" }) },
      {
        ALT: () => {
          this.CONSUME(t.Name);
          this.OPTION(() => this.SUBRULE(this.callArguments));
        },
      },
      { ALT: () => this.SUBRULE(this.fold) },
      { ALT: () => this.SUBRULE(this.past) },
      {
        ALT: () => {
          this.CONSUME(kw.after);
          this.SUBRULE(this.events);
        },
      },
      {
        ALT: () => {
          this.CONSUME(kw.has);
          this.SUBRULE(this.postfix);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.OpenParen);
          this.SUBRULE(this.expr);
          this.CONSUME(t.CloseParen);
        },
      },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.record) },
    ]);
  });
  callArguments = this.RULE("callArguments", () => {
    this.CONSUME(t.OpenParen);
    this.OPTION(() => this.SUBRULE(this.items));
    this.CONSUME(t.CloseParen);
  });
  list = this.RULE("list", () => {
    this.CONSUME(t.OpenBracket);
    this.OPTION(() => this.SUBRULE(this.items));
    this.CONSUME(t.CloseBracket);
  });
  items = this.RULE("items", () => {
    this.SUBRULE(this.expr);
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Comma);
            this.OPTION(() => this.SUBRULE2(this.expr));
          },
        },
        { ALT: () => this.SUBRULE3(this.expr) },
      ]),
    );
  });
  record = this.RULE("record", () => {
    this.CONSUME(t.OpenBrace);
    this.OPTION(() => this.SUBRULE(this.pairs));
    this.CONSUME(t.CloseBrace);
  });
  pairs = this.RULE("pairs", () => {
    this.SUBRULE(this.pair);
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Comma);
            this.OPTION(() => this.SUBRULE2(this.pair));
          },
        },
        { ALT: () => this.SUBRULE3(this.pair) },
      ]),
    );
  });
  pair = this.RULE("pair", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Word, { LABEL: "key" }) }, { ALT: () => this.CONSUME(t.StringText, { LABEL: "key" }) }]);
    this.OR2({
      DEF: [{ ALT: () => this.CONSUME(t.Colon) }, { ALT: () => this.CONSUME(t.Equals) }],
      ERR_MSG: "`:`",
    });
    this.SUBRULE(this.expr);
  });
  fold = this.RULE("fold", () => {
    this.CONSUME(t.Fold);
    this.CONSUME(t.OpenParen);
    this.OPTION(() => {
      this.CONSUME(t.Name, { LABEL: "binder" });
      this.OPTION2(() => {
        this.CONSUME(t.Comma);
        this.CONSUME2(t.Name, { LABEL: "binder" });
      });
      this.CONSUME(kw.in);
    });
    this.SUBRULE(this.value);
    this.OPTION3(() => this.SUBRULE(this.where));
    this.OPTION4(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.expr);
    });
    this.CONSUME(t.CloseParen);
  });
  past = this.RULE("past", () => {
    this.CONSUME(kw.past);
    this.SUBRULE(this.pastEvents);
    this.OPTION(() => {
      this.CONSUME(kw.since);
      this.SUBRULE2(this.pastEvents);
    });
    this.OPTION2(() => {
      this.CONSUME(kw.within);
      this.SUBRULE(this.window);
    });
  });

  call = this.RULE("call", () => {
    this.SUBRULE(this.toolName);
    this.CONSUME(t.OpenParen);
    this.OPTION(() => this.SUBRULE(this.pairs));
    this.CONSUME(t.CloseParen);
  });
}

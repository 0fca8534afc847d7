// The grammar, as chevrotain rules over the segments that segments.ts cuts: a decision's head, one clause, one step of a
// test, and every other statement whole. Says what stands where, and nothing about what it means. Habits of other languages
// are alternatives here, so that lowering can say what to write instead.
import { CstParser, type IParserErrorMessageProvider, type IToken, type TokenType, tokenLabel } from "chevrotain";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** What each rule could not find, for its message. */
const expectations: Readonly<Record<string, string>> = {
  decisionHead: "a decision such as `allow` or `deny`",
  statement: "a statement",
  clause: "`when`, `unless` or another clause",
  step: "a call or another step of a test",
  toolName: "a tool",
  events: "a tool, or `(` and a pattern",
  pastEvents: "`user`, a tool, or `(` and a pattern",
  primary: "a value",
  comparison: "`in`, `contains` or another operator",
  source: "`user`, `system`, `trusted`, `untrusted` or `result of`",
  type: "a type",
  path: "a field",
  window: "a duration, or a number of steps",
  literal: "a string",
  pair: "a name and `:`",
  limitSpan: "`trace`, `turn`, `batch` or a duration",
};
const afterRule: Readonly<Record<string, string>> = {
  decisionHead: "a clause such as `when`, or the next statement",
  clause: "an operator, a clause or the next statement",
  step: "the next step of the test",
  letStatement: "an operator or the next statement",
};

/** The messages are only the phrase of what was expected; parse.ts makes the sentence. */
const phrases: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => (expected === t.Name || expected === t.StringText ? tokenLabel(expected) : mismatch(expected, ruleName)),
  buildNotAllInputParsedMessage: ({ ruleName }) => afterRule[ruleName] ?? "the next statement",
  buildNoViableAltMessage: ({ ruleName, customUserDescription, expectedPathsPerAlt }) =>
    customUserDescription ?? expectations[ruleName] ?? firstLabels(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ ruleName, expectedIterationPaths }) => expectations[ruleName] ?? firstLabels(expectedIterationPaths),
};
function mismatch(expected: TokenType, ruleName: string): string {
  return tokenLabel(expected) === "a name" ? (expectations[ruleName] ?? "a name") : tokenLabel(expected);
}
function firstLabels(paths: readonly (readonly TokenType[])[]): string {
  const labels = [...new Set(paths.flatMap((path) => (path[0] === undefined ? [] : [tokenLabel(path[0])])))];
  return labels.length > 1 ? `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}` : (labels[0] ?? "something else");
}

export class PolicyParser extends CstParser {
  constructor() {
    super(t.parserTokens, { recoveryEnabled: true, maxLookahead: 2, nodeLocationTracking: "onlyOffset", errorMessageProvider: phrases });
    this.performSelfAnalysis();
  }

  /** A token that is missing may be imagined where that cannot change what is meant: a closing bracket. */
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type === t.CloseParen || type === t.CloseBracket || type === t.CloseBrace;
  }

  /** Whether the n-th token ahead stands right behind the one before it. */
  private touching(ahead: number): boolean {
    const next = this.LA(ahead);
    const before = this.LA(ahead - 1);
    return before.startOffset + before.image.length === next.startOffset;
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
          this.OR2([
            { ALT: () => this.CONSUME(t.Name, { LABEL: "part" }) },
            { ALT: () => this.CONSUME(t.Star, { LABEL: "part" }) },
          ]);
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
                this.OR6([
                  { ALT: () => this.CONSUME(t.Regex) },
                  { ALT: () => this.CONSUME(t.StringText) },
                ]);
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

  // Decisions.

  decisionHead = this.RULE("decisionHead", () => {
    this.OPTION(() => {
      this.CONSUME(kw.rule);
      this.CONSUME(t.Name);
    });
    this.OR([
      { ALT: () => this.SUBRULE(this.effectHead) },
      { ALT: () => this.SUBRULE(this.requireHead) },
      { ALT: () => this.SUBRULE(this.grantHead) },
      { ALT: () => this.SUBRULE(this.limitHead) },
      { ALT: () => this.SUBRULE(this.expectHead) },
    ]);
  });
  effectHead = this.RULE("effectHead", () => {
    this.CONSUME(t.Effect);
    this.SUBRULE(this.selector);
  });
  requireHead = this.RULE("requireHead", () => {
    this.CONSUME(kw.require);
    this.SUBRULE(this.pattern);
    this.CONSUME(kw.before);
    this.SUBRULE(this.selector);
  });
  grantHead = this.RULE("grantHead", () => {
    this.CONSUME(kw.grant);
    this.SUBRULE(this.selector);
  });
  limitHead = this.RULE("limitHead", () => {
    this.CONSUME(kw.limit);
    this.OPTION(() => this.SUBRULE(this.measure));
    this.SUBRULE(this.selector);
    this.OPTION2(() => this.SUBRULE(this.where));
    this.CONSUME(kw.to);
    this.SUBRULE(this.sum);
    this.CONSUME(kw.per);
    this.SUBRULE(this.limitSpan);
    this.OPTION3(() => {
      this.CONSUME(kw.for);
      this.CONSUME(kw.each);
      this.SUBRULE2(this.sum);
    });
    this.OPTION4(() => {
      this.CONSUME(kw.else);
      this.CONSUME(t.Effect);
    });
  });
  measure = this.RULE("measure", () => {
    this.OR([{ ALT: () => this.CONSUME(kw.sum, { LABEL: "fold" }) }, { ALT: () => this.CONSUME(kw.distinct, { LABEL: "fold" }) }]);
    this.CONSUME(t.OpenParen);
    this.SUBRULE(this.expr);
    this.CONSUME(t.CloseParen);
    this.CONSUME(kw.of);
  });
  limitSpan = this.RULE("limitSpan", () => {
    this.OR([
      { ALT: () => this.CONSUME(kw.trace, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(kw.turn, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(kw.batch, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(t.DurationText) },
    ]);
  });
  expectHead = this.RULE("expectHead", () => {
    this.CONSUME(kw.expect);
    this.SUBRULE(this.pattern);
    this.CONSUME(kw.followed);
    this.CONSUME(kw.by);
    this.SUBRULE2(this.pattern);
    this.OPTION(() => {
      this.CONSUME(kw.within);
      this.SUBRULE(this.window);
    });
  });
  clause = this.RULE("clause", () => {
    this.OR([
      {
        ALT: () => {
          this.OR2([
            { ALT: () => this.CONSUME(kw.when, { LABEL: "keyword" }) },
            { ALT: () => this.CONSUME(kw.unless, { LABEL: "keyword" }) },
            { ALT: () => this.CONSUME(t.If, { LABEL: "keyword" }) },
            { ALT: () => this.CONSUME(kw.where, { LABEL: "keyword" }) },
          ]);
          this.SUBRULE(this.expr);
        },
      },
      {
        ALT: () => {
          this.CONSUME(kw.uses, { LABEL: "keyword" });
          this.SUBRULE(this.sum);
        },
      },
      {
        ALT: () => {
          this.CONSUME(kw.because, { LABEL: "keyword" });
          this.SUBRULE(this.literal);
        },
      },
      {
        ALT: () => {
          this.CONSUME(kw.example, { LABEL: "keyword" });
          this.OR3([{ ALT: () => this.CONSUME(kw.hit) }, { ALT: () => this.CONSUME(kw.miss) }]);
          this.SUBRULE(this.call);
        },
      },
    ]);
  });
  call = this.RULE("call", () => {
    this.SUBRULE(this.toolName);
    this.CONSUME(t.OpenParen);
    this.OPTION(() => this.SUBRULE(this.pairs));
    this.CONSUME(t.CloseParen);
  });

  // Other statements.

  fileStatement = this.RULE("fileStatement", () => {
    this.OR([{ ALT: () => this.CONSUME(kw.tools, { LABEL: "keyword" }) }, { ALT: () => this.CONSUME(kw.import, { LABEL: "keyword" }) }]);
    this.SUBRULE(this.literal);
  });
  defaultStatement = this.RULE("defaultStatement", () => {
    this.CONSUME(kw.default);
    this.CONSUME(t.Effect);
  });
  letStatement = this.RULE("letStatement", () => {
    this.CONSUME(kw.let);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.letParams));
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expr);
  });
  letParams = this.RULE("letParams", () => {
    this.CONSUME(t.OpenParen);
    this.CONSUME(t.Name);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.OPTION(() => this.CONSUME2(t.Name));
    });
    this.CONSUME(t.CloseParen);
  });
  groupStatement = this.RULE("groupStatement", () => {
    this.CONSUME(kw.group);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.selector);
  });
  trustedStatement = this.RULE("trustedStatement", () => {
    this.CONSUME(kw.trusted);
    this.SUBRULE(this.pattern);
    this.OPTION(() => {
      this.CONSUME(kw.only);
      this.SUBRULE(this.path);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.path);
      });
    });
  });
  path = this.RULE("path", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.StringText) },
      {
        ALT: () => {
          this.CONSUME(t.Word);
          this.MANY(() => {
            this.CONSUME(t.Dot);
            this.CONSUME2(t.Word);
          });
        },
      },
    ]);
  });
  toolStatement = this.RULE("toolStatement", () => {
    this.CONSUME(kw.tool);
    this.SUBRULE(this.toolName);
    this.CONSUME(t.OpenParen);
    this.OPTION(() => this.SUBRULE(this.params));
    this.CONSUME(t.CloseParen);
    this.OPTION2(() => {
      this.CONSUME(kw.returns);
      this.SUBRULE(this.type);
    });
  });
  contextStatement = this.RULE("contextStatement", () => {
    this.CONSUME(kw.context);
    this.SUBRULE(this.recordType);
  });
  params = this.RULE("params", () => {
    this.SUBRULE(this.param);
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Comma);
            this.OPTION(() => this.SUBRULE2(this.param));
          },
        },
        { ALT: () => this.SUBRULE3(this.param) },
      ]),
    );
  });
  param = this.RULE("param", () => {
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME(t.Question));
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
  });
  type = this.RULE("type", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Word) },
      {
        ALT: () => {
          this.CONSUME(t.StringText);
          this.MANY(() => {
            this.CONSUME(t.Pipe);
            this.CONSUME2(t.StringText);
          });
        },
      },
      { ALT: () => this.SUBRULE(this.recordType) },
    ]);
    this.MANY2(() => {
      this.CONSUME(t.OpenBracket);
      this.CONSUME(t.CloseBracket);
    });
  });
  recordType = this.RULE("recordType", () => {
    this.CONSUME(t.OpenBrace);
    this.OPTION(() => this.SUBRULE(this.params));
    this.CONSUME(t.CloseBrace);
  });

  // Tests. Their bodies are cut into steps before they come here.

  testHead = this.RULE("testHead", () => {
    this.CONSUME(kw.test);
    this.SUBRULE(this.literal);
    this.CONSUME(t.OpenBrace);
  });
  togetherHead = this.RULE("togetherHead", () => {
    this.CONSUME(kw.together);
    this.CONSUME(t.OpenBrace);
  });
  step = this.RULE("step", () => {
    this.OR([
      {
        ALT: () => {
          this.OR2([
            { ALT: () => this.CONSUME(kw.user, { LABEL: "keyword" }) },
            { ALT: () => this.CONSUME(kw.system, { LABEL: "keyword" }) },
            { ALT: () => this.CONSUME(kw.replay, { LABEL: "keyword" }) },
          ]);
          this.SUBRULE(this.literal);
        },
      },
      {
        ALT: () => {
          this.CONSUME(kw.context);
          this.SUBRULE(this.primary);
        },
      },
      { ALT: () => this.CONSUME(kw.gap) },
      { ALT: () => this.SUBRULE(this.expectStep) },
      { ALT: () => this.SUBRULE(this.callStep) },
    ]);
  });
  callStep = this.RULE("callStep", () => {
    this.SUBRULE(this.call);
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(kw.returns, { LABEL: "outcome" }) }, { ALT: () => this.CONSUME(kw.fails, { LABEL: "outcome" }) }]);
      this.SUBRULE(this.expr);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE(this.verdict);
    });
  });
  expectStep = this.RULE("expectStep", () => {
    this.CONSUME(kw.expect);
    this.SUBRULE(this.verdict);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(kw.at);
          this.CONSUME(t.NumberText);
        },
      },
      { ALT: () => this.CONSUME(kw.elsewhere) },
    ]);
  });
  verdict = this.RULE("verdict", () => {
    this.CONSUME(t.Effect);
    this.OPTION(() => this.CONSUME(kw.approved));
    this.OPTION2(() => {
      this.CONSUME(kw.by);
      this.CONSUME(t.Name);
    });
  });
}

let parser: PolicyParser | undefined;
/** The one parser, built at its first use. */
export function policyParser(): PolicyParser {
  parser ??= new PolicyParser();
  return parser;
}

// The grammar of statements, as chevrotain rules over the segments that segments.ts cuts: a decision's head, one clause, one
// step of a test, and every other statement whole.
import { ExpressionParser } from "./parser-expressions.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

export class PolicyParser extends ExpressionParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

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

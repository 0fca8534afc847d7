// Every word of a policy that means something, with its meaning: the one walk over the tree that hover, definition and
// semantic tokens share. Keywords are not among them: they mean what the vocabulary says.
import type {
  CallLiteral,
  Decision,
  Events,
  Expr,
  Name,
  Pair,
  Param,
  Pattern,
  Selector,
  Source,
  Statement,
  TestStep,
  ToolName,
  TypeExpr,
  Verdict,
} from "../language/ast.ts";
import type { Analysis } from "../semantics/analysis.ts";
import { elementOf, enumValues } from "../semantics/type-rules.ts";
import type { Type } from "../semantics/types.ts";
import type { Span } from "../text/span.ts";

export type Meaning =
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "glob"; readonly pattern: string }
  | { readonly kind: "group" | "rule" | "let"; readonly name: string; readonly declares: boolean }
  | { readonly kind: "parameter" | "binder"; readonly name: string; readonly declared: Span; readonly type: Type | undefined }
  | { readonly kind: "root"; readonly name: "args" | "context" | "it" | "granted" | "now" }
  | { readonly kind: "argument"; readonly name: string; readonly tools: readonly string[] }
  | { readonly kind: "event-field"; readonly name: string; readonly of: "event" | "message" }
  | { readonly kind: "context-field"; readonly name: string }
  | { readonly kind: "field"; readonly name: string; readonly of: Type }
  | { readonly kind: "declared-field"; readonly param: Param }
  | { readonly kind: "function" | "fold"; readonly name: string }
  | { readonly kind: "value"; readonly text: string; readonly values: readonly string[] }
  | { readonly kind: "type"; readonly name: string };

export interface Occurrence {
  readonly span: Span;
  readonly meaning: Meaning;
}

const roots: readonly string[] = ["args", "context", "it", "granted", "now"];
const isRoot = (name: string): name is "args" | "context" | "it" | "granted" | "now" => roots.includes(name);

type Scope = ReadonlyMap<string, Extract<Meaning, { kind: "parameter" | "binder" }>>;
const nothing: Scope = new Map();

/** In the order of the text. */
export function occurrences(analysis: Analysis): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const add = (span: Span, meaning: Meaning): void => {
    if (span.end > span.start) found.push({ span, meaning });
  };

  const declare = (scope: Scope, kind: "parameter" | "binder", name: Name | undefined, type: Type | undefined): Scope => {
    if (name === undefined) return scope;
    const meaning = { kind, name: name.text, declared: name.span, type };
    add(name.span, meaning);
    return new Map([...scope, [name.text, meaning]]);
  };

  const tool = (name: ToolName): void => {
    if (name.glob) add(name.span, { kind: "glob", pattern: name.text });
    else if (!name.quoted && analysis.groups.has(name.text)) add(name.span, { kind: "group", name: name.text, declares: false });
    else add(name.span, { kind: "tool", name: name.text });
  };
  const selector = ({ tools, except }: Selector): void => {
    for (const name of [...tools, ...except]) tool(name);
  };
  const pattern = ({ binder, selector: tools, where }: Pattern, scope: Scope = nothing): Scope => {
    const inner = declare(scope, "binder", binder, { kind: "event", tools: binder && analysis.toolsAt(tools.span.start, "it") });
    selector(tools);
    if (where !== undefined) expr(where, inner);
    return inner;
  };
  const events = ({ selector: tools, where }: Events, scope: Scope): void => {
    selector(tools);
    if (where !== undefined) expr(where, scope);
  };

  const source = (one: Source, scope: Scope): void => {
    if (one.kind === "result") events(one.of, scope);
    else if (one.kind === "any") for (const inner of one.sources) source(inner, scope);
  };

  /** A string that stands where a type is known is a value of that type's enum, where it has one. */
  const value = (at: Expr, type: Type | undefined): void => {
    if (type === undefined) return;
    if (at.kind === "string") {
      const values = enumValues(type);
      if (values !== undefined) add(at.span, { kind: "value", text: at.value, values });
    } else if (at.kind === "list") for (const item of at.items) value(item, type.kind === "list" ? type.element : type);
  };

  const field = (target: Expr, name: Name): void => {
    const type = analysis.typeOf(target);
    if (target.kind === "name" && target.name === "args") {
      add(name.span, { kind: "argument", name: name.text, tools: analysis.toolsAt(name.span.start, "args") ?? [] });
    } else if (target.kind === "name" && target.name === "context") {
      add(name.span, { kind: "context-field", name: name.text });
    } else if (type.kind === "event" || type.kind === "message") {
      add(name.span, { kind: "event-field", name: name.text, of: type.kind });
    } else if (target.kind === "field" && target.field.text === "args" && analysis.typeOf(target.target).kind === "event") {
      const event = analysis.typeOf(target.target);
      add(name.span, { kind: "argument", name: name.text, tools: (event.kind === "event" ? event.tools : undefined) ?? [] });
    } else {
      add(name.span, { kind: "field", name: name.text, of: type });
    }
  };

  const expr = (at: Expr, scope: Scope): void => {
    switch (at.kind) {
      case "name": {
        const bound = scope.get(at.name);
        if (bound !== undefined) add(at.span, bound);
        else if (isRoot(at.name)) add(at.span, { kind: "root", name: at.name });
        else if (analysis.lets.has(at.name)) add(at.span, { kind: "let", name: at.name, declares: false });
        return;
      }
      case "call":
        if (analysis.lets.has(at.name.text)) add(at.name.span, { kind: "let", name: at.name.text, declares: false });
        else add(at.name.span, { kind: "function", name: at.name.text });
        for (const arg of at.args) expr(arg, scope);
        return;
      case "fold": {
        add({ start: at.span.start, end: at.span.start + at.fold.length }, { kind: "fold", name: at.fold });
        const type = analysis.typeOf(at.list);
        const element = declare(scope, "binder", at.binder, elementOf(type));
        const inner = declare(element, "binder", at.second, undefined);
        expr(at.list, scope);
        for (const part of [at.where, at.body]) if (part !== undefined) expr(part, inner);
        return;
      }
      case "field":
        expr(at.target, scope);
        field(at.target, at.field);
        return;
      case "compare":
      case "test":
        expr(at.left, scope);
        expr(at.right, scope);
        value(at.right, at.op === "contains" ? elementOf(analysis.typeOf(at.left)) : analysis.typeOf(at.left));
        value(at.left, at.op === "in" ? elementOf(analysis.typeOf(at.right)) : analysis.typeOf(at.right));
        return;
      case "past":
        for (const part of [at.events, at.since]) if (part !== undefined && part !== "user") events(part, scope);
        return;
      case "after":
        events(at.events, scope);
        return;
      case "origin":
        expr(at.left, scope);
        source(at.source, scope);
        return;
      case "record":
        for (const pair of at.entries) expr(pair.value, scope);
        return;
      default:
        for (const part of operands(at)) expr(part, scope);
    }
  };

  const pairs = (entries: readonly Pair[], types: ReadonlyMap<string, Type>, mean: (name: string) => Meaning): void => {
    for (const { key, value: written } of entries) {
      add(key.span, mean(key.text));
      expr(written, nothing);
      value(written, types.get(key.text));
    }
  };
  const call = ({ tool: name, args }: CallLiteral): void => {
    tool(name);
    const types = new Map(analysis.tools?.get(name.text)?.params.map((param) => [param.name, param.type]) ?? []);
    pairs(args, types, (argument) => ({ kind: "argument", name: argument, tools: [name.text] }));
  };
  const type = (at: TypeExpr): void => {
    if (at.kind === "named") add(at.span, { kind: "type", name: at.name });
    else if (at.kind === "list") type(at.element);
    else if (at.kind === "record") at.fields.forEach(param);
  };
  const param = (one: Param): void => {
    add(one.name.span, { kind: "declared-field", param: one });
    type(one.type);
  };
  const verdict = (at: Verdict | undefined): void => {
    if (at?.by !== undefined) add(at.by.span, { kind: "rule", name: at.by.text, declares: false });
  };

  const step = (at: TestStep): void => {
    switch (at.kind) {
      case "context":
        if (at.value.kind === "record") {
          const types = new Map(analysis.context?.map((one) => [one.name, one.type]) ?? []);
          pairs(at.value.entries, types, (name) => ({ kind: "context-field", name }));
        } else expr(at.value, nothing);
        return;
      case "together":
        for (const inner of at.steps) step(inner);
        return;
      case "call":
        call(at.call);
        if (at.outcome !== undefined) expr(at.outcome.value, nothing);
        verdict(at.verdict);
        return;
      case "expect":
        verdict(at.verdict);
        return;
      default:
    }
  };

  const decision = ({ name, head, clauses }: Decision): void => {
    if (name !== undefined) add(name.span, { kind: "rule", name: name.text, declares: true });
    let scope = nothing;
    if (head.kind === "require") {
      scope = pattern(head.pattern);
      selector(head.before);
      scope = nothing;
    } else if (head.kind === "expect") pattern(head.followedBy, pattern(head.pattern));
    else {
      selector(head.selector);
      if (head.kind === "limit") for (const part of [head.measure?.of, head.where, head.to, head.forEach]) if (part) expr(part, scope);
    }
    for (const clause of clauses) {
      if (clause.kind === "example") call(clause.call);
      else if (clause.kind !== "because") expr(clause.expr, scope);
    }
  };

  const statement = (at: Statement): void => {
    switch (at.kind) {
      case "decision":
        decision(at);
        return;
      case "let": {
        add(at.name.span, { kind: "let", name: at.name.text, declares: true });
        const scope = (at.params ?? []).reduce((outer, name) => declare(outer, "parameter", name, undefined), nothing);
        expr(at.value, scope);
        return;
      }
      case "group":
        add(at.name.span, { kind: "group", name: at.name.text, declares: true });
        selector(at.selector);
        return;
      case "trusted":
        pattern(at.pattern);
        return;
      case "tool":
        add(at.tool.span, { kind: "tool", name: at.tool.text });
        at.params.forEach(param);
        if (at.returns !== undefined) type(at.returns);
        return;
      case "context":
        at.params.forEach(param);
        return;
      case "test":
        at.steps.forEach(step);
        return;
      default:
    }
  };

  analysis.source.file.statements.forEach(statement);
  return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** The expressions directly inside one that binds no names. */
function operands(at: Expr): readonly Expr[] {
  switch (at.kind) {
    case "index":
      return [at.target, at.index];
    case "list":
      return at.items;
    case "and":
    case "or":
      return at.operands;
    case "not":
    case "negate":
    case "has":
      return [at.operand];
    case "matches":
      return [at.left];
    case "coalesce":
    case "arithmetic":
      return [at.left, at.right];
    default:
      return [];
  }
}

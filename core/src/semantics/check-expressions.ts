// The walk over an expression that finds its type and says what is wrong with it. Only what is certain is said.
import type { Events, Expr, ExprOf, Name, Source } from "../language/ast.ts";
import { builtinSignature, wordsOfKind } from "../language/vocabulary.ts";
import type { Span } from "../text/span.ts";
import { boolean, eventFields, integer, messageFields, parameterKinds, resultTypes, string, time } from "./builtin-types.ts";
import { compareTypes, operatorTypes, type Wrong } from "./check-operators.ts";
import { strangersToEnums } from "./enums.ts";
import { regexProblem } from "./regex.ts";
import { type Notes, replacing, type Scope } from "./scope.ts";
import { alternatives, booleans, elementOf, fieldNames, fieldOf, folded, mayBe, measured, texts, unite } from "./type-rules.ts";
import { describeType, json, type Type } from "./types.ts";

/** What reading a `let` where it is used gave. */
interface LetUse {
  readonly type: Type;
  readonly unknown: readonly { readonly argument: string; readonly tool: string }[];
}

export class Expressions {
  readonly #notes: Notes;
  /** Lets that are not followed. */
  readonly #endless: ReadonlySet<string>;
  /** By tools, then by name: a let reads the same in every rule about the same tools. */
  readonly #letUses = new Map<readonly string[] | undefined, Map<string, LetUse>>();
  /** What each expression was found to be the last time, also silently. */
  readonly #last = new Map<Expr, Type>();
  #unknown: { argument: string; tool: string }[] = [];

  constructor(notes: Notes, endless: ReadonlySet<string>) {
    this.#notes = notes;
    this.#endless = endless;
  }

  /** A condition. */
  condition(expr: Expr | undefined, scope: Scope): void {
    if (expr !== undefined) this.#expect(expr, this.infer(expr, scope), booleans, "boolean", scope);
  }

  infer(expr: Expr, scope: Scope): Type {
    const type = this.#infer(expr, scope);
    this.#last.set(expr, type);
    if (!scope.silent) this.#notes.types.set(expr, type);
    return type;
  }

  #expect(expr: Expr, type: Type, kinds: ReadonlySet<Type["kind"]>, expected: string, scope: Scope): void {
    if (!mayBe(type, kinds)) this.#notes.report(scope, "wrong-type", expr.span, { expected, found: describeType(type) });
  }

  #infer(at: Expr, scope: Scope): Type {
    switch (at.kind) {
      case "number":
        return { kind: "number", integer: !at.text.includes(".") };
      case "duration":
      case "string":
      case "boolean":
      case "null":
        return { kind: at.kind };
      case "error":
        return json;
      case "name":
        return this.#name(at, scope);
      case "call":
        return this.#call(at, scope);
      case "field":
        return this.#field(at, scope);
      case "index": {
        const target = this.infer(at.target, scope);
        this.infer(at.index, scope);
        const named = at.index.kind === "string" ? fieldOf(target, at.index.value) : undefined;
        return named ?? (alternatives(target).every(({ kind }) => kind === "list") ? elementOf(target) : json);
      }
      case "list": {
        const items = at.items.map((item) => this.infer(item, scope));
        return { kind: "list", element: items.length === 0 ? { kind: "never" } : unite(items) };
      }
      case "record": {
        const fields = at.entries.map(({ key, value }) => ({ name: key.text, optional: false, type: this.infer(value, scope) }));
        return { kind: "record", fields, open: false };
      }
      case "not":
        this.condition(at.operand, scope);
        return boolean;
      case "and":
      case "or":
        for (const operand of at.operands) this.condition(operand, scope);
        return boolean;
      case "compare":
      case "test": {
        const left = this.infer(at.left, scope);
        const right = this.infer(at.right, scope);
        const strangers = strangersToEnums(at, left, right);
        for (const { literal, values, of } of strangers) this.#stranger(literal, values, of, scope);
        const wrong = strangers.length > 0 ? undefined : compareTypes(at, left, right);
        this.#wrong(wrong, scope);
        return boolean;
      }
      case "matches": {
        this.#expect(at.left, this.infer(at.left, scope), texts, "string", scope);
        const reason = regexProblem(at.pattern, at.flags);
        if (reason !== undefined) this.#notes.report(scope, "bad-regex", at.regex, { reason });
        return boolean;
      }
      case "origin":
        return this.#origin(at, scope);
      case "coalesce":
        return unite([...alternatives(this.infer(at.left, scope)), this.infer(at.right, scope)]);
      case "arithmetic": {
        const [left, right] = [this.infer(at.left, scope), this.infer(at.right, scope)];
        const { type, wrong } = operatorTypes(at, left, right);
        this.#wrong(wrong, scope);
        return type;
      }
      case "negate": {
        const type = this.infer(at.operand, scope);
        this.#expect(at.operand, type, measured, "number", scope);
        return mayBe(type, measured) ? type : json;
      }
      case "has":
        this.infer(at.operand, scope);
        return boolean;
      case "fold":
        return this.#fold(at, scope);
      case "past":
        return this.#past(at, scope);
      case "after":
        this.events(at.events, scope);
        return boolean;
    }
  }

  #wrong(wrong: Wrong | undefined, scope: Scope): void {
    if (wrong === undefined) return;
    if ("op" in wrong) this.#notes.report(scope, "type-mismatch", wrong.span, { left: wrong.left, op: wrong.op, right: wrong.right });
    else this.#notes.report(scope, "wrong-type", wrong.span, { expected: wrong.expected, found: wrong.found });
  }

  #stranger({ value, span }: ExprOf<"string">, values: readonly string[], of: Type, scope: Scope): void {
    const suggestion = this.#notes.closest(value, values);
    const written = suggestion === undefined ? undefined : JSON.stringify(suggestion);
    this.#notes.report(scope, "unknown-value", span, { value, of: describeType(of), suggestion }, replacing(span, written));
  }

  #name({ name, span }: ExprOf<"name">, scope: Scope): Type {
    const bound = scope.names.get(name);
    if (bound !== undefined) return bound;
    const { loaded } = this.#notes;
    switch (name) {
      case "args":
        return this.#argsOf(scope.tools);
      case "context":
        return loaded.context === undefined ? json : { kind: "record", fields: loaded.context, open: false };
      case "now":
        return time;
      case "granted":
        return boolean;
      case "it":
        if (scope.it === undefined) this.#notes.report(scope, "misplaced-it", span, {});
        return scope.it ?? json;
      default:
    }
    const declared = loaded.lets.get(name);
    if (declared !== undefined) {
      const count = declared.statement.params?.length ?? 0;
      if (count > 0) this.#count(name, span, count, 0, scope);
      return this.#useLet(name, span, scope);
    }
    if (!loaded.incomplete) {
      const suggestion = this.#notes.closest(name, scope.names.keys(), loaded.lets.keys(), ["args", "context", "now"]);
      this.#notes.report(scope, "unknown-name", span, { name, suggestion }, replacing(span, suggestion));
    }
    return json;
  }

  /** Reads a let with the tools of the rule that uses it. Its own faults are said where it is declared, save those that only
   * the rule's tools bring about. */
  #useLet(name: string, span: Span, scope: Scope): Type {
    this.#notes.use(scope, name);
    const declared = this.#notes.loaded.lets.get(name);
    if (declared === undefined || this.#endless.has(name)) return json;
    let uses = this.#letUses.get(scope.tools);
    if (uses === undefined) {
      uses = new Map();
      this.#letUses.set(scope.tools, uses);
    }
    let use = uses.get(name);
    if (use === undefined) {
      const outer = this.#unknown;
      this.#unknown = [];
      const names = new Map((declared.statement.params ?? []).map((param) => [param.text, json]));
      const type = this.infer(declared.statement.value, { tools: scope.tools, names, it: undefined, inFold: false, silent: true });
      use = { type, unknown: this.#unknown };
      this.#unknown = outer;
      uses.set(name, use);
    }
    for (const { argument, tool } of use.unknown) this.#unknownArgument(argument, tool, span, scope, false);
    return use.type;
  }

  #count(name: string, span: Span, expected: number, found: number, scope: Scope): void {
    if (expected === found) return;
    const words = expected === 0 ? "no arguments" : expected === 1 ? "1 argument" : `${expected} arguments`;
    this.#notes.report(scope, "wrong-argument-count", span, { name, expected: words, found });
  }

  #call({ name, args, span }: ExprOf<"call">, scope: Scope): Type {
    const types = args.map((arg) => this.infer(arg, scope));
    const declared = this.#notes.loaded.lets.get(name.text);
    if (declared !== undefined) {
      this.#count(name.text, span, declared.statement.params?.length ?? 0, args.length, scope);
      return this.#useLet(name.text, name.span, scope);
    }
    const signature = name.text === "now" ? undefined : builtinSignature(name.text);
    if (signature === undefined) {
      if (this.#notes.loaded.incomplete || name.text === "") return json;
      const functions = wordsOfKind("function").map((row) => row.name);
      const suggestion = this.#notes.closest(name.text, functions, this.#notes.loaded.lets.keys());
      this.#notes.report(scope, "unknown-function", name.span, { name: name.text, suggestion }, replacing(name.span, suggestion));
      return json;
    }
    this.#count(name.text, span, signature.params.length, args.length, scope);
    for (const [index, param] of signature.params.entries()) {
      const [arg, type] = [args[index], types[index]];
      const kinds = parameterKinds.get(param);
      if (arg !== undefined && type !== undefined && kinds !== undefined) this.#expect(arg, type, kinds, param, scope);
    }
    return resultTypes.get(signature.result) ?? json;
  }

  readonly #args = new Map<readonly string[], Type>();

  /** What calls of all the tools take. By the very list, as a selector has it: asked for each argument that a rule reads. */
  #argsOf(tools: readonly string[] | undefined): Type {
    const kept = tools && this.#args.get(tools);
    const type = kept ?? this.#argsOfAll(tools);
    if (tools !== undefined && kept === undefined) this.#args.set(tools, type);
    return type;
  }

  #argsOfAll(tools: readonly string[] | undefined): Type {
    const known = (tools ?? []).flatMap((tool) => this.#notes.loaded.tools?.get(tool) ?? []);
    const [first] = known;
    if (first === undefined) return json;
    const fields = first.params.flatMap(({ name, description }) => {
      const params = known.flatMap((tool) => tool.params.find((param) => param.name === name) ?? []);
      if (params.length < known.length) return [];
      return [{ name, description, optional: params.some(({ optional }) => optional), type: unite(params.map(({ type }) => type)) }];
    });
    return { kind: "record", fields, open: false };
  }

  #unknownArgument(argument: string, tool: string, span: Span, scope: Scope, fixable: boolean): void {
    this.#unknown.push({ argument, tool });
    const params = this.#notes.loaded.tools?.get(tool)?.params ?? [];
    const suggestion = this.#notes.closest(
      argument,
      params.map(({ name }) => name),
    );
    this.#notes.report(scope, "unknown-argument", span, { argument, tool, suggestion }, fixable ? replacing(span, suggestion) : {});
  }

  /** `.NAME` of the arguments of a call: each of its tools must take it. */
  #argument({ text, span }: Name, tools: readonly string[] | undefined, scope: Scope): Type {
    const field = fieldOf(this.#argsOf(tools), text);
    if (field !== undefined || text === "") return field ?? json;
    const lacking = (tools ?? []).find((tool) => {
      const known = this.#notes.loaded.tools?.get(tool);
      return known !== undefined && !known.params.some(({ name }) => name === text);
    });
    if (lacking !== undefined) this.#unknownArgument(text, lacking, span, scope, true);
    return json;
  }

  #field({ target, field }: ExprOf<"field">, scope: Scope): Type {
    const type = this.infer(target, scope);
    if (target.kind === "name" && target.name === "args") return this.#argument(field, scope.tools, scope);
    if (target.kind === "field" && target.field.text === "args") {
      const call = this.#last.get(target.target) ?? json;
      if (call.kind === "event") return this.#argument(field, call.tools, scope);
    }
    if (field.text === "") return json;
    const events = alternatives(type).filter(({ kind }) => kind === "event" || kind === "message");
    const [event] = events;
    const found = event === undefined ? fieldOf(type, field.text) : this.#eventField(event, field.text);
    if (found !== undefined) return found;
    const names = event === undefined ? fieldNames(type) : event.kind === "event" ? eventFields : [...messageFields.keys()];
    const suggestion = this.#notes.closest(field.text, names);
    const of = target.kind === "name" && target.name === "context" ? "`context`" : event?.kind === "event" ? "a call" : describeType(type);
    this.#notes.report(scope, "unknown-field", field.span, { field: field.text, of, suggestion }, replacing(field.span, suggestion));
    return json;
  }

  #eventField(event: Type, name: string): Type | undefined {
    if (event.kind !== "event") return messageFields.get(name);
    switch (name) {
      case "tool":
      case "text":
        return string;
      case "failed":
        return boolean;
      case "step":
        return integer;
      case "time":
        return time;
      case "args":
        return this.#argsOf(event.tools);
      case "result": {
        const known = (event.tools ?? []).flatMap((tool) => this.#notes.loaded.tools?.get(tool)?.returns ?? []);
        return known.length === 0 ? json : unite(known);
      }
      default:
        return undefined;
    }
  }

  #origin(at: ExprOf<"origin">, scope: Scope): Type {
    const type = this.infer(at.left, scope);
    this.#source(at.source, scope);
    if (alternatives(type).length > 0 && alternatives(type).every(({ kind }) => folded.has(kind))) {
      const expected = `a single value (fold over the elements, as in \`${at.op === "from" ? "all" : "any"}(x in LIST: x ${at.op} …)\`)`;
      this.#notes.report(scope, "wrong-type", at.left.span, { expected, found: describeType(type) });
    }
    return boolean;
  }

  #source(source: Source, scope: Scope): void {
    if (source.kind === "any") for (const one of source.sources) this.#source(one, scope);
    else if (source.kind === "result") this.events(source.of, scope);
  }

  /** An event pattern without a binder: inside it, `it` is the event. */
  events({ selector, where, span }: Events, scope: Scope): Type {
    this.#notes.selector(scope, selector);
    const tools = this.#notes.toolsOf(selector);
    const event: Type = { kind: "event", tools };
    this.#notes.region(scope, span, "it", tools);
    this.condition(where, { ...scope, it: event, inFold: false });
    return event;
  }

  #past(at: ExprOf<"past">, scope: Scope): Type {
    const element: Type = at.events === "user" ? { kind: "message" } : this.events(at.events, scope);
    if (at.since !== undefined && at.since !== "user") this.events(at.since, scope);
    return { kind: "list", element };
  }

  #fold(at: ExprOf<"fold">, scope: Scope): Type {
    const list = this.infer(at.list, scope);
    this.#expect(at.list, list, folded, "list", scope);
    const element = elementOf(list);
    const conditional = at.where !== undefined || at.body !== undefined;
    let inner = scope;
    if (at.binder === undefined) {
      if (conditional && scope.inFold) {
        this.#notes.report(scope, "nested-it", { start: at.span.start, end: at.span.start + at.fold.length }, {});
      }
      inner = { ...scope, it: element, inFold: conditional };
    } else {
      inner = this.#notes.bind(inner, "binder", at.binder, element, at.span);
      const isRecord = alternatives(list).every(({ kind }) => kind === "record");
      const isList = alternatives(list).every(({ kind }) => kind === "list");
      inner = this.#notes.bind(inner, "binder", at.second, isRecord ? string : isList ? integer : json, at.span);
    }
    if (element.kind === "event") this.#notes.region(scope, at.span, "it", element.tools);
    this.condition(at.where, inner);
    const body = at.body === undefined ? undefined : this.infer(at.body, inner);
    switch (at.fold) {
      case "any":
      case "all":
      case "none":
      case "count":
        if (at.body !== undefined && body !== undefined) this.#expect(at.body, body, booleans, "boolean", scope);
        return at.fold === "count" ? integer : boolean;
      case "distinct":
        return integer;
      case "sum": {
        const type = body ?? element;
        if (mayBe(type, measured)) return type;
        this.#notes.report(scope, "wrong-type", (at.body ?? at.list).span, {
          expected: at.body === undefined ? "a list of numbers" : "number",
          found: describeType(body ?? list),
        });
        return json;
      }
      default:
        return body ?? element;
    }
  }
}

// What a policy says without writing it: the default where no line gives one, the names of a let's parameters, which
// arguments a call may leave out, and what a bare number counts.
import type { Expr, ExprOf, LetStatement, Statement } from "../language/ast.ts";
import { isTreeNode, partsOf, type TreeNode } from "../language/tree.ts";
import type { Analysis } from "../semantics/analysis.ts";
import { alternatives } from "../semantics/type-rules.ts";
import type { Span } from "../text/span.ts";

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly kind: "parameter" | "default" | "optional" | "unit";
  readonly tooltip: string;
  /** Writes what the hint says. */
  readonly insert: string | undefined;
}

export function inlayHints(analysis: Analysis, range: Span): readonly InlayHint[] {
  const statements = analysis.source.file.statements.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  const inside = statements.flatMap((statement) => [
    ...parameterNames(analysis, statement),
    ...optionalArguments(analysis, statement),
    ...units(analysis, statement),
  ]);
  const found = [...implicitDefault(analysis), ...inside];
  return found.filter(({ offset }) => range.start <= offset && offset <= range.end).sort((a, b) => a.offset - b.offset);
}

/** In front of the first rule, as the line that an author would write there. */
function implicitDefault(analysis: Analysis): readonly InlayHint[] {
  const { file } = analysis.source;
  const first = file.statements.find((statement) => statement.kind === "decision");
  if (first === undefined || analysis.defaultSpan !== undefined || file.statements.some(({ kind }) => kind === "default")) return [];
  return [
    {
      offset: first.span.start,
      label: "default deny",
      kind: "default",
      tooltip: "No `default` line stands here: a call that no rule decides is denied.",
      insert: "default deny\n\n",
    },
  ];
}

function parameterNames(analysis: Analysis, statement: Statement): readonly InlayHint[] {
  const found: InlayHint[] = [];
  const visit = (node: TreeNode): void => {
    const call = node.kind === "call" && "args" in node ? (node as Extract<Expr, { kind: "call" }>) : undefined;
    if (call !== undefined && Array.isArray(call.args) && isTreeNode(call.name)) {
      const target: LetStatement | undefined = analysis.lets.get(call.name.text)?.statement;
      for (const [index, argument] of call.args.entries()) {
        const name = target?.params?.[index]?.text;
        if (name === undefined || name === "" || says(argument, name)) continue;
        const tooltip = `The parameter \`${name}\` of \`${call.name.text}\``;
        found.push({ offset: argument.span.start, label: `${name}:`, kind: "parameter", tooltip, insert: undefined });
      }
    }
    for (const part of partsOf(node)) visit(part);
  };
  visit(statement);
  return found;
}

const isExpr = <K extends Expr["kind"]>(node: TreeNode, kind: K): node is ExprOf<K> => node.kind === kind;

/** Behind each optional argument that is read where nothing asks whether it is there. */
function optionalArguments(analysis: Analysis, statement: Statement): readonly InlayHint[] {
  const { text } = analysis.source;
  const written = ({ span }: TreeNode): string => text.slice(span.start, span.end);
  const reads: ExprOf<"field">[] = [];
  const guarded = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (isExpr(node, "has")) guarded.add(written(node.operand));
    if (isExpr(node, "coalesce")) guarded.add(written(node.left));
    if (isExpr(node, "field") && isOptional(analysis, node)) reads.push(node);
    for (const part of partsOf(node)) visit(part);
  };
  visit(statement);
  return reads
    .filter((node) => !guarded.has(written(node)))
    .map(({ span, field }) => {
      const tooltip = `A call may leave \`${field.text}\` out: guard it with \`has\` or \`??\`.`;
      return { offset: span.end, label: "?", kind: "optional", tooltip, insert: undefined };
    });
}

function isOptional(analysis: Analysis, { target, field }: ExprOf<"field">): boolean {
  const ofCall = (target.kind === "name" && target.name === "args") || (target.kind === "field" && target.field.text === "args");
  if (!ofCall) return false;
  return alternatives(analysis.typeOf(target)).some(
    (type) => type.kind === "record" && type.fields.some(({ name, optional }) => optional && name === field.text),
  );
}

/** Behind numbers that stand alone: what a limit, a grant or a length counts. */
function units(analysis: Analysis, statement: Statement): readonly InlayHint[] {
  const found: InlayHint[] = [];
  const unit = (number: Expr, label: string, tooltip: string): void => {
    if (number.kind === "number") found.push({ offset: number.span.end, label, kind: "unit", tooltip, insert: undefined });
  };
  if (statement.kind === "decision") {
    const { head, clauses } = statement;
    if (head.kind === "limit" && head.measure === undefined) unit(head.to, callsOf(head.to), "The limit counts calls.");
    if (head.kind === "limit" && head.measure?.kind === "distinct")
      unit(head.to, "different values", "The limit counts the different values of what stands in parentheses.");
    for (const clause of clauses) if (clause.kind === "uses") unit(clause.expr, callsOf(clause.expr), "A grant is used up by calls.");
  }
  const visit = (node: TreeNode): void => {
    if (isExpr(node, "compare"))
      for (const [measured, number] of [
        [node.left, node.right],
        [node.right, node.left],
      ] as const) {
        const [of] = measured.kind === "call" && measured.name.text === "length" ? measured.args : [];
        const kinds = of === undefined ? [] : alternatives(analysis.typeOf(of)).map(({ kind }) => kind);
        if (kinds.length > 0 && kinds.every((kind) => kind === "string"))
          unit(number, "characters", "`length` of a text counts its code points.");
        else if (kinds.length > 0 && kinds.every((kind) => kind === "list"))
          unit(number, "elements", "`length` of a list counts its elements.");
      }
    for (const part of partsOf(node)) visit(part);
  };
  visit(statement);
  return found;
}

const callsOf = (number: Expr): string => (number.kind === "number" && number.text === "1" ? "call" : "calls");

/** Whether an argument has the parameter's name anyway. */
function says(argument: Expr, name: string): boolean {
  return (argument.kind === "name" && argument.name === name) || (argument.kind === "field" && argument.field.text === name);
}

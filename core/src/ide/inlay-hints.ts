// What a policy says without writing it: the default where no line gives one, and the names of a let's parameters.
import type { Expr, LetStatement } from "../language/ast.ts";
import { isTreeNode, partsOf, type TreeNode } from "../language/tree.ts";
import type { Analysis } from "../semantics/analysis.ts";
import type { Span } from "../text/span.ts";

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly kind: "parameter" | "default";
  readonly tooltip: string;
  /** Writes what the hint says. */
  readonly insert: string | undefined;
}

export function inlayHints(analysis: Analysis, range: Span): readonly InlayHint[] {
  const found = [...implicitDefault(analysis), ...parameterNames(analysis)];
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

function parameterNames(analysis: Analysis): readonly InlayHint[] {
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
  for (const statement of analysis.source.file.statements) visit(statement);
  return found;
}

/** Whether an argument has the parameter's name anyway. */
function says(argument: Expr, name: string): boolean {
  return (argument.kind === "name" && argument.name === name) || (argument.kind === "field" && argument.field.text === name);
}

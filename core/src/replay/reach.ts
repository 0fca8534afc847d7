// Which tools and arguments the rules of a policy speak of, read off its text: no run is looked at.
import type { Decision, Expr } from "../language/ast.ts";
import type { Policy } from "../policy/compile.ts";
import { argumentNamed, partsOf } from "../semantics/references.ts";

export interface Reach {
  readonly tool: string;
  /** Whether the catalogue has it; true where there is none. */
  readonly known: boolean;
  /** The names of the rules that are about it. */
  readonly rules: readonly string[];
  /** The arguments of the catalogue, and whether a condition of one of these rules reads each. */
  readonly args: readonly { readonly name: string; readonly constrained: boolean }[];
}

export function reachOf(policy: Policy, tool: string): Reach {
  const { analysis } = policy;
  const { rules, known } = policy.on(tool);
  const read = new Set<string>();
  for (const { decision } of rules) for (const name of argumentsRead(decision, policy)) read.add(name);
  const params = analysis.tools?.get(tool)?.params ?? [];
  return {
    tool,
    known,
    rules: rules.map(({ name }) => name),
    args: params.map(({ name }) => ({ name, constrained: read.has(name) || read.has(every) })),
  };
}

/** Whether a condition of a rule about the tool reads an argument. */
export function readsArgument(policy: Policy, tool: string): (name: string) => boolean {
  const read = new Set(policy.on(tool).rules.flatMap(({ decision }) => [...argumentsRead(decision, policy)]));
  return (name) => read.has(name) || read.has(every);
}

/** The expressions on which it depends whether a rule holds, with those of the lets that they name. */
export function conditionsWithin(decision: Decision, { analysis: { lets } }: Policy): readonly Expr[] {
  const found: Expr[] = [];
  const followed = new Set<string>();
  const open: Expr[] = [...conditionsOf(decision)];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    found.push(expr);
    const name = expr.kind === "name" ? expr.name : expr.kind === "call" ? expr.name.text : undefined;
    const named = name === undefined || followed.has(name) ? undefined : lets.get(name);
    if (name !== undefined && named !== undefined) {
      followed.add(name);
      open.push(named.statement.value);
    }
    open.push(...partsOf(expr));
  }
  return found;
}

/** Stands for all arguments, where `args` is read as a whole. No argument has this name: names are not empty. */
const every = "";

const readBy = new WeakMap<Decision, ReadonlySet<string>>();

function argumentsRead(decision: Decision, policy: Policy): ReadonlySet<string> {
  let found = readBy.get(decision);
  if (found !== undefined) return found;
  const names = new Set<string>();
  const ofArguments = new Set<Expr>();
  for (const expr of conditionsWithin(decision, policy)) {
    const argument = argumentNamed(expr);
    if (argument !== undefined) {
      names.add(argument);
      if (expr.kind === "field") ofArguments.add(expr.target);
    } else if (expr.kind === "name" && expr.name === "args" && !ofArguments.has(expr)) names.add(every);
  }
  found = names;
  readBy.set(decision, found);
  return found;
}

/** The expressions on which it depends whether a rule holds. */
export function conditionsOf({ head, clauses }: Decision): readonly Expr[] {
  const own = clauses.flatMap((clause) =>
    clause.kind === "when" || clause.kind === "unless" || clause.kind === "uses" ? [clause.expr] : [],
  );
  const parts =
    head.kind === "limit"
      ? [head.measure?.of, head.where, head.to, head.forEach]
      : head.kind === "require"
        ? [head.pattern.where]
        : head.kind === "expect"
          ? [head.pattern.where, head.followedBy.where]
          : [];
  return [...own, ...parts.filter((part) => part !== undefined)];
}

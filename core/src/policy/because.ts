// `because "…{args.recipient}…"`: the author's reason with its holes filled.

import type { Expr } from "../language/ast.ts";
import { parse } from "../language/parse.ts";
import type { Environment } from "./environment.ts";
import { compileExpr, noScope } from "./expressions.ts";
import type { Code, Frame } from "./frame.ts";
import { show } from "./values.ts";

export type Because = (frame: Frame) => string;

/** A hole is a path such as `args.recipient`; `{{` stands for a brace. What is no path stays as written. */
export function compileBecause(text: string, environment: Environment): Because {
  const parts: (string | Code)[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    if (unit === "{" && text.charAt(at + 1) === "{") {
      plain += "{";
      at++;
      continue;
    }
    if (unit === "}" && text.charAt(at + 1) === "}") {
      plain += "}";
      at++;
      continue;
    }
    const end = unit === "{" ? text.indexOf("}", at) : -1;
    const path = end < 0 ? undefined : pathExpr(text.slice(at + 1, end).trim());
    if (path === undefined) {
      plain += unit;
      continue;
    }
    parts.push(plain, compileExpr(path, noScope, environment));
    plain = "";
    at = end;
  }
  parts.push(plain);
  return (frame) => parts.map((part) => (typeof part === "string" ? part : show(part(frame)))).join("");
}

function pathExpr(source: string): Expr | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_.[\]"]*$/u.test(source)) return undefined;
  const { file, diagnostics } = parse(`allow x when ${source}`);
  const statement = file.statements[0];
  if (diagnostics.length > 0 || file.statements.length !== 1 || statement?.kind !== "decision") return undefined;
  const clause = statement.clauses[0];
  return clause?.kind === "when" ? clause.expr : undefined;
}

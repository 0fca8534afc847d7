// Coverage as one JSON document: places as lines and columns, from 1.

import {
  type Analysis,
  type ClauseCoverage,
  type Coverage,
  type PolicyPlace,
  type RuleCoverage,
  ruleState,
} from "../../../core/src/index.ts";
import { jsonText } from "./json-text.ts";

export function coverageJson({ runs, calls, byDefault, rules, tools }: Coverage, analysis: Analysis): string {
  return `${jsonText({ remit: 1, runs, calls, byDefault, rules: rules.map((rule) => ruleJson(rule, analysis)), tools }, 1)}\n`;
}

function ruleJson(rule: RuleCoverage, analysis: Analysis): object {
  const { name, kind, evaluated, counted, inDoubt, decided, place, clauses } = rule;
  const inner = clauses.map((clause) => clauseJson(clause, analysis));
  return { name, kind, state: ruleState(rule), ...placeJson(place, analysis), evaluated, counted, inDoubt, decided, clauses: inner };
}

function clauseJson({ place, children, ...clause }: ClauseCoverage, analysis: Analysis): object {
  const inner = children.length === 0 ? {} : { children: children.map((child) => clauseJson(child, analysis)) };
  return { ...clause, ...placeJson(place, analysis), ...inner };
}

function placeJson({ path, span }: PolicyPlace, analysis: Analysis): object {
  const lines = analysis.files.find((file) => file.path === path)?.lines;
  if (lines === undefined) return { path };
  const [start, end] = [lines.position(span.start), lines.position(span.end)];
  return {
    path,
    start: { line: start.line + 1, column: start.column + 1 },
    end: { line: end.line + 1, column: end.column + 1 },
  };
}

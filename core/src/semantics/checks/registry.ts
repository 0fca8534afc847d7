// The lints, one row each: what is no error of names or types, and yet hardly what an author meant.
import type { DiagnosticCode } from "../../diagnostics/catalogue.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { FurtherCheck } from "../load.ts";
import { allOfEmpty } from "./all-of-empty.ts";
import { allowDenyOverlap } from "./allow-deny-overlap.ts";
import { allowInsideDeny } from "./allow-inside-deny.ts";
import { constantCondition } from "./constant-condition.ts";
import { defaultAllowOnly } from "./default-allow-only.ts";
import { destructiveAllowed } from "./destructive-allowed.ts";
import { duplicateRule } from "./duplicate-rule.ts";
import { grantAlreadyAllowed } from "./grant-already-allowed.ts";
import { missingEvidence } from "./missing-evidence.ts";
import { neverApplies } from "./never-applies.ts";
import { optionalArgument } from "./optional-argument.ts";
import { originInDeny } from "./origin-in-deny.ts";
import { originOfDate, originOfId, originOfUrl } from "./origin-of-value.ts";
import { pastNeverHappens } from "./past-never-happens.ts";
import { repeatedLiteral } from "./repeated-literal.ts";
import { requireNeverMet } from "./require-never-met.ts";
import type { Rule } from "./rule.ts";
import { expressionsOf, type Rulebook } from "./rulebook.ts";
import { textTestOnPath } from "./text-test-on-path.ts";
import { textTestOnUrl } from "./text-test-on-url.ts";
import { Told } from "./told.ts";
import { trustedFreeText } from "./trusted-free-text.ts";
import { unanchoredRegex } from "./unanchored-regex.ts";
import { unnamedTool } from "./unnamed-tool.ts";
import { unusedName } from "./unused-name.ts";
import { unusedTrusted } from "./unused-trusted.ts";
import { userCannotSupply } from "./user-cannot-supply.ts";
import { zeroLimit } from "./zero-limit.ts";

/** One that looks at each rule by itself; at each rule, and at others through what the book answers; or at the policy as a whole. */
type Lint =
  | { readonly of: "rule"; readonly check: (rule: Rule, book: Rulebook) => void }
  | { readonly of: "rules"; readonly check: (rule: Rule, book: Rulebook) => void }
  | { readonly of: "policy"; readonly check: (book: Rulebook) => void };
const ofRule = (check: (rule: Rule, book: Rulebook) => void): Lint => ({ of: "rule", check });
const amongRules = (check: (rule: Rule, book: Rulebook) => void): Lint => ({ of: "rules", check });
const ofPolicy = (check: (book: Rulebook) => void): Lint => ({ of: "policy", check });

const lints: Partial<Record<DiagnosticCode, Lint>> = {
  "optional-argument": ofRule(optionalArgument),
  "missing-evidence": ofRule(missingEvidence),
  "unused-name": ofPolicy(unusedName),
  "unused-trusted": ofPolicy(unusedTrusted),
  "unnamed-tool": ofPolicy(unnamedTool),
  "default-allow-only": ofPolicy(defaultAllowOnly),
  "never-applies": ofRule(neverApplies),
  "constant-condition": ofRule(constantCondition),
  "duplicate-rule": ofPolicy(duplicateRule),
  "repeated-literal": ofPolicy(repeatedLiteral),
  "allow-inside-deny": amongRules(allowInsideDeny),
  "allow-deny-overlap": amongRules(allowDenyOverlap),
  "grant-already-allowed": amongRules(grantAlreadyAllowed),
  "destructive-allowed": amongRules(destructiveAllowed),
  "zero-limit": ofRule(zeroLimit),
  "require-never-met": amongRules(requireNeverMet),
  "past-never-happens": amongRules((rule, book) => pastNeverHappens(expressionsOf(rule.decision), book)),
  "text-test-on-url": ofRule(textTestOnUrl),
  "text-test-on-path": ofRule(textTestOnPath),
  "unanchored-regex": ofRule(unanchoredRegex),
  "all-of-empty": ofRule(allOfEmpty),
  "trusted-free-text": ofPolicy(trustedFreeText),
  "origin-of-url": ofRule(originOfUrl),
  "origin-of-date": ofRule(originOfDate),
  "origin-of-id": ofRule(originOfId),
  "origin-in-deny": ofRule(originInDeny),
  "user-cannot-supply": ofRule(userCannotSupply),
};
/** Apart, since what is said of a rule by itself stands when another one changes. */
const groups = [
  Object.values(lints).filter((lint) => lint.of === "rule"),
  Object.values(lints).filter((lint) => lint.of === "rules"),
] as const;
const ofPolicies = Object.values(lints).filter((lint) => lint.of === "policy");
const order: ReadonlyMap<string, number> = new Map(Object.keys(lints).map((code, index) => [code, index]));

/** Adds to the notes what the lints say of the file. */
export function lint(book: Rulebook): void {
  const { notes } = book;
  const told = new Told(book, lints);
  const found: Diagnostic[] = [];
  // Asked by several, and so paid for by none of them.
  for (const rule of book.own) book.neverHolds(rule);
  for (const group of groups) {
    const ofGroup = new Told(book, group);
    for (const rule of book.own) {
      found.push(
        ...ofGroup.again(rule.bound.piece, () => {
          for (const { check } of group) check(rule, book);
        }),
      );
    }
  }
  for (const piece of notes.loaded.source.pieces) {
    if (piece.content.statement?.kind !== "let") continue;
    found.push(
      ...told.again(piece, () => {
        if (piece.statement?.kind === "let") pastNeverHappens([piece.statement.value], book);
      }),
    );
  }
  for (const { check } of ofPolicies) found.push(...book.watch(() => check(book)).reported);
  // Of those at one place the order of the table holds. A let that several rules use is read with each of them.
  found.sort((a, b) => (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0));
  notes.found.diagnostics.push(...withoutRepeated(found));
}

/** What a check, made for the whole policy, says of its decisions. */
export function checkFurther(check: ReturnType<FurtherCheck>, key: object, book: Rulebook): readonly Diagnostic[] {
  if (check === undefined) return [];
  const told = new Told(book, key);
  const found = book.notes.loaded.decisions.flatMap((bound) =>
    told.again(bound.piece, () => {
      book.askStanding();
      for (const one of check(bound)) book.add(one);
    }),
  );
  return withoutRepeated(found);
}

function withoutRepeated(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set<string>();
  return found.filter(({ code, span }) => {
    const key = `${code} ${span.start} ${span.end}`;
    return !known.has(key) && known.add(key);
  });
}

// The lints, one row each: what is no error of names or types, and yet hardly what an author meant.
import type { DiagnosticCode } from "../../diagnostics/catalogue.ts";
import type { Notes } from "../scope.ts";
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
import { Rulebook } from "./rulebook.ts";
import { textTestOnPath } from "./text-test-on-path.ts";
import { textTestOnUrl } from "./text-test-on-url.ts";
import { trustedFreeText } from "./trusted-free-text.ts";
import { unanchoredRegex } from "./unanchored-regex.ts";
import { unnamedTool } from "./unnamed-tool.ts";
import { unusedName } from "./unused-name.ts";
import { unusedTrusted } from "./unused-trusted.ts";
import { userCannotSupply } from "./user-cannot-supply.ts";
import { zeroLimit } from "./zero-limit.ts";

const lints: Partial<Record<DiagnosticCode, (book: Rulebook) => void>> = {
  "optional-argument": optionalArgument,
  "missing-evidence": missingEvidence,
  "unused-name": unusedName,
  "unused-trusted": unusedTrusted,
  "unnamed-tool": unnamedTool,
  "default-allow-only": defaultAllowOnly,
  "never-applies": neverApplies,
  "constant-condition": constantCondition,
  "duplicate-rule": duplicateRule,
  "repeated-literal": repeatedLiteral,
  "allow-inside-deny": allowInsideDeny,
  "allow-deny-overlap": allowDenyOverlap,
  "grant-already-allowed": grantAlreadyAllowed,
  "destructive-allowed": destructiveAllowed,
  "zero-limit": zeroLimit,
  "require-never-met": requireNeverMet,
  "past-never-happens": pastNeverHappens,
  "text-test-on-url": textTestOnUrl,
  "text-test-on-path": textTestOnPath,
  "unanchored-regex": unanchoredRegex,
  "all-of-empty": allOfEmpty,
  "trusted-free-text": trustedFreeText,
  "origin-of-url": originOfUrl,
  "origin-of-date": originOfDate,
  "origin-of-id": originOfId,
  "origin-in-deny": originInDeny,
  "user-cannot-supply": userCannotSupply,
};

export function lint(notes: Notes): void {
  const book = new Rulebook(notes);
  const before = notes.found.diagnostics.length;
  for (const check of Object.values(lints)) check(book);
  // A let that several rules use is read with each of them.
  const told = new Set<string>();
  const found = notes.found.diagnostics.splice(before).filter(({ code, span }) => {
    const key = `${code} ${span.start} ${span.end}`;
    return !told.has(key) && told.add(key);
  });
  notes.found.diagnostics.push(...found);
}

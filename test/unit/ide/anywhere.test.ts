// Whatever the text and wherever the caret: every feature answers, and what it says stays inside the text.
import assert from "node:assert/strict";
import { completions } from "../../../core/src/ide/completions.ts";
import { definition } from "../../../core/src/ide/definition.ts";
import { documentLinks } from "../../../core/src/ide/document-links.ts";
import { documentSymbols } from "../../../core/src/ide/document-symbols.ts";
import { foldingRanges } from "../../../core/src/ide/folding-ranges.ts";
import { hover } from "../../../core/src/ide/hover.ts";
import { inlayHints } from "../../../core/src/ide/inlay-hints.ts";
import { highlights } from "../../../core/src/ide/references.ts";
import { prepareRename, rename } from "../../../core/src/ide/rename.ts";
import { selectionRanges } from "../../../core/src/ide/selection-ranges.ts";
import { semanticTokens } from "../../../core/src/ide/semantic-tokens.ts";
import { signatureHelp } from "../../../core/src/ide/signature-help.ts";
import { analyzed } from "../../support/policy-files.ts";

const policy = `tool send_money(recipient: string, amount: number, kind: "gift" | "loan", note?: string)
tool get_iban(user: string) returns { iban: string, tags: string[] }
context { user: string, task?: { id: string } }
let paid(id) = any(past send_money where it.args.recipient == id)
group payments = send_money
trusted get_iban only iban
rule known
allow payments except get_*
  when all(t in last(past get_iban).result.tags: t starts with "a") and not paid(args.recipient)
  unless args.kind in ["gift"] or args.note carries result of (get_iban where it.failed) or args.amount * 2 > -1
  because "{args.recipient} is \\"known\\""
limit sum(args.amount) of payments to 10 per turn for each args.recipient else ask
test "t" { together { send_money(recipient: "x", kind: "loan") => deny by known } expect ask at 1 }
`;

function answersEverywhere(text: string, step: number): void {
  const { analysis, analyze } = analyzed(text);
  const inside = ({ start, end }: { start: number; end: number }): void => assert.ok(0 <= start && start <= end && end <= text.length);
  let end = 0;
  for (const { span } of semanticTokens(analysis)) {
    inside(span);
    assert.ok(span.start >= end, "tokens overlap");
    end = span.end;
  }
  documentSymbols(analysis).forEach(({ span }) => {
    inside(span);
  });
  for (const { span } of documentLinks(analysis)) inside(span);
  for (const { offset } of inlayHints(analysis, { start: 0, end: text.length })) inside({ start: offset, end: offset });
  const { lineCount } = analysis.source.lines;
  for (const { first, last } of foldingRanges(analysis)) assert.ok(0 <= first && first < last && last < lineCount);
  for (let offset = 0; offset <= text.length; offset += step) {
    for (const { span } of completions(analysis, offset, { analyze, snippets: true })) {
      inside(span);
      assert.ok(span.start <= offset && offset <= span.end);
    }
    const shown = hover(analysis, offset);
    if (shown !== undefined) inside(shown.span);
    definition(analysis, offset);
    for (const { span } of highlights(analysis, offset)) inside(span);
    const name = prepareRename(analysis, offset);
    if ("span" in name) {
      inside(name.span);
      rename(analysis, offset, "fresh", []);
    }
    selectionRanges(analysis, offset).forEach(inside);
    const help = signatureHelp(analysis, offset, undefined);
    for (const { start, end } of help?.parameters ?? []) assert.ok(0 <= start && start < end && end < (help?.label.length ?? 0));
  }
}

describe("every feature, anywhere", () => {
  it("in a good policy", () => answersEverywhere(policy, 3)).timeout(60_000);
  it("in what is typed so far", () => {
    for (let length = 0; length < policy.length; length += 41) answersEverywhere(policy.slice(0, length), 97);
  }).timeout(60_000);
  it("in text that lacks a piece", () => {
    for (let at = 0; at < policy.length; at += 53) answersEverywhere(policy.slice(0, at) + policy.slice(at + 9), 101);
  }).timeout(60_000);
});

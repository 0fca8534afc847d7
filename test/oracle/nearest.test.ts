// The nearest miss of every decision of generated runs: had the clauses that it names come out as it says, the call would have got
// the verdict that it says. Decided anew from the tree of clauses alone.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type ClauseReport, nearestMisses, type RuleReport, replayRun, type StepReport, type Truth } from "../../core/src/index.ts";
import type { NearMiss } from "../../core/src/replay/nearest.ts";
import { cases, compiledCase, describeCase, runs, seed } from "./cases.ts";

type Short = NearMiss["short"][number];

const turned: Readonly<Record<Truth, Truth>> = { true: "false", false: "true", unknown: "unknown" };

function all(truths: readonly Truth[]): Truth {
  return truths.includes("false") ? "false" : truths.includes("unknown") ? "unknown" : "true";
}

/** The truth of a clause, had those named come out as wanted. */
function supposed(clause: ClauseReport, short: readonly Short[]): Truth {
  const meant = short.filter(({ place }) => place.path === clause.place.path && place.span === clause.place.span);
  const itself = meant.find(({ source }) => source === clause.source);
  if (itself !== undefined) return String(itself.wanted) as Truth;
  const { children, elements = [], form } = clause;
  if (children.length > 0) {
    const truths = children.map((child) => supposed(child, short));
    if (form === "not") return turned[truths[0] ?? "unknown"];
    return form === "and" ? all(truths) : turned[all(truths.map((truth) => turned[truth]))];
  }
  const changed = elements.filter((element) =>
    short.some(({ place, source }) => place.span === element.place.span && source === element.source),
  );
  if (changed.length === 0) return clause.truth;
  // One element makes a false `any` true; else all that decided must come out otherwise.
  if (form === "any" && clause.truth !== "true") {
    const wanted = short.find(({ source }) => source === changed[0]?.source)?.wanted;
    if (wanted === true) return "true";
  }
  return changed.length === elements.length ? (form === "any" ? "false" : "true") : clause.truth;
}

function outcome(rule: RuleReport, short: readonly Short[], known: boolean): Truth {
  if (rule.effect === "allow" && !known) return "false";
  const own = short.filter((one) => one.rule === rule.name);
  return all(
    rule.clauses.map(({ role, clause }) => {
      const truth = supposed(clause, own);
      return role === "unless" || role === "before" ? turned[truth] : truth;
    }),
  );
}

function verdict(report: StepReport, short: readonly Short[], byDefault: string, known: boolean): string {
  const of = (effect: string): readonly Truth[] =>
    report.outcomes.filter((rule) => rule.effect === effect).map((rule) => outcome(rule, short, known));
  if (of("deny").some((truth) => truth !== "false")) return "deny";
  const asks = of("ask");
  if (asks.includes("true")) return "ask";
  const base = of("allow").includes("true") ? "allow" : byDefault;
  return asks.includes("unknown") && base === "allow" ? "ask" : base;
}

describe(`the nearest miss (seed ${seed})`, () => {
  it("names clauses whose turning gives the verdict that it names", function () {
    this.timeout(0);
    let told = 0;
    fc.assert(
      fc.property(cases, (one) => {
        const compiled = compiledCase(one);
        if (compiled === undefined) return;
        const { policy } = compiled;
        const names = policy.rules.map(({ name }) => name);
        if (new Set(names).size < names.length) return;
        for (const report of replayRun(policy, one, { explain: true })) {
          const { known } = policy.on(report.tool);
          for (const miss of nearestMisses(policy, report, 20)) {
            told++;
            assert.ok(miss.short.length > 0 && miss.short.every(({ truth, wanted }) => truth !== String(wanted)));
            if (report.verdict === "allow") assert.notEqual(miss.verdict, "allow");
            else assert.equal(miss.verdict, "allow");
            assert.equal(verdict(report, miss.short, policy.defaultEffect, known), miss.verdict, `${miss.text}\n${describeCase(one)}`);
          }
        }
      }),
      runs(400, 20_000),
    );
    assert.ok(told > 0);
  });
});

// Why the step at hand was decided as it was: the sentence, each rule that could speak, and what was unknown.
import { useState } from "preact/hooks";
import type { StepReport } from "../../../core/src/index.ts";
import { Clause } from "./clause.tsx";
import { FromStep } from "./from-step.tsx";
import { callOf, decisionOf, fateOf, kindOf, type Model, type ShownRun, toolOf } from "./model.ts";
import { Nearest } from "./nearest.tsx";
import { Prose } from "./prose.tsx";
import { select } from "./store.ts";
import { Badge, past } from "./verdicts.tsx";
import { post } from "./vscode-api.ts";

type Outcome = StepReport["outcomes"][number];

export function Why({ model, run }: { model: Model; run: ShownRun }) {
  const row = model.explaining;
  const call = callOf(run, row);
  const away = model.selected !== model.explaining;
  return (
    <section class="why" aria-label="Why this step was decided so" data-why-step={call >= 0 ? call + 1 : undefined}>
      {away && (
        <p class="back">
          <button type="button" class="link" onClick={() => select(row)}>
            ← back to step {call + 1}
          </button>
        </p>
      )}
      {call < 0 ? <NotACall run={run} row={row} /> : <CallWhy model={model} run={run} row={row} call={call} />}
    </section>
  );
}

function NotACall({ run, row }: { run: ShownRun; row: number }) {
  const kind = row < 0 ? "gap" : kindOf(run, row);
  let next = row;
  while (next < run.length && callOf(run, next) < 0) next++;
  const says =
    row < 0
      ? "Choose a step to read why it is decided as it is."
      : kind === "user"
        ? "What the user says is not decided on; rules can ask whether a value came from it."
        : kind === "system"
          ? "The system text is not decided on; rules can ask whether a value came from it."
          : kind === "assistant"
            ? "The model's own words are shown and never decided on: a policy cannot read them."
            : "Something is missing here. What depends on it is unknown, and doubt never permits.";
  return (
    <>
      <h2>Nothing to explain</h2>
      <p class="sentence">{says}</p>
      {row >= 0 && next < run.length && (
        <p>
          <button type="button" class="link" onClick={() => select(next)}>
            go to step {callOf(run, next) + 1}, {toolOf(run, next)}
          </button>
        </p>
      )}
    </>
  );
}

function CallWhy({ model, run, row, call }: { model: Model; run: ShownRun; row: number; call: number }) {
  const decision = decisionOf(model.decisions, call);
  const report = model.report?.call === call ? model.report : undefined;
  if (model.decisions === undefined)
    return (
      <>
        <h2>Not decided</h2>
        <p class="sentence">{model.progress === undefined ? "No policy decides this run yet." : "Deciding…"}</p>
      </>
    );
  return (
    <>
      <h2>
        {decision === undefined ? "Why" : `Why ${past[decision.verdict]}`}
        <span class="where">
          step {call + 1} · {toolOf(run, row)}
        </span>
      </h2>
      {decision !== undefined && (
        <p class="verdict-line">
          <Badge decision={decision} />
          {decision.byDefault && <span class="faint">by default</span>}
          {decision.saved !== undefined && (
            <span class="note" data-changed="true">
              {model.policy?.baseline ?? "saved policy"}: {decision.saved}
            </span>
          )}
        </p>
      )}
      {report === undefined ? (
        <div class="loading" role="status" aria-label="Reading the evidence" />
      ) : (
        <Evidence report={report} model={model} fate={fateOf(run, row)} />
      )}
      {!model.stale && <FromStep model={model} run={run.index} call={call} decision={decision} />}
    </>
  );
}

/** Deciding rules first, then those that count, then the rest in the order of the text. */
function ranked(outcomes: readonly Outcome[]): readonly Outcome[] {
  const rank = (one: Outcome): number => (one.decides ? 0 : one.counts ? 1 : one.outcome === "doubt" ? 2 : 3);
  return [...outcomes].sort((a, b) => rank(a) - rank(b));
}

function Evidence({ report, model, fate }: { report: StepReport; model: Model; fate: string }) {
  const rules = ranked(report.outcomes);
  const stopped = report.would !== "allow";
  return (
    <>
      <p class="sentence">
        <Prose text={report.why} />
      </p>
      {report.verdict === "unknown" && (
        <p class="faint">
          The recording leaves something open: it would {report.would}, and {report.otherwise} if that were settled otherwise.
        </p>
      )}
      <h3>Rules</h3>
      {rules.length === 0 && <p class="faint">No rule names {report.tool}: the default decides.</p>}
      <ul class="rules">
        {rules.map((outcome) => (
          <Rule
            key={`${outcome.place.path}:${outcome.place.span.start}`}
            outcome={outcome}
            told={report.why}
            open={outcome.decides || outcome.outcome === "doubt" || (stopped && outcome.effect === "allow")}
          />
        ))}
      </ul>
      <Nearest stopped={stopped} model={model} />
      <h3>Unknown here</h3>
      {report.unknowns.length === 0 ? (
        <p class="faint">Nothing: every clause that mattered was decided.</p>
      ) : (
        <ul class="unknowns">
          {report.unknowns.map((unknown) => (
            <li key={`${unknown.kind}/${unknown.what}`}>
              <code>{unknown.what}</code> <span class="faint">{unknown.kind}</span>
            </li>
          ))}
        </ul>
      )}
      {report.flags.length > 0 && (
        <>
          <h3>Flagged by</h3>
          <p>{report.flags.join(", ")}</p>
        </>
      )}
      <h3>In the recording</h3>
      <p class="faint">{recorded(fate)}</p>
    </>
  );
}

function recorded(fate: string): string {
  switch (fate) {
    case "executed":
      return "This call was executed.";
    case "refused":
      return "This call was refused, so it did not happen.";
    case "failed":
      return "This call failed.";
    default:
      return "The recording does not say what became of this call.";
  }
}

function outcomeWords(outcome: Outcome): string {
  if (outcome.outcome === "doubt") return outcome.counts ? "in doubt, and counts" : "in doubt, so it does not permit";
  return outcome.outcome === "fires" && !outcome.decides ? "fires, and is overridden" : outcome.outcome;
}

function Rule({ outcome, told, open: atFirst }: { outcome: Outcome; told: string; open: boolean }) {
  const [toggled, toggle] = useState<boolean | undefined>(undefined);
  const open = toggled ?? atFirst;
  const foldable = outcome.clauses.length > 0;
  return (
    <li class="rule-report" data-outcome={outcome.outcome} data-decides={outcome.decides} data-rule={outcome.name}>
      <div class="rule-head">
        <button
          type="button"
          class="twist"
          aria-expanded={open}
          aria-label={`clauses of ${outcome.name}`}
          disabled={!foldable}
          onClick={() => toggle(!open)}
        >
          {foldable ? (open ? "▾" : "▸") : "·"}
        </button>
        <span class="effect" data-verdict={outcome.effect}>
          {outcome.effect}
        </span>
        <button
          type="button"
          class="link rule"
          title="Show this rule in the policy"
          onClick={(event) => post({ kind: "openPlace", place: outcome.place, focus: event.detail > 1 })}
        >
          {outcome.name}
        </button>
        <span class="outcome">{outcomeWords(outcome)}</span>
      </div>
      {open && foldable && (
        <ul class="clauses" aria-label={`clauses of ${outcome.name}`}>
          {outcome.clauses.map(({ role, clause }) => (
            <Clause key={`${role}${clause.place.span.start}`} clause={clause} role={role} />
          ))}
        </ul>
      )}
      {open && outcome.because !== undefined && outcome.outcome !== "does not apply" && !told.includes(outcome.because) && (
        <p class="because">
          <Prose text={outcome.because} />
        </p>
      )}
    </li>
  );
}

// What is on screen: the trace, the run, the policy that decides it and why that one, and the counts.
import { historyNames } from "../../src/replay/messages.ts";
import { countsOf, type Model } from "./model.ts";
import { run as runCommand } from "./store.ts";
import { post } from "./vscode-api.ts";

export function Header({ model }: { model: Model }) {
  const { trace, policy } = model;
  const runs = trace?.runs ?? [];
  const shown = runs.find((one) => one.index === model.run?.index);
  return (
    <header class="top">
      <h1 title={trace?.format}>{model.empty?.name ?? trace?.name ?? "Replay"}</h1>
      {runs.length > 1 && (
        <button
          type="button"
          class="chip"
          data-id="run"
          title="Choose another run of this file"
          onClick={() => post({ kind: "chooseRun" })}
        >
          run {(model.run?.index ?? 0) + 1} of {runs.length}
          {shown !== undefined && <span class="faint">{shown.title}</span>}
          <span aria-hidden="true">▾</span>
        </button>
      )}
      <span class="chips">
        {policy === undefined ? (
          <button type="button" class="chip" data-id="policy" onClick={() => post({ kind: "choosePolicy" })}>
            no policy <span aria-hidden="true">▾</span>
          </button>
        ) : (
          <>
            <button
              type="button"
              class="chip joined"
              data-id="policy"
              title={`Open ${policy.path}`}
              onClick={() => post({ kind: "openPolicy" })}
            >
              <strong>{policy.name}</strong>
              <span class={policy.edited ? "edited" : "faint"}>{policy.edited ? "edited, not saved" : "saved"}</span>
            </button>
            <button
              type="button"
              class="chip joined"
              data-id="choose-policy"
              title="Choose another policy"
              aria-label="Choose another policy"
              onClick={() => post({ kind: "choosePolicy" })}
            >
              <span aria-hidden="true">▾</span>
            </button>
          </>
        )}
      </span>
      {policy !== undefined && <span class="reason">{policy.reason}</span>}
      {model.decisions !== undefined && <Histories shown={model.decisions.history} />}
      {model.decisions !== undefined && (
        <button type="button" class="chip" data-id="compare" title="Compare with another policy" onClick={() => runCommand("compare")}>
          compared with {policy?.baseline ?? "saved"}
        </button>
      )}
      {model.decisions !== undefined && (
        <button type="button" class="chip" data-id="export" title="Export as one HTML page" onClick={() => runCommand("exportPage")}>
          export
        </button>
      )}
      <button type="button" class="chip keys" title="Show the keys" onClick={() => runCommand("showKeys")}>
        <kbd>?</kbd> keys
      </button>
    </header>
  );
}

const historyTitles = {
  recorded: "Every call happened, as the recording says",
  enforced: "What the policy stops did not happen, nor what rests on it",
  approved: "Where the policy asks, the recording or you answer",
} as const;

function Histories({ shown }: { shown: (typeof historyNames)[number] }) {
  return (
    <fieldset class="histories">
      <legend>History</legend>
      {historyNames.map((history) => (
        <label key={history} title={historyTitles[history]} data-history={history}>
          <input
            type="radio"
            name="history"
            value={history}
            checked={history === shown}
            onChange={() => post({ kind: "history", history })}
          />
          as {history}
        </label>
      ))}
    </fieldset>
  );
}

function number(count: number): string {
  return count.toLocaleString("en");
}

export function CountsLine({ model }: { model: Model }) {
  const { decisions, run, progress } = model;
  if (run === undefined) return null;
  if (decisions === undefined)
    return (
      <p class="counts" data-counts>
        {number(run.rowOfCall.length)} {run.rowOfCall.length === 1 ? "step" : "steps"}
        {progress === undefined ? " · not decided" : ` · deciding, ${Math.floor((100 * progress.done) / Math.max(1, progress.total))} %`}
      </p>
    );
  const counts = countsOf(decisions);
  const baseline = model.policy?.baseline;
  const { allow, ask, deny, unknown } = counts.verdicts;
  const parts: readonly { readonly text: string; readonly verdict?: string; readonly changed?: boolean }[] = [
    { text: `${number(counts.calls)} ${counts.calls === 1 ? "step" : "steps"}` },
    ...(deny > 0 ? [{ text: `${number(deny)} denied`, verdict: "deny" }] : []),
    ...(ask > 0 ? [{ text: `${number(ask)} ${ask === 1 ? "asks" : "ask"}`, verdict: "ask" }] : []),
    ...(unknown > 0 ? [{ text: `${number(unknown)} unknown`, verdict: "unknown" }] : []),
    { text: `${number(allow)} allowed`, verdict: "allow" },
    ...(counts.byDefault > 0 ? [{ text: `${number(counts.byDefault)} by default` }] : []),
    ...(counts.flagged > 0 ? [{ text: `${counts.flagged} flagged` }] : []),
    ...(counts.gone > 0 ? [{ text: `${number(counts.gone)} would not have happened` }] : []),
    ...(counts.changed > 0
      ? [
          {
            text: `${number(counts.changed)} ${baseline === undefined ? "changed by this edit" : `changed since ${baseline}`}`,
            changed: true,
          },
        ]
      : []),
  ];
  return (
    <p class="counts" data-counts>
      {parts.map(({ text, verdict, changed }, index) => (
        <span key={text}>
          {index > 0 && <span class="dot"> · </span>}
          <span data-verdict={verdict} data-changed={changed}>
            {text}
          </span>
        </span>
      ))}
      {model.stale && <span class="stale"> · shown for the last version that could decide</span>}
      {model.focus !== undefined && (
        <span class="focus">
          <span class="dot"> · </span>
          {model.focus.name}: fires on {model.focus.fires.size}, looks at {model.focus.looks.size} (<kbd>[</kbd> <kbd>]</kbd>)
        </span>
      )}
    </p>
  );
}

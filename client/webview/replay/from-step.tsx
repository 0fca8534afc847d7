// What can be made of the step at hand: a test, an edit of the policy; and what is proposed now, with what it changes.
import { useEffect, useRef } from "preact/hooks";
import type { Verdict } from "../../../core/src/index.ts";
import type { ShownProposal } from "../../src/replay/messages.ts";
import type { Model, ShownDecision } from "./model.ts";
import { Prose } from "./prose.tsx";
import { propose, run as runCommand } from "./store.ts";
import { post } from "./vscode-api.ts";

type Tried = Exclude<ShownProposal["tried"], "counting" | undefined>;

export function FromStep({ model, run, call, decision }: { model: Model; run: number; call: number; decision: ShownDecision | undefined }) {
  const is = (verdict: Verdict): boolean => decision?.verdict === verdict;
  const proposal = model.proposal?.call === call ? model.proposal : undefined;
  return (
    <>
      <h3>From this step</h3>
      <p class="actions">
        <vscode-button data-edit="test" onClick={() => propose({ kind: "test" })}>
          Make a test
        </vscode-button>
        {!is("deny") && (
          <vscode-button secondary data-edit="deny" onClick={() => propose({ kind: "deny" })}>
            Deny this…
          </vscode-button>
        )}
        {!is("allow") && (
          <>
            <vscode-button secondary data-edit="allow exactly" onClick={() => propose({ kind: "allow exactly" })}>
              Allow exactly this…
            </vscode-button>
            <vscode-button secondary data-edit="allow pattern" onClick={() => propose({ kind: "allow pattern" })}>
              Allow the pattern…
            </vscode-button>
          </>
        )}
        {!is("ask") && (
          <vscode-button secondary data-edit="ask" onClick={() => propose({ kind: "ask" })}>
            Ask instead…
          </vscode-button>
        )}
        <vscode-button secondary data-edit="minimise" onClick={() => runCommand("minimise")}>
          Minimise…
        </vscode-button>
      </p>
      {proposal !== undefined && <Proposal key={proposal.number} run={run} proposal={proposal} />}
    </>
  );
}

function Proposal({ run, proposal }: { run: number; proposal: ShownProposal }) {
  const { number, state, title, files, verdict, tried } = proposal;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: "nearest" }), [state, tried]);
  const settle = (apply: boolean) => () => post({ kind: "settle", run, number, apply });
  return (
    <section ref={section} class="proposal" aria-label="Proposed edit" role="status" data-proposal={state}>
      {state === "searching" && (
        <>
          <p class="faint">Looking for an edit…</p>
          <div class="loading" aria-hidden="true" />
        </>
      )}
      {state === "none" && <p>{title}</p>}
      {state === "ready" && (
        <>
          <p>
            <strong>
              <Prose text={title} />
            </strong>
          </p>
          <p class="faint">
            The diff of {files.join(" and ")} is open beside; nothing is written yet.
            {verdict !== undefined && ` This call then gets ${verdict}.`}
          </p>
          <h4>This edit, on recorded runs</h4>
          <Consequences tried={tried} />
        </>
      )}
      <p class="actions">
        {state === "ready" && (
          <vscode-button data-settle="apply" onClick={settle(true)}>
            Apply
          </vscode-button>
        )}
        <vscode-button secondary data-settle="discard" onClick={settle(false)}>
          {state === "none" ? "Close" : "Discard"}
        </vscode-button>
      </p>
    </section>
  );
}

const number = (count: number): string => count.toLocaleString("en");
const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? "" : "s"}`;
const strictness = { deny: 3, ask: 2, unknown: 1, allow: 0 } as const;

function Consequences({ tried }: { tried: ShownProposal["tried"] }) {
  if (tried === "counting") return <p class="faint">Recorded calls are being decided by the proposed policy…</p>;
  if (tried === undefined)
    return <p class="faint">No recorded run is bound to this policy, so that nothing was tried beyond the run on screen.</p>;
  const { flips, calls, runs, changedRuns } = tried;
  if (flips.count === 0)
    return (
      <p data-flips={0}>
        Changes none of {counted(calls, "call")} in {counted(runs, "run")}.
      </p>
    );
  return (
    <>
      <p data-flips={flips.count}>
        Changes {number(flips.count)} of {counted(calls, "call")}, in {number(changedRuns)} of {counted(runs, "run")}:{" "}
        {flips.kinds.map(({ from, to, count }, at) => (
          <span key={`${from} ${to}`}>
            {at > 0 && ", "}
            <strong class="flip" data-loosens={strictness[to] < strictness[from]}>
              {number(count)} {from} → {to}
            </strong>
          </span>
        ))}
        .
      </p>
      <ChangedSteps steps={flips.steps} />
    </>
  );
}

const mostSteps = 8;

function ChangedSteps({ steps }: { steps: Tried["flips"]["steps"] }) {
  return (
    <ul class="changed-steps">
      {steps.slice(0, mostSteps).map(({ trace, run, step, title, tool, from, to }) => (
        <li key={`${trace} ${run} ${step}`}>
          <button type="button" class="link" onClick={() => post({ kind: "openStep", trace, run, call: step - 1 })}>
            {tool}
          </button>{" "}
          <span class="faint">
            {from} → {to}, step {step} of {title}
          </span>
        </li>
      ))}
      {steps.length > mostSteps && <li class="faint">and more</li>}
    </ul>
  );
}

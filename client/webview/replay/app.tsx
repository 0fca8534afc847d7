// The view as a whole: header, strip, steps and why; or a sentence where there is nothing to replay.
import { useEffect, useRef, useState } from "preact/hooks";
import type { EmptyAction } from "../../src/replay/messages.ts";
import { Filter } from "./filter.tsx";
import { CountsLine, Header } from "./header.tsx";
import type { Model } from "./model.ts";
import { Prose } from "./prose.tsx";
import { GoToStep, KeySheet } from "./sheets.tsx";
import { Steps } from "./steps.tsx";
import { keepWhySize, keptWhySize, useModel } from "./store.ts";
import { Strip } from "./strip.tsx";
import { post } from "./vscode-api.ts";
import { Why } from "./why.tsx";

/** Narrower than this, the explanation stands below the steps. */
const narrow = 700;

export function App() {
  const model = useModel();
  const { run } = model;
  useEffect(() => {
    // Tests and nothing else wait for it: the first content is on screen.
    if (run !== undefined || model.empty !== undefined) requestAnimationFrame(() => document.body.setAttribute("data-ready", ""));
  }, [run, model.empty]);
  return (
    <>
      <Header model={model} />
      <main class="body">
        {run !== undefined && run.length > 0 && <Strip key={run.index} model={model} run={run} />}
        <CountsLine model={model} />
        {run !== undefined && run.length > 0 && <Filter key={run.index} model={model} run={run} />}
        <Notices model={model} />
        {model.empty !== undefined && <Empty empty={model.empty} />}
        {run !== undefined && run.length > 0 && <Panes model={model} run={run} />}
      </main>
      {model.sheet && <KeySheet words={model.filterWords} />}
      {model.goingTo && run !== undefined && <GoToStep steps={run.rowOfCall.length} />}
      {model.hint !== undefined && (
        <div key={model.hint.number} class="hint" aria-hidden="true">
          {model.hint.text}
        </div>
      )}
      <div class="said" role="status" aria-live="polite">
        {model.said}
      </div>
    </>
  );
}

function Panes({ model, run }: { model: Model; run: NonNullable<Model["run"]> }) {
  const [wide, setWide] = useState(window.innerWidth >= narrow);
  useEffect(() => {
    const resized = (): void => setWide(window.innerWidth >= narrow);
    window.addEventListener("resize", resized);
    return () => window.removeEventListener("resize", resized);
  }, []);
  const layout = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = layout.current;
    const moved = (event: Event): void => {
      if (event instanceof CustomEvent) keepWhySize(Number(event.detail?.positionInPercentage));
    };
    element?.addEventListener("vsc-split-layout-change", moved);
    return () => element?.removeEventListener("vsc-split-layout-change", moved);
  }, []);
  return (
    <vscode-split-layout
      ref={layout}
      class="panes"
      split={wide ? "vertical" : "horizontal"}
      initial-handle-position={`${wide ? (keptWhySize() ?? 62) : 58}%`}
      min-start="160px"
      min-end="140px"
    >
      <div slot="start" class="pane">
        <Steps key={run.index} model={model} run={run} />
      </div>
      <div slot="end" class="pane">
        <Why model={model} run={run} />
      </div>
    </vscode-split-layout>
  );
}

function Notices({ model }: { model: Model }) {
  return (
    <>
      {model.notices.map(({ id, severity, text, action }) => (
        <p key={id} class="notice" role={severity === "error" ? "alert" : "note"} data-notice={id} data-severity={severity}>
          <span aria-hidden="true">{severity === "error" ? "✕" : severity === "warning" ? "!" : "i"}</span>
          <span>
            <Prose text={text} />
          </span>
          {action !== undefined && (
            <button type="button" class="link" onClick={() => post({ kind: "notice", id })}>
              {action}
            </button>
          )}
        </p>
      ))}
    </>
  );
}

function Empty({ empty }: { empty: NonNullable<Model["empty"]> }) {
  const act = (action: EmptyAction) => () => post({ kind: "empty", action });
  return (
    <section class="empty" data-empty>
      <h2>{empty.title}</h2>
      <p>{empty.text}</p>
      <p class="empty-actions">
        {empty.actions.map(({ label, action }, index) => (
          <vscode-button key={action} secondary={index > 0} onClick={act(action)}>
            {label}
          </vscode-button>
        ))}
      </p>
    </section>
  );
}

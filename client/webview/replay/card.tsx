// One row of the run as a card: what was said, or the action with its arguments, verdict and result.
import type { Body, BodyPart, CutText, ValueType } from "../../src/replay/messages.ts";
import { visible } from "./marked-text.ts";
import {
  type Citation,
  callOf,
  citationsOf,
  decisionOf,
  dimOf,
  divergenceOf,
  fateOf,
  kindOf,
  type Model,
  type ShownDecision,
  type ShownRun,
  toolOf,
} from "./model.ts";
import { answer, happeningWords, select, spoken, toggleFold, toggleRaw } from "./store.ts";
import { TextView } from "./text-view.tsx";
import { Badge } from "./verdicts.tsx";
import { post } from "./vscode-api.ts";

interface Props {
  readonly model: Model;
  readonly run: ShownRun;
  readonly row: number;
}

/** `place` among the `count` rows that are shown. */
export function Card({ model, run, row, place, count }: Props & { readonly place: number; readonly count: number }) {
  const kind = kindOf(run, row);
  const call = callOf(run, row);
  const decision = decisionOf(model.decisions, call);
  const selected = row === model.selected;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the view's own, for all of its parts.
    <article
      id={`row-${row}`}
      class={`card ${kind}`}
      tabIndex={selected ? 0 : -1}
      aria-label={spoken(model, row)}
      aria-current={selected ? "step" : undefined}
      aria-posinset={place + 1}
      aria-setsize={count}
      data-kind={kind}
      data-step={call >= 0 ? call + 1 : undefined}
      data-verdict={call >= 0 ? (decision?.verdict ?? "pending") : undefined}
      data-default={decision?.byDefault}
      data-changed={decision?.saved !== undefined}
      data-happening={decision?.happening}
      data-diverges={(model.decisions !== undefined && call >= 0 && divergenceOf(model.decisions) === call) || undefined}
      data-selected={selected}
      data-explaining={row === model.explaining && !selected}
      data-dim={(call >= 0 ? dimOf(model, call) : model.focus === undefined ? "" : "apart") || undefined}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("button") !== null) return;
        select(row);
      }}
    >
      {call >= 0 ? (
        <CallCard model={model} run={run} row={row} call={call} decision={decision} />
      ) : (
        <OtherCard model={model} run={run} row={row} />
      )}
      <Raw model={model} row={row} />
    </article>
  );
}

function Raw({ model, row }: Omit<Props, "run">) {
  if (!model.raws.has(row)) {
    if (row !== model.selected) return null;
    return (
      <button type="button" class="link raw-button" aria-expanded={false} onClick={() => toggleRaw(row)}>
        JSON
      </button>
    );
  }
  const parts = model.raws.get(row);
  return (
    <section class="raw" aria-label="As recorded">
      <button type="button" class="link raw-button" aria-expanded={true} onClick={() => toggleRaw(row)}>
        hide JSON
      </button>
      {parts === undefined && <div class="loading" aria-hidden="true" />}
      {parts?.length === 0 && <p class="faint">The place of this step in the file is not known.</p>}
      {parts?.map(({ title, segments, isCut }) => (
        <div key={title}>
          <p class="raw-title">{title}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
          <pre tabIndex={0}>
            {segments.map(({ text, lit }, at) => (lit ? <mark key={at}>{text}</mark> : text))}
            {isCut && "\n…"}
          </pre>
        </div>
      ))}
    </section>
  );
}

const noCitations: readonly Citation[] = [];

/** Only an explanation that belongs to the row at hand marks texts. */
function citationsIn(model: Model, row: number, part: Citation["part"]): readonly Citation[] {
  return (
    citationsOf(model)
      .get(row)
      ?.filter((one) => one.part === part) ?? noCitations
  );
}

function followedIn(model: Model, row: number, part: Citation["part"]): Citation | undefined {
  return model.followed?.row === row && model.followed.citation.part === part ? model.followed.citation : undefined;
}

const roles = { system: "system", user: "user", assistant: "assistant", call: "", gap: "gap in the recording" } as const;

function OtherCard({ model, run, row }: Props) {
  const kind = kindOf(run, row);
  const body = model.bodies.get(row);
  return (
    <>
      <header class="card-head">
        <span class="role">{roles[kind]}</span>
        {body?.kind === "message" && body.time !== "" && <span class="time">{body.time}</span>}
      </header>
      {body === undefined && <div class="loading" aria-hidden="true" />}
      {body?.kind === "gap" && <p class="said">{visible(body.reason)}</p>}
      {body?.kind === "message" && (
        <p class="said">
          {body.text.length === 0 ? (
            <span class="faint">(no text)</span>
          ) : (
            <TextView
              text={body.text}
              citations={citationsIn(model, row, "message")}
              open={model.folds.has(row)}
              onToggle={() => toggleFold(row)}
              head={kind === "user" ? 600 : 280}
              lines={kind === "user" ? 6 : 3}
              followed={followedIn(model, row, "message")}
              item={row}
              part={{ kind: "message" }}
            />
          )}
        </p>
      )}
    </>
  );
}

function CallCard({ model, run, row, call, decision }: Props & { call: number; decision: ShownDecision | undefined }) {
  const body = model.bodies.get(row);
  const lane = run.rows.laneNames[run.rows.lanes[row] ?? 0] ?? "";
  return (
    <>
      <header class="card-head">
        <span class="tool">{visible(toolOf(run, row))}</span>
        {decision !== undefined && <Badge decision={decision} />}
        {decision !== undefined && <Speakers decision={decision} call={call} />}
        {lane !== "" && <span class="lane">{visible(lane)}</span>}
        <Notes decision={decision} fate={fateOf(run, row)} baseline={model.policy?.baseline} />
        {decision?.would === "ask" && model.decisions?.history === "approved" && <Answer decision={decision} row={row} />}
        {body?.kind === "call" && body.time !== "" && <span class="time">{body.time}</span>}
      </header>
      {body?.kind === "call" ? <CallBody model={model} row={row} body={body} /> : <div class="loading" aria-hidden="true" />}
    </>
  );
}

function Speakers({ decision, call }: { decision: ShownDecision; call: number }) {
  if (decision.byDefault) return <span class="faint">by default</span>;
  return (
    <>
      {decision.rules.map((rule) => (
        <button
          key={rule}
          type="button"
          class="link rule"
          title={`Show the rule ${rule} in the policy`}
          onClick={() => post({ kind: "openRule", call, rule, focus: false })}
        >
          {rule}
        </button>
      ))}
    </>
  );
}

interface NotesProps {
  readonly decision: ShownDecision | undefined;
  readonly fate: ReturnType<typeof fateOf>;
  readonly baseline: string | undefined;
}

function Notes({ decision, fate, baseline }: NotesProps) {
  const compared = decision?.saved === undefined ? undefined : `${baseline ?? "saved policy"}: ${decision.saved}`;
  const notes: string[] = [];
  if (compared !== undefined) notes.push(compared);
  if (decision?.differs) notes.push(fate === "refused" ? "refused in the recording" : "executed in the recording");
  else if (fate === "refused" || fate === "failed") notes.push(`${fate} in the recording`);
  if (decision?.flagged) notes.push("flagged");
  if (decision !== undefined && decision.happening !== "happened" && decision.happening !== "stopped")
    notes.push(happeningWords[decision.happening]);
  return (
    <>
      {notes.map((note) => (
        <span key={note} class="note" data-changed={note === compared}>
          {note}
        </span>
      ))}
    </>
  );
}

function Answer({ decision, row }: { decision: ShownDecision; row: number }) {
  const choice = (word: "approved" | "refused", label: string) => (
    <button type="button" class="chip" aria-pressed={decision.answer === word} onClick={() => answer(row, word === "approved")}>
      {label}
    </button>
  );
  return (
    <span class="answer">
      {choice("approved", "approve")}
      {choice("refused", "refuse")}
      {decision.answer === undefined && <span class="faint">the recording answers</span>}
    </span>
  );
}

type CallBodyData = Extract<Body, { kind: "call" }>;

function CallBody({ model, row, body }: { model: Model; row: number; body: CallBodyData }) {
  const open = model.folds.has(row);
  const toggle = (): void => toggleFold(row);
  const cited = row === model.explaining ? citedArguments(model) : none;
  return (
    <>
      <Arguments body={body} row={row} open={open} toggle={toggle} cited={cited} />
      <div class="result" data-failed={body.result?.failed}>
        {body.result === undefined ? (
          <span class="faint">no result recorded</span>
        ) : (
          <>
            <span class="result-label">{body.result.failed ? "failed" : "result"}</span>
            {body.result.text.length === 0 ? (
              <span class="faint">(empty)</span>
            ) : (
              <TextView
                text={body.result.text}
                citations={citationsIn(model, row, "result")}
                open={open}
                onToggle={toggle}
                head={260}
                lines={2}
                followed={followedIn(model, row, "result")}
                item={row}
                part={{ kind: "result" }}
              />
            )}
          </>
        )}
      </div>
    </>
  );
}

function Arguments(props: { body: CallBodyData; row: number; open: boolean; toggle: () => void; cited: ReadonlySet<string> }) {
  const { args } = props.body;
  const view = (text: CutText, part: BodyPart) => (
    <TextView
      text={text}
      citations={noCitations}
      open={props.open}
      onToggle={props.toggle}
      head={300}
      lines={4}
      followed={undefined}
      item={props.row}
      part={part}
    />
  );
  if (args.kind === "redacted") return <p class="faint">arguments withheld in the recording</p>;
  if (args.kind === "malformed")
    return (
      <p class="args">
        <span class="faint">arguments that are no JSON object: </span>
        {view(args.raw, { kind: "raw arguments" })}
      </p>
    );
  if (args.entries.length === 0) return null;
  return (
    <dl class="args">
      {args.entries.map(({ name, type, text }) => (
        <div key={name} class="arg" data-wide={text.length > 80 || text.text.includes("\n")} data-cited={props.cited.has(name)}>
          <dt>{visible(name)}</dt>
          <dd data-type={type}>
            {quoted(type)}
            {view(text, { kind: "argument", name })}
            {quoted(type)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function quoted(type: ValueType): string {
  return type === "string" ? '"' : "";
}

const none: ReadonlySet<string> = new Set();

/** The arguments that the deciding rules' clauses read. */
function citedArguments(model: Model): ReadonlySet<string> {
  const { report } = model;
  if (report === undefined) return none;
  const names = new Set<string>();
  for (const outcome of report.outcomes) {
    if (!outcome.decides) continue;
    for (const { clause } of outcome.clauses)
      for (const found of clause.source.matchAll(/(?<![\w.])args\.([A-Za-z_]\w*)/g)) if (found[1] !== undefined) names.add(found[1]);
  }
  return names;
}

// A replay as one page that stands for itself: no script, nothing fetched, every recorded text escaped. Written piece by piece, so
// that a long replay is never held whole. Decides nothing: it says what reports say.
import type { Policy } from "../../policy/compile.ts";
import type { ClauseReport, ObligationReport, RuleReport, StepReport } from "../../policy/report.ts";
import { writeJson } from "../../trace/encodings/json.ts";
import { type CallEvent, type Event, ExactNumber, type Json, type Problem, type Run } from "../../trace/model.ts";
import type { Happening, HistoryStep } from "../histories.ts";
import { nearestMisses } from "../nearest.ts";
import { documentHead } from "./document.ts";
import { escapeHtml } from "./escape.ts";

const textShown = 600;
const textMost = 20_000;
const glyphs = { allow: "✓", ask: "?", deny: "✕", unknown: "~" } as const;

export interface PageCounts {
  readonly runs: number;
  readonly calls: number;
  readonly allowed: number;
  readonly asked: number;
  readonly denied: number;
  readonly unknown: number;
}

/** Told of the runs in order: `beginRun`, then each event, each call's step behind its event, `endRun`. Each answer is a piece of
 * the page. */
export class ReplayPage {
  #run = -1;
  #policy: Policy | undefined;
  #event = -1;
  #strip: string[] = [];
  #tools = new Map<number, { readonly step: number; readonly tool: string }>();
  #diverged = false;

  begin(title: string): string {
    return documentHead(title);
  }

  /** `history` in words, where it is not the recorded one. */
  beginRun(trace: string, { id, task, model, labels }: Run, policy: Policy, history: string): string {
    this.#run++;
    this.#policy = policy;
    this.#event = -1;
    this.#strip = [];
    this.#tools.clear();
    this.#diverged = false;
    const named = task ?? id ?? `run ${this.#run + 1}`;
    const said = [trace, id === named ? undefined : id, model, `decided by ${policy.analysis.source.path}`, history]
      .filter((part) => part !== undefined && part !== "")
      .map((part) => escapeHtml(cut(String(part), 300)));
    const labelled = Object.entries(labels).map(([name, value]) => `${escapeHtml(cut(name, 60))} ${escapeHtml(cut(String(value), 60))}`);
    return `<section class="run">
<header><h2>${escapeHtml(cut(named, 300))}</h2><p class="faint">${[...said, ...labelled].join(" · ")}</p></header>
`;
  }

  event(event: Event): string {
    this.#event++;
    const id = this.#id(this.#event);
    switch (event.kind) {
      case "message":
        return `<div class="card message" id="${id}"><p class="faint">${event.role}</p>${textBlock(event.text)}</div>\n`;
      case "gap":
        return `<div class="card gap" id="${id}"><p class="faint">gap in the recording: ${escapeHtml(cut(event.reason, 500))}</p></div>\n`;
      case "result": {
        const call = this.#tools.get(event.call);
        const of = call === undefined ? "" : ` of step ${call.step}, ${escapeHtml(cut(call.tool, 200))}`;
        const text = event.text !== "" || event.structured === undefined ? event.text : writeJson(event.structured);
        return `<div class="card result" id="${id}"><p class="faint">${event.failed ? "failure" : "result"}${of}</p>${textBlock(text)}</div>\n`;
      }
      case "call":
        // Its step follows, and shows it.
        return "";
    }
  }

  step({ call, report: bare, happening, explain }: HistoryStep): string {
    const report = bare.verdict === "allow" ? bare : explain();
    const id = this.#id(report.event);
    this.#tools.set(call.call, { step: report.step, tool: call.tool });
    const { verdict } = report;
    const gone = happening === "would not have happened";
    this.#strip.push(
      `<a class="${verdict}" href="#${id}" title="${report.step}: ${escapeHtml(cut(report.tool, 100))}, ${verdict}">${glyphs[verdict]}</a>`,
    );
    const diverges = !this.#diverged && happening !== "happened" && happening !== "stopped";
    this.#diverged ||= diverges;
    const by = report.rules.length === 0 ? "by default" : report.rules.map((rule) => `<code>${escapeHtml(rule)}</code>`).join(", ");
    return `${diverges ? `<p class="diverges">what follows is hypothetical</p>\n` : ""}<article class="card ${verdict}${gone ? " gone" : ""}" id="${id}">
<div class="head"><span class="number">${report.step}</span><h3 class="tool">${escapeHtml(cut(call.tool, 300))}</h3><span class="badge">${glyphs[verdict]} ${verdict}${verdict === "unknown" ? `, would ${report.would}` : ""}</span><span class="faint">${by}${note(call, happening)}</span></div>
${argumentsBlock(call)}${this.#why(report)}</article>
`;
  }

  obligation({ name, step, tool, outcome, metBy }: ObligationReport): string {
    const met = metBy === undefined ? "" : ` by step ${metBy}`;
    return `<p class="card">Step ${step}, ${escapeHtml(cut(tool, 200))}, owes by <code>${escapeHtml(name)}</code>: ${outcome}${met}</p>\n`;
  }

  endRun(): string {
    return `<nav class="strip" aria-label="Decisions of this run">${this.#strip.join("")}</nav>\n</section>\n`;
  }

  end(
    { runs, calls, allowed, asked, denied, unknown }: PageCounts,
    problems: readonly { readonly trace: string; readonly problem: Problem }[],
  ): string {
    const listed = problems
      .slice(0, 200)
      .map(
        ({ trace, problem: { line, column, message } }) =>
          `<li>${escapeHtml(trace)}:${line}:${column}: ${escapeHtml(cut(message, 500))}</li>`,
      );
    const not = listed.length === 0 ? "" : `<h2>What could not be read</h2>\n<ul>${listed.join("\n")}</ul>\n`;
    const doubt = unknown > 0 ? `, ${unknown} of them in doubt` : "";
    return `</main>
<footer class="run">${not}<p>${runs} ${runs === 1 ? "run" : "runs"}, ${calls} ${calls === 1 ? "call" : "calls"}: ${allowed} allowed, ${asked} to approve, ${denied} denied${doubt}.</p></footer>
</body>
</html>
`;
  }

  #id(event: number): string {
    return `r${this.#run}e${event}`;
  }

  #why(report: StepReport): string {
    if (report.verdict === "allow") return "";
    const spoken = report.outcomes.filter(({ outcome, decides, effect }) => decides || outcome === "doubt" || effect === "allow");
    const near = this.#policy === undefined ? [] : nearestMisses(this.#policy, report, 1);
    const rules = spoken.map((rule) => this.#rule(rule)).join("");
    return `<p>${sentence(report.why)}</p>
<details${report.verdict === "deny" ? " open" : ""}><summary>why</summary><ul>${rules}</ul>${near.map(({ text }) => `<p>${sentence(text)}</p>`).join("")}</details>
`;
  }

  #rule({ name, effect, outcome, clauses }: RuleReport): string {
    const inner = clauses.map(({ role, clause }) => this.#clause(clause, role)).join("");
    return `<li><span class="${effect === "flag" ? "unknown" : effect}">${effect}</span> <code>${escapeHtml(name)}</code> ${outcome}<ul>${inner}</ul></li>`;
  }

  #clause({ source, truth, values, found, children }: ClauseReport, role: string): string {
    const seen = children.length > 0 ? [] : values.filter((one) => one.source !== one.value);
    const told = seen
      .map((one) => `<br><code>${escapeHtml(one.source)}</code> is <code>${escapeHtml(cut(one.value, 300))}</code>`)
      .join("");
    const places = found
      .slice(0, 20)
      .map(({ event, step, label, excerpt }) => {
        const where = step > 0 ? `step ${step}, ${label}` : label;
        return `<br><a href="#${this.#id(event)}">${escapeHtml(where)}</a>${excerpt === "" ? "" : `: <q>${escapeHtml(excerpt)}</q>`}`;
      })
      .join("");
    const below = children.length === 0 ? "" : `<ul>${children.map((child) => this.#clause(child, "")).join("")}</ul>`;
    return `<li><span class="${truth}">${truth}</span> ${role === "" ? "" : `${role} `}<code>${escapeHtml(cut(source, 500))}</code>${told}${places}${below}</li>`;
  }
}

function note({ fate, lane }: CallEvent, happening: Happening): string {
  const parts = [
    happening === "happened" ? "" : happening,
    fate === "refused" || fate === "failed" ? `${fate} in the recording` : "",
    lane === undefined ? "" : `agent ${escapeHtml(cut(lane, 100))}`,
  ];
  return parts
    .filter((part) => part !== "")
    .map((part) => ` · ${part}`)
    .join("");
}

function argumentsBlock({ args }: CallEvent): string {
  if (args.kind === "redacted") return `<p class="faint">arguments withheld in the recording</p>\n`;
  if (args.kind === "malformed") return `<p class="faint">arguments that are no JSON object:</p>${textBlock(args.raw)}`;
  const rows = Object.entries(args.value).map(
    ([name, value]) => `<dt>${escapeHtml(cut(name, 200))}</dt><dd>${textBlock(shown(value))}</dd>`,
  );
  return rows.length === 0 ? "" : `<dl class="args">${rows.join("")}</dl>\n`;
}

const shown = (value: Json): string => (value instanceof ExactNumber ? value.digits : writeJson(value));

/** A text, folded where it is long and cut where it is huge. */
function textBlock(text: string): string {
  if (text === "") return `<p class="faint">(empty)</p>`;
  if (text.length <= textShown) return `<div class="text">${escapeHtml(text)}</div>`;
  const left = text.length > textMost ? `\n… and ${(text.length - textMost).toLocaleString("en-US")} characters more` : "";
  return `<div class="text">${escapeHtml(text.slice(0, textShown))}…</div><details><summary>${text.length.toLocaleString("en-US")} characters</summary><div class="text">${escapeHtml(text.slice(0, textMost))}${left}</div></details>`;
}

/** A sentence of Remit's: what it quotes in backticks as code. */
function sentence(text: string): string {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, at) => (at % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
    .join("");
}

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);

// One clause of a condition with its truth, the values it saw and the places they were found at; parts below it.
import type { StepReport } from "../../../core/src/index.ts";
import { visible } from "./marked-text.ts";
import { follow } from "./store.ts";
import { post } from "./vscode-api.ts";

type RolePart = StepReport["outcomes"][number]["clauses"][number];
type ClauseData = RolePart["clause"];

const truthGlyphs = { true: "✓", false: "✗", unknown: "~" } as const;

export function Clause({ clause, role }: { clause: ClauseData; role?: RolePart["role"] }) {
  const joined = clause.children.length > 0 ? joinWord(clause) : undefined;
  return (
    <li class="clause" data-truth={clause.truth}>
      <div class="clause-line">
        <span class="truth" data-truth={clause.truth} title={clause.truth}>
          <span aria-hidden="true">{truthGlyphs[clause.truth]}</span>
          <span class="truth-word">{clause.truth}</span>
        </span>
        {role !== undefined && <span class="keyword">{role}</span>}
        <button
          type="button"
          class="link source"
          title="Show this clause in the policy"
          onClick={(event) => post({ kind: "openPlace", place: clause.place, focus: event.detail > 1 })}
        >
          {joined ?? clause.source}
        </button>
      </div>
      {clause.children.length === 0 &&
        clause.values
          .filter(({ source, value }) => source !== value)
          .map(({ source, value }) => (
            <div key={source} class="value">
              <code>{source}</code>
              <span class="faint"> is </span>
              <code class="value-text">{visible(value)}</code>
            </div>
          ))}
      {clause.found.map((place) => (
        <button
          key={`${place.event}${place.pointer}${place.range?.start}`}
          type="button"
          class="link found"
          title="Show this place in the run"
          onClick={() => follow(place.event, place.range, place.excerpt)}
        >
          <span>{place.step > 0 ? `step ${place.step} · ${place.label}` : place.label}</span>
          {place.excerpt !== "" && <q>{visible(place.excerpt)}</q>}
        </button>
      ))}
      {clause.unknowns.map((unknown) => (
        <div key={`${unknown.kind}${unknown.what}`} class="value">
          <code>{unknown.what}</code> <span class="unknown-kind">{unknown.kind}</span>
        </div>
      ))}
      {clause.children.length > 0 && (
        <ul class="clauses">
          {clause.children.map((child) => (
            <Clause key={`${child.place.span.start}:${child.place.span.end}`} clause={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** A node with parts is named by what joins them; its parts spell the rest out. */
function joinWord(clause: ClauseData): string {
  const [first, second] = clause.children;
  if (first === undefined) return clause.source;
  if (second === undefined) return /^not\b/.test(clause.source) ? "not" : clause.source;
  const outside = clause.children.reduce((text, child) => text.replace(child.source, ""), clause.source);
  if (/\band\b/.test(outside)) return "all of";
  return /\bor\b/.test(outside) ? "any of" : clause.source;
}

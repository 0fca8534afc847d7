// The filter of steps: its field, how many pass, and what is wrong with it at its place.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Model, ShownRun } from "./model.ts";
import { Prose } from "./prose.tsx";
import { filterBy, keptFilter, run as runCommand } from "./store.ts";

const pause = 80;

export function Filter({ model, run }: { model: Model; run: ShownRun }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [typed, type] = useState(keptFilter());
  const { filter } = model;
  useEffect(() => {
    if (model.filtering > 0) input.current?.select();
  }, [model.filtering]);
  const change = (text: string, now: boolean): void => {
    type(text);
    clearTimeout(timer.current);
    if (now) filterBy(text);
    else timer.current = setTimeout(() => filterBy(text), pause);
  };
  const leave = (): void => {
    input.current?.blur();
    document.querySelector<HTMLElement>(".card[data-selected=true]")?.focus({ preventScroll: true });
  };
  const error = typed === filter.text ? filter.error : undefined;
  return (
    <search class="filter">
      <div class="filter-line">
        <label>
          <span class="filter-label">
            Filter <kbd>/</kbd>
          </span>
          <input
            ref={input}
            data-id="filter"
            value={typed}
            placeholder="tool:send_* verdict:deny"
            autocomplete="off"
            spellcheck={false}
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? "filter-count" : "filter-error"}
            onInput={(event) => change(event.currentTarget.value, false)}
            onKeyDown={(event) => {
              if (event.key !== "Escape" && event.key !== "Enter") return;
              event.stopPropagation();
              event.preventDefault();
              change(event.key === "Escape" ? "" : typed, true);
              leave();
            }}
          />
        </label>
        {typed !== "" && (
          <button
            type="button"
            class="chip"
            data-id="clear-filter"
            onClick={() => {
              change("", true);
              leave();
            }}
          >
            show all
          </button>
        )}
        <button type="button" class="link filter-help" onClick={() => runCommand("showKeys")}>
          words
        </button>
        <span id="filter-count" class="faint" data-filter-count>
          {filter.rows !== undefined && `${filter.rows.length.toLocaleString("en")} of ${run.length.toLocaleString("en")} pass`}
          {filter.rows !== undefined && filter.inPart > 0 && `; ${filter.inPart} hold a text too long to search whole by an expression`}
        </span>
      </div>
      {error !== undefined && (
        <p id="filter-error" class="filter-error" role="alert">
          <button
            type="button"
            class="filter-typed"
            title="Go to the place"
            onClick={() => {
              input.current?.focus();
              input.current?.setSelectionRange(error.span.start, error.span.end);
            }}
          >
            {typed.slice(Math.max(0, error.span.start - 40), error.span.start)}
            <mark>{typed.slice(error.span.start, error.span.end) || " "}</mark>
            {typed.slice(error.span.end, error.span.end + 40)}
          </button>
          <span>
            <Prose text={error.message} />
          </span>
        </p>
      )}
    </search>
  );
}

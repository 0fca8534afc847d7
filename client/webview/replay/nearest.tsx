// How far the call was from another verdict: the clauses that it was short of, and the smallest changes that would flip it.
import type { Model } from "./model.ts";
import { Prose } from "./prose.tsx";
import { propose } from "./store.ts";
import { post } from "./vscode-api.ts";

export function Nearest({ stopped, model }: { stopped: boolean; model: Model }) {
  const { nearest, suggestions } = model;
  return (
    <>
      {nearest.length > 0 && <h3>{stopped ? "Nearest allow" : "Nearest stop"}</h3>}
      {nearest.length > 0 && (
        <ul class="nearest">
          {nearest.map((miss) => (
            <li key={miss.text}>
              <p>
                <Prose text={miss.text} />
              </p>
              {miss.short.map(({ place, source }) => (
                <button
                  key={`${source}${place.span.start}`}
                  type="button"
                  class="link source"
                  title="Show this clause in the policy"
                  onClick={(event) => post({ kind: "openPlace", place, focus: event.detail > 1 })}
                >
                  {source}
                </button>
              ))}
            </li>
          ))}
        </ul>
      )}
      <h3>Smallest change that {stopped ? "permits" : "stops"} it</h3>
      {suggestions === undefined ? (
        <p class="faint">Looking…</p>
      ) : (
        <ul class="smallest">
          {suggestions.arguments.map((text) => (
            <li key={text}>
              <Prose text={text} />
            </li>
          ))}
          {suggestions.arguments.length === 0 && <li class="faint">No change of one or two arguments was found.</li>}
          {suggestions.policy?.map(({ title, also }, index) => (
            <li key={title}>
              <button type="button" class="link" data-flip={index} onClick={() => propose({ kind: "flip", index })}>
                <Prose text={title} />…
              </button>
              {also > 0 && (
                <span class="faint">
                  {" "}
                  changes {also} other {also === 1 ? "step" : "steps"} of this run
                </span>
              )}
            </li>
          ))}
          {suggestions.policy === undefined && <li class="faint">Looking for a change of the policy…</li>}
        </ul>
      )}
    </>
  );
}

// What comes over the steps for a moment: the key sheet and `go to step`.
import { useEffect, useRef } from "preact/hooks";
import type { FilterWord } from "../../../core/src/index.ts";
import { keyRows } from "./keys.ts";
import { Prose } from "./prose.tsx";
import { goToStep, run, update } from "./store.ts";

export function KeySheet({ words }: { words: readonly FilterWord[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="sheet" aria-label="Keys" onClose={() => update((model) => ({ ...model, sheet: false }))}>
      <div class="sheet-columns">
        <section>
          <header class="sheet-head">
            <h2>Keys</h2>
            <vscode-button onClick={() => run("showKeys")}>Close</vscode-button>
          </header>
          <table>
            <tbody>
              {keyRows.map(({ command, shown, says }) => (
                <tr key={command}>
                  <th scope="row">
                    {shown.split(" ").map((key, index) => (
                      <kbd key={index}>{key}</kbd>
                    ))}
                  </th>
                  <td>{says}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="faint">Each is also a command, so that it can be bound to other keys.</p>
        </section>
        {words.length > 0 && <FilterWords words={words} />}
      </div>
    </dialog>
  );
}

function FilterWords({ words }: { words: readonly FilterWord[] }) {
  return (
    <section>
      <h2>Words of a filter</h2>
      <p class="faint">
        All must hold. <kbd>-</kbd> before one turns it round, commas part alternatives, and a text without a word is looked for everywhere.
      </p>
      <table>
        <tbody>
          {words.map(({ word, says, example }) => (
            <tr key={word}>
              <th scope="row">
                <code>{example}</code>
              </th>
              <td>
                <Prose text={says} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function GoToStep({ steps }: { steps: number }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const close = (): void => update((model) => ({ ...model, goingTo: false }));
  return (
    <form
      class="go-to"
      onSubmit={(event) => {
        event.preventDefault();
        goToStep(input.current?.value ?? "");
      }}
    >
      <label>
        Step <span class="faint">1 to {steps}</span>
        <input
          ref={input}
          inputMode="numeric"
          autocomplete="off"
          onBlur={close}
          onKeyDown={(event) => {
            if (event.key !== "Escape" && event.key !== "Enter") return;
            event.stopPropagation();
            if (event.key === "Escape") close();
          }}
        />
      </label>
    </form>
  );
}

// What comes over the steps for a moment: the key sheet and `go to step`.
import { useEffect, useRef } from "preact/hooks";
import { keyRows } from "./keys.ts";
import { goToStep, run, update } from "./store.ts";

export function KeySheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="sheet" aria-label="Keys" onClose={() => update((model) => ({ ...model, sheet: false }))}>
      <h2>Keys</h2>
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
      <vscode-button onClick={() => run("showKeys")}>Close</vscode-button>
    </dialog>
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

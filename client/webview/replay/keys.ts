// THE table of keys: the handler and the key sheet read it. Only the keys that are listed are kept from the workbench.
import type { ViewCommand } from "../../src/replay/messages.ts";

export interface KeyRow {
  readonly command: ViewCommand;
  /** As `KeyboardEvent.key`; `gg` is two presses; `ctrl+g` takes Ctrl or Cmd. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly says: string;
}

export const keyRows: readonly KeyRow[] = [
  { command: "next", keys: ["j", "ArrowDown", "ArrowRight"], shown: "j ↓", says: "next step or message" },
  { command: "previous", keys: ["k", "ArrowUp", "ArrowLeft"], shown: "k ↑", says: "previous step or message" },
  { command: "nextBlocked", keys: ["n"], shown: "n", says: "next step that the policy does not allow" },
  { command: "previousBlocked", keys: ["N"], shown: "N", says: "previous step that the policy does not allow" },
  {
    command: "nextChanged",
    keys: ["c"],
    shown: "c",
    says: "next step that the edit changed; without an edit, that the recording contradicts",
  },
  { command: "previousChanged", keys: ["C"], shown: "C", says: "previous such step" },
  { command: "nextOfRule", keys: ["]"], shown: "]", says: "next step of the rule at the caret" },
  { command: "previousOfRule", keys: ["["], shown: "[", says: "previous step of the rule at the caret" },
  { command: "first", keys: ["gg", "Home"], shown: "g g", says: "first" },
  { command: "last", keys: ["G", "End"], shown: "G", says: "last" },
  { command: "goToStep", keys: ["ctrl+g"], shown: "Ctrl G", says: "go to a step by its number" },
  { command: "filter", keys: ["/"], shown: "/", says: "filter the steps; Enter goes to them, Escape shows all" },
  { command: "nextHistory", keys: ["H"], shown: "H", says: "as recorded, as enforced, as approved" },
  { command: "approve", keys: ["a"], shown: "a", says: "approve the step that the policy asks about; again takes it back" },
  { command: "refuse", keys: ["x"], shown: "x", says: "refuse it; again takes it back" },
  { command: "debug", keys: ["d"], shown: "d", says: "debug the run from this step on" },
  { command: "makeTest", keys: ["t"], shown: "t", says: "make a test of this step; shown as a diff first" },
  { command: "copyTest", keys: ["y"], shown: "y", says: "copy the step as a test" },
  { command: "minimise", keys: ["m"], shown: "m", says: "save the shortest run that still gives this verdict" },
  { command: "compare", keys: ["="], shown: "=", says: "compare with the saved policy, a git revision, another policy or another run" },
  { command: "exportPage", keys: ["e"], shown: "e", says: "export the run as one HTML page" },
  { command: "toggleFold", keys: ["Enter"], shown: "Enter", says: "unfold or fold the texts of the step" },
  { command: "toggleRaw", keys: ["r"], shown: "r", says: "show or hide the recorded JSON of the step, with what is cited lit" },
  { command: "showKeys", keys: ["?"], shown: "?", says: "show or hide this list" },
];

const byKey = new Map(keyRows.flatMap((row) => row.keys.map((key) => [key, row.command] as const)));

/** Turns key presses into commands; remembers a first `g` for a moment. */
export function keyReader(): (event: KeyboardEvent) => ViewCommand | "pending" | undefined {
  let firstG = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.altKey) return undefined;
    if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "g" ? byKey.get("ctrl+g") : undefined;
    if (event.key === "g") {
      const second = event.timeStamp - firstG < 800;
      firstG = second ? Number.NEGATIVE_INFINITY : event.timeStamp;
      return second ? byKey.get("gg") : "pending";
    }
    firstG = Number.NEGATIVE_INFINITY;
    return byKey.get(event.key);
  };
}

/** Whether a press belongs to the control that has the focus and not to the view. */
export function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "radio") return event.key.startsWith("Arrow") || event.key === " ";
  if (target.closest("input, textarea, select, [contenteditable]") !== null) return true;
  return event.key === "Enter" && target.closest("button, a, vscode-button, summary") !== null;
}

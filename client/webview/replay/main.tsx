// The replay view's entry: messages in, keys in, one tree on screen.
import "./elements.ts";
import { render } from "preact";
import type { HostToView } from "../../src/replay/messages.ts";
import { App } from "./app.tsx";
import { belongsToControl, keyReader } from "./keys.ts";
import { currentModel, onHostMessage, run } from "./store.ts";
import { keptState, post } from "./vscode-api.ts";
import "./replay.css";
import "./filter.css";
import "./strip.css";
import "./cards.css";
import "./why.css";
import "./from-step.css";
import "./contrast.css";

window.addEventListener("message", (event: MessageEvent<HostToView>) => onHostMessage(event.data));

const read = keyReader();
document.addEventListener("keydown", (event) => {
  // The key sheet is modal: Escape is its own, `?` closes it again.
  if (currentModel().sheet && event.key !== "?") return;
  if (belongsToControl(event)) return;
  const command = read(event);
  if (command === undefined) return;
  // The workbench would handle the same key again.
  event.stopPropagation();
  event.preventDefault();
  if (command !== "pending") run(command);
});

render(<App />, document.body.querySelector("#root") ?? document.body);
post({ kind: "ready", run: keptState()?.run });

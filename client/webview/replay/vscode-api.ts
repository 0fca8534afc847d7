// The one door to the extension, and the little that survives hiding and reloading the view.
import type { ViewToHost } from "../../src/replay/messages.ts";

/** What the view remembers while it is hidden; everything else the host sends again. */
export interface KeptState {
  readonly run: number;
  readonly selected: number;
  readonly whySize: number | undefined;
  readonly filter: string;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: ViewToHost): void {
  api.postMessage(message);
}

export function keptState(): KeptState | undefined {
  const kept = api.getState();
  return typeof kept === "object" && kept !== null && "run" in kept && "selected" in kept ? (kept as KeptState) : undefined;
}

export function keep(state: KeptState): void {
  api.setState(state);
}

// What client and server say to each other of sessions that other tools recorded: plain data.
import type { FoundSession, TakenSession } from "./sessions.ts";

/** Asked by the client: the sessions where their tools keep them. */
export const sessionsMethod = "remit/sessions";
/** Asked by the client: one of them, to be written where a person wants it. */
export const takeSessionMethod = "remit/takeSession";

export interface SessionsParams {
  /** Paths of the open folders, where evaluation tools write logs. */
  readonly folders: readonly string[];
}
export interface TakeSessionParams {
  readonly path: string;
  readonly redact: boolean;
}
export type SessionsAnswer = readonly FoundSession[];
export type TakeSessionAnswer = TakenSession | { readonly reason: string };

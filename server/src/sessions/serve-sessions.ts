// Answers what the extension asks of sessions that other tools recorded. Only where the server runs beside a disk.
import { homedir } from "node:os";
import type { Connection } from "vscode-languageserver/node";
import {
  type SessionsAnswer,
  type SessionsParams,
  sessionsMethod,
  type TakeSessionAnswer,
  type TakeSessionParams,
  takeSessionMethod,
} from "./protocol.ts";

/** What finds secrets is loaded with the first question: hardly anybody asks one. */
export function serveSessions(connection: Connection): void {
  connection.onRequest(sessionsMethod, async ({ folders }: SessionsParams): Promise<SessionsAnswer> => {
    const { findSessions } = await import("./sessions.ts");
    return findSessions({ home: homedir(), folders, environment: process.env });
  });
  connection.onRequest<TakeSessionAnswer, never>(
    takeSessionMethod,
    async ({ path, redact }: TakeSessionParams): Promise<TakeSessionAnswer> => {
      const { takeSession } = await import("./sessions.ts");
      return takeSession(path, redact);
    },
  );
}

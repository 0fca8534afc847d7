// What stands between a handler and the connection: a handler that throws is logged and answered for, and the server goes
// on. A request that was cancelled before it ran is not run.
import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";

export type Log = (message: string) => void;

const told = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Runs the request; null stands for an answer that could not be made. */
export function guardRequest<P, R>(
  method: string,
  log: Log,
  handle: (params: P, token: CancellationToken) => R,
): (params: P, token: CancellationToken) => R | null | ResponseError {
  return (params, token) => {
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
    try {
      return handle(params, token);
    } catch (error) {
      log(`${method}: ${told(error)}`);
      return null;
    }
  };
}

/** Runs what nobody waits for: a notification, a timer. */
export function guardAction(name: string, log: Log, action: () => void): void {
  try {
    action();
  } catch (error) {
    log(`${name}: ${told(error)}`);
  }
}

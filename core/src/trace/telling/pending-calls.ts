// The calls of a run that wait for their results. Each look-up costs about the same however many wait.

import type { CallEvent } from "../model.ts";
import type { Source } from "../source.ts";

export interface PendingCall {
  readonly event: CallEvent;
  readonly source: Source;
  /** Whether the recording went on without the result. */
  passed: boolean;
  answered: boolean;
}

export class PendingCalls {
  readonly #byNumber = new Map<number, PendingCall>();
  readonly #byId = new Map<string, PendingCall[]>();
  /** In order; answered ones are taken out when they stand last. */
  readonly #inOrder: PendingCall[] = [];
  #fresh: PendingCall[] = [];

  add(event: CallEvent, source: Source): void {
    const call: PendingCall = { event, source, passed: false, answered: false };
    this.#byNumber.set(event.call, call);
    this.#inOrder.push(call);
    this.#fresh.push(call);
    if (event.id === undefined) return;
    const same = this.#byId.get(event.id);
    if (same === undefined) this.#byId.set(event.id, [call]);
    else same.push(call);
  }

  /** A message stands here: a result that is still to come is late. */
  goOn(): void {
    for (const call of this.#fresh) call.passed = true;
    this.#fresh = [];
  }

  hasId(id: string): boolean {
    return this.#byId.has(id);
  }

  numbered(call: number): PendingCall | undefined {
    return this.#byNumber.get(call);
  }

  /** The first call with the id in the latest batch that has one. */
  named(id: string): PendingCall | undefined {
    return firstOfLast(this.#byId.get(id) ?? [], () => true);
  }

  /** The first call that the test takes in the latest batch that has one. */
  inOrder(takes: (call: CallEvent) => boolean): PendingCall | undefined {
    return firstOfLast(this.#inOrder, takes);
  }

  answer(call: PendingCall): void {
    const { id, call: number } = call.event;
    call.answered = true;
    this.#byNumber.delete(number);
    while (this.#inOrder.at(-1)?.answered === true) this.#inOrder.pop();
    const same = id === undefined ? undefined : this.#byId.get(id);
    if (id === undefined || same === undefined) return;
    if (same.length === 1) this.#byId.delete(id);
    else same.splice(same.lastIndexOf(call), 1);
  }

  /** Those that never got a result. */
  rest(): Iterable<PendingCall> {
    return this.#byNumber.values();
  }
}

/** Looks from the end, so that a long list of calls without results costs nothing. */
function firstOfLast(calls: readonly PendingCall[], takes: (call: CallEvent) => boolean): PendingCall | undefined {
  let found: PendingCall | undefined;
  for (let at = calls.length - 1; at >= 0; at--) {
    const call = calls[at];
    if (call === undefined || call.answered) continue;
    if (found !== undefined && call.event.batch !== found.event.batch) break;
    if (takes(call.event)) found = call;
  }
  return found;
}

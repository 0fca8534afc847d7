// A run that stands before one of its calls, which can then be decided in many ways: with other arguments, or under a policy that
// was changed. How the run comes there is the history's matter.
import { createMonitor, type Monitor } from "../policy/monitor.ts";
import type { Answer, Question } from "../policy/question.ts";
import type { Ruling, StepReport } from "../policy/report.ts";
import type { CallEvent } from "../trace/model.ts";
import { HistoryFollower } from "./histories.ts";
import type { Search, StandingCall } from "./proposals.ts";

export interface Standing {
  readonly event: CallEvent;
  /** Zero-based index of the event in the run. */
  readonly index: number;
  readonly ruling: Ruling;
  /** How another call in its place would be decided. */
  consider(call: CallEvent): Ruling;
  /** The report of the call, with its evidence. From then on nothing else can be considered, only asked of it. */
  explain(): StepReport | undefined;
  /** The answer to a question about the call, once it was explained. The question must be older than this run's walk. */
  ask(question: Question): Answer | undefined;
}

const stretch = 2_000;

/** Undefined where the run has no such call. */
export function* standing({ policy, run, history, call }: StandingCall): Search<Standing | undefined> {
  const monitor = createMonitor(policy, { context: run.context });
  const follower = new HistoryFollower(monitor, history, run.answers && ((at) => run.answers?.get(at)));
  let at = -1;
  for (let index = 0; index < run.events.length; index++) {
    const event = run.events[index];
    if (event === undefined) break;
    if (index % stretch === stretch - 1) yield { done: index, most: run.events.length };
    if (event.kind !== "call") follower.take(event);
    else if (++at === call) return before(monitor, event, index);
    else follower.settle(event, monitor.decide(event), at);
  }
  return undefined;
}

function before(monitor: Monitor, event: CallEvent, index: number): Standing {
  return {
    event,
    index,
    ruling: monitor.consider(event),
    consider: (call) => monitor.consider(call),
    explain() {
      monitor.decide(event);
      return monitor.explainLast();
    },
    ask: (question) => monitor.ask(question),
  };
}

/** The rulings of all calls of a run in a history. */
export function* rulingsOf({ policy, run, history }: Omit<StandingCall, "call">): Search<readonly Ruling[]> {
  const monitor = createMonitor(policy, { context: run.context });
  const follower = new HistoryFollower(monitor, history, run.answers && ((at) => run.answers?.get(at)));
  const rulings: Ruling[] = [];
  for (let index = 0; index < run.events.length; index++) {
    const event = run.events[index];
    if (event === undefined) break;
    if (index % stretch === stretch - 1) yield { done: index, most: run.events.length };
    if (event.kind !== "call") follower.take(event);
    else {
      const ruling = monitor.decide(event);
      follower.settle(event, ruling, rulings.length);
      rulings.push(ruling);
    }
  }
  return rulings;
}

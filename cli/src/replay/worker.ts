// The other end of replay-jobs.ts: a thread that replays the files it is given, one job after the other.

import { parentPort, workerData } from "node:worker_threads";
import { UsageError } from "../arguments.ts";
import type { Output } from "../io.ts";
import { policyAt } from "../open-policy.ts";
import { openPieces } from "../pieces.ts";
import { sayTo } from "../standard-error.ts";
import { FileReplay } from "./file-replay.ts";
import type { Job, JobDone, JobFailed, JobSettings } from "./job.ts";
import { rendererFor } from "./renderer-for.ts";

export function startWorker(): void {
  const settings = workerData as JobSettings;
  const deciders = settings.policies.map(({ path, context }) => ({ policy: policyAt(path), context }));
  const done = async ({ files }: Job): Promise<JobDone | JobFailed> => {
    const said: string[] = [];
    sayTo((sentence) => said.push(sentence));
    const text: string[] = [];
    const renderer = rendererFor(settings.format, collected(text, settings.isTerminal), settings.all);
    const replay = new FileReplay(renderer, settings.history, { isOver: () => false, pause: () => undefined });
    try {
      for (const { path, named, policy } of files) {
        const decider = deciders[policy];
        // The policies were compiled before the workers were started.
        if (decider?.policy === undefined)
          throw new UsageError(`${settings.policies[policy]?.path} was changed while it was used; replay again`);
        await replay.replay({ path, named, read: () => openPieces(path) }, { policy: decider.policy, context: decider.context });
      }
    } catch (error) {
      if (error instanceof UsageError) return { usage: error.message };
      throw error;
    }
    const { counts, missing, passedOver } = replay;
    return { text: text.join(""), kept: renderer.parts?.kept() ?? { runs: 0 }, counts, missing, passedOver, said };
  };
  parentPort?.on("message", (job: Job) => {
    done(job).then(
      (answer) => parentPort?.postMessage(answer),
      (error: unknown) => {
        // Rethrown outside of the promise, it reaches whoever started the worker.
        setImmediate(() => {
          throw error;
        });
      },
    );
  });
}

function collected(into: string[], isTerminal: boolean): Output {
  return {
    isTerminal,
    isClosed: false,
    failure: undefined,
    write: (text) => {
      into.push(text);
    },
    drained: async () => {},
    end: async () => {},
  };
}

// A debug session over generated policies and runs: a step and a step back show the same as before, wherever the session stands.
import assert from "node:assert/strict";
import fc from "fast-check";
import { writeTrace } from "../../../core/src/index.ts";
import { type Case, cases, compiledCase, describeCase, seed } from "../../oracle/cases.ts";
import { textOf } from "../../oracle/write-policies.ts";
import { type DebugClient, debugFiles, type Stopped } from "../../support/debug-client.ts";

const paths = { policy: "/w/case.remit", trace: "/w/case.trace.jsonl" };

async function begun({ written, events, context }: Case, more: object): Promise<{ readonly client: DebugClient; readonly steps: number }> {
  const run = { index: 0, id: undefined, model: undefined, task: undefined, labels: {}, context, tools: undefined, events };
  const files = new Map([
    [paths.policy, textOf(written)],
    [paths.trace, [...writeTrace(run)].join("")],
  ]);
  const { client } = debugFiles(files);
  await client.launch({ ...paths, ...more, stopOnEntry: true, stopOn: [] });
  const { description } = await client.event<Stopped>("stopped");
  return { client, steps: Number(/of (\d+)/.exec(description)?.[1]) };
}

/** What a reader sees: the stack, and each scope with the values in it and what these hold. */
async function shown(client: DebugClient): Promise<unknown> {
  const threads = await client.send<{ threads: readonly { readonly id: number }[] }>("threads");
  const stacks = [];
  for (const { id } of threads.threads)
    stacks.push((await client.stack(id)).map(({ name, line, column, source }) => [name, line, column, source?.path]));
  const scopes = [];
  const frame = (await client.stack())[0];
  const found = await client.send<{ scopes: readonly { readonly name: string; readonly variablesReference: number }[] }>("scopes", {
    frameId: frame?.id,
  });
  for (const { name, variablesReference } of found.scopes) {
    const variables = await client.variables(variablesReference);
    const inner = [];
    for (const one of variables.slice(0, 6)) if (one.variablesReference > 0) inner.push(await client.variables(one.variablesReference));
    scopes.push([name, bare(variables), inner.map(bare)]);
  }
  return [stacks, scopes];
}
const bare = (variables: readonly { readonly name: string; readonly value: string }[]): unknown =>
  variables.map(({ name, value }) => [name, value]);

describe(`a step and a step back (seed ${seed})`, () => {
  it("are as if nothing had been done", async function () {
    this.timeout(0);
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.constantFrom("recorded", "enforced", "approved"),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom("next", "stepIn")), { minLength: 1, maxLength: 3 }),
        async (one, history, moves) => {
          if (compiledCase(one) === undefined || !one.events.some(({ kind }) => kind === "call")) return;
          const { client, steps } = await begun(one, { history });
          for (const [to, command] of moves) {
            await client.to("remit/goToStep", { step: 1 + (to % steps) });
            const before = await shown(client);
            await client.to(command);
            await client.to("stepBack");
            assert.deepEqual(await shown(client), before, describeCase(one));
            moved++;
          }
        },
      ),
      { seed, numRuns: process.env.REMIT_DEEP ? 3_000 : 60 },
    );
    assert.ok(moved > 0);
  });
});

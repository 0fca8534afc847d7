// What a monitor keeps of a run, at its start.
import type { JsonRecord } from "../trace/model.ts";
import { Clock } from "./clock.ts";
import { conform } from "./conform.ts";
import { type Environment, trust } from "./environment.ts";
import type { Timeline } from "./frame.ts";
import { noUses } from "./grants.ts";
import { emptyLedger } from "./ledger.ts";
import { createOrigins } from "./origins.ts";
import { unknown } from "./truth.ts";
import { fromJson, type Value } from "./values.ts";
import { emptyView } from "./views.ts";

export function emptyTimeline(environment: Environment, context: JsonRecord | undefined): Timeline {
  return {
    calls: [],
    forgotten: 0,
    users: [],
    gaps: [],
    disputes: 0,
    context: contextOf(environment, context),
    origins: createOrigins((record, frame) => trust(environment, record, frame)),
    views: environment.views.map(emptyView),
    ledgers: environment.ledgers.map(emptyLedger),
    grants: noUses(environment),
    clock: new Clock(),
    latestBatch: Number.NEGATIVE_INFINITY,
    work: 0,
  };
}

/** What the harness knows, held to what the policy declares of it. */
function contextOf({ analysis }: Environment, context: JsonRecord | undefined): Value {
  if (context === undefined) return unknown("not recorded", "context");
  return fromJson(
    analysis.context === undefined ? context : conform(context, { kind: "record", fields: analysis.context, open: true }, true),
  );
}

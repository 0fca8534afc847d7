// What a monitor keeps of a run, at its start.
import type { JsonRecord } from "../trace/model.ts";
import { type Environment, trust } from "./environment.ts";
import type { Timeline } from "./frame.ts";
import { noUses } from "./grants.ts";
import { emptyLedger } from "./ledger.ts";
import { createOrigins } from "./origins.ts";
import { unknown } from "./truth.ts";
import { fromJson } from "./values.ts";
import { emptyView } from "./views.ts";

export function emptyTimeline(environment: Environment, context: JsonRecord | undefined): Timeline {
  return {
    calls: [],
    users: [],
    gaps: [],
    context: context === undefined ? unknown("not recorded", "context") : fromJson(context),
    origins: createOrigins((record, frame) => trust(environment, record, frame)),
    views: environment.views.map(emptyView),
    ledgers: environment.ledgers.map(emptyLedger),
    grants: noUses(environment),
    ordered: true,
    latestBatch: Number.NEGATIVE_INFINITY,
  };
}

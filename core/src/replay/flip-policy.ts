// The smallest changes of a policy that decide a call otherwise: a bound moved, a value added to a list, an exception, a clause left
// out, a rule for this call alone. Found by trying; each was decided on the whole run, which says what else it changes.
import type { Policy } from "../policy/compile.ts";
import type { Ruling } from "../policy/report.ts";
import { editedPolicy, remembering } from "./edited-policy.ts";
import { type PolicyChange, policyChanges } from "./flip-changes.ts";
import type { FileEdits, PolicyFlip, Search, StandingPolicy } from "./proposals.ts";
import { rulingsOf, type Standing, standing } from "./standing.ts";
import { stepEdits } from "./step-edits.ts";

const most = { tried: 160, events: 3_000_000, offered: 6 };

/** Those that change least else of the run first; empty where none was found. A call that is not permitted is to be allowed, a
 * permitted one to be stopped. */
export function* policyFlips(given: StandingPolicy): Search<readonly PolicyFlip[]> {
  const asked = { ...given, host: remembering(given.host) };
  const stands = yield* standing(asked);
  if (stands === undefined) return [];
  const isPermitted = stands.ruling.verdict === "allow";
  const isFlip = ({ verdict }: Ruling): boolean => (isPermitted ? verdict === "deny" || verdict === "ask" : verdict === "allow");
  const changes = changesOf(asked, stands);
  for (const { kind, title, files } of yield* stepEdits(asked))
    if (kind === (isPermitted ? "deny" : "allow exactly")) changes.push({ title, files, size: 3 });
  const before = yield* rulingsOf(asked);
  const tries = Math.min(changes.length, most.tried, Math.ceil(most.events / Math.max(1, asked.run.events.length)));
  const found: { readonly flip: PolicyFlip; readonly size: number }[] = [];
  const seen = new Set<string>();
  for (const [at, { title, files, size }] of changes.slice(0, tries).entries()) {
    yield { done: at, most: tries };
    const policy = editedPolicy(asked.policy, files, asked.host);
    if (policy === undefined || seen.has(textOf(policy))) continue;
    seen.add(textOf(policy));
    const ruling = (yield* quietly(standing({ ...asked, policy })))?.ruling;
    if (ruling === undefined || !isFlip(ruling)) continue;
    const after = yield* quietly(rulingsOf({ ...asked, policy }));
    const also = after.flatMap(({ verdict }, call) => (call !== asked.call && verdict !== before[call]?.verdict ? [call] : []));
    found.push({ flip: { kind: "policy", title, files, verdict: ruling.would, rules: ruling.rules, also }, size });
  }
  return found
    .toSorted((a, b) => a.flip.also.length - b.flip.also.length || a.size - b.size || editSize(a.flip.files) - editSize(b.flip.files))
    .slice(0, most.offered)
    .map(({ flip }) => flip);
}

function changesOf({ policy }: StandingPolicy, stands: Standing): PolicyChange[] {
  const { event } = stands;
  const report = stands.explain();
  return report === undefined ? [] : [...policyChanges(policy, event, report)].toSorted((a, b) => a.size - b.size);
}

/** A search inside another, whose own progress counts. */
function* quietly<T>(search: Search<T>): Search<T> {
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
    yield { done: 0, most: 1 };
  }
}

const textOf = ({ analysis }: Policy): string => analysis.files.map(({ path, text }) => `${path}\n${text}`).join("\n");
const editSize = (files: readonly FileEdits[]): number =>
  files.reduce((sum, { edits }) => sum + edits.reduce((all, { span, newText }) => all + span.end - span.start + newText.length, 0), 0);

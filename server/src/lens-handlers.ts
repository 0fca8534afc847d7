// Lenses above rules: what each does on the recorded runs that are bound to its policy. A count of an older text says so.
import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import { URI } from "vscode-uri";
import { type BoundDecision, ruleKey } from "../../core/src/index.ts";
import type { OpenPolicy } from "./documents.ts";
import type { Session } from "./handlers.ts";
import { lastRuleSteps, ruleCount, ruleSteps } from "./runs/consequences.ts";
import type { RuleStepsParams, StepPlace } from "./runs/protocol.ts";
import type { Standings } from "./runs/standing.ts";
import { range } from "./to-protocol.ts";
import { uriKey } from "./workspace.ts";

const verbs = {
  allow: "allows",
  ask: "asks for",
  deny: "denies",
  flag: "flags",
  require: "denies",
  grant: "allows",
  limit: "",
  expect: "",
};

export function onCodeLens({ documents, standings, lenses }: Session, { textDocument }: CodeLensParams): CodeLens[] {
  const { wanted, commands } = lenses();
  const policy = wanted ? documents.policy(textDocument.uri) : undefined;
  if (policy === undefined) return [];
  const key = uriKey(policy.uri);
  const standing = standings.last(key);
  if (standing === undefined) return [];
  const { source, decisions } = policy.analysis;
  return decisions.flatMap((bound): CodeLens[] => {
    if (bound.source !== source || bound.decision.head.kind === "expect") return [];
    const count = ruleCount(standing, bound);
    const at = { range: range(source.lines, bound.decision.keyword) };
    const title = told(bound, count, standing.runs, isFresh(standings, key, policy.version));
    const target = [policy.uri, ruleKey(bound.decision, bound.source)];
    if (!commands || count.calls === 0) return [{ ...at, command: { title, command: "" } }];
    return [
      { ...at, command: { title, command: "remit.showRuleSteps", arguments: target } },
      { ...at, command: { title: "replay", command: "remit.replayRule", arguments: target } },
      { ...at, command: { title: "debug", command: "remit.debugRule", arguments: target } },
    ];
  });
}

/** For the hover of a rule's name or keyword: what it does on the recorded runs, and, for a client that has the command, links
 * to the last steps that rest on it. */
export function ruleCountsAt(
  { uri, version, analysis }: OpenPolicy,
  offset: number,
  { standings, lenses }: Pick<Session, "standings" | "lenses">,
): string | undefined {
  const key = uriKey(uri);
  const standing = standings.last(key);
  const bound = analysis.decisions.find(({ decision: { name, keyword, head }, source }) => {
    const spans = name === undefined ? [keyword] : [keyword, name.span];
    return source === analysis.source && head.kind !== "expect" && spans.some(({ start, end }) => start <= offset && offset <= end);
  });
  if (standing === undefined || bound === undefined) return undefined;
  const count = told(bound, ruleCount(standing, bound), standing.runs, isFresh(standings, key, version));
  const last = lenses().commands ? lastRuleSteps(standing, ruleKey(bound.decision, bound.source), linkedSteps) : [];
  return `On recorded runs: ${count}.${last.length === 0 ? "" : ` Last: ${last.map(stepLink).join(", ")}.`}`;
}

const linkedSteps = 3;

/** Of the recording nothing is shown but the file's name, as code; the command and its arguments are ours. */
function stepLink({ trace, run, step }: StepPlace): string {
  const file = nameOf(URI.parse(trace).path).replaceAll(/[^\w .@+-]/g, "_");
  return `[step ${step}](command:remit.openStep?${encodeURIComponent(JSON.stringify([trace, run, step])).replaceAll(/[()]/g, percent)}) of \`${file}\``;
}
const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16)}`;

function isFresh(standings: Standings, key: string, version: number): boolean {
  const state = standings.state(key);
  return state.kind === "counted" && state.standing.version === version;
}

function told({ decision: { head } }: BoundDecision, count: ReturnType<typeof ruleCount>, runs: number, fresh: boolean): string {
  const verb = head.kind === "limit" ? verbs[head.otherwise] : verbs[head.kind];
  return `${verb} ${countText(count, runs)}${fresh ? "" : " before this edit"}`;
}

function countText({ calls, runs }: { readonly calls: number; readonly runs: number }, all: number): string {
  const of = `${all.toLocaleString("en-US")} ${all === 1 ? "run" : "runs"}`;
  if (calls === 0) return `nothing in ${of}`;
  return `${calls.toLocaleString("en-US")} ${calls === 1 ? "call" : "calls"} in ${runs.toLocaleString("en-US")} of ${of}`;
}

/** The steps that rest on a rule, as they were last counted. */
export function onRuleSteps({ standings }: Session, { uri, rule }: RuleStepsParams): readonly StepPlace[] {
  const standing = standings.last(uriKey(uri));
  return standing === undefined ? [] : ruleSteps(standing, rule);
}

/** The last part of a path that is written with `/`. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

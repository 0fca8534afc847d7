// What a reader can make of a step: deny this, allow exactly this, allow what is like it, ask instead. Each is an edit of the policy
// that was tried on the run it came from: what is not offered could not be said, or would not have done what it says.
import type { Policy } from "../policy/compile.ts";
import type { StrictVerdict } from "../policy/report.ts";
import type { CompiledRule } from "../policy/rules.ts";
import { writeJson } from "../trace/encodings/json.ts";
import type { CallEvent, Json } from "../trace/model.ts";
import { editedPolicy, remembering } from "./edited-policy.ts";
import { exactConditions, leastConditions } from "./exactly.ts";
import { toolText } from "./literal-text.ts";
import { appended, askingInstead, excepting, exceptingTool, ruleText, together } from "./policy-edits.ts";
import type { FileEdits, Search, StandingPolicy, StepEdit, StepEditKind } from "./proposals.ts";
import { rulingsOf, type Standing, standing } from "./standing.ts";
import { patternCondition } from "./step-pattern.ts";

/** All that can be made of a step besides a test; none that would leave its verdict as it is. */
export function* stepEdits(given: StandingPolicy): Search<readonly StepEdit[]> {
  const asked = { ...given, host: remembering(given.host) };
  const stands = yield* standing(asked);
  if (stands === undefined) return [];
  const { event, ruling } = stands;
  const tool = toolText(event.tool, asked.policy.analysis.groups);
  if (tool === undefined) return [];
  const maker = new EditMaker(asked, stands, tool);
  const found: (StepEdit | undefined)[] = [];
  const certain = (verdict: StrictVerdict): boolean => ruling.verdict === verdict;
  if (!certain("deny")) found.push(yield* maker.deny());
  if (!certain("allow")) {
    found.push(yield* maker.allow("allow exactly", exactConditions(event, asked.policy)));
    const pattern = yield* patternCondition(asked);
    if (pattern !== undefined) found.push(yield* maker.allow("allow pattern", [pattern]));
  }
  if (!certain("ask")) found.push(yield* maker.ask());
  return found.filter((edit) => edit !== undefined);
}

/** Whether a policy decides a call of the run so, for certain. */
export function* decidesSo(asked: StandingPolicy, policy: Policy, verdict: StrictVerdict): Search<boolean> {
  return (yield* standing({ ...asked, policy }))?.ruling.verdict === verdict;
}

class EditMaker {
  readonly #asked: StandingPolicy;
  readonly #event: CallEvent;
  readonly #tool: string;
  /** The rules that stop the call, or would in doubt. */
  readonly #stopping: readonly CompiledRule[];

  constructor(asked: StandingPolicy, stands: Standing, tool: string) {
    this.#asked = asked;
    this.#event = stands.event;
    this.#tool = tool;
    const report = stands.explain();
    const counting = (report?.outcomes ?? []).filter(({ effect, counts }) => counts && (effect === "deny" || effect === "ask"));
    this.#stopping = asked.policy.rules.filter((rule) =>
      counting.some(({ place }) => place.path === rule.source.path && place.span === rule.decision.span),
    );
  }

  *deny(): Search<StepEdit | undefined> {
    // Further arguments are no way round it.
    const conditions = [...leastConditions(this.#event, this.#asked.policy), ...exactConditions(this.#event, this.#asked.policy)];
    for (const condition of conditions.filter((one) => one !== "" || this.#hasNoArguments())) {
      const edit = yield* this.#tried("deny", `Deny this call of ${this.#tool}`, "deny", [this.#more("deny", condition)]);
      if (edit !== undefined) return edit;
    }
    return undefined;
  }

  *allow(kind: StepEditKind, conditions: readonly (string | undefined)[]): Search<StepEdit | undefined> {
    for (const condition of conditions) {
      const title =
        kind === "allow exactly"
          ? `Allow exactly this call of ${this.#tool}`
          : `Allow ${this.#tool} where ${condition !== undefined && condition.length > 100 ? `${condition.slice(0, 99)}…` : condition}`;
      const exceptions = this.#exceptions(this.#stopping, condition);
      if (exceptions === undefined) continue;
      for (const ways of exceptions.length > 0
        ? [exceptions, [...exceptions, this.#more("allow", condition)]]
        : [[this.#more("allow", condition)]]) {
        const edit = yield* this.#tried(kind, title, "allow", ways);
        if (edit !== undefined) return edit;
      }
    }
    return undefined;
  }

  *ask(): Search<StepEdit | undefined> {
    const denying = this.#stopping.filter(({ effect }) => effect === "deny");
    if (denying.length > 0) {
      const swapped = denying.map(askingInstead);
      const names = denying.map(({ name }) => name).join(", ");
      const files = swapped.filter((one) => one !== undefined);
      const edit =
        files.length < swapped.length ? undefined : yield* this.#tried("ask", `Ask instead of denying by ${names}`, "ask", files);
      if (edit !== undefined) return edit;
    }
    for (const condition of exactConditions(this.#event, this.#asked.policy)) {
      const exceptions = this.#exceptions(denying, condition);
      if (exceptions === undefined) continue;
      const edit = yield* this.#tried("ask", `Ask a person about this call of ${this.#tool}`, "ask", [
        ...exceptions,
        this.#more("ask", condition),
      ]);
      if (edit !== undefined) return edit;
    }
    return undefined;
  }

  #hasNoArguments(): boolean {
    return this.#asked.policy.analysis.tools?.get(this.#event.tool)?.params.length === 0;
  }

  #more(effect: "allow" | "ask" | "deny", condition: string | undefined): FileEdits {
    const { path, text } = this.#asked.policy.analysis.source;
    return appended(path, text, ruleText(effect, this.#tool, condition));
  }

  /** An exception in each rule; undefined where one of them cannot have it. */
  #exceptions(rules: readonly CompiledRule[], condition: string | undefined): readonly FileEdits[] | undefined {
    const found: FileEdits[] = [];
    for (const rule of rules) {
      if (condition === undefined) return undefined;
      const { policy, host } = this.#asked;
      const ways = [[excepting(rule, condition)], exceptingTool(rule, this.#tool, condition)];
      const way = ways.find((files) => files.length > 0 && editedPolicy(policy, files, host) !== undefined);
      if (way === undefined) return undefined;
      found.push(...way);
    }
    return found;
  }

  *#tried(kind: StepEditKind, title: string, verdict: StrictVerdict, edits: readonly FileEdits[]): Search<StepEdit | undefined> {
    const files = together(edits);
    const policy = editedPolicy(this.#asked.policy, files, this.#asked.host);
    yield { done: 0, most: 1 };
    if (policy === undefined || !(yield* decidesSo(this.#asked, policy, verdict))) return undefined;
    if (kind === "allow exactly" && !(yield* this.#isExact(policy))) return undefined;
    return { kind, title, files, verdict };
  }

  /** Whether the edit leaves all calls of the run that are not the same as this one as they were. */
  *#isExact(policy: Policy): Search<boolean> {
    const { run } = this.#asked;
    const before = yield* rulingsOf({ ...this.#asked, history: "recorded" });
    const after = yield* rulingsOf({ policy, run, history: "recorded" });
    const own = writeJson(argumentsOf(this.#event));
    let call = -1;
    for (const event of run.events) {
      if (event.kind !== "call") continue;
      call++;
      if (before[call]?.verdict === after[call]?.verdict) continue;
      if (event.tool !== this.#event.tool || writeJson(argumentsOf(event)) !== own) return false;
    }
    return true;
  }
}

const argumentsOf = ({ args }: CallEvent): Json => (args.kind === "record" ? args.value : args.kind === "malformed" ? args.raw : null);

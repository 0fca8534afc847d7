// `example hit|miss CALL`: whether its rule applies to that one call, nothing having happened before.
import type { Clause, Decision } from "../language/ast.ts";
import type { CallEvent } from "../trace/model.ts";
import type { Policy } from "./compile.ts";
import { argumentsOfLiteral, callEvent, EvaluationError } from "./literals.ts";
import { createMonitor } from "./monitor.ts";
import type { RuleReport, StepReport } from "./report.ts";

export interface ExampleReport {
  readonly decision: Decision;
  readonly example: Extract<Clause, { kind: "example" }>;
  /** The rule's name in reports. */
  readonly rule: string;
  /** The file that it stands in. */
  readonly path: string;
  readonly passed: boolean;
  /** What the rule came to on the call, with its clauses; undefined where its selector does not have the tool. */
  readonly outcome: RuleReport | undefined;
  /** What all rules came to on it; undefined where the call could not be made. */
  readonly step: StepReport | undefined;
  /** The call as an event of its own run. */
  readonly call: CallEvent | undefined;
  /** Why the call could not be made, where it could not. */
  readonly error: string | undefined;
}

/** All examples of the policy's own file, in order. */
export function runExamples(policy: Policy): readonly ExampleReport[] {
  return policy.analysis.decisions
    .filter(({ source }) => source === policy.analysis.source)
    .flatMap(({ decision, name, source }) =>
      decision.clauses
        .filter((clause) => clause.kind === "example")
        .map((example): ExampleReport => {
          const report = { decision, example, rule: name, path: source.path };
          try {
            const args = argumentsOfLiteral(example.call, policy.environment);
            const monitor = createMonitor(policy, { explain: true });
            const call = callEvent({ tool: example.call.tool.text, args, call: 0, batch: 0 });
            const step = monitor.onEvent(call);
            const outcome = step?.outcomes.find((rule) => rule.place.path === source.path && rule.place.span === decision.span);
            return { ...report, outcome, step, call, passed: (outcome?.counts === true) === example.hit, error: undefined };
          } catch (error) {
            if (!(error instanceof EvaluationError)) throw error;
            return { ...report, outcome: undefined, step: undefined, call: undefined, passed: false, error: error.message };
          }
        }),
    );
}

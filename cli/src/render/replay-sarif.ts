// SARIF 2.1.0: a result for each call that is not allowed, at its trace, with the places of the deciding rules in the policy.

import { pathToFileURL } from "node:url";
import type { Analysis, PolicyPlace, StepReport } from "../../../core/src/index.ts";
import type { Output } from "../io.ts";
import { jsonText } from "./json-text.ts";
import type { ReplayRenderer } from "./replay-renderer.ts";
import { cut } from "./style.ts";

const levels = { deny: "error", ask: "warning", allow: "note" } as const;

export function sarifRenderer(output: Output): ReplayRenderer {
  let results = 0;
  let analysis: Analysis | undefined;
  const rules = new Map<string, { readonly id: string; readonly shortDescription: { readonly text: string } }>();
  const notifications: object[] = [];
  return {
    begin: () => output.write('{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":['),
    beginRun(_trace, _run, policy) {
      analysis = policy.analysis;
    },
    step(trace, run, { report: bare, happening, explain }) {
      if (bare.verdict === "allow" || happening === "would not have happened") return;
      const report = explain();
      const ruleId = report.rules[0] ?? "default";
      if (!rules.has(ruleId))
        rules.set(ruleId, {
          id: ruleId,
          shortDescription: { text: ruleId === "default" ? "what no rule speaks of" : `the rule ${ruleId}` },
        });
      const result = {
        ruleId,
        level: report.verdict === "unknown" ? "warning" : levels[report.would],
        message: { text: `${cut(report.tool, 200)}: ${report.why}` },
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: address(trace) } },
            logicalLocations: [{ fullyQualifiedName: `run ${run.index + 1}, step ${report.step}`, kind: "call" }],
          },
        ],
        relatedLocations: placesOf(report, analysis),
        properties: { verdict: report.verdict, would: report.would, run: run.index, call: report.call, event: report.event },
      };
      output.write(`${results++ === 0 ? "" : ","}\n${jsonText(result)}`);
    },
    obligation() {},
    endRun() {},
    problem: (trace, { code, message, line, column }) =>
      notifications.push({
        level: "warning",
        message: { text: message },
        descriptor: { id: code },
        locations: [{ physicalLocation: { artifactLocation: { uri: address(trace) }, region: { startLine: line, startColumn: column } } }],
      }),
    end() {
      const driver = { name: "Remit", rules: [...rules.values()] };
      const invocations = [{ executionSuccessful: true, toolExecutionNotifications: notifications }];
      output.write(`],\n"tool":${jsonText({ driver })},"columnKind":"utf16CodeUnits","invocations":${jsonText(invocations)}}]}\n`);
    },
  };
}

function placesOf({ outcomes }: StepReport, analysis: Analysis | undefined): readonly object[] {
  return outcomes
    .filter(({ decides }) => decides)
    .map(({ name, place }) => ({
      message: { text: `the rule ${name}` },
      physicalLocation: { artifactLocation: { uri: address(place.path) }, region: region(place, analysis) },
    }));
}

function region({ path, span }: PolicyPlace, analysis: Analysis | undefined): object {
  const lines = analysis?.files.find((file) => file.path === path)?.lines;
  if (lines === undefined) return {};
  const [start, end] = [lines.position(span.start), lines.position(span.end)];
  return { startLine: start.line + 1, startColumn: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}

/** Relative paths stay relative to where the command ran. */
const address = (path: string): string => (path.startsWith("/") || /^[A-Za-z]:/.test(path) ? pathToFileURL(path).href : encodeURI(path));

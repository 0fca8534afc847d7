// How much diagnostics weigh where somebody has said so: by code, another severity than the table's, or off. Errors stay
// errors: a policy with errors decides nothing, whatever a setting says.
import type { Severity } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";

export const severitySettings = ["error", "warning", "information", "hint", "off"] as const satisfies readonly (Severity | "off")[];
export type SeveritySetting = (typeof severitySettings)[number];
export type Severities = ReadonlyMap<string, SeveritySetting>;

export const isSeveritySetting = (value: unknown): value is SeveritySetting => severitySettings.some((one) => one === value);

/** The diagnostics as they are to be shown. */
export function weighed(diagnostics: readonly Diagnostic[], severities: Severities): readonly Diagnostic[] {
  if (severities.size === 0) return diagnostics;
  return diagnostics.flatMap((diagnostic) => {
    const wanted = severities.get(diagnostic.code) ?? diagnostic.severity;
    if (diagnostic.severity === "error" || wanted === diagnostic.severity) return [diagnostic];
    return wanted === "off" ? [] : [{ ...diagnostic, severity: wanted }];
  });
}

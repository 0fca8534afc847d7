// The extension's settings with their types: the other half of `contributes.configuration` in package.json, to which a test
// compares it. Knows no VS Code: whoever reads a setting hands in its configuration.

export const settings = {
  "remit.replay.followCaret": { type: "boolean", default: true },
  "remit.replay.compareWithSaved": { type: "boolean", default: true },
  /** Read by the language server, by code. */
  "remit.diagnostics.severities": { type: "object", default: {} },
  /** These two are read by the language server. */
  "remit.recordedRuns.enabled": { type: "boolean", default: true },
  "remit.lenses.enabled": { type: "boolean", default: true },
  /** Read by the language client's library. */
  "remit.trace.server": { type: "string", default: "off" },
} as const satisfies Record<string, Row>;

interface Row {
  readonly type: "boolean" | "string" | "object";
  readonly default: boolean | string | object;
}

export type SettingName = keyof typeof settings;
export type SettingValue<N extends SettingName> = (typeof settings)[N]["type"] extends "boolean"
  ? boolean
  : (typeof settings)[N]["type"] extends "string"
    ? string
    : object;

/** The part of VS Code's configuration that reading takes. */
export interface Configuration {
  get(name: string): unknown;
}

/** The value as configured, or the default where it is unset or of another type. */
export function setting<N extends SettingName>(configuration: Configuration, name: N): SettingValue<N> {
  const value = configuration.get(name);
  const row = settings[name];
  return (typeof value === row.type ? value : row.default) as SettingValue<N>;
}

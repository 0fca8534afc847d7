// The part of the Debug Adapter Protocol that the adapter speaks, as plain data. Knows nothing of how messages travel.

export interface Request {
  readonly seq: number;
  readonly type: "request";
  readonly command: string;
  readonly arguments?: unknown;
}
export interface Response {
  readonly seq: number;
  readonly type: "response";
  readonly request_seq: number;
  readonly success: boolean;
  readonly command: string;
  readonly message?: string | undefined;
  readonly body?: unknown;
}
export interface ProtocolEvent {
  readonly seq: number;
  readonly type: "event";
  readonly event: string;
  readonly body?: unknown;
}
export type FromAdapter = Response | ProtocolEvent;

export interface Source {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly presentationHint?: "normal" | "emphasize" | "deemphasize" | undefined;
}
export interface SourceBreakpoint {
  readonly line: number;
  readonly column?: number | undefined;
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
  readonly logMessage?: string | undefined;
}
export interface FunctionBreakpoint {
  readonly name: string;
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
}
export interface FilterOption {
  readonly filterId: string;
  readonly condition?: string | undefined;
}
export interface Breakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly message?: string | undefined;
  readonly source?: Source | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}
export interface StackFrame {
  readonly id: number;
  readonly name: string;
  readonly source?: Source | undefined;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
  readonly canRestart?: boolean | undefined;
  readonly presentationHint?: "normal" | "label" | "subtle" | undefined;
}
export interface Scope {
  readonly name: string;
  readonly presentationHint?: string | undefined;
  readonly variablesReference: number;
  readonly namedVariables?: number | undefined;
  readonly indexedVariables?: number | undefined;
  readonly expensive: boolean;
}
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string | undefined;
  readonly evaluateName?: string | undefined;
  readonly variablesReference: number;
  readonly namedVariables?: number | undefined;
  readonly indexedVariables?: number | undefined;
}

/** What a session is started with. Paths are as the client writes them. */
export interface LaunchArguments {
  readonly policy?: string | undefined;
  readonly trace?: string | undefined;
  /** A run of the trace: its number from 1, or its id. */
  readonly run?: number | string | undefined;
  readonly history?: "recorded" | "enforced" | "approved" | undefined;
  /** As approved: the steps, from 1, that the reader approves of or refuses; the recording answers for the others. */
  readonly approve?: readonly number[] | undefined;
  readonly refuse?: readonly number[] | undefined;
  readonly stopOnEntry?: boolean | undefined;
  /** Stops at this step first, counted from 1. */
  readonly step?: number | undefined;
  readonly stopOn?: readonly string[] | undefined;
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly noDebug?: boolean | undefined;
}

/** Exception filters: what to stop on, in the words of `stopOn`. */
export const stopFilters = [
  { filter: "blocked", label: "Blocked", description: "Stops where the policy denies a call", default: true },
  { filter: "asked", label: "Needs Approval", description: "Stops where a person must approve a call", default: false },
  { filter: "default", label: "No Rule Decided", description: "Stops where the default decides", default: false },
  { filter: "unknown", label: "Unknown", description: "Stops where the recording leaves the verdict open", default: false },
  {
    filter: "differs",
    label: "Differs From the Recording",
    description: "Stops where the policy denies what was executed, or allows what was refused",
    default: false,
  },
] as const;
export type StopFilter = (typeof stopFilters)[number]["filter"];

export const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsStepBack: true,
  supportsGotoTargetsRequest: true,
  supportsRestartRequest: true,
  supportsRestartFrame: true,
  supportsTerminateRequest: true,
  supportsCancelRequest: true,
  supportsExceptionInfoRequest: true,
  supportsExceptionFilterOptions: true,
  exceptionBreakpointFilters: stopFilters.map((filter) => ({
    ...filter,
    supportsCondition: true,
    conditionDescription: "args.amount > 100",
  })),
} as const;

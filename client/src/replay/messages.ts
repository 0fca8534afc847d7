// THE table of messages between the extension and the replay view: both sides import it, nothing else describes them.
// Plain data only. Columns are typed arrays, so that a run of 100,000 steps crosses in a few hundred kilobytes; texts,
// arguments and explanations cross only when the view asks for them.
import type {
  FilterError,
  FilterWord,
  Happening,
  HistoryName,
  NearMiss,
  PolicyPlace,
  RawSegment,
  StepEditKind,
  StepReport,
  StrictVerdict,
} from "../../../core/src/index.ts";
import type { Tried } from "../../../server/src/runs/protocol.ts";

/** What a row of the view shows. A result belongs to the row of its call. The column `kinds` holds indices into it. */
export const itemKinds = ["system", "user", "assistant", "call", "gap"] as const;
export type ItemKind = (typeof itemKinds)[number];

/** The column `verdicts` holds indices into it. */
export const verdictNames = ["allow", "ask", "deny", "unknown"] as const;

/** What the recording says became of a call; the column `fates` holds indices into it. */
export const fateNames = ["unstated", "executed", "refused", "failed"] as const;

/** Which history of the run is shown; see the core's replayHistory. */
export const historyNames = ["recorded", "enforced", "approved"] as const satisfies readonly HistoryName[];

/** What became of a call in that history; the column `happenings` holds indices into it. */
export const happeningNames = [
  "happened",
  "stopped",
  "hypothetical",
  "would not have happened",
  "unknown",
] as const satisfies readonly Happening[];

/** The rows of one run, column by column; all columns have the same length. */
export interface RunRows {
  readonly kinds: Uint8Array;
  /** Zero-based index of the row's event in the run. */
  readonly events: Uint32Array;
  /** Index of the event that is the call's result, or -1. */
  readonly results: Int32Array;
  /** Index into `toolNames`; meaningless for rows that are no calls. */
  readonly tools: Uint32Array;
  /** Calls that were proposed together share a number. */
  readonly batches: Uint32Array;
  /** Index into `laneNames`. */
  readonly lanes: Uint16Array;
  readonly fates: Uint8Array;
  readonly toolNames: readonly string[];
  /** The empty name is the main agent. */
  readonly laneNames: readonly string[];
}

export interface RunSummary {
  readonly index: number;
  /** What to call the run in the picker and the header. */
  readonly title: string;
  readonly calls: number;
}

export interface TraceSummary {
  readonly name: string;
  readonly format: string;
  readonly runs: readonly RunSummary[];
  readonly problems: readonly { readonly message: string; readonly line: number; readonly column: number }[];
}

export interface PolicySummary {
  readonly name: string;
  /** Relative to the workspace, for the tooltip. */
  readonly path: string;
  readonly edited: boolean;
  /** What its verdicts are compared with; undefined: with the policy as saved. */
  readonly baseline: string | undefined;
  /** One phrase: why this policy decides this trace. */
  readonly reason: string;
}

/** The decisions of one run, one entry a call, in order of the calls. */
export interface Decisions {
  /** Grows with each re-decision; an explanation belongs to one revision. */
  readonly revision: number;
  readonly verdicts: Uint8Array;
  /** Index into `verdictNames` of the strict verdict, where the verdict is unknown. */
  readonly would: Uint8Array;
  /** Index into `speakers`. */
  readonly speakers: Uint32Array;
  /** The deciding rules of a call, joined; an empty list means that the default decided. */
  readonly speakerNames: readonly (readonly string[])[];
  /** 0, or 1 + the index into `verdictNames` of the verdict that the saved policy gives, where it is another one. */
  readonly saved: Uint8Array;
  /** 1 where the recording shows the call executed and the policy denies it, or refused and the policy allows it. */
  readonly differs: Uint8Array;
  /** 1 where a `flag` rule marks the call. */
  readonly flagged: Uint8Array;
  readonly history: HistoryName;
  readonly happenings: Uint8Array;
  /** What the reader answered where the policy asks: 0 nothing, 1 approved, 2 refused. */
  readonly answers: Uint8Array;
}

/** A text cut to what one card can sensibly hold; `length` is that of the whole. */
export interface CutText {
  readonly text: string;
  readonly length: number;
}
export type ValueType = "string" | "number" | "boolean" | "null" | "list" | "record";
export type ArgumentsBody =
  | { readonly kind: "record"; readonly entries: readonly { readonly name: string; readonly type: ValueType; readonly text: CutText }[] }
  | { readonly kind: "malformed"; readonly raw: CutText }
  | { readonly kind: "redacted" };
export type Body =
  | { readonly item: number; readonly kind: "message"; readonly text: CutText; readonly time: string }
  | {
      readonly item: number;
      readonly kind: "call";
      readonly args: ArgumentsBody;
      readonly result: { readonly text: CutText; readonly failed: boolean } | undefined;
      readonly approvedBy: string | undefined;
      readonly time: string;
    }
  | { readonly item: number; readonly kind: "gap"; readonly reason: string };

/** A text of a row. */
export type BodyPart = { readonly kind: "message" | "result" | "raw arguments" } | { readonly kind: "argument"; readonly name: string };
/** At first a card gets so much of one text; it can ask for more, up to the second number. Beyond, a text is opened in an editor. */
export const textLimits = { first: 65_536, most: 1_048_576 } as const;

/** A place that an explanation cites, in the text of an event. */
export interface CitedPlace {
  readonly event: number;
  readonly start: number;
  readonly end: number;
}
/** The recorded JSON of one event of a row. */
export interface RawPart {
  readonly title: "message" | "call" | "result" | "gap";
  readonly segments: readonly RawSegment[];
  readonly isCut: boolean;
}

/** An edit of the policy that the reader asks for; `flip` is one of those suggested, by its place there. */
export type ProposedEdit = { readonly kind: StepEditKind } | { readonly kind: "flip"; readonly index: number };
export interface ShownProposal {
  /** Tells it from others, for the answer. */
  readonly number: number;
  readonly call: number;
  readonly state: "searching" | "ready" | "none";
  /** What it does, as an imperative phrase; where there is none, the sentence that says why. */
  readonly title: string;
  /** The files that it changes. */
  readonly files: readonly string[];
  /** What the call gets by it. */
  readonly verdict: StrictVerdict | undefined;
  /** What it changes on the recorded runs that the policy decides; undefined where nobody can say. */
  readonly tried: Tried | "counting" | undefined;
}

/** A line above the steps. `action` is the label of its link, which posts `{ kind: "notice", id }`. */
export interface Notice {
  readonly id: "policy-errors" | "problems" | "policy-missing" | "no-calls";
  readonly severity: "error" | "warning" | "information";
  readonly text: string;
  readonly action: string | undefined;
}

/** What a button of an empty state asks for. */
export type EmptyAction = "create-policy" | "choose-policy" | "open-text" | "retry";

/** The keyboard commands of the view, which the host can send as well, so that they can be rebound. */
export const viewCommands = [
  "next",
  "previous",
  "nextBlocked",
  "previousBlocked",
  "nextChanged",
  "previousChanged",
  "nextOfRule",
  "previousOfRule",
  "first",
  "last",
  "goToStep",
  "filter",
  "nextHistory",
  "approve",
  "refuse",
  "debug",
  "copyTest",
  "makeTest",
  "denyThis",
  "allowExactly",
  "allowPattern",
  "askInstead",
  "minimise",
  "exportPage",
  "compare",
  "toggleFold",
  "toggleRaw",
  "showKeys",
] as const;
export type ViewCommand = (typeof viewCommands)[number];

export type HostToView =
  /** Instead of a run: a sentence and what can be done. */
  | {
      readonly kind: "empty";
      /** The trace's file name. */
      readonly name: string;
      readonly title: string;
      readonly text: string;
      readonly actions: readonly { readonly label: string; readonly action: EmptyAction }[];
    }
  | { readonly kind: "run"; readonly trace: TraceSummary; readonly run: number; readonly rows: RunRows }
  | { readonly kind: "policy"; readonly policy: PolicySummary | undefined }
  | { readonly kind: "notices"; readonly notices: readonly Notice[] }
  /** Long replays only: how far the decision of this run has come. */
  | { readonly kind: "progress"; readonly run: number; readonly done: number; readonly total: number }
  /** `decisions` undefined: no policy can decide. */
  | { readonly kind: "decided"; readonly run: number; readonly decisions: Decisions | undefined; readonly stale: boolean }
  | { readonly kind: "bodies"; readonly run: number; readonly bodies: readonly Body[] }
  | {
      readonly kind: "explained";
      readonly run: number;
      readonly revision: number;
      readonly report: StepReport;
      readonly nearest: readonly NearMiss[];
    }
  /** What would have decided the call otherwise, in sentences; `policy` is undefined while it is searched for. */
  | {
      readonly kind: "suggestions";
      readonly run: number;
      readonly revision: number;
      readonly call: number;
      readonly arguments: readonly string[];
      /** `also`: how many other calls of the run it decides otherwise. */
      readonly policy: readonly { readonly title: string; readonly also: number }[] | undefined;
    }
  /** What is proposed now; `said` is what became of the one before. */
  | { readonly kind: "proposal"; readonly run: number; readonly proposal: ShownProposal | undefined; readonly said?: string }
  /** A sentence to show for a moment. */
  | { readonly kind: "hint"; readonly text: string }
  /** Answers `raw`. */
  | { readonly kind: "raw"; readonly run: number; readonly item: number; readonly parts: readonly RawPart[] }
  /** The caret stands in a rule: zero-based calls on which it fires or is in doubt, and those it looks at. Undefined: in none. */
  | {
      readonly kind: "focusRule";
      readonly rule: { readonly name: string; readonly fires: readonly number[]; readonly looks: readonly number[] } | undefined;
    }
  /** The words of a filter, for the sheet that explains them. */
  | { readonly kind: "filterWords"; readonly words: readonly FilterWord[] }
  /** Answers `filter`. `rows` undefined: nothing is filtered, because there is no filter or because it is wrong. */
  | {
      readonly kind: "filtered";
      readonly run: number;
      readonly text: string;
      readonly error: FilterError | undefined;
      readonly rows: Uint32Array | undefined;
      /** How many rows hold a text longer than an expression looks. */
      readonly inPart: number;
    }
  | { readonly kind: "command"; readonly command: ViewCommand }
  /** Select the zero-based call. */
  | { readonly kind: "select"; readonly call: number };

export type ViewToHost =
  /** The view is up and lost what it knew; `run` is the run that it showed before it was hidden. */
  | { readonly kind: "ready"; readonly run: number | undefined }
  /** `limit`: how many characters of a text are wanted, where it is more than a card shows at first. */
  | { readonly kind: "bodies"; readonly run: number; readonly items: readonly number[]; readonly limit?: number }
  /** The recorded JSON of a row, with what is cited lit. */
  | { readonly kind: "raw"; readonly run: number; readonly item: number; readonly cited: readonly CitedPlace[] }
  /** Open a text of a row whole, in an editor. */
  | { readonly kind: "openBody"; readonly run: number; readonly item: number; readonly part: BodyPart }
  /** Explain the zero-based call. */
  | { readonly kind: "explain"; readonly run: number; readonly call: number }
  | { readonly kind: "openPlace"; readonly place: PolicyPlace; readonly focus: boolean }
  /** Open a deciding rule of the zero-based call by its name. */
  | { readonly kind: "openRule"; readonly call: number; readonly rule: string; readonly focus: boolean }
  /** Show only what passes; an empty text shows all. Holds until the next. */
  | { readonly kind: "filter"; readonly run: number; readonly text: string }
  | { readonly kind: "history"; readonly history: HistoryName }
  /** The reader's answer where the policy asks, for the zero-based call; undefined takes it back. */
  | { readonly kind: "answer"; readonly run: number; readonly call: number; readonly approve: boolean | undefined }
  /** Look for an edit of the policy, from the zero-based call. */
  | { readonly kind: "propose"; readonly run: number; readonly call: number; readonly edit: ProposedEdit }
  | { readonly kind: "settle"; readonly run: number; readonly number: number; readonly apply: boolean }
  /** Choose what the policy is compared with. */
  | { readonly kind: "compare" }
  /** The run on screen as one page. */
  | { readonly kind: "export"; readonly run: number }
  /** The step as a test on the clipboard, or as a shortest run in a file. */
  | { readonly kind: "copyTest" | "minimise"; readonly run: number; readonly call: number }
  /** Another recorded run, at its zero-based call. */
  | { readonly kind: "openStep"; readonly trace: string; readonly run: number; readonly call: number }
  /** Debug the run, from the zero-based call on. */
  | { readonly kind: "debug"; readonly run: number; readonly call: number }
  | { readonly kind: "choosePolicy" }
  | { readonly kind: "openPolicy" }
  | { readonly kind: "chooseRun" }
  | { readonly kind: "notice"; readonly id: Notice["id"] }
  | { readonly kind: "empty"; readonly action: EmptyAction };

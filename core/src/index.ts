// The façade of the core: the only file that server, client, command line, bench and tests of those import.

export { DebugAdapter } from "./debug/adapter.ts";
export type { DebugHost } from "./debug/host.ts";
export { TraceText } from "./debug/places.ts";
export { type FromAdapter, type LaunchArguments, type Request, stopFilters } from "./debug/protocol.ts";
export type { DiagnosticCode, Severity, Stage } from "./diagnostics/catalogue.ts";
export { catalogue } from "./diagnostics/catalogue.ts";
export type { Diagnostic, Fix, RelatedPlace, TextEdit } from "./diagnostics/diagnostic.ts";
export {
  isSeveritySetting,
  type Severities,
  type SeveritySetting,
  severitySettings,
  weighed,
} from "./diagnostics/severities.ts";
export { type HierarchyCall, type HierarchyItem, hierarchyItem, incomingCalls, outgoingCalls } from "./ide/call-hierarchy.ts";
export { type CodeFix, codeActions, touch } from "./ide/code-actions.ts";
export { type Completion, completions, type ListedFile } from "./ide/completions.ts";
export { type Definition, definition } from "./ide/definition.ts";
export { type DocumentLink, documentLinks } from "./ide/document-links.ts";
export { documentSymbols, type OutlineItem } from "./ide/document-symbols.ts";
export { type FoldingRange, foldingRanges } from "./ide/folding-ranges.ts";
export { documentFormatting, formattingTriggers, onTypeFormatting, rangeFormatting } from "./ide/formatting.ts";
export { type HoverText, hover } from "./ide/hover.ts";
export { type InlayHint, inlayHints } from "./ide/inlay-hints.ts";
export { linkedEditing } from "./ide/linked-editing.ts";
export { highlights, type Place, references } from "./ide/references.ts";
export { prepareRename, type RenameEdit, rename } from "./ide/rename.ts";
export { selectionRanges } from "./ide/selection-ranges.ts";
export { type SemanticToken, semanticTokens, tokenModifiers, tokenTypes } from "./ide/semantic-tokens.ts";
export { type SignatureHelp, signatureHelp, signatureTriggers } from "./ide/signature-help.ts";
export { type Silence, silence } from "./ide/silence.ts";
export { type FoundSymbol, workspaceSymbols } from "./ide/workspace-symbols.ts";
export type { Decision, DecisionHead, Effect, Expr, File, Selector, Statement } from "./language/ast.ts";
export { type Formatted, format } from "./language/format.ts";
export { type Parsed, parse } from "./language/parse.ts";
export { analyze } from "./policy/checks/analyze.ts";
export { type Compiled, compile, type Policy } from "./policy/compile.ts";
export { type ExampleReport, runExamples } from "./policy/examples.ts";
export { createMonitor, type Monitor, type MonitorOptions } from "./policy/monitor.ts";
export type * from "./policy/report.ts";
export { type Binding, bindingOf, type Holdings } from "./project/bindings.ts";
export { entryFor, type ProjectEntry, type ProjectFile, projectFile, projectFileName } from "./project/project-file.ts";
export { newProjectFile, type ProjectSeverities, projectSeverities, severityEdit } from "./project/project-severities.ts";
export { type FileState, maximalBytes, type ReadAs, whyNotRead } from "./project/readable.ts";
export { type AlignedRow, type Alignment, alignRuns } from "./replay/align.ts";
export { type Authority, type AuthorityRun, authority } from "./replay/authority.ts";
export {
  type DecidedRun,
  decideHeld,
  type Flip,
  flips,
  type HeldRun,
  mustDecideAgain,
  ruleKey,
} from "./replay/consequences.ts";
export {
  type ClauseCoverage,
  type Coverage,
  CoverageCounter,
  mergeCoverage,
  type RuleCoverage,
  type RuleState,
  ruleState,
  ruleStates,
  type ToolCoverage,
  type TruthCounts,
} from "./replay/coverage.ts";
export type { KeptRun } from "./replay/cursor.ts";
export { type Draft, type DraftOptions, type DraftRun, draftPolicy, draftWhole } from "./replay/draft.ts";
export { type ChangedLines, changedLines, edited, edited as editedText, editedPolicy } from "./replay/edited-policy.ts";
export { Evidence, type Seen, type SeenValue } from "./replay/evidence.ts";
export { explanation, type Flips, flipsOf, flipText } from "./replay/explanation.ts";
export { type FilterError, parseFilter, type StepFilter } from "./replay/filter/filter.ts";
export { type FilterDecision, type FilterRow, passes } from "./replay/filter/matching.ts";
export { type FilterWord, filterWords } from "./replay/filter/words.ts";
export { argumentFlips } from "./replay/flip-arguments.ts";
export { policyFlips } from "./replay/flip-policy.ts";
export { changedCall } from "./replay/flip-values.ts";
export {
  explainHistory,
  type Happening,
  type HistoryEnd,
  type HistoryName,
  type HistoryOptions,
  type HistoryStep,
  replayHistory,
} from "./replay/histories.ts";
export { killingTest } from "./replay/killing-test.ts";
export { type CallLabel, type LabelSource, labelFile, labelRun, type RunLabels } from "./replay/labels.ts";
export { type Share, shareOf } from "./replay/metrics.ts";
export { type MinimiseOptions, minimise, testEdit } from "./replay/minimise.ts";
export { type Mutant, type OperatorName, operatorTitles } from "./replay/mutants.ts";
export {
  type JudgedMutant,
  type MutantDiff,
  type MutantOutcome,
  MutationTrial,
  mutantDiff,
  mutationScore,
  type TrialRun,
} from "./replay/mutation.ts";
export { type NearMiss, nearestMisses, type ShortClause } from "./replay/nearest.ts";
export { coveragePage, ruleFor } from "./replay/page/coverage-page.ts";
export { type DiffPageOptions, diffPage, type StepLink, witnessPage } from "./replay/page/diff-page.ts";
export { type MutationPageOptions, mutationPage } from "./replay/page/mutation-page.ts";
export { ReplayPage } from "./replay/page/page.ts";
export { suitePage } from "./replay/page/suite-page.ts";
export {
  type ChangeKind,
  DiffCounter,
  type DiffGroup,
  type DiffPlace,
  diffRun,
  type PolicyDiff,
  type StepDiff,
} from "./replay/policy-diff.ts";
export type { ProbeOperator } from "./replay/probe/attempts.ts";
export { type GoodRun, type ProbeFinding, type ProbeReport, probe, probeWhole } from "./replay/probe/probe.ts";
export type * from "./replay/proposals.ts";
export { explainStep, replayRun } from "./replay/replay-run.ts";
export { createSession, type Session, type SessionOptions } from "./replay/session.ts";
export { stepEdits } from "./replay/step-edits.ts";
export {
  type Compliance,
  createSuite,
  type RuleMeasures,
  type Suite,
  type SuiteMeasures,
  type SuiteReport,
  type ToolMeasures,
} from "./replay/suite.ts";
export { type OpenTrace, runTest, runTests, type TestFailure, type TestReport } from "./replay/tests.ts";
export {
  type LeftOut,
  type NextAction,
  type RightThing,
  type TrainingExample,
  TrainingExport,
  type TrainingRun,
  trainingLine,
} from "./replay/training.ts";
export { type Witness, witnesses } from "./replay/witness.ts";
export type { Analysis, BoundDecision, Host, PolicySymbol, SourceFile, Tool, ToolParam } from "./semantics/analysis.ts";
export { closest } from "./semantics/closest.ts";
export { AnalysisMemory } from "./semantics/memory.ts";
export { describeType, type Type } from "./semantics/types.ts";
export { beginsAsUtf16, isUtf16 } from "./text/encoding.ts";
export { matchesGlob } from "./text/glob.ts";
export { type LineIndex, lineIndex, type Position } from "./text/line-index.ts";
export type { Span } from "./text/span.ts";
export { catalogueOf, type SeenTool, ToolsSeen } from "./trace/catalogue-from-traces.ts";
export { writeJson } from "./trace/encodings/json.ts";
export { findSpan } from "./trace/encodings/place.ts";
export { TraceBytes } from "./trace/encodings/trace-bytes.ts";
export { catalogueFormat, formatTitle } from "./trace/formats.ts";
export { type ProjectFormats, projectFormats } from "./trace/mapping/project-formats.ts";
export type { ProposedMapping } from "./trace/mapping/propose-mapping.ts";
export { proposeMappingOf, readProjectTrace } from "./trace/mapping/read-mapped.ts";
export type {
  Arguments,
  CallEvent,
  Event,
  Fate,
  GapEvent,
  Json,
  JsonRecord,
  MessageEvent,
  Pointer,
  Problem,
  ResultEvent,
  Run,
  Time,
  TraceFile,
} from "./trace/model.ts";
export { ExactNumber } from "./trace/model.ts";
export { type ProblemCode, problemCodes } from "./trace/problem-codes.ts";
export { type RawJson, type RawSegment, rawJson } from "./trace/raw-json.ts";
export { hasTraceExtension, isTraceName, readTrace, sniffTrace, traceExtensions } from "./trace/read.ts";
export { type Redacted, type RedactionCounts, redactedRun, type SecretFinder } from "./trace/redaction.ts";
export { type ToolList, toolList, toolListOf } from "./trace/tool-list.ts";
export { writeTrace } from "./trace/write.ts";

// What is offered beside a diagnostic's own fixes: to turn it off on its line, with a reason, or to set its severity in the
// project file, which is made where there is none.
import { type CodeAction, CodeActionKind, type SnippetTextEdit, type TextEdit, type WorkspaceEdit } from "vscode-languageserver";
import { URI, Utils } from "vscode-uri";
import {
  type Diagnostic,
  lineIndex,
  newProjectFile,
  projectFileName,
  type SeveritySetting,
  type Silence,
  type Span,
  severityEdit,
  silence,
  touch,
} from "../../core/src/index.ts";
import type { OpenPolicy } from "./documents.ts";
import type { Session } from "./handlers.ts";
import { diagnostic, edits, range } from "./to-protocol.ts";

export function severityActions(session: Session, policy: OpenPolicy, shown: readonly Diagnostic[], span: Span): readonly CodeAction[] {
  const { analysis } = policy;
  return shown
    .filter((one) => one.severity !== "error" && touch(one.span, span))
    .flatMap((one) => {
      const action = (title: string, edit: WorkspaceEdit | undefined): readonly CodeAction[] =>
        edit === undefined
          ? []
          : [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic(analysis, one, session.diagnosticOptions())], edit }];
      const comment = silence(analysis.source, one);
      const softer: readonly SeveritySetting[] = one.severity === "hint" ? ["off"] : ["hint", "off"];
      return [
        ...action(`Turn \`${one.code}\` off here, with a reason`, comment && silencing(session, policy, comment)),
        ...softer.flatMap((severity) =>
          action(`Set \`${one.code}\` to ${severity} in ${projectFileName}`, setting(session, policy, one, severity)),
        ),
      ];
    });
}

function silencing(session: Session, { uri, version, analysis }: OpenPolicy, { offset, before, after }: Silence): WorkspaceEdit {
  const at = range(analysis.source.lines, { start: offset, end: offset });
  const plain: TextEdit = { range: at, newText: `${before}${after}` };
  if (session.traits()?.snippetEdits !== true) return { changes: { [uri]: [plain] } };
  const written: SnippetTextEdit = { range: at, snippet: { kind: "snippet", value: `${before}\${1:reason}${after}` } };
  return { documentChanges: [{ textDocument: { uri, version }, edits: [written] }] };
}

function setting(session: Session, policy: OpenPolicy, { code }: Diagnostic, severity: SeveritySetting): WorkspaceEdit | undefined {
  const project = session.documents.project(policy.uri);
  if (project !== undefined) {
    const wanted = severityEdit(project.text, code, severity);
    return wanted && { changes: { [session.documents.clientUri(project.uri)]: edits(lineIndex(project.text), [wanted]) } };
  }
  if (session.traits()?.createsFiles !== true || URI.parse(policy.uri).scheme === "untitled") return undefined;
  const uri = Utils.joinPath(Utils.dirname(URI.parse(policy.uri)), projectFileName).toString();
  const start = { line: 0, character: 0 };
  const text = { range: { start, end: start }, newText: newProjectFile(code, severity) };
  return {
    documentChanges: [
      { kind: "create", uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits: [text] },
    ],
  };
}

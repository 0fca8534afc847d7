// Reads the severities of a project file (`remit.json`): how much each diagnostic weighs in the policies below it; and writes
// one into its text. Text in, plain data out; knows no files.
import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import { catalogue, type DiagnosticCode } from "../diagnostics/catalogue.ts";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { isSeveritySetting, type Severities, type SeveritySetting, severitySettings } from "../diagnostics/severities.ts";
import { closest } from "../semantics/closest.ts";
import type { Span } from "../text/span.ts";
import { isRecord, member, parseJson } from "../trace/encodings/json.ts";

export interface ProjectSeverities {
  readonly severities: Severities;
  /** What is wrong, each as a phrase; what is right is read. */
  readonly faults: readonly string[];
}

const isCode = (code: string): code is DiagnosticCode => Object.hasOwn(catalogue, code);

/** Never fails: what is wrong is a fault, and the rest is read. */
export function projectSeverities(text: string): ProjectSeverities {
  const { value, broken } = parseJson(text);
  if (broken !== undefined || !isRecord(value)) return { severities: new Map(), faults: ["it is no JSON object"] };
  const written = member(value, "severities");
  if (written === undefined) return { severities: new Map(), faults: [] };
  if (!isRecord(written)) return { severities: new Map(), faults: ['"severities" is not an object'] };
  const severities = new Map<string, SeveritySetting>();
  const faults: string[] = [];
  for (const [code, severity] of Object.entries(written)) {
    if (!isCode(code)) {
      const suggestion = closest(code, Object.keys(catalogue));
      const meant = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
      faults.push(`"severities" names no diagnostic with "${code.slice(0, 60)}"${meant}`);
    } else if (!isSeveritySetting(severity)) faults.push(`"${code}" in "severities" is none of ${severitySettings.join(", ")}`);
    else if (catalogue[code].severity === "error" && severity !== "error")
      faults.push(`"${code}" in "severities" is an error and stays one: a policy with errors decides nothing`);
    else severities.set(code, severity);
  }
  return { severities, faults };
}

/** The edit that sets a diagnostic's severity in a project file's text, and leaves the rest of it as it is laid out; undefined
 * where the text cannot be read. */
export function severityEdit(text: string, code: DiagnosticCode, severity: SeveritySetting): TextEdit | undefined {
  if (parseJson(text).broken !== undefined) return undefined;
  const root = parseTree(text);
  if (root?.type !== "object") return undefined;
  const known = findNodeAtLocation(root, ["severities", code]);
  if (known !== undefined) return { span: spanOf(known), newText: JSON.stringify(severity) };
  const all = findNodeAtLocation(root, ["severities"]);
  const entry = `"${code}": "${severity}"`;
  if (all !== undefined) return all.type === "object" ? added(text, all, () => entry) : undefined;
  return added(text, root, (indent) => `"severities": {${indent}  ${entry}${indent}}`);
}

const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** A member more, behind the last; `indent` is the line end and the white space that a line at the member's depth begins with. */
function added(text: string, object: Node, entry: (indent: string) => string): TextEdit {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const indentAt = (offset: number): string => {
    const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
    return `${lineEnd}${/^[ \t]*/.exec(line)?.[0] ?? ""}`;
  };
  const last = object.children?.at(-1);
  const outer = indentAt(object.offset);
  if (last === undefined) return { span: spanOf(object), newText: `{${outer}  ${entry(`${outer}  `)}${outer}}` };
  const end = last.offset + last.length;
  const inLine = !text.slice(object.offset, end).includes("\n");
  const indent = inLine ? " " : indentAt(last.offset);
  return { span: { start: end, end }, newText: `,${indent}${entry(inLine ? outer : indent)}` };
}

/** A project file that says nothing else. */
export function newProjectFile(code: DiagnosticCode, severity: SeveritySetting): string {
  return `${JSON.stringify({ severities: { [code]: severity } }, null, 2)}\n`;
}

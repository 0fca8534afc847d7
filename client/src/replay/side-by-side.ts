// Two runs as two texts that stand line by line beside each other. Knows no VS Code.
import { type AlignedRow, type CallEvent, writeJson } from "../../../core/src/index.ts";

export interface ComparedRun {
  readonly name: string;
  readonly calls: readonly CallEvent[];
  /** The decision of each call, in words. */
  readonly decisions: readonly string[];
}

/** A line a row on each side; an empty one where the other run has a call that this one has not. */
export function sideBySide(rows: readonly AlignedRow[], left: ComparedRun, right: ComparedRun): readonly [string, string] {
  const line = ({ calls, decisions }: ComparedRun, at: number | undefined): string => {
    const call = calls[at ?? -1];
    if (call === undefined || at === undefined) return "";
    return `${call.tool}(${argumentsOf(call)}) => ${decisions[at]}`;
  };
  return [rows.map((row) => line(left, row.left)).join("\n"), rows.map((row) => line(right, row.right)).join("\n")];
}

const longest = 400;

function argumentsOf({ args }: CallEvent): string {
  const text = args.kind === "record" ? writeJson(args.value) : args.kind === "malformed" ? JSON.stringify(args.raw) : "withheld";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

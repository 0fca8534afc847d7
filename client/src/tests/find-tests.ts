// The tests and examples that a policy's text holds, with a name for each that outlives edits elsewhere. Knows no VS Code.
import type { Decision, File, Span, Statement } from "../../../core/src/index.ts";

type TestStatement = Extract<Statement, { kind: "test" }>;
type Example = Extract<Decision["clauses"][number], { kind: "example" }>;

export interface FoundTest {
  /** Unique in the file: made of titles and names, so that a result stays with its test while lines move. */
  readonly id: string;
  readonly label: string;
  readonly span: Span;
  readonly test: TestStatement;
}
export interface FoundExample {
  readonly id: string;
  readonly label: string;
  readonly span: Span;
  readonly example: Example;
}
/** A rule with examples. */
export interface FoundRule {
  readonly id: string;
  readonly label: string;
  readonly span: Span;
  readonly examples: readonly FoundExample[];
}
export interface FoundTests {
  readonly tests: readonly FoundTest[];
  readonly rules: readonly FoundRule[];
}

const longest = 120;

export function findTests(file: File, text: string): FoundTests {
  const distinct = distinctNames();
  const tests: FoundTest[] = [];
  const rules: FoundRule[] = [];
  for (const statement of file.statements) {
    if (statement.kind === "test") {
      const title = statement.title.value;
      tests.push({ id: distinct(`test ${title}`), label: oneLine(title) || "(no title)", span: statement.span, test: statement });
    } else if (statement.kind === "decision") {
      const examples = statement.clauses.filter((clause) => clause.kind === "example");
      if (examples.length === 0) continue;
      const written = text.slice(statement.keyword.start, statement.keyword.end);
      const id = distinct(`rule ${statement.name?.text ?? written}`);
      rules.push({
        id,
        label: statement.name?.text ?? oneLine(text.slice(statement.span.start, statement.clauses[0]?.span.start)),
        span: statement.span,
        examples: examples.map((example) => {
          const label = oneLine(text.slice(example.keyword.end, example.span.end));
          return { id: distinct(`${id} example ${label}`), label, span: example.span, example };
        }),
      });
    }
  }
  return { tests, rules };
}

/** The paths of the recorded runs that the tests replay, as written. */
export function replayedPaths(file: File): readonly string[] {
  const paths = file.statements.flatMap((statement) =>
    statement.kind === "test" ? statement.steps.flatMap((step) => (step.kind === "replay" ? [step.text.value] : [])) : [],
  );
  return [...new Set(paths)];
}

function distinctNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

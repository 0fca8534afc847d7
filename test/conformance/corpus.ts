// The conformance corpus as data. A case is a `test` or an `example` of a `.remit` file in this folder, or a section of a `.md` file
// with a policy, a run in Remit's own trace form and the decisions that it must get. Knows nothing of how they are run.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = import.meta.dirname;

/** A policy whose tests and examples are cases. */
export interface TestedFile {
  readonly path: string;
  readonly text: string;
  /** The rules of docs/semantics.md that the cases from a line on show, in order; lines count from 1. */
  readonly shows: readonly { readonly line: number; readonly rules: readonly string[] }[];
}

export interface Expectation {
  readonly verdict: "allow" | "ask" | "deny" | "unknown";
  /** The strict verdict. */
  readonly would: "allow" | "ask" | "deny";
  readonly rules: readonly string[];
  readonly flags: readonly string[];
  /** The kinds of what the decision rests on that was unknown, without repetition. */
  readonly unknowns: readonly string[];
}

/** A case with a run. */
export interface ReplayCase {
  /** File and heading. */
  readonly title: string;
  readonly shows: readonly string[];
  readonly policy: string;
  /** Lines of Remit's own trace form, the first of which begins the run. */
  readonly trace: string;
  readonly expected: readonly Expectation[];
  /** What each `expect` of the policy came to at the end: `NAME at STEP: OUTCOME`, and `by STEP`. */
  readonly owed: readonly string[];
}

/** A case in which a policy gets diagnostics. */
export interface CheckCase {
  readonly title: string;
  readonly shows: readonly string[];
  readonly policy: string;
  /** The codes of its errors and warnings, without repetition. */
  readonly codes: readonly string[];
}

export function testedFiles(): readonly TestedFile[] {
  return named(".remit").map((name) => {
    const path = join(folder, name);
    const text = readFileSync(path, "utf8");
    const shows = text
      .split("\n")
      .flatMap((line, index) => (line.startsWith("// shows ") ? [{ line: index + 1, rules: ruleNumbers(line.slice(9), name) }] : []));
    return { path, text, shows };
  });
}

export function replayCases(): readonly ReplayCase[] {
  return sections().flatMap((section) => (section.codes === undefined ? [replayCase(section)] : []));
}

export function checkCases(): readonly CheckCase[] {
  return sections().flatMap(({ title, shows, policy, codes }) =>
    codes === undefined ? [] : [{ title, shows, policy, codes: linesOf(codes).toSorted() }],
  );
}

const named = (end: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end) && name !== "README.md")
    .sort();

interface Section {
  readonly title: string;
  readonly shows: readonly string[];
  readonly policy: string;
  readonly codes: string | undefined;
  readonly text: string;
}

/** A section without a policy of its own has that of the section before. */
function sections(): readonly Section[] {
  return named(".md").flatMap((name) => {
    let policy: string | undefined;
    const page = readFileSync(join(folder, name), "utf8");
    return page
      .split(/^## /m)
      .slice(1)
      .map((text): Section => {
        const title = `${name}: ${text.split("\n")[0]}`;
        policy = block(text, "remit") ?? policy;
        const shows = /^Shows (.*)\.$/m.exec(text)?.[1];
        if (policy === undefined || shows === undefined) throw new Error(`${title} lacks a policy or the line "Shows RULES."`);
        return { title, shows: ruleNumbers(shows, title), policy, codes: block(text, "diagnostics"), text };
      });
  });
}

function replayCase({ title, shows, policy, text }: Section): ReplayCase {
  const events = block(text, "jsonl");
  const decisions = block(text, "decisions");
  if (events === undefined || decisions === undefined) throw new Error(`${title} lacks a run or its decisions`);
  const begun = events.startsWith('{"remit"') ? events : `{"remit":1,"kind":"run"}\n${events}`;
  return {
    title,
    shows,
    policy,
    trace: begun,
    expected: linesOf(decisions).map(expectation),
    owed: linesOf(block(text, "owed") ?? ""),
  };
}

const block = (section: string, language: string): string | undefined =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(section)?.[1];

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

/** `unknown, would deny, by once, flagged by odd: not recorded, gap`: all but the verdict may be left out. */
function expectation(line: string): Expectation {
  const read =
    /^(?<verdict>allow|ask|deny|unknown)(?:, would (?<would>allow|ask|deny))?(?: by (?<rules>[^:]*?))?(?:; flagged by (?<flags>[^:]*?))?(?:: (?<kinds>.*))?$/.exec(
      line.trim(),
    )?.groups;
  const verdict = read?.verdict;
  const would = read?.would ?? verdict;
  if (verdict === undefined || would === undefined || would === "unknown") throw new Error(`no decision: ${line}`);
  return {
    verdict: verdict as Expectation["verdict"],
    would: would as Expectation["would"],
    rules: list(read?.rules),
    flags: list(read?.flags),
    unknowns: list(read?.kinds).toSorted(),
  };
}

const list = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split(",").map((item) => item.trim()));

function ruleNumbers(text: string, where: string): readonly string[] {
  const numbers = list(text);
  const odd = numbers.filter((number) => !/^R-(0|[A-Z]+)-\d+$/.test(number));
  if (odd.length > 0) throw new Error(`${where} names no rule: ${odd.join(", ")}`);
  return numbers;
}

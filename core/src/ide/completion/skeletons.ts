// Whole statements with stops, in the house style: what a person means to write when a line is empty.
import { type Draft, stop } from "./item.ts";

interface Skeleton {
  readonly label: string;
  readonly filter: string;
  readonly about: string;
  readonly text: string;
}

/** What decides: behind `rule NAME`, and where a statement begins. */
const decisions: readonly Skeleton[] = [
  {
    label: "deny … when … because",
    filter: "deny",
    about: "Blocks calls and says why.",
    text: `deny ${stop(1, "tool_name")}\n  when ${stop(2, "condition")}\n  because "${stop(3, "reason")}"`,
  },
  {
    label: "allow … when",
    filter: "allow",
    about: "Permits calls whose condition is proven.",
    text: `allow ${stop(1, "tool_name")}\n  when ${stop(2, "condition")}`,
  },
  {
    label: "ask … unless",
    filter: "ask",
    about: "Asks a person unless the condition is proven.",
    text: `ask ${stop(1, "tool_name")}\n  unless ${stop(2, "condition")}`,
  },
  {
    label: "flag … when",
    filter: "flag",
    about: "Marks calls without deciding them.",
    text: `flag ${stop(1, "tool_name")}\n  when ${stop(2, "condition")}`,
  },
  {
    label: "require … before",
    filter: "require",
    about: "Blocks calls until another call has succeeded.",
    text: `require ${stop(1, "tool_name")} where ${stop(2, "condition")} before ${stop(3, "tool_name")}`,
  },
  {
    label: "limit … to … per",
    filter: "limit",
    about: "Blocks calls beyond a number of them.",
    text: `limit ${stop(1, "tool_name")} to ${stop(2, "5")} per \${3|turn,trace,batch,24h|}`,
  },
  {
    label: "limit sum(…) of … to … per",
    filter: "limit sum",
    about: "Blocks, or asks about, calls that would take a sum over a bound.",
    text: `limit sum(${stop(1, "args.amount")}) of ${stop(2, "tool_name")} to ${stop(3, "1000")} per \${4|trace,turn,24h|} else \${5|ask,deny|}`,
  },
  {
    label: "grant … when … uses",
    filter: "grant",
    about: "Permits, for one task, a number of calls.",
    text: `grant ${stop(1, "tool_name")}\n  when ${stop(2, "condition")}\n  uses ${stop(3, "1")}`,
  },
  {
    label: "expect … followed by",
    filter: "expect",
    about: "Reports at the end of a run a call that no other one followed.",
    text: `expect ${stop(1, "c")} in ${stop(2, "tool_name")} followed by ${stop(3, "tool_name")} where ${stop(4, "condition")}`,
  },
];

const skeletons: readonly Skeleton[] = [
  {
    label: "rule … deny … when … because",
    filter: "rule deny",
    about: "A named rule that blocks calls and says why.",
    text: `rule ${stop(1, "name")}\ndeny ${stop(2, "tool_name")}\n  when ${stop(3, "condition")}\n  because "${stop(4, "reason")}"`,
  },
  {
    label: "rule … allow … when",
    filter: "rule allow",
    about: "A named rule that permits calls whose condition is proven.",
    text: `rule ${stop(1, "name")}\nallow ${stop(2, "tool_name")}\n  when ${stop(3, "condition")}`,
  },
  {
    label: "rule … ask … unless",
    filter: "rule ask",
    about: "A named rule that asks a person unless the condition is proven.",
    text: `rule ${stop(1, "name")}\nask ${stop(2, "tool_name")}\n  unless ${stop(3, "condition")}`,
  },
  {
    label: "test … { … }",
    filter: "test",
    about: "A short run and what each call of it must get.",
    text: `test "${stop(1, "what it shows")}" {\n  user "${stop(2, "what the user said")}"\n  ${stop(3, "tool_name")}($4) => \${5|allow,deny,ask|}\n}`,
  },
  {
    label: "test … { replay … }",
    filter: "test replay",
    about: "A recorded run and what some of its calls must get.",
    text: `test "${stop(1, "what it shows")}" { replay "${stop(2, "./run.json")}"  expect \${3|deny,ask,allow|} at ${stop(4, "1")} }`,
  },
  {
    label: 'tools "…"',
    filter: "tools",
    about: "The catalogue of the tools that the agent has.",
    text: `tools "${stop(1, "./tools.json")}"`,
  },
  { label: 'import "…"', filter: "import", about: "What another policy file declares.", text: `import "${stop(1, "./shared.remit")}"` },
  { label: "default …", filter: "default", about: "What a call gets that no rule decides.", text: `default \${1|ask,deny,allow|}` },
  {
    label: "context { … }",
    filter: "context",
    about: "What the harness knows of a run.",
    text: `context { ${stop(1, "user")}: ${stop(2, "string")} }`,
  },
  { label: "let … = …", filter: "let", about: "A name for an expression.", text: `let ${stop(1, "name")} = ${stop(2, "value")}` },
  {
    label: "let …(…) = …",
    filter: "let parameters",
    about: "A name for an expression with parameters.",
    text: `let ${stop(1, "name")}(${stop(2, "parameter")}) = ${stop(3, "value")}`,
  },
  {
    label: "group … = …",
    filter: "group",
    about: "A name for several tools.",
    text: `group ${stop(1, "name")} = ${stop(2, "tool_a, tool_b")}`,
  },
  {
    label: "trusted … only …",
    filter: "trusted",
    about: "Fields of a tool's results that may name who and where.",
    text: `trusted ${stop(1, "tool_name")} only ${stop(2, "field")}`,
  },
  {
    label: "tool …(…)",
    filter: "tool",
    about: "Declares a tool where no catalogue does.",
    text: `tool ${stop(1, "name")}(${stop(2, "parameter")}: ${stop(3, "string")})`,
  },
  ...decisions.filter(({ filter }) => filter !== "deny" && filter !== "allow" && filter !== "ask"),
];

export const statementSkeletons: readonly Draft[] = skeletons.map(draft);
export const decisionSkeletons: readonly Draft[] = decisions.map(draft);

function draft({ label, filter, about, text }: Skeleton): Draft {
  return { label, kind: "snippet", rank: 2, documentation: about, insertText: text, isSnippet: true, filterText: filter };
}

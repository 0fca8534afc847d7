// Whole statements with stops, in the house style: what a person means to write when a line is empty.
import { type Draft, stop } from "./item.ts";

interface Skeleton {
  readonly label: string;
  readonly filter: string;
  readonly about: string;
  readonly text: string;
}

const skeletons: readonly Skeleton[] = [
  {
    label: "rule … deny … when … because",
    filter: "rule deny",
    about: "A named rule that blocks calls and says why.",
    text: `rule ${stop(1, "name")}\ndeny ${stop(2, "tool")}\n  when ${stop(3, "condition")}\n  because "${stop(4, "reason")}"`,
  },
  {
    label: "rule … allow … when",
    filter: "rule allow",
    about: "A named rule that permits calls whose condition is proven.",
    text: `rule ${stop(1, "name")}\nallow ${stop(2, "tool")}\n  when ${stop(3, "condition")}`,
  },
  {
    label: "rule … ask … unless",
    filter: "rule ask",
    about: "A named rule that asks a person unless the condition is proven.",
    text: `rule ${stop(1, "name")}\nask ${stop(2, "tool")}\n  unless ${stop(3, "condition")}`,
  },
  {
    label: "test … { … }",
    filter: "test",
    about: "A short run and what each call of it must get.",
    text: `test "${stop(1, "what it shows")}" {\n  user "${stop(2, "what the user said")}"\n  ${stop(3, "tool")}($4) => \${5|allow,deny,ask|}\n}`,
  },
];

const inRule: readonly Skeleton[] = [
  {
    label: "deny … when … because",
    filter: "deny",
    about: "Blocks calls and says why.",
    text: `deny ${stop(1, "tool")}\n  when ${stop(2, "condition")}\n  because "${stop(3, "reason")}"`,
  },
  {
    label: "allow … when",
    filter: "allow",
    about: "Permits calls whose condition is proven.",
    text: `allow ${stop(1, "tool")}\n  when ${stop(2, "condition")}`,
  },
];

export const statementSkeletons: readonly Draft[] = skeletons.map(draft);
export const decisionSkeletons: readonly Draft[] = inRule.map(draft);

function draft({ label, filter, about, text }: Skeleton): Draft {
  return { label, kind: "snippet", rank: 2, documentation: about, insertText: text, isSnippet: true, filterText: filter };
}

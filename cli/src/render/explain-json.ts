// A step for programs, as one document.

import { flipText, nearestMisses } from "../../../core/src/index.ts";
import type { Explained } from "../commands/explain.ts";
import { jsonText } from "./json-text.ts";

export function explainJson({ policy, trace, step, flips, edits, minimised }: Explained): string {
  const { report, happening } = step;
  const document = {
    remit: 1,
    trace,
    step: happening === "happened" ? report : { ...report, happening },
    nearest: nearestMisses(policy, report).map(({ verdict, rule, short, text }) => ({ verdict, rule, short, text })),
    flips: {
      arguments: flips.ofArguments.map(({ changes, verdict, rules, text }) => ({
        changes: changes.map(({ path, from, to, origin }) => ({ path, from, to, origin })),
        verdict,
        rules,
        text,
      })),
      policy: flips.ofPolicy.map((flip) => {
        const { title, verdict, rules, also, files } = flip;
        return { title, verdict, rules, also, files, text: flipText(flip) };
      }),
    },
    edits: edits.map(({ kind, title, verdict, files }) => ({ kind, title, verdict, files })),
    test: minimised?.test,
  };
  return `${jsonText(document, 2)}\n`;
}

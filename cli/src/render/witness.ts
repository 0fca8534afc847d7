// Calls that two policies decide differently, made up from what they say: for people, and as one JSON document.

import { type Ruling, type Witness, writeJson } from "../../../core/src/index.ts";
import { jsonText } from "./json-text.ts";
import { harmless, type Style } from "./style.ts";

export function* witnessLines(all: readonly Witness[], style: Style): Iterable<string> {
  if (all.length === 0) {
    yield "no call was found that they decide differently, which is no proof that there is none; recorded runs say more";
    return;
  }
  for (const { tool, args, after, change, from, to } of all) {
    const said = `${change === "looser" ? "LOOSER" : "stricter"}: ${from.would} -> ${to.would}`;
    yield change === "looser" ? style.bold(style.red(said)) : style.yellow(said);
    const given = Object.entries(args).map(([name, value]) => `${name}: ${writeJson(value)}`);
    yield `  ${harmless(`${tool}(${given.join(", ")})`)}${after === "" ? "" : `, ${harmless(after)}`}`;
    yield style.dim(`  ${by(from)} -> ${by(to)}`);
  }
}

const by = ({ rules }: Ruling): string => (rules.length === 0 ? "the default" : rules.map(harmless).join(", "));

export const witnessJson = (all: readonly Witness[]): string =>
  `${jsonText({ remit: 1, witnesses: all.map(({ events: _, ...rest }) => rest) }, 1)}\n`;

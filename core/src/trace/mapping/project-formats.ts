// Reads the formats of a project file (`remit.json`): which files are in a format of somebody's own, and its mapping. Text
// in, plain data out.

import { matchesGlob } from "../../text/glob.ts";
import { isList, isRecord, member, parseJson } from "../encodings/json.ts";
import { type Mapping, readMapping } from "./mapping.ts";

export interface ProjectFormat {
  /** Patterns relative to the project file's folder. */
  readonly traces: readonly string[];
  readonly mapping: Mapping;
}

export interface ProjectFormats {
  readonly formats: readonly ProjectFormat[];
  /** What is wrong, each as a phrase; what is right is read. */
  readonly faults: readonly string[];
}

/** The formats of a project file's text. Never fails: what is wrong is a fault, and the rest is read. */
export function projectFormats(text: string): ProjectFormats {
  const { value, broken } = parseJson(text);
  if (broken !== undefined || !isRecord(value)) return { formats: [], faults: ["it is no JSON object"] };
  const written = member(value, "formats");
  if (written === undefined) return { formats: [], faults: [] };
  if (!isList(written)) return { formats: [], faults: ['"formats" must be a list'] };
  const formats: ProjectFormat[] = [];
  const faults: string[] = [];
  for (const [index, one] of written.entries()) {
    const where = `entry ${index + 1} of "formats"`;
    const traces = isRecord(one) ? member(one, "traces") : undefined;
    const patterns = isList(traces) ? traces.filter((pattern) => typeof pattern === "string") : [];
    if (!isRecord(one) || patterns.length === 0) {
      faults.push(`${where} must have "traces", a list of patterns`);
      continue;
    }
    const read = readMapping(member(one, "mapping") ?? null);
    if ("mapping" in read) formats.push({ traces: patterns, mapping: read.mapping });
    else for (const fault of read.faults) faults.push(`${where}: ${fault}`);
  }
  return { formats, faults };
}

/** The mapping of the first format one of whose patterns matches; the path is relative to the project file's folder, with `/`. */
export function mappingFor({ formats }: ProjectFormats, relative: string): Mapping | undefined {
  return formats.find(({ traces }) => traces.some((pattern) => matchesGlob(pattern, relative)))?.mapping;
}

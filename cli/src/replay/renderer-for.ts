// THE table of the forms in which a replay is written.

import type { Output } from "../io.ts";
import { htmlRenderer } from "../render/replay-html.ts";
import { jsonRenderer } from "../render/replay-json.ts";
import { jsonLinesRenderer } from "../render/replay-json-lines.ts";
import { replayJunitRenderer } from "../render/replay-junit.ts";
import { prettyRenderer } from "../render/replay-pretty.ts";
import type { ReplayRenderer } from "../render/replay-renderer.ts";
import { sarifRenderer } from "../render/replay-sarif.ts";

const renderers = {
  pretty: prettyRenderer,
  json: jsonRenderer,
  jsonl: jsonLinesRenderer,
  sarif: sarifRenderer,
  junit: replayJunitRenderer,
  html: htmlRenderer,
} satisfies Readonly<Record<string, (output: Output, all: boolean) => ReplayRenderer>>;

export type ReplayFormat = keyof typeof renderers;

export const replayFormats = Object.keys(renderers) as readonly ReplayFormat[];

/** `all`: also runs in which every call was allowed. */
export function rendererFor(format: ReplayFormat, output: Output, all: boolean): ReplayRenderer {
  return renderers[format](output, all);
}

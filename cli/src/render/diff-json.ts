// What two policies decide otherwise, as one JSON document.

import type { PolicyDiff } from "../../../core/src/index.ts";
import { jsonText } from "./json-text.ts";

export function diffJson(report: PolicyDiff): string {
  return `${jsonText({ remit: 1, ...report }, 1)}\n`;
}

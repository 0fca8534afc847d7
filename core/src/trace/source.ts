// One JSON text of a trace file, read as far as it goes: what readers get.

import { parseJson } from "./encodings/json.ts";
import type { Broken } from "./encodings/tolerant.ts";
import type { Json, Pointer } from "./model.ts";
import type { Place, Problems } from "./problems.ts";

export interface Source extends Place {
  readonly root: Json | undefined;
  readonly broken: Broken | undefined;
  readonly problems: Problems;
  /** Places of keys that stood in their record before. */
  readonly duplicates: readonly Pointer[];
  /** Whether the text ended, or turned to something else than JSON, inside this list or record. */
  isOpen(value: Json): boolean;
  /** Whether a key stands twice in what the pointer names, or inside it. */
  holdsDuplicate(pointer: Pointer): boolean;
}

export function sourceOf(place: Place, problems: Problems): Source {
  const { value, broken, open, duplicates } = parseJson(place.text);
  const doubled = duplicates.map((pointer) => place.base + pointer);
  return {
    ...place,
    root: value,
    broken,
    problems,
    duplicates: doubled,
    isOpen: (container) => open.has(container),
    holdsDuplicate: (pointer) => doubled.some((one) => one.startsWith(`${pointer}/`)),
  };
}

// Owns the writing and reading of JSON pointers (RFC 6901).

import type { Pointer } from "../model.ts";

export function pointerTo(pointer: Pointer, segment: string | number): Pointer {
  if (typeof segment === "number") return `${pointer}/${segment}`;
  return `${pointer}/${segment.includes("~") || segment.includes("/") ? segment.replaceAll("~", "~0").replaceAll("/", "~1") : segment}`;
}

/** The segments of a pointer, unescaped. */
export function segmentsOf(pointer: Pointer): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

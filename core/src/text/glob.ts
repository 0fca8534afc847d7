// Owns the matching of path patterns. Knows no files.

import { RE2JS } from "re2js";

const matchers = new Map<string, RE2JS>();

/** Whether a path, with `/`, is one that a pattern names. `*` and `?` stay inside one segment, `**` crosses them, `{a,b}` is
 * either; a leading `./` means nothing. Takes linear time, whatever the pattern. */
export function matchesGlob(glob: string, relative: string): boolean {
  let matcher = matchers.get(glob);
  if (matcher === undefined) {
    matcher = RE2JS.compile(expressionOf(glob), RE2JS.DOTALL);
    matchers.set(glob, matcher);
  }
  return matcher.matches(relative);
}

function expressionOf(glob: string): string {
  const written = glob.replace(/^\.\//, "");
  let source = "";
  let braces = 0;
  for (let at = 0; at < written.length; at++) {
    const char = written.charAt(at);
    if (written.startsWith("**/", at)) {
      source += "(?:[^/]+/)*";
      at += 2;
    } else if (written.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "{") {
      source += "(?:";
      braces++;
    } else if (char === "}" && braces > 0) {
      source += ")";
      braces--;
    } else if (char === "," && braces > 0) source += "|";
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  return source + ")".repeat(braces);
}

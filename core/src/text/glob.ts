// Owns the matching of path patterns. Knows no files.

/** `*` and `?` stay inside one segment, `**` crosses them, `{a,b}` is either; a leading `./` means nothing. */
export function matchesGlob(glob: string, relative: string): boolean {
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
  source += ")".repeat(braces);
  return new RegExp(`^${source}$`, "s").test(relative);
}

// Globs: `like` and the tool names of selectors. Always the whole text; linear space, no backtracking beyond the last star.

/** `like`: `*` stands for any characters, also none, `?` for one, and `\` takes the next character as it is. */
export function wildcard(pattern: string, text: string): boolean {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern.charAt(at);
    if (unit === "\\" && at + 1 < pattern.length) parts.push(pattern.charAt(++at));
    else parts.push(unit === "*" ? any : unit === "?" ? one : unit);
  }
  return matches(parts, text);
}

/** A selector's glob: `*` stands for any characters, also none, and everything else for itself. */
export function globMatches(glob: string, name: string): boolean {
  return globMatcher(glob)(name);
}

/** The same, of many names. */
export function globMatcher(glob: string): (name: string) => boolean {
  const parts = glob.split("").map((unit) => (unit === "*" ? any : unit));
  return (name) => matches(parts, name);
}

const any = Symbol("any characters");
const one = Symbol("one character");
type Part = string | typeof any | typeof one;

function matches(parts: readonly Part[], text: string): boolean {
  let [at, read, star, mark] = [0, 0, -1, 0];
  while (read < text.length) {
    const part = parts[at];
    if (part === any) {
      star = at++;
      mark = read;
    } else if (part === one || (part !== undefined && part === text.charAt(read))) {
      // One character is one code point, as `length` counts.
      read += part === one && (text.codePointAt(read) ?? 0) > 0xffff ? 2 : 1;
      at++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++mark;
    } else return false;
  }
  while (parts[at] === any) at++;
  return at === parts.length;
}

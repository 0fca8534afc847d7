// `like`: `*` any run of characters, `?` one, `\` escapes; always the whole text. Linear space, no backtracking beyond the last star.
export function wildcard(pattern: string, text: string): boolean {
  const parts: (string | "*" | "?")[] = [];
  const literal: boolean[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern.charAt(at);
    if (unit === "\\" && at + 1 < pattern.length) {
      parts.push(pattern.charAt(++at));
      literal.push(true);
    } else {
      parts.push(unit);
      literal.push(unit !== "*" && unit !== "?");
    }
  }
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < parts.length && !literal[p] && parts[p] === "*") {
      star = p++;
      mark = t;
    } else if (p < parts.length && ((!literal[p] && parts[p] === "?") || (literal[p] && parts[p] === text.charAt(t)))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < parts.length && !literal[p] && parts[p] === "*") p++;
  return p === parts.length;
}

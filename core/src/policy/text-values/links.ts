// Owns `links(text)`: what a reader of a text could follow. Bare host names are those that hosts.ts finds, so that `links` and
// `from` see the same ones. Knows nothing of origins.
import { linkSeparators, scanHosts } from "./hosts.ts";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The links of a text, in order, as written. Linear in the text. */
export function links(text: string): readonly string[] {
  const targets = findTargets(text);
  const found: Span[] = [];
  let [target, last] = [0, 0];
  for (const { start, end } of [...schemeLinks(text), ...bareLinks(text)].sort((a, b) => a.start - b.start || b.end - a.end)) {
    while ((targets[target]?.end ?? Number.POSITIVE_INFINITY) <= start) target++;
    const next = targets[target];
    if (start < last || (next !== undefined && next.start <= start)) continue;
    const trimmed = { start, end: trimmedEnd(text, start, Math.min(end, next?.start ?? end)) };
    last = trimmed.end;
    found.push(trimmed);
  }
  return [...targets, ...found].sort((a, b) => a.start - b.start).map((span) => text.slice(span.start, span.end));
}

const markdownTarget = /\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))/dg;
const markdownReference = /^ {0,3}\[[^\]\n]+\]:[ \t]*(?:<([^<>\n]*)>|(\S+))/dgm;
const htmlTarget =
  /(?<![\w-])(?:href|src|action|formaction|data|poster|background|cite|ping|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))/dgi;
const htmlTag = /<[a-z]/i;

/** The targets of Markdown and HTML links, which end where their syntax says. */
function findTargets(text: string): Span[] {
  const tag = text.search(htmlTag);
  const spans: Span[] = [];
  for (const pattern of tag < 0 ? [markdownTarget, markdownReference] : [markdownTarget, markdownReference, htmlTarget]) {
    for (const match of text.matchAll(pattern)) {
      if (pattern === htmlTarget && match.index < tag) continue;
      const [from, to] = match.indices?.slice(1).find((range) => range !== undefined) ?? [0, 0];
      const written = text.slice(from, to);
      const start = to - written.trimStart().length;
      const end = from + written.trimEnd().length;
      if (start < end) spans.push({ start, end });
    }
  }
  spans.sort((a, b) => a.start - b.start);
  return spans.filter(({ start }, at) => at === 0 || start >= (spans[at - 1]?.end ?? 0));
}

const scheme = /(?:https?|wss?|ftp):[/\\]{2,}|[a-z][a-z0-9+.-]{0,31}:\/\//gi;
const run = /[^\s<>"`]*/y;

function schemeLinks(text: string): Span[] {
  const found: Span[] = [];
  let open: { start: number; body: number; end: number } | undefined;
  const close = (end: number): void => {
    if (open !== undefined && open.body < end) found.push({ start: open.start, end });
  };
  for (const match of text.matchAll(scheme)) {
    if (open !== undefined && match.index < open.end) {
      if (!linkSeparators.has(text.charAt(match.index - 1))) continue;
      close(match.index);
    } else close(open?.end ?? 0);
    const body = match.index + match[0].length;
    open = { start: match.index, body, end: open !== undefined && body <= open.end ? open.end : runEnd(text, body) };
  }
  close(open?.end ?? 0);
  return found;
}

const www = /(?<![\p{L}\p{N}@./-])www\.[\p{L}\p{N}]/giu;

function bareLinks(text: string): Span[] {
  const found: Span[] = [];
  let tail = 0;
  for (const { kind, start, end } of scanHosts(text)) {
    if (kind !== "bare") continue;
    const from = text.startsWith("//", start - 2) ? start - 2 : start;
    const goesOn = /^(?::[0-9]|[/\\?#])/.test(text.slice(end, end + 2));
    if (goesOn && tail <= end) tail = runEnd(text, end);
    found.push({ start: from, end: goesOn ? tail : end });
  }
  let last = 0;
  for (const match of text.matchAll(www)) {
    if (match.index < last) continue;
    last = runEnd(text, match.index);
    found.push({ start: match.index, end: last });
  }
  return found;
}

function runEnd(text: string, from: number): number {
  run.lastIndex = from;
  return from + (run.exec(text)?.[0].length ?? 0);
}

const closing = new Set(".,:;!?…'’”»*_~|([{<«“‘。，、！？；：」』）】》");
const brackets: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Without the punctuation that ends the sentence or encloses the link; a closing bracket stays where the link opens it. */
function trimmedEnd(text: string, start: number, end: number): number {
  const open = new Map<string, number>();
  for (let at = start; at < end; at++) {
    const unit = text.charAt(at);
    const opener = brackets[unit];
    if ("([{".includes(unit)) open.set(unit, (open.get(unit) ?? 0) + 1);
    else if (opener !== undefined) open.set(opener, (open.get(opener) ?? 0) - 1);
  }
  let to = end;
  for (; to > start; to--) {
    const unit = text.charAt(to - 1);
    const opener = brackets[unit];
    if (opener !== undefined) {
      const balance = open.get(opener) ?? 0;
      if (balance >= 0) break;
      open.set(opener, balance + 1);
    } else if (!closing.has(unit)) break;
    else if ("([{".includes(unit)) open.set(unit, (open.get(unit) ?? 0) - 1);
  }
  return to;
}

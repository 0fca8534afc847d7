// Owns hosts as texts: the text functions `host` and `domain`, and the hosts and e-mail domains written in a text. What a
// browser would go to decides, so hosts are parsed by the WHATWG URL parser. Knows nothing of origins.
import { parse } from "tldts";

/** The part of the platform's URL that is used: Node, browsers and workers have it, the core's library types do not. */
declare const URL: new (text: string) => { readonly hostname: string };

export interface WrittenHost {
  readonly host: string;
  /** `email`: the domain of an e-mail address, which is no host of the text. */
  readonly kind: "link" | "bare" | "email";
  readonly start: number;
  readonly end: number;
}

const longestHost = 1024;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]+/gu;
const fourParts = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}\.?$/;
const address = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/;
const hasScheme = /^[a-z][a-z0-9+.-]{0,63}:/i;
const special = /^(?:https?|wss?|ftp):/i;

/** `host(text)`: lower case, without port and final dot, in ASCII; undefined where malformed. */
export function host(text: string): string | undefined {
  const trimmed = text
    .replace(/[\t\n\r]+/g, "")
    .replace(/^[\0- ]+/, "")
    .trim();
  const scheme = hasScheme.exec(trimmed)?.[0];
  if (scheme !== undefined) {
    const rest = trimmed.slice(scheme.length);
    if (/^(?:javascript|data|vbscript):/i.test(scheme)) return undefined;
    if (/^file:/i.test(scheme)) return /^[/\\]{2}[^/\\]/.test(rest) ? hostOf(authorityOf(rest.slice(2))) : undefined;
    // Below other schemes browsers take a backslash for a part of the user information, others for a slash.
    if (!special.test(scheme) && /^[/\\]{2}[^/?#]*\\|^[/\\]?\\/.test(rest)) return undefined;
    if (special.test(scheme) || /^[/\\]{2}/.test(rest)) return hostOf(authorityOf(rest.replace(/^[/\\]+/, "")));
    if (!/^[0-9]{1,5}(?:[/\\?#]|$)/.test(rest)) return undefined;
  }
  if (/^[/\\]{2}/.test(trimmed)) return hostOf(authorityOf(trimmed.replace(/^[/\\]+/, "")));
  const authority = authorityOf(trimmed);
  return authority.includes("@") ? undefined : bareHost(authority);
}

/** `domain(email)`: the domain of one plain address; undefined for anything else. */
export function domain(text: string): string | undefined {
  const match = /^[^\s@<>()[\]\\,;:"]+@([^@]+)$/u.exec(text.trim());
  return match?.[1] === undefined ? undefined : emailHost(match[1]);
}

function emailHost(written: string): string | undefined {
  if (written.length > longestHost || !/^[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)*\.?$/u.test(written)) return undefined;
  const name = hostOf(written);
  return name === undefined || address.test(name) ? undefined : name;
}

function authorityOf(rest: string): string {
  const end = rest.search(/[/\\?#]/);
  return end < 0 ? rest : rest.slice(0, end);
}

/** The host of an authority, user information and port included. */
function hostOf(authority: string): string | undefined {
  const name = authority.slice(authority.lastIndexOf("@") + 1);
  if (name === "" || name.length > longestHost) return undefined;
  try {
    const found = new URL(`http://${name.replace(invisible, "")}`).hostname.replace(/\.$/, "");
    return found === "" ? undefined : found;
  } catch {
    return undefined;
  }
}

/** A host without a scheme: a dot, an address as it is usually written, or `localhost`. */
function bareHost(authority: string): string | undefined {
  const name = hostOf(authority);
  if (name === undefined) return undefined;
  if (name.startsWith("[") || name === "localhost") return name;
  const written = authority.replace(/:[0-9]*$/, "");
  if (address.test(name)) return fourParts.test(written) ? name : undefined;
  return name.includes(".") && !name.startsWith(".") ? name : undefined;
}

const reserved = /\.(?:example|test|invalid|localhost|local|internal|onion)$/;
const word = String.raw`[\p{L}\p{N}\p{M}\p{Default_Ignorable_Code_Point}_]`;
/** Either the `://` of a link, or a run that may be a host name. */
const candidate = new RegExp(String.raw`:[/\\]{2,}|${word}[\p{L}\p{N}\p{M}\p{Default_Ignorable_Code_Point}_.\-]*`, "gu");
/** What separates two links that touch; anything else makes the second a part of the first. */
export const linkSeparators: ReadonlySet<string> = new Set(",;|'()[]{}*");
const tail = /[^\s<>"`]*/y;
const authorityTail = /[^\s<>"`/\\?#]*/y;
/** What ends a link's host but may stand in the user information before it. */
const afterHost = /['(){}|^,;]/;

/** The hosts of the links, the bare host names, and the domains of the e-mail addresses of a text, in order. A text that is a
 * host as a whole counts whatever its top-level domain. Linear in the text. */
export function findHosts(text: string): WrittenHost[] {
  const trimmed = text.trim();
  if (trimmed.length <= longestHost && /^[\p{L}\p{N}\p{M}.:_[\]-]+$/u.test(trimmed) && !trimmed.includes("..")) {
    const whole = host(trimmed);
    if (whole !== undefined)
      return [{ host: whole, kind: "bare", start: text.indexOf(trimmed), end: text.indexOf(trimmed) + trimmed.length }];
  }
  return scanHosts(text);
}

/** As `findHosts`, but a bare name is a host only below a known top-level domain, also where it is the whole text. */
export function scanHosts(text: string): WrittenHost[] {
  const found: WrittenHost[] = [];
  let tailEnd = 0;
  for (const match of text.matchAll(candidate)) {
    const at = match.index;
    const piece = match[0];
    if (piece.startsWith(":")) {
      const scheme = /[a-z][a-z0-9+.-]*$/i.exec(text.slice(Math.max(0, at - 24), at));
      if (scheme === null || (piece !== "://" && !special.test(`${scheme[0]}:`))) continue;
      if (at < tailEnd && !linkSeparators.has(text.charAt(Math.max(0, at - 24) + scheme.index - 1))) continue;
      const from = at + piece.length;
      let end = runEnd(authorityTail, text, from);
      const hostStart = Math.max(from, text.slice(from, end).lastIndexOf("@") + from + 1);
      const cut = text.slice(hostStart, end).search(afterHost);
      if (cut >= 0) end = hostStart + cut;
      while (
        end > hostStart &&
        /[.:!*_~\]]/.test(text.charAt(end - 1)) &&
        !(text.charAt(end - 1) === "]" && text.charAt(hostStart) === "[")
      )
        end--;
      const name = hostOf(text.slice(from, end));
      if (name !== undefined) found.push({ host: name, kind: "link", start: scheme.index + Math.max(0, at - 24), end });
      if (at >= tailEnd) tailEnd = runEnd(tail, text, from);
      continue;
    }
    if (at < tailEnd || !piece.includes(".")) {
      if (at >= tailEnd && text.charAt(at - 1) === "@") addEmail(text, at, piece, found);
      continue;
    }
    if (text.charAt(at - 1) === "@") {
      addEmail(text, at, piece, found);
      continue;
    }
    const begins = text.startsWith("//", at - 2) && !/[\p{L}\p{N}:/]/u.test(text.charAt(at - 3));
    if (/[@/\\%]/.test(text.charAt(at - 1)) && !begins) continue;
    let offset = at;
    for (const part of piece.split("..")) {
      addBare(text, offset, part, found);
      offset += part.length + 2;
    }
    if (text.charAt(at + piece.length) === "/") tailEnd = runEnd(tail, text, at + piece.length);
  }
  return found;
}

function runEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

function addBare(text: string, offset: number, part: string, found: WrittenHost[]): void {
  if (part.length > longestHost) return;
  const name = part.replace(/[.\-_]+$/, "").replace(/^[.\-_]+/, "");
  if (!name.includes(".")) return;
  const start = offset + part.indexOf(name);
  const end = start + name.length;
  if (/[@%]/.test(text.charAt(end)) && /[\p{L}\p{N}]/u.test(text.charAt(end + 1))) return;
  if (!likely(name)) return;
  const canonical = bareHost(name);
  if (canonical !== undefined && known(canonical)) found.push({ host: canonical, kind: "bare", start, end });
}

function addEmail(text: string, at: number, piece: string, found: WrittenHost[]): void {
  if (!/[^\s@<>()[\]\\,;:"]/.test(text.charAt(at - 2))) return;
  const written = piece.slice(0, longestHost + 1).replace(/[.\-_]+$/, "");
  if (/[@%]/.test(text.charAt(at + written.length))) return;
  const name = emailHost(written.replace(invisible, ""));
  if (name !== undefined) found.push({ host: name, kind: "email", start: at, end: at + written.length });
}

/** A cheap look before the parser: a top-level domain has no digits, and an address has nothing else. */
function likely(name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return last.length > 1 && !/[0-9_]/.test(last) ? true : last.startsWith("xn--") || fourParts.test(name);
}

function known(name: string): boolean {
  if (address.test(name) || reserved.test(name)) return true;
  const { isIcann, isPrivate, domain } = parse(name, { extractHostname: false, validateHostname: false });
  return domain !== null && (isIcann === true || isPrivate === true);
}

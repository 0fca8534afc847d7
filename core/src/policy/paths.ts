// `path under "dir"`: lexical containment of paths, by segments. Knows no file system.
import { type Truth3, unknown } from "./truth.ts";

interface Parsed {
  /** "", "c:", or "//host/share". */
  readonly root: string;
  readonly absolute: boolean;
  readonly home: boolean;
  /** `~name`, which may be another user's home, wherever that is; `~+` and `~-`, which only a shell knows. */
  readonly elsewhere: boolean;
  readonly segments: readonly string[];
}

/** Percent-decoded until nothing changes; undefined where that takes more rounds than any honest path, and where what is encoded is no
 * UTF-8: readers differ in what they take it for. */
function decode(text: string): string | undefined {
  let decoded = text;
  for (let round = 0; round < 16; round++) {
    let next: string;
    try {
      next = decoded.replace(/(?:%[0-9a-f]{2})+/gi, decodeURIComponent);
    } catch {
      return undefined;
    }
    if (next === decoded) return decoded;
    decoded = next;
  }
  return undefined;
}

function read(text: string): Parsed | undefined {
  let path = decode(text);
  if (path === undefined || path === "" || path.includes("\0")) return undefined;
  const file = /^file:\/\/([^/\\]*)/i.exec(path);
  if (file !== null) {
    const host = (file[1] ?? "").toLowerCase();
    path = (host === "" || host === "localhost" ? "" : `//${host}`) + path.slice(file[0].length);
    const drive = /^\/([a-z]:)/i.exec(path);
    if (drive !== null) path = path.slice(1);
  }
  path = path.replaceAll("\\", "/");
  let root = "";
  let absolute = path.startsWith("/");
  const drive = /^[a-z]:/i.exec(path);
  if (drive !== null) {
    root = drive[0].toLowerCase();
    path = path.slice(2);
    absolute = path.startsWith("/");
    if (!absolute) return undefined;
  } else if (text.startsWith("\\\\") || (file !== null && path.startsWith("//"))) {
    const unc = /^\/\/([^/]+)/.exec(path);
    if (unc !== null) {
      root = `//${(unc[1] ?? "").toLowerCase()}`;
      path = path.slice(unc[0].length);
    }
  }
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const home = !absolute && parts[0] === "~";
  const elsewhere = !absolute && /^~(?:[a-z_][a-z0-9_.-]*|[+-])(?:\/|$)/i.test(path);
  return { root, absolute: absolute || root !== "", home, elsewhere, segments: home ? parts.slice(1) : parts };
}

function resolve(segments: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  return kept;
}

/** Whether `path` is `directory` or inside it. `cwd` and `home` resolve relative paths and `~`. */
export function under(path: string, directory: string, cwd: string | undefined, home: string | undefined): Truth3 {
  const absolute = (text: string): Parsed | "relative" | "home" | undefined => {
    const parsed = read(text);
    if (parsed === undefined) return undefined;
    if (parsed.elsewhere) return "relative";
    if (parsed.home) {
      if (home === undefined) return "home";
      const base = read(home);
      return base === undefined || !base.absolute ? undefined : { ...base, segments: resolve([...base.segments, ...parsed.segments]) };
    }
    if (parsed.absolute) return { ...parsed, segments: resolve(parsed.segments) };
    const base = cwd === undefined ? undefined : read(cwd);
    return base === undefined || !base.absolute ? "relative" : { ...base, segments: resolve([...base.segments, ...parsed.segments]) };
  };
  const [inner, outer] = [absolute(path), absolute(directory)];
  if (inner === undefined || outer === undefined) return unknown("malformed", "a path");
  if (inner === "relative" || outer === "relative") return unknown("relative", "a path without `context.cwd`");
  if (inner === "home" || outer === "home") {
    if (inner === outer) {
      const [a, b] = [resolve(read(path)?.segments ?? []), resolve(read(directory)?.segments ?? [])];
      if ((read(path)?.segments ?? []).includes("..") || (read(directory)?.segments ?? []).includes(".."))
        return unknown("relative", "a path below `~` without `context.home`");
      return b.every((segment, at) => a[at] === segment);
    }
    const other = inner === "home" ? outer : inner;
    if (typeof other === "string") return unknown("relative", "a path below `~` without `context.home`");
    if (other.root === "" && other.segments.length === 0) return inner === "home";
    const first = other.root === "" ? other.segments[0] : undefined;
    return first === "home" ||
      first === "Users" ||
      first === "root" ||
      (read(inner === "home" ? path : directory)?.segments ?? []).includes("..")
      ? unknown("relative", "a path below `~` without `context.home`")
      : false;
  }
  return inner.root === outer.root && outer.segments.every((segment, at) => inner.segments[at] === segment);
}

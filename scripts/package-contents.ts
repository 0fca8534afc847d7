// What the package of the extension holds, file by file, and what is wrong with that: a file that nothing lets in, a pattern
// that lets nothing in, a file that package.json names and that is not there, sources, or too much of it all.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { matchesGlob } from "../core/src/index.ts";
import { root } from "./vscode/provide.ts";

/** Of the whole package, in bytes. */
const largest = 1_000_000;
/** Of what VS Code reads before it can activate the extension. */
const largestEntry = 40_000;
const entry = "dist/extension.cjs";

export interface PackageContents {
  readonly bytes: number;
  /** As they lie in the repository, with their sizes. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly faults: readonly string[];
}

/** What the packer adds, or calls otherwise. */
const renamed: Readonly<Record<string, string>> = { "readme.md": "README.md", "changelog.md": "CHANGELOG.md", "LICENSE.txt": "LICENSE" };

export function packageContents(vsix: string): PackageContents {
  const archive = readFileSync(vsix);
  const files = Object.entries(unzipSync(archive)).flatMap(([name, { length: bytes }]) => {
    const path = /^extension\/(.+)$/.exec(name)?.[1];
    return path === undefined ? [] : [{ path: renamed[path] ?? path, bytes }];
  });
  const names = files.map(({ path }) => path);
  const ignore = readFileSync(join(root, ".vscodeignore"), "utf8");
  const wanted = ignore.split("\n").flatMap((line) => (line.startsWith("!") ? [line.slice(1).trim()] : []));
  const faults = [
    ...names
      .filter((name) => !wanted.some((glob) => matchesGlob(glob, name)))
      .map((name) => `${name} is let in by no line of .vscodeignore`),
    ...wanted.filter((glob) => !names.some((name) => matchesGlob(glob, name))).map((glob) => `!${glob} of .vscodeignore lets nothing in`),
    ...namedFiles().flatMap((name) => (names.includes(name) ? [] : `package.json names ${name}, which is not there`)),
    ...names
      .filter((name) => /\.(?:ts|tsx|map)$|(?:^|\/)node_modules\/|(?:^|\/)\.|^test\//.test(name))
      .map((name) => `${name} is for developers`),
    ...files.flatMap(({ path, bytes }) =>
      path === entry && bytes > largestEntry ? [`${path} has ${bytes} bytes, more than ${largestEntry}: activation waits for them`] : [],
    ),
    ...(archive.length > largest ? [`the package has ${archive.length} bytes, more than ${largest}`] : []),
  ];
  return { bytes: archive.length, files, faults };
}

/** Every file that package.json names: values that begin with `./`, and the media of walkthroughs. */
function namedFiles(): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown, key: string): void => {
    if (typeof value === "string") {
      const media = ["icon", "svg", "image", "markdown"].includes(key) && /^[\w./-]+\.(?:svg|png|md)$/.test(value);
      if ((value.startsWith("./") && /\.\w+$/.test(value)) || media) found.add(value.replace(/^\.\//, ""));
    } else if (typeof value === "object" && value !== null) for (const [inner, one] of Object.entries(value)) look(one, inner);
  };
  const { main, browser, icon, contributes }: Record<string, unknown> = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [key, value] of Object.entries({ main, browser, icon, contributes })) look(value, key);
  return [...found];
}

/** For people: the sizes, the largest first, and what is wrong. */
export function contentsText({ bytes, files, faults }: PackageContents): string {
  const kilobytes = (size: number): string => `${(size / 1000).toFixed(1).padStart(8)} kB`;
  const rows = [...files].sort((a, b) => b.bytes - a.bytes).map((file) => `${kilobytes(file.bytes)}  ${file.path}`);
  return [...rows, `${kilobytes(bytes)}  packed, ${files.length} files`, ...faults.map((fault) => `FAULT: ${fault}`)].join("\n");
}

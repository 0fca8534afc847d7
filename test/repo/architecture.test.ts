// docs/architecture.md says who may import whom; this reads its table and the import lines of the sources.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { files, read } from "./repository.ts";

interface Row {
  readonly folder: string;
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

const table: readonly Row[] = read("docs/architecture.md")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter((cells) => cells.length === 6 && /^`(core|server|cli|client)\//.test(cells[1] ?? ""))
  .map((cells) => {
    const words = (cell: string | undefined): string[] => [...(cell ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    return { folder: words(cells[1])[0] ?? "", imports: words(cells[3]), packages: words(cells[4]) };
  });

const sources = files.filter((path) => /^(core|server|cli|client)\/.*\.tsx?$/.test(path));
const inside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
/** The most particular row: a row of a file beats the row of its folder. */
const rowOf = (path: string): Row | undefined =>
  table.filter((row) => inside(path, row.folder)).sort((a, b) => b.folder.length - a.folder.length)[0];

/** What a source imports, in any form: `import`, `export … from`, `import()`. */
function importsOf(path: string): readonly string[] {
  const code = read(path).replaceAll(/^\s*\/\/.*$/gm, "");
  const forms = /(?:^|[\n;])\s*(?:import|export)\s(?:[^"';]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;
  return [...code.matchAll(forms)].map((match) => match[1] ?? match[2] ?? "");
}

/** The files that it needs to run: not those of which it names types alone. */
function valuesOf(path: string): readonly string[] {
  const forms = /(?:^|\n)(?:import|export)\s(?!type\s)[^"';]*?from\s*"(\.[^"]+)"/g;
  return [...read(path).matchAll(forms)].map((match) => match[1] ?? "");
}

function allowed(row: Row, importer: string, specifier: string): boolean {
  if (!specifier.startsWith(".")) {
    const scheme = specifier.startsWith("node:");
    return row.packages.some((name) => (name === "node:*" ? scheme : specifier === name || specifier.startsWith(`${name}/`)));
  }
  const target = posix.join(posix.dirname(importer), specifier);
  return inside(target, row.folder) || row.imports.some((name) => inside(target, name));
}

describe("docs/architecture.md", () => {
  it("has a row for every source folder", () => {
    assert.ok(table.length > 10, "the table was not found");
    assert.deepEqual(
      sources.filter((path) => rowOf(path) === undefined),
      [],
    );
  });

  it("names only folders and files that are there", () => {
    const named = new Set(table.flatMap((row) => [row.folder, ...row.imports]));
    assert.deepEqual(
      [...named].filter((name) => !files.some((path) => inside(path, name))),
      [],
    );
  });

  it("allows every import that the sources make", () => {
    const broken = sources.flatMap((path) => {
      const row = rowOf(path);
      return importsOf(path)
        .filter((specifier) => row === undefined || !allowed(row, path, specifier))
        .map((specifier) => `${path} imports ${specifier}`);
    });
    assert.deepEqual(broken, []);
  });

  it("names no package that its folder does not import", () => {
    const unused = table.flatMap((row) => {
      const imported = sources.filter((path) => rowOf(path) === row).flatMap(importsOf);
      return row.packages
        .filter((name) => name !== "node:*" && !imported.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)))
        .map((name) => `${row.folder}: ${name}`);
    });
    assert.deepEqual(unused, []);
  });

  it("has no circle of imports but the compiler's of expressions, whose parts hold expressions", () => {
    const targets = new Map(sources.map((path) => [path, valuesOf(path).map((specifier) => posix.join(posix.dirname(path), specifier))]));
    const reached = (from: string): ReadonlySet<string> => {
      const seen = new Set<string>();
      const open = [...(targets.get(from) ?? [])];
      for (let path = open.pop(); path !== undefined; path = open.pop()) {
        if (seen.has(path)) continue;
        seen.add(path);
        open.push(...(targets.get(path) ?? []));
      }
      return seen;
    };
    const circular = sources.filter((path) => reached(path).has(path));
    assert.deepEqual(
      circular.filter((path) => !reached(path).has("core/src/policy/expressions.ts")),
      [],
    );
    assert.ok(circular.length <= 5, circular.join(", "));
  });

  it("keeps relative imports on file names that Node can run", () => {
    const bare = sources
      .flatMap((path) => importsOf(path).map((specifier) => ({ path, specifier })))
      .filter(({ specifier }) => specifier.startsWith(".") && !/\.(tsx?|json|css)$/.test(specifier));
    assert.deepEqual(bare, []);
  });
});

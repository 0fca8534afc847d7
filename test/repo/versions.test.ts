// Numbers that stand in several files say the same in each.
import assert from "node:assert/strict";
import { read } from "./repository.ts";

interface Manifest {
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly version: string;
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly devDependencies?: Readonly<Record<string, string>> }>>;
}
const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = JSON.parse(read("package-lock.json")) as Lock;

describe("versions", () => {
  it("are the same in package.json, its lock and the changelog's first heading", () => {
    assert.equal(lock.version, manifest.version);
    assert.equal(/^## (\S+)/m.exec(read("CHANGELOG.md"))?.[1], manifest.version);
  });

  it("of the packages are those that the lock was made for", () => {
    assert.deepEqual(lock.packages[""]?.devDependencies, manifest.devDependencies);
  });

  it("of the VS Code API are the oldest that the extension supports", () => {
    assert.equal(`^${manifest.devDependencies["@types/vscode"]}`, manifest.engines.vscode);
  });

  it("of Node are the same for npm and for version managers", () => {
    assert.ok(manifest.devDependencies.node?.startsWith(`^${read(".nvmrc").trim()}.`));
  });

  it("of the end-to-end packages pin the VS Code that is driven", () => {
    const e2e = JSON.parse(read("test/e2e/package.json")) as { readonly dependencies: Readonly<Record<string, string>> };
    assert.match(e2e.dependencies["code-server"] ?? "", /^\d+\.\d+\.\d+$/);
  });
});

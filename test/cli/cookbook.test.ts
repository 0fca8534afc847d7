// The cookbook's policies: each stands on the page, is clean and formatted, and decides as its tests say.
import assert from "node:assert/strict";
import { files, read, root } from "../repo/repository.ts";
import { runRemit } from "../support/run-remit.ts";

const folder = "samples/cookbook";
const policies = files.filter((path) => path.startsWith(`${folder}/`) && path.endsWith(".remit"));
const page = read("docs/cookbook.md");

describe("the cookbook", () => {
  it("has thirty policies and more, each on the page once", () => {
    assert.ok(policies.length >= 30);
    const shown = [...page.matchAll(/^```remit (\S+)$/gm)].map((match) => match[1] ?? "");
    assert.deepEqual(shown.toSorted(), [...policies].sort());
  });

  it("says of each what it does", () => {
    const bare = [...page.matchAll(/^### (.*)\n\n([\s\S]*?)\n```remit/gm)].filter(([, , text = ""]) => text.trim().length < 80);
    assert.deepEqual(
      bare.map(([, heading]) => heading),
      [],
    );
    assert.equal([...page.matchAll(/^### /gm)].length, policies.length);
  });

  it("passes its tests, of which every policy has some", async () => {
    const { code, out } = await runRemit(["test", "--format", "json", folder], root);
    assert.equal(code, 0, out);
    const told = JSON.parse(out) as { files: { path: string; tests: unknown[]; examples: unknown[] }[] };
    assert.equal(told.files.length, policies.length);
    assert.deepEqual(
      told.files.filter(({ tests, examples }) => tests.length + examples.length < 2).map(({ path }) => path),
      [],
    );
  });

  it("is clean", async () => {
    const { out } = await runRemit(["check", "--format", "json", ...policies], root);
    const told = JSON.parse(out) as { files: { path: string; diagnostics: unknown[] }[] };
    assert.deepEqual(
      told.files.filter(({ diagnostics }) => diagnostics.length > 0),
      [],
    );
  });

  it("is formatted", async () => {
    const { code, out } = await runRemit(["fmt", "--check", folder], root);
    assert.equal(code, 0, out);
  });
});

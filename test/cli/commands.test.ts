// `remit check`, and how the command line speaks of what it does not know, seen from outside.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runRemit } from "../support/run-remit.ts";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));
const remit = (...words: string[]) => runRemit(words, fixtures);

describe("remit check", () => {
  it("shows each error in its line, underlined, with what it may have meant", async () => {
    const { code, out } = await remit("check", "broken.remit");
    assert.equal(code, 3);
    assert.match(out, /error\[unknown-tool\]: no tool is called `read_male`; did you mean `read_mail`\?\n *--> broken\.remit:3:7\n/);
    assert.match(out, /allow read_male\n.* {7}\^{9}\n/);
    assert.match(out, /error\[unknown-argument\].*\n *--> broken\.remit:4:\d+\n/);
  });

  it("ends with 0 on a policy without errors, and takes several", async () => {
    assert.equal((await remit("check", "mail.remit")).code, 0);
    assert.equal((await remit("check", "mail.remit", "broken.remit")).code, 3);
  });

  it("takes a folder for every policy below it, and says where there is none", async () => {
    const { code, out } = await remit("check", ".");
    assert.equal(code, 3);
    assert.match(out, /--> broken\.remit:/);
    const empty = await remit("check", "runs");
    assert.equal(empty.code, 1);
    assert.match(empty.err, /no policy in runs: there is no \.remit file below it/);
  });

  it("gives JSON with places that count from 1", async () => {
    const { code, out } = await remit("check", "--format", "json", "broken.remit", "mail.remit");
    assert.equal(code, 3);
    const report = JSON.parse(out) as { remit: number; files: { path: string; diagnostics: { code: string; start: object }[] }[] };
    assert.equal(report.remit, 1);
    assert.deepEqual(
      report.files.map(({ path }) => path),
      ["broken.remit", "mail.remit"],
    );
    const [first] = report.files[0]?.diagnostics ?? [];
    assert.deepEqual([first?.code, first?.start], ["unknown-tool", { line: 3, column: 7 }]);
  });

  it("says of a policy that is no UTF-8 that it is none, at its place", async () => {
    const folder = mkdtempSync(join(tmpdir(), "remit-utf8-"));
    try {
      writeFileSync(join(folder, "latin.remit"), Buffer.from("// Zo\u00eb\ntool t()\nallow t\n", "latin1"));
      writeFileSync(join(folder, "utf16.remit"), Buffer.from("\ufefftool t()\nallow t\n", "utf16le"));
      const { code, out, err } = await runRemit(["check", "latin.remit", "utf16.remit"], folder);
      assert.equal(code, 1);
      assert.match(out, /^error\[invalid-utf8\]: [^\n]*save the file as UTF-8[^\n]*\n --> latin\.remit:1:6\n/);
      assert.match(err, /^remit: cannot read the policy utf16\.remit: it is UTF-16; save it as UTF-8\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("weighs diagnostics as the nearest project file says, and says what that has wrong", async () => {
    const folder = mkdtempSync(join(tmpdir(), "remit-severities-"));
    try {
      mkdirSync(join(folder, "deep", "er"), { recursive: true });
      for (const path of ["a.remit", "deep/er/b.remit"]) writeFileSync(join(folder, path), "tool t()\nlet unused = 1\nallow t\n");
      const checked = async (severities: object): Promise<readonly unknown[]> => {
        writeFileSync(join(folder, "remit.json"), JSON.stringify({ severities }));
        const { code, out, err } = await runRemit(["check", "a.remit", "deep/er/b.remit"], folder);
        return [code, [...out.matchAll(/^(\w+)\[([\w-]+)\]/gm)].map(([, severity, name]) => `${severity} ${name}`), err];
      };
      assert.deepEqual(await checked({}), [0, ["warning unused-name", "warning unused-name"], ""]);
      assert.deepEqual(await checked({ "unused-name": "off" }), [0, [], ""]);
      assert.deepEqual(await checked({ "unused-name": "error" }), [3, ["error unused-name", "error unused-name"], ""]);
      const [, , err] = await checked({ "unused-nam": "off" });
      assert.equal(err, 'remit: remit.json: "severities" names no diagnostic with "unused-nam"; did you mean "unused-name"?\n');
      writeFileSync(join(folder, "deep", "remit.json"), JSON.stringify({ severities: { "unused-name": "off" } }));
      assert.deepEqual((await checked({}))[1], ["warning unused-name"], "the nearest counts");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says what to do about a policy that is not there", async () => {
    const { code, err } = await remit("check", "nowhere.remit");
    assert.equal(code, 1);
    assert.match(err, /^remit: .*nowhere\.remit.*no such file.*\n$/);
  });
}).timeout(60_000);

describe("remit", () => {
  it("names what may have been meant", async () => {
    const cases: [string[], RegExp][] = [
      [["chek"], /no command chek; did you mean check\?/],
      [["replay", "--fromat", "json", "a", "b"], /no option --fromat; did you mean --format\?/],
      [["replay", "--format", "jsno", "a", "b"], /did you mean json\?/],
      [["__proto__"], /no command __proto__/],
      [["check", "--constructor"], /no option --constructor/],
      [["check", "--format"], /--format needs a value/],
    ];
    for (const [words, sentence] of cases) {
      const { code, out, err } = await remit(...words);
      assert.deepEqual([code, out], [1, ""], words.join(" "));
      assert.match(err, sentence);
    }
  });

  it("says of what later versions will have that this one has it not", async () => {
    const { code, err } = await remit("check", "--format", "sarif", "a");
    assert.equal(code, 1);
    assert.match(err, /not in this version/);
    assert.doesNotMatch((await remit("check", "--help")).out, /sarif/);
  });

  it("prints help and its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
    const told = await remit("--version");
    assert.deepEqual([told.code, told.out.includes(version)], [0, true]);
    const help = await remit("--help");
    assert.equal(help.code, 0);
    for (const word of ["check", "fmt", "replay", "lsp", "Exit codes"]) assert.ok(help.out.includes(word), word);
    assert.match((await remit("replay", "--help")).out, /--format.*--history.*--out/s);
    assert.equal((await remit()).code, 1);
  });
}).timeout(60_000);

// `remit fmt`, seen from outside.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRemit } from "../support/run-remit.ts";

const messy = "deny   a when  args.x==1 // why\n\n\n\nallow b\n";
const tidy = "deny a when args.x == 1 // why\n\nallow b\n";
const broken = "deny   a\ndeny b when (\n";

describe("remit fmt", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-fmt-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);
  const get = (name: string): string => readFileSync(join(folder, name), "utf8");
  const remit = (words: readonly string[], input?: string) => runRemit(["fmt", ...words], folder, input);

  it("lays files out in place, names those that changed, and has nothing to do the next time", async () => {
    put("messy.remit", messy);
    put("tidy.remit", tidy);
    assert.deepEqual(await remit(["messy.remit", "tidy.remit"]), { code: 0, out: "formatted messy.remit\n", err: "" });
    assert.deepEqual([get("messy.remit"), get("tidy.remit")], [tidy, tidy]);
    assert.deepEqual(await remit(["messy.remit", "tidy.remit"]), { code: 0, out: "", err: "" });
  });

  it("only says what would change, with --check", async () => {
    put("messy.remit", messy);
    put("tidy.remit", tidy);
    assert.deepEqual(await remit(["--check", "messy.remit", "tidy.remit"]), { code: 2, out: "would change messy.remit\n", err: "" });
    assert.equal(get("messy.remit"), messy);
    assert.equal((await remit(["--check", "tidy.remit"])).code, 0);
  });

  it("takes a folder with all policies below it", async () => {
    mkdirSync(join(folder, "inner", "node_modules"), { recursive: true });
    for (const name of ["a.remit", "inner/b.remit", "inner/node_modules/c.remit", "inner/d.txt"]) put(name, messy);
    const { code, out } = await remit(["."]);
    assert.equal(code, 0);
    assert.deepEqual(out.split("\n").filter(Boolean).sort(), ["formatted a.remit", `formatted ${join("inner", "b.remit")}`]);
    assert.deepEqual([get("inner/node_modules/c.remit"), get("inner/d.txt")], [messy, messy]);
  });

  it("leaves a file with syntax errors as it is, and says where the first one stands", async () => {
    put("broken.remit", broken);
    put("messy.remit", messy);
    const { code, out, err } = await remit(["broken.remit", "messy.remit"]);
    assert.equal(code, 3);
    assert.equal(out, "formatted messy.remit\n");
    assert.match(err, /^remit: broken\.remit:2:\d+: left as it is: .+\n$/);
    assert.equal(get("broken.remit"), broken);
    assert.equal((await remit(["--check", "broken.remit"])).code, 3);
  });

  it("lays standard input out on standard output", async () => {
    assert.deepEqual(await remit(["-"], messy), { code: 0, out: tidy, err: "" });
    assert.deepEqual(await remit(["-"], broken).then(({ code, out }) => [code, out]), [3, broken]);
    assert.deepEqual(await remit(["--check", "-"], tidy), { code: 0, out: "", err: "" });
    assert.deepEqual(await remit(["--check", "-"], messy).then(({ code, out }) => [code, out]), [2, ""]);
  });

  it("keeps a byte order mark and CRLF, and what is not UTF-8 altogether", async () => {
    put("marked.remit", `\uFEFF${messy.replaceAll("\n", "\r\n")}`);
    assert.equal((await remit(["marked.remit"])).code, 0);
    assert.equal(get("marked.remit"), `\uFEFF${tidy.replaceAll("\n", "\r\n")}`);
    const latin = Buffer.from("deny   a // caf\xe9\n", "latin1");
    put("latin.remit", latin);
    const { code, err } = await remit(["latin.remit"]);
    assert.equal(code, 1);
    assert.match(err, /latin\.remit is not UTF-8/);
    assert.deepEqual(readFileSync(join(folder, "latin.remit")), latin);
  });

  it("says why it could not run", async () => {
    for (const [words, sentence] of [
      [[], /say which policies to format/],
      [["none.remit"], /cannot read the policy none\.remit: no such file/],
      [["."], /there is no \.remit file in \./],
      [["--check=yes", "."], /--check takes no value/],
    ] as const) {
      const { code, err } = await remit(words);
      assert.equal(code, 1);
      assert.match(err, sentence);
    }
  });

  // Root may write everything, so that nothing can be refused to it.
  const unlessRoot = process.getuid?.() === 0 ? (): void => {} : it;
  unlessRoot("says that a file cannot be written", async () => {
    put("messy.remit", messy);
    chmodSync(join(folder, "messy.remit"), 0o444);
    const { code, err } = await remit(["messy.remit"]);
    assert.equal(code, 1);
    assert.match(err, /cannot write messy\.remit: no permission to write it/);
  });
}).timeout(60_000);

// A replay on several threads, and one in parts that are merged, is the replay of one thread in one go.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { runRemit, startRemit } from "../support/run-remit.ts";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));

describe("many files at a time", () => {
  let folder = "";
  const remit = (...words: string[]) => runRemit(words, folder);
  const callOf = (id: number, long: string): string =>
    JSON.stringify({
      kind: "call",
      id: `c${id}`,
      tool: id % 7 === 3 ? "send_mail" : "read_mail",
      args: { id: `${id}${long}`, to: "x@y.example" },
    });
  /** `long`: how many letters each call carries along. */
  const runOf = (id: string, calls: number, long = 0): string =>
    [`{"remit":1,"kind":"run","id":"${id}"}`, ...Array.from({ length: calls }, (_, at) => callOf(at, "x".repeat(long)))].join("\n");

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-jobs-"));
    cpSync(fixtures, folder, { recursive: true });
    mkdirSync(join(folder, "many"));
    for (let file = 0; file < 60; file++) {
      // Some files make a job of their own, some hold no run, and one is broken.
      const text =
        file % 20 === 7
          ? "{}"
          : file === 33
            ? `${runOf("broken", 3)}\n{"kind":`
            : file % 10 === 0
              ? runOf(`run ${file}`, 20, 120_000)
              : runOf(`run ${file}`, file % 5);
      writeFileSync(join(folder, "many", `${String(file).padStart(2, "0")}${file % 20 === 7 ? ".json" : ".trace.jsonl"}`), text);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const format of ["pretty", "json", "jsonl"])
    it(`gives the same on three threads as on one (${format})`, async () => {
      const alone = await remit("replay", "mail.remit", "many", "--format", format, "--jobs", "1");
      const together = await remit("replay", "mail.remit", "many", "--format", format, "--jobs", "3");
      assert.deepEqual([together.code, together.err], [alone.code, alone.err]);
      assert.ok(together.out === alone.out, "the output differs");
    });

  it("says on standard error, once, what one thread says", async () => {
    writeFileSync(join(folder, "remit.json"), '{"formats": 3}');
    const [alone, together] = [
      await remit("replay", "mail.remit", "many", "--jobs", "1"),
      await remit("replay", "mail.remit", "many", "--jobs", "2"),
    ];
    rmSync(join(folder, "remit.json"));
    assert.match(alone.err, /remit\.json/);
    assert.equal(together.err, alone.err);
  });

  it("stops all threads on an interrupt", async () => {
    mkdirSync(join(folder, "long"));
    writeFileSync(join(folder, "long", "a.trace.jsonl"), runOf("a", 20, 120_000));
    const calls = Array.from({ length: 100_000 }, (_, at) => `{"kind":"call","id":"c${at}","tool":"read_mail","args":{"id":"${at}"}}`);
    for (const name of ["b", "c"])
      writeFileSync(join(folder, "long", `${name}.trace.jsonl`), ['{"remit":1,"kind":"run","id":"long"}', ...calls].join("\n"));
    const child = startRemit(["replay", "mail.remit", "long", "--format", "jsonl", "--jobs", "2"], folder);
    let err = "";
    child.stderr?.on("data", (text: Buffer) => {
      err += text.toString();
    });
    child.stdout?.once("data", () => child.kill("SIGINT"));
    child.stdout?.resume();
    const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.on("close", (...all) => done(all)));
    assert.match(err, /^remit: stopped after [12] of 3 files; what was decided until then is written\n$/);
    // What was decided may hold a denied call.
    assert.ok(signal === null && (code === 1 || code === 2));
  });

  it("refuses a number of threads that is none", async () => {
    for (const jobs of ["0", "-1", "1.5", "many", "257"]) {
      const { code, err } = await remit("replay", "mail.remit", "many", `--jobs=${jobs}`);
      assert.deepEqual([code, err], [1, `remit: --jobs is a number from 1 to 256, but was given ${jobs}\n`]);
    }
  });

  it("merges reports of parts to the report of all", async () => {
    const part = async (name: string, pattern: string): Promise<void> => {
      await remit("replay", "mail.remit", pattern, "--format", "json", "--out", name);
    };
    await part("one.json", "many/{0,1,2}*.jsonl");
    await part("two.json", "many/{3,4,5}*.jsonl");
    const merged = await remit("merge", "one.json", "two.json", "--format", "json");
    const whole = await remit("replay", "mail.remit", "many/*.jsonl", "--format", "json");
    assert.ok(isDeepStrictEqual(JSON.parse(merged.out), JSON.parse(whole.out)), "the reports differ");
    assert.equal(merged.code, whole.code);
    const totals = await remit("merge", "one.json", "two.json");
    const said = (await remit("replay", "mail.remit", "many/*.jsonl")).out.trimEnd().split("\n").at(-1);
    assert.equal(totals.out, `${said}\n`);
  });

  it("says what is no report, and where", async () => {
    writeFileSync(join(folder, "cut.json"), '{"remit":1,"runs":[');
    writeFileSync(join(folder, "other.json"), '{"remit":1,"runs":[],"problems":[],"counts":{"files":"1"}}');
    for (const [file, sentence] of [
      ["cut.json", "cut.json is no whole JSON document; write it again with remit replay --format json"],
      ["other.json", "other.json is no report of remit replay --format json; merge takes those"],
      ["absent.json", "cannot read the report absent.json: no such file"],
    ] as const) {
      const { code, err } = await remit("merge", file);
      assert.deepEqual([code, err], [1, `remit: ${sentence}\n`]);
    }
  });
}).timeout(120_000);

// Which files `remit replay` reads and writes, and what it says of those it cannot: seen from outside.
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Ran, runRemit, startRemit } from "../support/run-remit.ts";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));
const good = "runs/good.trace.jsonl";
const injected = "runs/injected.trace.jsonl";

interface Line {
  readonly trace: string;
  readonly verdict?: string;
  readonly problem?: { readonly code: string };
}

describe("remit replay's files", () => {
  let folder = "";
  const remit = (...words: string[]): Promise<Ran> => runRemit(words, folder);
  const replay = (...words: string[]): Promise<Ran> => remit("replay", "mail.remit", ...words);
  const jsonl = async (...words: string[]): Promise<Ran & { lines: readonly Line[] }> => {
    const ran = await replay(...words, "--format", "jsonl");
    return { ...ran, lines: ran.out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Line])) };
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-paths-"));
    cpSync(fixtures, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("tells of a path that is not there, and replays those beside it", async () => {
    for (const absent of ["nowhere.trace.jsonl", "nowhere/*.json"]) {
      const { code, err, lines } = await jsonl(absent, good);
      assert.equal(code, 4, absent);
      assert.match(err, /^remit: [^\n]*nowhere[^\n]*\n$/);
      assert.equal(lines.filter(({ verdict }) => verdict === "allow").length, 2);
    }
    assert.equal((await replay("nowhere.json", injected)).code, 2);
  });

  it("passes over what stands beside the runs of a folder and is none, and says how many; a named one is reported", async () => {
    writeFileSync(join(folder, "runs/labels.json"), '{"good": ["harmless"]}');
    writeFileSync(join(folder, "runs/more.json"), "[1, 2]");
    writeFileSync(join(folder, "runs/README.md"), "# Runs\n");
    const walked = await jsonl("runs");
    assert.deepEqual([walked.code, walked.lines.length], [2, 4]);
    assert.match(walked.err, /^remit: 2 files passed over: no recorded runs [^\n]*\n$/);
    const named = await jsonl("runs", "runs/labels.json");
    assert.deepEqual(
      named.lines.filter(({ problem }) => problem !== undefined).map(({ trace, problem }) => [trace, problem?.code]),
      [["runs/labels.json", "unknown-format"]],
    );
  });

  // Root may read every folder, so that none can be refused to it.
  const unlessRoot = process.getuid?.() === 0 ? (): void => {} : it;
  unlessRoot("leaves out a folder inside that may not be read, says so, and reads what is beside it", async () => {
    const closed = join(folder, "runs/closed");
    mkdirSync(closed);
    chmodSync(closed, 0);
    try {
      const { code, err, lines } = await jsonl("runs");
      assert.deepEqual([code, lines.length], [2, 4]);
      assert.match(err, /cannot read the folder runs\/closed: no permission/);
    } finally {
      chmodSync(closed, 0o700);
    }
  });

  it("does not read the file that it writes, and never overwrites one that it is to read", async () => {
    const out = join("runs", "decisions.jsonl");
    for (let round = 0; round < 2; round++) {
      const { code, err } = await jsonl("runs", "--out", out);
      assert.deepEqual([code, err], [2, ""]);
      assert.equal(readFileSync(join(folder, out), "utf8").trim().split("\n").length, 4);
    }
    const before = readFileSync(join(folder, good), "utf8");
    for (const words of [
      ["replay", "mail.remit", good, "--out", `./${good}`],
      ["check", "mail.remit", "--out", "mail.remit"],
    ]) {
      const { code, err } = await remit(...words);
      assert.equal(code, 1);
      assert.match(err, /would overwrite/);
    }
    assert.equal(readFileSync(join(folder, good), "utf8"), before);
  });

  it("says that an output which could not be written is not complete", async function () {
    if (!existsSync("/dev/full")) {
      console.log("      skipped: this system has no /dev/full");
      this.skip();
    }
    const { code, err } = await replay(injected, "--format", "jsonl", "--out", "/dev/full");
    assert.equal(code, 1);
    assert.match(err, /the output is not complete: no space is left/);
    for (const words of ["replay mail.remit runs", "--help"]) {
      const { code, err } = await runRemit(words.split(" "), folder, "", "/dev/full");
      assert.equal(code, 1, words);
      assert.match(err, /the output is not complete/);
    }
  });

  it("names the policy of each run in JSON", async () => {
    const { out } = await replay("runs", "--format", "json");
    const { runs } = JSON.parse(out) as { runs: { policy: string }[] };
    assert.deepEqual(
      runs.map(({ policy }) => policy),
      ["mail.remit", "mail.remit"],
    );
  });

  it("writes nothing to a program that a terminal would obey", async () => {
    const tool = "x\u202egnp\u009b2J\u007f\u2066";
    writeFileSync(
      join(folder, "odd.trace.jsonl"),
      `{"remit":1,"kind":"run","id":"\u202e\u0085"}\n${JSON.stringify({ kind: "call", tool, args: {} })}\n`,
    );
    for (const format of ["jsonl", "json"]) {
      const { out } = await replay("odd.trace.jsonl", "--format", format);
      assert.doesNotMatch(out.replaceAll("\n", ""), /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069]/u);
      assert.ok(out.includes("\\u202e") && out.includes("\\u009b"));
    }
    assert.equal((JSON.parse((await jsonl("odd.trace.jsonl")).out) as { tool: string }).tool, tool);
  });

  it("shows of many runs those in which a call was stopped, and all of them with --all", async () => {
    const short = (await replay("runs")).out;
    assert.ok(!short.includes("good.trace.jsonl") && short.includes("injected.trace.jsonl"));
    assert.match(short, /1 run with every call allowed, not shown; --all shows it/);
    const long = (await replay("runs", "--all")).out;
    assert.ok(long.includes("good.trace.jsonl") && !long.includes("not shown"));
    assert.ok((await replay(good)).out.includes("good.trace.jsonl"), "a single run is always shown");
  });

  it("ends on an interrupt while it waits for standard input", async () => {
    const calls = Array.from({ length: 1000 }, (_, at) => `{"kind":"call","id":"c${at}","tool":"read_mail","args":{"id":"${at}"}}`);
    writeFileSync(join(folder, "many.trace.jsonl"), ['{"remit":1,"kind":"run","id":"many"}', ...calls].join("\n"));
    const child = startRemit(["replay", "mail.remit", "many.trace.jsonl", "-", "--format", "jsonl"], folder);
    let err = "";
    child.stderr?.on("data", (text: Buffer) => {
      err += text.toString();
    });
    // The input stays open: only the signal ends it.
    let out = "";
    child.stdout?.once("data", () => setTimeout(() => child.kill("SIGINT"), 1000));
    child.stdout?.on("data", (text: Buffer) => {
      out += text.toString();
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.on("close", (...ended) => done(ended)));
    assert.deepEqual([code, signal, err], [null, "SIGINT", ""]);
    assert.equal(out.split('"verdict"').length - 1, 1000, "what was decided until then is written");
  });
}).timeout(60_000);

describe("remit without operands", () => {
  let folder = "";
  const inFolder = (words: string[], inner = "."): Promise<Ran> => runRemit(words, join(folder, inner));
  const project = (content: unknown): void => writeFileSync(join(folder, "remit.json"), JSON.stringify(content));
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-project-"));
    cpSync(fixtures, folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("says what to do where no project file is", async () => {
    for (const command of ["check", "replay"]) {
      const { code, err } = await inFolder([command]);
      assert.equal(code, 1);
      assert.match(err, /^remit: say which polic.*no remit\.json here or above.*\n$/);
    }
  });

  it("takes policies, runs and context from the nearest project file, also from a folder below it", async () => {
    writeFileSync(join(folder, "open.remit"), 'default deny\nallow read_mail\nallow send_mail when context.user == "emma"\n');
    project({
      policies: [
        { policy: "./open.remit", traces: ["runs/inj*.trace.jsonl"], context: { user: "emma" } },
        { policy: "mail.remit", traces: ["runs/**/*.{jsonl,json}"] },
      ],
    });
    const { code, out, err } = await inFolder(["replay", "--format", "json"]);
    const { runs } = JSON.parse(out) as { runs: { policy: string; trace: string; steps: { verdict: string }[] }[] };
    assert.deepEqual(
      runs.map(({ policy, trace, steps }) => [policy, trace, steps.map(({ verdict }) => verdict).join()]),
      [
        ["open.remit", injected, "allow,allow"],
        ["mail.remit", good, "allow,allow"],
      ],
    );
    assert.equal(code, 0);
    assert.match(err, /^remit: 1 file passed over/);
    const below = await inFolder(["replay", "--format", "jsonl"], "runs");
    assert.match(below.out, /"trace":"injected\.trace\.jsonl"/);
    assert.equal((await inFolder(["check"])).code, 0);
    assert.match((await inFolder(["check"])).out, /2 policies: no problems found/);
  });

  it("says what is wrong with the project file, and of entries that match nothing", async () => {
    project({ policies: [{ policy: "mail.remit", traces: ["none/*.json"] }] });
    const none = await inFolder(["replay"]);
    assert.equal(none.code, 4);
    assert.match(none.err, /^remit: no file matches what remit\.json gives mail\.remit: none\/\*\.json\n$/);
    project({ policies: [] });
    assert.match((await inFolder(["check"])).err, /remit\.json names no policies/);
    project({ policies: "x" });
    assert.match((await inFolder(["replay"])).err, /^remit: remit\.json cannot be used: "policies" is not a list\n$/);
  });
}).timeout(60_000);

// Sessions are found where agents keep them, copied only when told to, and lose what is nobody else's business.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readTrace } from "../../core/src/index.ts";
import { findSecrets } from "../../server/src/sessions/secrets.ts";
import { runRemit } from "../support/run-remit.ts";

const homes = "/home";
// Put together here, so that no detector takes this file for a leak.
const token = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`;

const claudeCode = (home: string): string =>
  [
    { type: "user", sessionId: "s1", uuid: "u1", message: { role: "user", content: `Mail the token ${token} to ann@corp.example` } },
    {
      type: "assistant",
      sessionId: "s1",
      uuid: "u2",
      message: {
        id: "m1",
        role: "assistant",
        content: [
          { type: "tool_use", id: "t1", name: "Bash", input: { command: `cat ${home}/notes.txt; echo ${token}`, to: "ann@corp.example" } },
        ],
      },
    },
    {
      type: "user",
      sessionId: "s1",
      uuid: "u3",
      message: {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "t1", content: `bob@corp.example wrote in ${home}/notes.txt: ${token}` }],
      },
    },
  ]
    .map((line) => JSON.stringify(line))
    .join("\n");

describe("remit import", () => {
  let folder = "";
  let home: string | undefined;
  const remit = (...words: string[]) => runRemit(["import", ...words], join(folder, "work"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "remit-import-"));
    ({ HOME: home } = process.env);
    process.env.HOME = join(folder, "home");
    mkdirSync(join(folder, "work"));
    write("home/.claude/projects/-work/s1.jsonl", claudeCode(`${homes}/ann`));
  });
  afterEach(() => {
    process.env.HOME = home;
    rmSync(folder, { recursive: true, force: true });
  });

  it("lists what there is, and copies nothing without a yes", async () => {
    const { code, out, err } = await remit();
    assert.equal(code, 0);
    assert.match(out, /^Claude Code {2}\d{4}-\d\d-\d\d .*s1\.jsonl\n$/);
    assert.match(err, /nothing was copied; --yes copies 1 session to runs\/imported, with stand-ins for secrets/);
    assert.deepEqual(readdirSync(join(folder, "work")), []);
  });

  it("takes out secrets, addresses and home folders, the same everywhere by the same stand-in", async () => {
    const { code, err } = await remit("--yes");
    assert.deepEqual(
      [code, err],
      [0, "remit: 1 session with 1 call copied to runs/imported; taken out: 1 secret, 2 addresses, 1 home folder\n"],
    );
    const text = readFileSync(join(folder, "work/runs/imported/s1.trace.jsonl"), "utf8");
    for (const private_ of [token, "ann", "bob", "corp.example"]) assert.ok(!text.includes(private_), private_);
    assert.deepEqual(await findSecrets(text), []);
    const [run] = readTrace("s1.trace.jsonl", new TextEncoder().encode(text)).runs;
    const [message, call, result] = [...(run?.events ?? [])];
    assert.ok(message?.kind === "message" && call?.kind === "call" && result?.kind === "result");
    assert.equal(message.text, "Mail the token [secret 1] to person-1@domain-1.example");
    assert.deepEqual(call.args, {
      kind: "record",
      value: { command: `cat ${homes}/user/notes.txt; echo [secret 1]`, to: "person-1@domain-1.example" },
    });
    assert.equal(result.text, `person-2@domain-1.example wrote in ${homes}/user/notes.txt: [secret 1]`);
  });

  it("copies as recorded where that is asked for, beside what is there", async () => {
    await remit("--yes");
    await remit("--yes", "--unredacted");
    const names = readdirSync(join(folder, "work/runs/imported")).sort();
    assert.deepEqual(names, ["s1-2.trace.jsonl", "s1.trace.jsonl"]);
    assert.ok(readFileSync(join(folder, "work/runs/imported/s1-2.trace.jsonl"), "utf8").includes(token));
  });

  it("puts OpenCode's sessions together from the files of their parts", async () => {
    const store = "home/.local/share/opencode/storage";
    write(`${store}/session/p1/ses_1.json`, '{"id":"ses_1","title":"t"}');
    write(`${store}/message/ses_1/msg_1.json`, '{"id":"msg_1","role":"user","sessionID":"ses_1"}');
    write(`${store}/message/ses_1/msg_2.json`, '{"id":"msg_2","role":"assistant","sessionID":"ses_1"}');
    write(`${store}/message/ses_1/msg_3.json`, '{"id":"../../../../etc","role":"assistant","sessionID":"ses_1"}');
    write(`${store}/part/msg_1/prt_1.json`, '{"id":"prt_1","type":"text","text":"List the files.","messageID":"msg_1"}');
    write(
      `${store}/part/msg_2/prt_2.json`,
      '{"id":"prt_2","type":"tool","callID":"c1","tool":"bash","messageID":"msg_2","state":{"status":"completed","input":{"command":"ls"},"output":"a.txt"}}',
    );
    const { code, err } = await remit("opencode", "--yes", "--to", "taken");
    assert.deepEqual([code, err], [0, "remit: 1 session with 1 call copied to taken; taken out: 0 secrets, 0 addresses, 0 home folders\n"]);
    const { runs } = readTrace("a.trace.jsonl", readFileSync(join(folder, "work/taken/ses_1.trace.jsonl")));
    const events = Array.from(runs, (run) => [...run.events]).flat();
    assert.deepEqual(
      events.map((event) => (event.kind === "call" ? event.tool : event.kind)),
      ["message", "bash", "result"],
    );
  });

  it("says what it does not know, and what is no session", async () => {
    assert.match((await remit("codx")).err, /there is no tool codx; did you mean Codex\?/);
    assert.deepEqual([(await remit("codex")).code, (await remit("--newest", "0")).code], [4, 1]);
    write("home/.codex/sessions/2026/01/01/rollout-1.jsonl", "no JSON at all\n");
    const { code, err } = await remit("codex", "--yes");
    assert.equal(code, 4);
    assert.match(err, /left out .*rollout-1\.jsonl: no recorded run was recognised in it\n/);
    assert.ok(!existsSync(join(folder, "work/runs/imported/rollout-1.trace.jsonl")));
  });
}).timeout(60_000);

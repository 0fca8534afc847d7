// What the server makes of recorded runs: evidence in completion, consequences of edits, lenses.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, it } from "mocha";
import type { CodeLens, CompletionList, Hover, MarkupContent } from "vscode-languageserver-protocol";
import type { Consequences, StepPlace, Tried } from "../../server/src/runs/protocol.ts";
import { type LanguageClient, type Started, startServer } from "../support/language-client.ts";

const bank = join(import.meta.dirname, "..", "..", "samples", "bank");

describe("recorded runs in the language server", () => {
  const told: Consequences[] = [];
  let started: Started;
  let client: LanguageClient;
  let folder: string;
  let uri: string;
  let text: string;

  /** The first state told from now on, or the newest already told, that satisfies. */
  async function consequences(satisfies: (one: Consequences) => boolean): Promise<Consequences> {
    const deadline = Date.now() + 8000;
    for (;;) {
      const last = told[told.length - 1];
      if (last !== undefined && satisfies(last)) return last;
      assert.ok(Date.now() < deadline, `last told: ${JSON.stringify(last)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const counted = (version: number): Promise<Consequences> => consequences((one) => one.state === "counted" && one.version === version);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "remit recorded-"));
    cpSync(bank, folder, { recursive: true });
    uri = pathToFileURL(join(folder, "bank.remit")).toString();
    text = readFileSync(join(folder, "bank.remit"), "utf8");
    started = startServer();
    client = started.client;
    client.connection.onNotification("remit/consequences", (one: Consequences) => void told.push(one));
    await client.initialize(
      {},
      {
        workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "bank" }],
        initializationOptions: { consequences: true },
      },
    );
    await client.open(uri, text);
  });
  after(async () => {
    await client.shutdown();
    assert.deepEqual(client.errors, []);
    rmSync(folder, { recursive: true, force: true });
  });

  it("are bound by the project file and counted", async () => {
    const first = await counted(1);
    assert.equal(first.runs, 7);
    assert.equal(first.calls, 14);
    assert.deepEqual(first.verdicts, { allow: 12, ask: 1, deny: 1, unknown: 0 });
    assert.equal(first.flips, undefined);
  });

  it("offer their values in completion, told as seen and as plain text", async () => {
    const broken = `${text}\nask send_money when args.recipient == ""`;
    await client.change(uri, broken);
    const lines = broken.split("\n");
    const position = { line: lines.length - 1, character: (lines[lines.length - 1] ?? "").length - 1 };
    const { items, isIncomplete } = await client.request<CompletionList>("textDocument/completion", uri, { position });
    const seen = items.filter(({ labelDetails }) => labelDetails?.description?.startsWith("seen ") === true);
    assert.ok(isIncomplete && seen.length > 1 && seen.length <= 20, JSON.stringify(items));
    const [first] = [...seen].sort((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
    assert.match(first?.labelDetails?.description ?? "", /^seen \d+ times in \d+ runs$/);
    assert.equal(first?.documentation, undefined);
    assert.equal(first?.insertTextFormat, 1);
  });

  it("say what an edit flips, against what is saved, with the steps", async () => {
    const version = await client.change(uri, text.replace("rule foreign_payee\ndeny payments", "rule foreign_payee\nflag payments"));
    const { flips } = await counted(version);
    assert.deepEqual(flips?.kinds, [{ from: "deny", to: "ask", count: 1 }]);
    const [step] = flips?.steps ?? [];
    assert.equal(step?.trace, pathToFileURL(join(folder, "runs", "pay-the-bill.trace.jsonl")).toString());
    assert.deepEqual([step?.step, step?.tool, step?.from, step?.to], [4, "send_money", "deny", "ask"]);
    const back = await client.change(uri, text);
    assert.equal((await counted(back)).flips, undefined);
  });

  it("never count a text with errors, and follow what is saved", async () => {
    await client.change(uri, `${text}\nallow nobody_knows`);
    const broken = await consequences((one) => one.state === "errors");
    assert.equal(broken.version, undefined);
    const edited = text.replace("rule foreign_payee\ndeny payments", "rule foreign_payee\nask payments");
    const version = await client.change(uri, edited);
    assert.equal((await counted(version)).flips?.count, 1);
    writeFileSync(join(folder, "bank.remit"), edited);
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
    const saved = await consequences((one) => one.state === "counted" && one.flips === undefined);
    assert.equal(saved.version, version);
    assert.deepEqual(saved.verdicts, { allow: 12, ask: 2, deny: 0, unknown: 0 });
  });

  it("stand above each rule, told as of before while a newer text is counted", async () => {
    const titles = async (): Promise<readonly string[]> =>
      (await client.request<readonly CodeLens[]>("textDocument/codeLens", uri)).map(({ command }) => command?.title ?? "");
    const first = await titles();
    assert.ok(first.includes("asks for 1 call in 1 of 7 runs"), first.join(" | "));
    assert.ok(first.includes("replay"));
    const version = await client.change(uri, `// Another line.\n${text}`);
    const stale = await titles();
    assert.ok(
      stale.filter((title) => title !== "replay" && title !== "debug").every((title) => title.endsWith(" before this edit")),
      stale.join(" | "),
    );
    await counted(version);
    assert.ok((await titles()).includes("denies 1 call in 1 of 7 runs"));
    const line = text.split("\n").indexOf("rule foreign_payee") + 1;
    const hover = await client.request<Hover>("textDocument/hover", uri, { position: { line, character: 8 } });
    const { value: markdown } = hover.contents as MarkupContent;
    assert.match(
      markdown,
      /On recorded runs: denies 1 call in 1 of 7 runs\. Last: \[step 4\]\(command:remit\.openStep\?\S+\) of `[\w.-]+`\.$/,
    );
    const [trace, run, call] = JSON.parse(decodeURIComponent(/openStep\?([^)]+)\)/.exec(markdown)?.[1] ?? "")) as [string, number, number];
    assert.ok(trace.startsWith("file:") && run === 0 && call === 4, markdown);
    const steps = await client.connection.sendRequest<readonly StepPlace[]>("remit/ruleSteps", { uri, rule: "foreign_payee" });
    assert.deepEqual(
      steps.map(({ step, tool }) => [step, tool]),
      [[4, "send_money"]],
    );
  });

  it("are held against the policy as opened where the editor saves by itself", async () => {
    const saving = startServer();
    const said: Consequences[] = [];
    saving.client.connection.onNotification("remit/consequences", (one: Consequences) => void said.push(one));
    saving.client.connection.onRequest("workspace/configuration", () => [{}, "afterDelay"]);
    await saving.client.initialize(
      { workspace: { configuration: true } },
      { workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "bank" }], initializationOptions: { consequences: true } },
    );
    const until = async (satisfies: (one: Consequences) => boolean): Promise<Consequences> => {
      const deadline = Date.now() + 8000;
      for (;;) {
        const last = said[said.length - 1];
        if (last !== undefined && satisfies(last)) return last;
        assert.ok(Date.now() < deadline, `last told: ${JSON.stringify(last)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await saving.client.open(uri, text);
    await until((one) => one.state === "counted");
    const edited = `${text}\nask change_password\n`;
    await saving.client.change(uri, edited);
    writeFileSync(join(folder, "bank.remit"), edited);
    await saving.client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
    const last = await until((one) => one.state === "counted" && one.version === 2);
    assert.deepEqual([last.against, last.flips?.count], ["opened", 1]);
    await saving.client.shutdown();
    writeFileSync(join(folder, "bank.remit"), text);
  });

  it("count when they come and go", async () => {
    const gone = join(folder, "runs", "pay-the-bill.trace.jsonl");
    const bytes = readFileSync(gone);
    rmSync(gone);
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: pathToFileURL(gone).toString(), type: 3 }],
    });
    assert.equal((await consequences((one) => one.runs === 6)).verdicts.deny, 0);
    writeFileSync(gone, bytes);
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: pathToFileURL(gone).toString(), type: 1 }],
    });
    await consequences((one) => one.runs === 7);
  });

  it("are decided by an edit that is only proposed, and nothing of it is kept", async () => {
    const proposed = `${text}\ndeny send_money\n`;
    const params = { uri, files: [{ uri, text: proposed }] };
    const answer: Tried | null = await client.connection.sendRequest("remit/tried", params);
    assert.ok(answer !== null);
    assert.deepEqual([answer.runs, answer.calls], [7, 14]);
    assert.ok(answer.flips.count > 0 && answer.changedRuns > 0 && answer.changedRuns <= 7);
    assert.ok(answer.flips.kinds.every(({ to }) => to === "deny"));
    assert.equal(
      answer.flips.kinds.reduce((sum, { count }) => sum + count, 0),
      answer.flips.count,
    );
    const none: Tried | null = await client.connection.sendRequest("remit/tried", { uri, files: [{ uri, text }] });
    assert.equal(none?.flips.count, 0);
    assert.equal(await client.connection.sendRequest("remit/tried", { uri, files: [{ uri, text: "deny deny" }] }), null);
  });
});

// The configuration of docs/editors.md in a real Neovim, without a screen: what its client gets of the server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "..", "..");

const policy = `tools "tools.json"
group payments = send_money
default deny
allow payments when args.amount <= 100
deny send_monny when args.
`;
const tools = {
  tools: [
    {
      name: "send_money",
      inputSchema: { type: "object", properties: { amount: { type: "number" }, payee: { type: "string" } }, required: ["amount"] },
    },
  ],
};

/** Asks as a person's keys would, and writes what came. Lines and columns count from 0. */
const drive = `
local out = {}
local function wait(holds) return vim.wait(20000, holds, 50) end
local function ask(method, line, column)
  local params = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = column } }
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 20000) or {}) do
    if answer.result ~= nil then return answer.result end
  end
  return {}
end
wait(function() return #vim.diagnostic.get(0) > 0 end)
out.filetype = vim.bo.filetype
out.diagnostics = vim.tbl_map(function(one) return { line = one.lnum, message = one.message } end, vim.diagnostic.get(0))
out.hover = ask("textDocument/hover", 3, 8)
local completed = ask("textDocument/completion", 4, 26)
out.completions = vim.tbl_map(function(item) return item.label end, completed.items or completed)
vim.api.nvim_win_set_cursor(0, { 4, 8 })
vim.lsp.buf.definition()
wait(function() return vim.api.nvim_win_get_cursor(0)[1] ~= 4 end)
out.cursor = vim.api.nvim_win_get_cursor(0)
vim.api.nvim_buf_set_lines(0, 4, 5, false, { "deny   send_money when args.amount > 9" })
local function errors() return vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR }) end
wait(function() return #errors() == 0 end)
out.left = vim.tbl_map(function(one) return one.lnum .. ": " .. one.message end, errors())
local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
format()
out.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
vim.fn.writefile({ vim.fn.json_encode(out) }, vim.env.REMIT_ANSWERS)
vim.cmd("qa!")
`;

interface Answers {
  readonly filetype: string;
  readonly diagnostics: readonly { readonly line: number; readonly message: string }[];
  readonly hover: { readonly contents: { readonly value: string } };
  readonly completions: readonly string[];
  readonly cursor: readonly [number, number];
  readonly left: readonly string[];
  readonly text: readonly string[];
}

describe("Neovim with the configuration of the documentation", () => {
  let folder: string;
  let answers: Answers;

  before(function () {
    this.timeout(120_000);
    const page = readFileSync(join(root, "docs", "editors.md"), "utf8");
    const configuration = /## Neovim[\s\S]*?```lua\n([\s\S]*?)```/.exec(page)?.[1];
    assert.ok(configuration !== undefined);
    folder = mkdtempSync(join(tmpdir(), "remit-neovim-"));
    const place = (name: string): string => join(folder, name);
    mkdirSync(place("bin"));
    writeFileSync(place("bin/remit"), `#!/bin/sh\nexec "${process.execPath}" "${join(root, "cli", "src", "main.ts")}" "$@"\n`);
    chmodSync(place("bin/remit"), 0o755);
    writeFileSync(place("bank.remit"), policy);
    writeFileSync(place("tools.json"), JSON.stringify(tools));
    writeFileSync(place("remit.json"), "{}");
    writeFileSync(place("init.lua"), configuration);
    writeFileSync(place("drive.lua"), drive);
    const done = spawnSync(
      process.env.REMIT_NEOVIM ?? "nvim",
      ["--headless", "--clean", "-u", place("init.lua"), "bank.remit", "-c", "luafile drive.lua"],
      {
        cwd: folder,
        encoding: "utf8",
        timeout: 100_000,
        env: {
          ...process.env,
          PATH: `${place("bin")}${delimiter}${process.env.PATH ?? ""}`,
          REMIT_ANSWERS: place("answers.json"),
          XDG_STATE_HOME: folder,
        },
      },
    );
    assert.equal(done.status, 0, `${done.stdout}${done.stderr}`);
    answers = JSON.parse(readFileSync(place("answers.json"), "utf8")) as Answers;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("shows what is wrong, and takes it back when it is mended", () => {
    assert.equal(answers.filetype, "remit");
    assert.ok(
      answers.diagnostics.some(({ line, message }) => line === 4 && message.includes("send_monny")),
      JSON.stringify(answers.diagnostics),
    );
    assert.deepEqual(answers.left, []);
  });

  it("hovers, completes and goes to a definition", () => {
    assert.match(answers.hover.contents.value, /send_money/);
    assert.ok(answers.completions.includes("amount"), answers.completions.join());
    assert.equal(answers.cursor[0], 2);
  });

  it("formats", () => {
    assert.equal(answers.text[4], "deny send_money when args.amount > 9");
  });
});

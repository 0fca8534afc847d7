// Every feature that the server says it has, asked over standard input and output.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  DocumentHighlight,
  DocumentLink,
  FoldingRange,
  InlayHint,
  Location,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { lineIndex } from "../../core/src/index.ts";
import { type LanguageClient, type Started, startServer } from "../support/language-client.ts";

const shared = 'let ours = ["x"]\nlet paid(id) = any(past pay where it.args.id == id)\n';
const main = `import "./shared.remit"
tool pay(to: string, id: number)
rule known   deny pay when args.to in ours
test "t" {
  pay(to: "x", id: 1)   =>   deny by known
  replay "./runs/a.json" expect allow elsewhere
}
ask pay when paid(args.to)
`;

const range = (startLine: number, startCharacter: number, endLine: number, endCharacter: number): Range => ({
  start: { line: startLine, character: startCharacter },
  end: { line: endLine, character: endCharacter },
});

function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = lineIndex(text);
  const at = (position: Range["start"]): number => lines.offset({ line: position.line, column: position.character });
  return [...edits]
    .sort((a, b) => at(b.range.start) - at(a.range.start))
    .reduce((result, edit) => result.slice(0, at(edit.range.start)) + edit.newText + result.slice(at(edit.range.end)), text);
}

describe("the language server's features", () => {
  let started: Started;
  let client: LanguageClient;
  let folder: string;
  let uri: string;
  const place = (name: string): string => pathToFileURL(join(folder, name)).toString();
  const at = (line: number, character: number): object => ({ position: { line, character } });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "remit-features-"));
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "shared.remit"), shared);
    writeFileSync(join(folder, "inner", "closed.remit"), 'import "../shared.remit"\nrule closed_rule deny a when args.x in ours\n');
    started = startServer();
    client = started.client;
    await client.initialize(
      { workspace: { workspaceFolders: true } },
      { workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "w" }] },
    );
    uri = place("main.remit");
    await client.open(uri, main);
  });
  after(() => {
    client.connection.dispose();
    started.process.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it("format a document, a range and what was just typed", async () => {
    const own = place("messy.remit");
    const messy = 'deny   a when  args.x==1\n\n\nallow   b\ntest "t" {\n    a( )=>deny}\n';
    await client.open(own, messy);
    const options = { options: { tabSize: 8, insertSpaces: false } };
    const whole = await client.request<TextEdit[]>("textDocument/formatting", own, options);
    assert.equal(applied(messy, whole), 'deny a when args.x == 1\n\nallow b\ntest "t" {\n  a() => deny\n}\n');
    const part = await client.request<TextEdit[]>("textDocument/rangeFormatting", own, { ...options, range: range(3, 2, 3, 2) });
    assert.equal(applied(messy, part), 'deny   a when  args.x==1\n\nallow b\ntest "t" {\n    a( )=>deny}\n');
    const closed = await client.request<TextEdit[]>("textDocument/onTypeFormatting", own, { ...options, ...at(5, 15), ch: "}" });
    assert.equal(applied(messy, closed), 'deny   a when  args.x==1\n\n\nallow   b\ntest "t" {\n  a() => deny\n}\n');
    const line = await client.request<TextEdit[]>("textDocument/onTypeFormatting", own, { ...options, ...at(1, 0), ch: "\n" });
    assert.equal(applied(messy, line), 'deny a when args.x == 1\n\n\nallow   b\ntest "t" {\n    a( )=>deny}\n');
    const inside = await client.request<TextEdit[]>("textDocument/onTypeFormatting", own, { ...options, ...at(5, 0), ch: "\n" });
    assert.deepEqual(inside, [], "nothing moves while a statement is being written");
    await client.close(own);
  });

  it("find references in open and closed files, and highlight those of the file", async () => {
    const found = await client.request<Location[]>("textDocument/references", uri, { ...at(2, 39), context: { includeDeclaration: true } });
    assert.deepEqual(found.map((one) => one.uri.slice(pathToFileURL(folder).toString().length)).sort(), [
      "/inner/closed.remit",
      "/main.remit",
      "/shared.remit",
    ]);
    const uses = await client.request<Location[]>("textDocument/references", uri, { ...at(2, 39), context: { includeDeclaration: false } });
    assert.equal(uses.length, 2);
    const seen = await client.request<DocumentHighlight[]>("textDocument/documentHighlight", uri, at(2, 6));
    assert.deepEqual(seen, [
      { range: range(2, 5, 2, 10), kind: 3 },
      { range: range(4, 37, 4, 42), kind: 2 },
    ]);
  });

  it("rename across files, and say why they do not", async () => {
    assert.deepEqual(await client.request("textDocument/prepareRename", uri, at(2, 39)), {
      range: range(2, 38, 2, 42),
      placeholder: "ours",
    });
    const edit = await client.request<WorkspaceEdit>("textDocument/rename", uri, { ...at(2, 39), newName: "friends" });
    assert.deepEqual(edit.changes, {
      [uri]: [{ range: range(2, 38, 2, 42), newText: "friends" }],
      [place("shared.remit")]: [{ range: range(0, 4, 0, 8), newText: "friends" }],
      [place("inner/closed.remit")]: [{ range: range(1, 39, 1, 43), newText: "friends" }],
    });
    await assert.rejects(client.request("textDocument/rename", uri, { ...at(2, 39), newName: "known" }), /`known` is taken/);
    await assert.rejects(client.request("textDocument/prepareRename", uri, at(3, 1)), /has a name of its own/);
  });

  it("find symbols in the whole workspace", async () => {
    const found: SymbolInformation[] = await client.connection.sendRequest("workspace/symbol", { query: "closed" });
    assert.deepEqual(found, [{ name: "closed_rule", kind: 24, location: { uri: place("inner/closed.remit"), range: range(1, 5, 1, 16) } }]);
  });

  it("know of a folder that comes later, and forget one that goes", async () => {
    const later = mkdtempSync(join(tmpdir(), "remit-later-"));
    writeFileSync(join(later, "later.remit"), "rule later_rule deny a\n");
    const one = { uri: pathToFileURL(later).toString(), name: "later" };
    const names = async (): Promise<readonly string[]> => {
      const found: SymbolInformation[] = await client.connection.sendRequest("workspace/symbol", { query: "later_rule" });
      return found.map(({ name }) => name);
    };
    const change = (event: object): Promise<void> => client.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
    assert.deepEqual(await names(), []);
    await change({ added: [one], removed: [] });
    assert.deepEqual(await names(), ["later_rule"]);
    await change({ added: [], removed: [one] });
    assert.deepEqual(await names(), []);
    rmSync(later, { recursive: true });
  });

  it("fold, expand selections and link", async () => {
    assert.deepEqual(await client.request<FoldingRange[]>("textDocument/foldingRange", uri), [{ startLine: 3, endLine: 5 }]);
    const [chain] = await client.request<SelectionRange[]>("textDocument/selectionRange", uri, { positions: [{ line: 2, character: 27 }] });
    assert.deepEqual([chain?.range, chain?.parent?.range], [range(2, 27, 2, 31), range(2, 27, 2, 34)]);
    assert.deepEqual(await client.request<DocumentLink[]>("textDocument/documentLink", uri), [
      { range: range(0, 8, 0, 22), target: place("shared.remit") },
      { range: range(5, 10, 5, 23), target: place("runs/a.json") },
    ]);
  });

  it("help with a call, and hint at what is not written", async () => {
    const help = await client.request<SignatureHelp>("textDocument/signatureHelp", uri, at(4, 15));
    assert.equal(help.signatures[0]?.label, "pay(to: string, id: number)");
    assert.deepEqual([help.activeParameter, help.signatures[0]?.parameters?.[1]?.label], [1, [16, 26]]);
    assert.equal(await client.request("textDocument/signatureHelp", uri, at(0, 0)), null);
    const hints = await client.request<InlayHint[]>("textDocument/inlayHint", uri, { range: range(0, 0, 20, 0) });
    assert.deepEqual(
      hints.map(({ label, position }) => `${position.line}:${position.character} ${String(label)}`),
      ["2:0 default deny", "7:18 id:"],
    );
  });

  it("tell semantic tokens whole, in a range, and as what has changed", async () => {
    const own = place("tokens.remit");
    await client.open(own, "let a = 1\nlet b = a\nlet c = b\n");
    const full = await client.request<SemanticTokens>("textDocument/semanticTokens/full", own);
    const part = await client.request<SemanticTokens>("textDocument/semanticTokens/range", own, { range: range(1, 0, 1, 9) });
    assert.deepEqual(part.data, [1, 4, 1, 3, 3, 0, 4, 1, 3, 2]);
    await client.change(own, "let a = 1\nlet bb = a\nlet c = bb\n");
    const delta = await client.request<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", own, {
      previousResultId: full.resultId,
    });
    const patched = [...full.data];
    for (const { start, deleteCount, data = [] } of delta.edits) patched.splice(start, deleteCount, ...data);
    const again = await client.request<SemanticTokens>("textDocument/semanticTokens/full", own);
    assert.deepEqual(patched, again.data);
    assert.ok((delta.edits[0]?.data?.length ?? 0) < again.data.length, "not everything is told again");
    const unknown = await client.request<SemanticTokens>("textDocument/semanticTokens/full/delta", own, { previousResultId: "nobody's" });
    assert.deepEqual(unknown.data, again.data);
    await client.close(own);
  });

  it("all answer on broken text, empty text and files that are not open", async () => {
    const position = { position: { line: 1, character: 4 } };
    const asks: readonly (readonly [string, object])[] = [
      ...["formatting", "foldingRange", "documentLink", "semanticTokens/full", "documentSymbol"].map((one) => [one, {}] as const),
      ...["documentHighlight", "signatureHelp", "hover", "definition", "completion"].map((one) => [one, position] as const),
      ["references", { ...position, context: { includeDeclaration: true } }],
      ["rangeFormatting", { range: range(0, 0, 9, 0), options: {} }],
      ["onTypeFormatting", { ...position, ch: "}", options: {} }],
      [
        "selectionRange",
        {
          positions: [
            { line: 1, character: 4 },
            { line: 99, character: 9 },
          ],
        },
      ],
      ["semanticTokens/range", { range: range(0, 0, 9, 0) }],
      ["semanticTokens/full/delta", { previousResultId: "1" }],
      ["inlayHint", { range: range(0, 0, 9, 0) }],
    ];
    for (const [index, text] of ["", 'deny a when (\nlet x = [\n"', "{".repeat(500), 'test "t" {\n  a(x: \n'].entries()) {
      const own = place(`broken-${index}.remit`);
      await client.open(own, text);
      for (const [method, params] of asks) await client.request(`textDocument/${method}`, own, params);
      await client.close(own);
    }
    for (const [method, params] of asks) await client.request(`textDocument/${method}`, place("never.remit"), params);
    assert.deepEqual(client.errors, []);
  });
}).timeout(60_000);

// Walks what the server says it can do, and asks for each of it on each sample policy. A capability without a row here fails,
// and so does a row whose capability is gone.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  CallHierarchyItem,
  CodeAction,
  CompletionItem,
  CompletionList,
  InitializeResult,
  Position,
  Range,
  SemanticTokens,
  ServerCapabilities,
} from "vscode-languageserver-protocol";
import { type LineIndex, lineIndex } from "../../core/src/index.ts";
import { type LanguageClient, type Started, startServer } from "../support/language-client.ts";

const samples = join(import.meta.dirname, "..", "..", "samples");
const policies = readdirSync(samples, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".remit"))
  .sort();

interface Sample {
  readonly client: LanguageClient;
  readonly uri: string;
  readonly text: string;
  readonly whole: Range;
  /** Places in the file, from its beginning to its end. */
  readonly places: readonly Position[];
  ask<R>(method: string, params?: object): Promise<R>;
  everywhere<R>(method: string, params?: object): Promise<readonly R[]>;
}

/** How often something was answered, over all samples: what never says anything does not work. */
type Answers = number;
const some = (answers: readonly unknown[]): Answers =>
  answers.filter((one) => one !== null && one !== undefined && !(Array.isArray(one) && one.length === 0)).length;

const calls: Readonly<Record<string, (sample: Sample, capabilities: ServerCapabilities) => Promise<Answers>>> = {
  completionProvider: async ({ everywhere, client }) => {
    const lists = await everywhere<CompletionItem[] | CompletionList>("completion");
    const last = lists.findLast((list) => !Array.isArray(list) || list.length > 0) ?? [];
    const named = (Array.isArray(last) ? last : last.items).find(({ data }) => data !== undefined);
    assert.ok(named !== undefined && named.documentation === undefined, "documentation comes when it is asked for");
    const resolved: CompletionItem = await client.connection.sendRequest("completionItem/resolve", named);
    assert.ok(resolved.documentation !== undefined);
    return some(lists);
  },
  hoverProvider: async ({ everywhere }) => some(await everywhere("hover")),
  signatureHelpProvider: async ({ everywhere }) => some(await everywhere("signatureHelp")),
  definitionProvider: async ({ everywhere }) => some(await everywhere("definition")),
  referencesProvider: async ({ everywhere }) => some(await everywhere("references", { context: { includeDeclaration: true } })),
  documentHighlightProvider: async ({ everywhere }) => some(await everywhere("documentHighlight")),
  linkedEditingRangeProvider: async ({ everywhere }) => some(await everywhere("linkedEditingRange")),
  renameProvider: async ({ places, ask, client, uri }) => {
    const edits: unknown[] = [];
    for (const position of places) {
      const prepared = await ask("prepareRename", { position }).catch(() => null);
      if (prepared !== null) edits.push(await client.request("textDocument/rename", uri, { position, newName: "renamed_by_test" }));
    }
    return some(edits);
  },
  callHierarchyProvider: async ({ everywhere, client }) => {
    const items = (await everywhere<CallHierarchyItem[]>("prepareCallHierarchy")).flat();
    const found: unknown[] = [];
    for (const item of items.slice(0, 8)) {
      found.push(await client.connection.sendRequest("callHierarchy/incomingCalls", { item }));
      found.push(await client.connection.sendRequest("callHierarchy/outgoingCalls", { item }));
    }
    return some(found);
  },
  documentSymbolProvider: async ({ ask }) => some([await ask("documentSymbol")]),
  workspaceSymbolProvider: async ({ client }) => some([await client.connection.sendRequest("workspace/symbol", { query: "a" })]),
  foldingRangeProvider: async ({ ask }) => some([await ask("foldingRange")]),
  selectionRangeProvider: async ({ ask, places }) => some([await ask("selectionRange", { positions: places })]),
  documentLinkProvider: async ({ ask }) => some([await ask("documentLink")]),
  inlayHintProvider: async ({ ask, whole }) => some([await ask("inlayHint", { range: whole })]),
  codeLensProvider: async ({ ask }) => some([await ask("codeLens")]),
  codeActionProvider: async ({ client, uri, text, ask, whole }, { codeActionProvider }) => {
    // The samples have nothing to mend.
    await client.change(uri, `${text}\nlet nobody_uses_this = 1\ndney nothing\n`);
    const end = lineIndex(text).lineCount + 4;
    const range = { ...whole, end: { line: end, character: 0 } };
    const all = await ask<CodeAction[]>("codeAction", { range, context: { diagnostics: [] } });
    const kinds = typeof codeActionProvider === "object" ? codeActionProvider.codeActionKinds : [];
    assert.deepEqual(new Set(all.map(({ kind }) => kind)), new Set(kinds));
    await client.change(uri, text);
    return some([all]);
  },
  semanticTokensProvider: async ({ ask, whole }) => {
    const full = await ask<SemanticTokens>("semanticTokens/full");
    const delta = await ask<{ readonly edits: readonly unknown[] }>("semanticTokens/full/delta", { previousResultId: full.resultId });
    const part = await ask<SemanticTokens>("semanticTokens/range", { range: whole });
    assert.deepEqual([delta.edits, part.data], [[], full.data]);
    return some([full.data]);
  },
  documentFormattingProvider: async ({ client, uri, text, ask }) => {
    const options = { options: { tabSize: 2, insertSpaces: true } };
    assert.deepEqual(await ask("formatting", options), [], "the samples are laid out");
    await client.change(uri, text.replaceAll("\n", "\n  "));
    const edits = await ask("formatting", options);
    await client.change(uri, text);
    return some([edits]);
  },
  documentRangeFormattingProvider: async ({ client, uri, text, ask, whole }) => {
    await client.change(uri, text.replaceAll("\n", "\n  "));
    const edits = await ask("rangeFormatting", { range: whole, options: { tabSize: 2, insertSpaces: true } });
    await client.change(uri, text);
    return some([edits]);
  },
  documentOnTypeFormattingProvider: async ({ client, uri, text, ask }) => {
    await client.change(uri, `deny   nothing\n${text}`);
    const params = { position: { line: 1, character: 0 }, ch: "\n", options: { tabSize: 2, insertSpaces: true } };
    const edits = await ask("onTypeFormatting", params);
    await client.change(uri, text);
    return some([edits]);
  },
  diagnosticProvider: async ({ client, ask }) => {
    const own = await ask<{ readonly kind: string; readonly items: readonly { readonly severity: number }[] }>("diagnostic");
    assert.deepEqual([own.kind, own.items.filter(({ severity }) => severity <= 2)], ["full", []]);
    const all = await client.connection.sendRequest<{ readonly items: readonly unknown[] }>("workspace/diagnostic", {
      previousResultIds: [],
    });
    return some([all.items]);
  },
};

/** What is no feature by itself: how texts and positions are told. */
const manners = ["positionEncoding", "textDocumentSync", "workspace"];

describe("each capability of the language server", () => {
  let started: Started;
  let client: LanguageClient;
  let said: InitializeResult;
  const opened: Sample[] = [];

  const open = async (path: string): Promise<Sample> => {
    const text = readFileSync(join(samples, path), "utf8");
    const uri = pathToFileURL(join(samples, path)).toString();
    await client.open(uri, text);
    const lines: LineIndex = lineIndex(text);
    const position = (offset: number): Position => {
      const { line, column } = lines.position(offset);
      return { line, character: column };
    };
    const step = Math.max(7, Math.floor(text.length / 70));
    const places = Array.from({ length: Math.ceil(text.length / step) + 1 }, (_, at) => position(Math.min(text.length, at * step)));
    const ask = <R>(method: string, params: object = {}): Promise<R> => client.request<R>(`textDocument/${method}`, uri, params);
    const everywhere = async <R>(method: string, params: object = {}): Promise<readonly R[]> => {
      const answers: R[] = [];
      for (const place of places) answers.push(await ask<R>(method, { ...params, position: place }));
      return answers;
    };
    return { client, uri, text, whole: { start: position(0), end: position(text.length) }, places, ask, everywhere };
  };

  before(async () => {
    started = startServer();
    client = started.client;
    client.connection.onRequest("workspace/codeLens/refresh", () => null);
    client.connection.onRequest("workspace/diagnostic/refresh", () => null);
    const counted = new Promise<void>((resolve) => {
      client.connection.onNotification("remit/consequences", ({ state }: { readonly state: string }) => {
        if (state === "counted") resolve();
      });
    });
    said = await client.initialize(
      {
        workspace: { workspaceFolders: true, codeLens: { refreshSupport: true }, diagnostics: { refreshSupport: true } },
        textDocument: {
          diagnostic: {},
          completion: { completionItem: { snippetSupport: true, resolveSupport: { properties: ["documentation"] } } },
        },
      },
      { workspaceFolders: [{ uri: pathToFileURL(samples).toString(), name: "samples" }], initializationOptions: { consequences: true } },
    );
    for (const path of policies) opened.push(await open(path));
    await counted;
  });
  after(() => {
    client.connection.dispose();
    started.process.kill();
  });

  it("has a row here, and each row is one", () => {
    const told = Object.keys(said.capabilities).filter((name) => !manners.includes(name));
    assert.deepEqual(told.sort(), Object.keys(calls).sort());
    for (const [name, value] of Object.entries(said.capabilities)) assert.ok(value !== false && value !== undefined, name);
  });

  for (const [name, call] of Object.entries(calls))
    it(`${name} answers on every sample, and somewhere says something`, async () => {
      assert.ok(opened.length >= 4);
      let answers = 0;
      for (const sample of opened) answers += await call(sample, said.capabilities);
      assert.ok(answers > 0, "it never says anything");
      assert.deepEqual(client.errors, []);
      assert.equal(started.process.exitCode, null);
    });
}).timeout(180_000);

// Each diagnostic code has a page, and the pages' examples do what they say: the first gives that code and no other error or
// warning, the second not even that; each fix of the first mends it. Blocks marked `file=NAME` stand beside the example before them.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { analyze, catalogue, type Diagnostic, type Fix, type Host } from "../../core/src/index.ts";
import { files, read } from "./repository.ts";

interface Example {
  readonly says: string;
  readonly text: string;
  readonly beside: Map<string, string>;
}

function examples(page: string): readonly Example[] {
  const found: Example[] = [];
  for (const [, info = "", text = ""] of page.matchAll(/^```(\w+ [^\n]+)\n([\s\S]*?)^```$/gm)) {
    const beside = /file=(\S+)/.exec(info)?.[1];
    if (beside === undefined) found.push({ says: info.replace(/^remit /, ""), text, beside: new Map() });
    else found.at(-1)?.beside.set(`/${beside}`, text);
  }
  return found;
}

/** The codes of errors and warnings, and `own` whatever it is. */
function codes(example: Example, own: string): readonly string[] {
  const told = found(example).filter(({ code, severity }) => code === own || (severity !== "hint" && severity !== "information"));
  return [...new Set(told.map(({ code }) => code))];
}

function found(example: Example): readonly Diagnostic[] {
  const host: Host = {
    resolve: (from, written) => posix.join(posix.dirname(from), written),
    read: (path) => {
      const text = path === "/policy.remit" ? example.text : example.beside.get(path);
      return text === undefined ? { reason: "no such file" } : { text };
    },
  };
  return analyze("/policy.remit", example.text, host).diagnostics;
}

function mended(text: string, { edits }: Fix): string {
  let after = "";
  let at = 0;
  for (const { span, newText } of [...edits].sort((one, other) => one.span.start - other.span.start)) {
    after += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return after + text.slice(at);
}

describe("the page of each diagnostic", () => {
  for (const [code, { title }] of Object.entries(catalogue)) {
    it(code, () => {
      const page = read(`docs/diagnostics/${code}.md`);
      assert.equal(page.split("\n")[0], `# ${title}`);
      const [bad, good, ...more] = examples(page);
      assert.deepEqual([bad?.says, good?.says, more.length], [`expect=${code}`, "ok", 0]);
      assert.ok(bad !== undefined && good !== undefined);
      assert.deepEqual(codes(bad, code), [code], "the bad example");
      assert.deepEqual(codes(good, code), [], "the good example");
      for (const fix of found(bad).flatMap((one) => (one.code === code ? one.fixes : []))) {
        const text = mended(bad.text, fix);
        assert.deepEqual(codes({ ...bad, text }, code), [], `after "${fix.title}":\n${text}`);
      }
    });
  }

  it("belongs to a code that exists", () => {
    const pages = files.filter((path) => path.startsWith("docs/diagnostics/")).map((path) => posix.basename(path, ".md"));
    assert.deepEqual(
      pages.filter((code) => !Object.hasOwn(catalogue, code)),
      [],
    );
  });
});

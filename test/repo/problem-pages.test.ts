// Each code of a Problem has a page, and the pages' examples do what they say: the first gives that code and no other, the second none.
import assert from "node:assert/strict";
import { problemCodes, readTrace } from "../../core/src/index.ts";
import { files, read } from "./repository.ts";

/** What no text on a page can show: bytes that are no text, files that are too large or absent. */
const unshown = new Set(["too-large", "invalid-utf8", "unreadable-file"]);

function codesOf(text: string): readonly string[] {
  const file = readTrace("page.jsonl", new TextEncoder().encode(text));
  for (const { events } of file.runs) Array.from(events);
  return [...new Set(file.problems.map(({ code }) => code))];
}

describe("the page of each Problem", () => {
  for (const [code, title] of Object.entries(problemCodes))
    it(code, () => {
      const page = read(`docs/problems/${code}.md`);
      assert.equal(page.split("\n")[0], `# ${title}`);
      const examples = [...page.matchAll(/^```jsonl ([^\n]+)\n([\s\S]*?)^```$/gm)].map(([, says = "", text = ""]) => ({ says, text }));
      if (unshown.has(code)) return assert.deepEqual(examples, []);
      assert.deepEqual(
        examples.map(({ says }) => says),
        [`expect=${code}`, "ok"],
      );
      const [bad, good] = examples;
      // The end of a file that was cut off has no line end.
      assert.deepEqual(codesOf(code === "truncated" ? (bad?.text ?? "").trimEnd() : (bad?.text ?? "")), [code]);
      assert.deepEqual(codesOf(good?.text ?? ""), []);
    });

  it("is the page of a code that there is", () => {
    const pages = files.filter((path) => path.startsWith("docs/problems/")).map((path) => path.replace(/^.*\/(.*)\.md$/, "$1"));
    assert.deepEqual([...pages].sort(), Object.keys(problemCodes).sort());
  });
});

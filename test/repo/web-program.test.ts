// What runs in a browser's worker must not ask for Node: a module that does ends the server there, and nothing else says so.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { read } from "./repository.ts";

/** Modules of Node that are loaded with the entry, each with who asks for it. Types are no load; what is imported later is one all the same. */
function askedOfNode(entry: string): readonly string[] {
  const asked: string[] = [];
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const imports = read(path).matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)from\s+"([^"]+)"|import\("([^"]+)"\)|^import "([^"]+)"/gm);
    for (const [, names = "", from, later, bare] of imports) {
      const target = from ?? later ?? bare ?? "";
      const braced = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
      if (braced?.split(",").every((name) => name.trim() === "" || name.trim().startsWith("type "))) continue;
      if (target.startsWith(".")) waiting.push(posix.join(posix.dirname(path), target));
      else if (target.startsWith("node:")) asked.push(`${path} asks for ${target}`);
    }
  }
  assert.ok(seen.size > 20, `${entry} reaches ${seen.size} files`);
  return asked;
}

describe("the program in a browser", () => {
  for (const entry of ["client/src/extension-web.ts", "server/src/browser.ts"])
    it(`asks for nothing of Node's: ${entry}`, () => assert.deepEqual(askedOfNode(entry), []));
});

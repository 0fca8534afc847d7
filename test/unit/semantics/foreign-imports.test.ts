// An import may name any file: what stands in one that is no policy is said nowhere.
import assert from "node:assert/strict";
import { analyze } from "../../../core/src/index.ts";

const secrets = "root:hunter2:0:0\nAPI_KEY=hunter2\n";

describe("an import of a file that is no policy", () => {
  for (const [path, text, said] of [
    ["passwd", secrets, "`passwd` is not a policy"],
    ["secret.remit", secrets, "`secret.remit` is not a policy"],
    ["notes", `${secrets}default deny\n`, "`notes` has"],
  ] as const) {
    it(`is said without its text: ${path}`, () => {
      const host = { resolve: (_: string, written: string) => written, read: () => ({ text }) };
      const { diagnostics } = analyze("main.remit", `import "${path}"\ndefault deny\n`, host);
      const found = diagnostics.find(({ code }) => code === "import-has-errors");
      assert.ok(found?.message.startsWith(said), JSON.stringify(diagnostics));
      assert.doesNotMatch(JSON.stringify(diagnostics.map(({ message, related }) => ({ message, related }))), /hunter2|root|API_KEY/);
    });
  }

  it("quotes nothing of a catalogue that is none either", () => {
    const host = { resolve: (_: string, written: string) => written, read: () => ({ text: secrets }) };
    const { diagnostics } = analyze("main.remit", 'tools "passwd"\ndefault deny\n', host);
    assert.equal(diagnostics[0]?.code, "unreadable-catalogue");
    assert.doesNotMatch(JSON.stringify(diagnostics), /hunter2|root|API_KEY/);
  });
});

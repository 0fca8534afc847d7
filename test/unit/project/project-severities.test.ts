import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { catalogue, newProjectFile, projectSeverities, severityEdit, weighed } from "../../../core/src/index.ts";
import { analyzed } from "../../support/policy-files.ts";

describe("the severities of a project file", () => {
  const of = (severities: unknown): ReturnType<typeof projectSeverities> => projectSeverities(JSON.stringify({ severities }));

  it("are read by code; what is wrong is said, and the rest read", () => {
    const { severities, faults } = of({ "unused-name": "off", "scans-history": "error", "unused-nam": "off", "zero-limit": "info" });
    assert.deepEqual(
      [...severities],
      [
        ["unused-name", "off"],
        ["scans-history", "error"],
      ],
    );
    assert.deepEqual(faults, [
      '"severities" names no diagnostic with "unused-nam"; did you mean "unused-name"?',
      '"zero-limit" in "severities" is none of error, warning, information, hint, off',
    ]);
    assert.deepEqual(of({ "unknown-tool": "off" }).faults, [
      '"unknown-tool" in "severities" is an error and stays one: a policy with errors decides nothing',
    ]);
    assert.deepEqual(of([]).faults, ['"severities" is not an object']);
    assert.deepEqual(projectSeverities("{").faults, ["it is no JSON object"]);
    assert.deepEqual(projectSeverities('{"policies": []}'), { severities: new Map(), faults: [] });
    assert.equal(projectSeverities('{"severities": {"__proto__": "off"}}').faults.length, 1);
  });

  it("weigh all but errors", () => {
    const { diagnostics } = analyzed("tool a()\nlet unused = 1\nallow a when nobody\n").analysis;
    const codes = (severities: Record<string, string>): readonly string[] =>
      weighed(diagnostics, of(severities).severities).map(({ code, severity }) => `${code} ${severity}`);
    assert.deepEqual(codes({}), ["unused-name warning", "unknown-name error"]);
    assert.deepEqual(codes({ "unused-name": "hint", "unknown-name": "off" }), ["unused-name hint", "unknown-name error"]);
    assert.deepEqual(codes({ "unused-name": "off" }), ["unknown-name error"]);
    assert.deepEqual(codes({ "unused-name": "error" }), ["unused-name error", "unknown-name error"]);
  });

  it("are written into a text, the rest of which stays as it is", () => {
    const written = (text: string, severity: "off" | "hint" = "off"): string | undefined => {
      const edit = severityEdit(text, "unused-name", severity);
      return edit && text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
    };
    const cases: readonly (readonly [string, string])[] = [
      [
        '{\n  "policies": [{ "policy": "a.remit" }]\n}\n',
        '{\n  "policies": [{ "policy": "a.remit" }],\n  "severities": {\n    "unused-name": "off"\n  }\n}\n',
      ],
      ['{"severities": {"unused-name": "hint"}}', '{"severities": {"unused-name": "off"}}'],
      ['{"severities": {"zero-limit": "off"}}', '{"severities": {"zero-limit": "off", "unused-name": "off"}}'],
      ["{}", '{\n  "severities": {\n    "unused-name": "off"\n  }\n}'],
      ['{\r\n\t"severities": {}\r\n}', '{\r\n\t"severities": {\r\n\t  "unused-name": "off"\r\n\t}\r\n}'],
      [newProjectFile("zero-limit", "off"), '{\n  "severities": {\n    "zero-limit": "off",\n    "unused-name": "off"\n  }\n}\n'],
      ['{"policies": []}', '{"policies": [], "severities": {\n  "unused-name": "off"\n}}'],
    ];
    for (const [before, after] of cases) {
      assert.equal(written(before), after);
      assert.equal(projectSeverities(after).severities.get("unused-name"), "off");
    }
    for (const text of ["[]", '{"policies": [', '{"severities": 3}', "", '"x"']) assert.equal(written(text), undefined, text);
  });

  it("have a schema that names each code that can be set, and none that cannot", () => {
    const schema = JSON.parse(readFileSync(new URL("../../../docs/schemas/project.schema.json", import.meta.url), "utf8"));
    const settable = Object.entries(catalogue).flatMap(([code, { severity }]) => (severity === "error" ? [] : [code]));
    assert.deepEqual(Object.keys(schema.definitions.severities.properties), settable);
    for (const code of settable) for (const value of schema.definitions.severity.enum) assert.deepEqual(of({ [code]: value }).faults, []);
  });
});

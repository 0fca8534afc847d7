// What of the language the engine does not evaluate yet. Deleting a row here is all that the checker needs to let it through.
export const unsupported: {
  readonly decisions: ReadonlySet<string>;
  readonly clauses: ReadonlySet<string>;
  readonly statements: ReadonlySet<string>;
  readonly expressions: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
} = {
  decisions: new Set([]),
  clauses: new Set([]),
  statements: new Set([]),
  expressions: new Set(["carries"]),
  functions: new Set([]),
};

// A policy that is edited, analysed with what is remembered of the text before it, means what it means without.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { type Analysis, AnalysisMemory, analyze, type Host } from "../../../core/src/index.ts";
import { partsOf, type TreeNode } from "../../../core/src/language/tree.ts";
import { policyTexts } from "../language/policy-texts.ts";

const root = join(import.meta.dirname, "..", "..", "..");
/** Small, and of each thing that one statement may say of another. */
const dense = `default deny
tool send(to: string, amount: number, note?: string, url: string)
tool read(path: string, ids: number[])
tool drop(id: number)
tool wipe()
tool idle()
context { user: string, roles: string[] }
group money = send, drop
let high = 100
let trustee = args.to in ["a", "b"]
let large = args.amount > high
let risky(x) = x like "*evil*"
trusted read where it.args.path under "/srv"
deny send when large and args.to == "x"
rule small allow send when args.amount <= 50 and trustee
rule twice allow send when args.amount <= 50 and trustee
allow drop
grant drop uses 2
rule dropped deny money except send when args.id > 10 unless args.id < 5
ask read when any(i in args.ids: i > high) or args.path contains "../"
deny read when first(past send).args.to == args.path
require read before drop
deny wipe
require wipe before drop
ask drop when after wipe
let wiped = after wipe
ask read when after idle
rule much deny drop when args.id > 100
rule more allow drop when args.id > 200
rule some allow drop when args.id > 50 and args.id < 150
limit send to 3 per trace else ask
expect read followed by drop
flag send when large and risky(args.note) and args.url starts with "https://a.io"
rule copied deny send when args.amount from untrusted and after (drop where it.args.id > 3)
rule shown allow read when args.path like "/tmp/*" example hit read(path: "/tmp/a")
`;
const texts = [{ path: join(root, "dense.remit"), text: dense }].concat(
  [...policyTexts()].map(([path, text]) => ({ path: join(root, path.replace(/#.*/, "")), text })),
);

const host = (main: string, text: string): Host => ({
  resolve: (from, written) => resolve(dirname(from), written),
  read(path) {
    if (path === main) return { text };
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? { text: readFileSync(path, "utf8") } : { reason: "no such file" };
  },
});

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly piece: string;
  readonly moves: number;
}

/** Most hit a word or a number, so that most texts stay whole. */
function edited(text: string, { at, length, piece, moves }: Edit): string {
  const words = [...text.matchAll(/[A-Za-z_]+|\d+/g)];
  const [from, to] = [words[at % words.length], words[length % words.length]];
  if (from === undefined || to === undefined) return text + piece;
  const end = from.index + from[0].length;
  switch (moves % 7) {
    case 6: {
      // Another number, or the word of another effect.
      const some = words.filter(([word]) => /^(?:\d+|allow|ask|deny)$/.test(word));
      const one = some[at % some.length];
      if (one === undefined) return text;
      const other = /\d/.test(one[0]) ? String(length % 300) : (["allow", "ask", "deny"][length % 3] ?? "");
      return text.slice(0, one.index) + other + text.slice(one.index + one[0].length);
    }
    case 0:
      return text.slice(0, from.index) + to[0] + text.slice(end);
    case 1:
      return text.slice(0, end) + piece + text.slice(end);
    case 2:
      return text.slice(0, from.index) + text.slice(end);
    case 3: {
      const lines = text.split("\n");
      lines.splice(at % lines.length, 1);
      return lines.join("\n");
    }
    case 4: {
      const lines = text.split("\n");
      lines.splice(at % lines.length, 0, lines[length % lines.length] ?? "");
      return lines.join("\n");
    }
    default:
      return text.slice(0, from.index) + piece + text.slice(from.index);
  }
}

const pieces = [
  "x",
  "1",
  " ",
  "\n",
  "\n\n",
  "  ",
  '"',
  "(",
  ")",
  ".",
  ", ",
  " and ",
  " or ",
  " not ",
  "// ",
  "\n// remit-ignore unused-name: x\n",
];
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  length: fc.nat(),
  piece: fc.constantFrom(...pieces),
  moves: fc.nat({ max: 6 }),
});

function nodesOf(analysis: Analysis): readonly TreeNode[] {
  const found: TreeNode[] = [...analysis.source.file.statements];
  for (let at = 0; at < found.length; at++) found.push(...partsOf(found[at] ?? {}));
  return found;
}

const plain = <K, V>(map: ReadonlyMap<K, V> | undefined): unknown => map && [...map];
const told = (analysis: Analysis): unknown => ({
  ...analysis,
  source: analysis.source.file,
  files: analysis.files.map(({ path, file }) => [path, file]),
  tools: plain(analysis.tools),
  lets: [...analysis.lets].map(([name, { statement, source }]) => [name, statement, source.path]),
  groups: [...analysis.groups].map(([name, { statement, source }]) => [name, statement, source.path]),
  trusted: analysis.trusted.map(({ statement, source }) => [statement, source.path]),
  decisions: analysis.decisions.map(({ decision, name, source }) => [decision, name, source.path]),
  typeOf: nodesOf(analysis).map((node) => analysis.typeOf(node as Parameters<Analysis["typeOf"]>[0])),
  toolsAt: nodesOf(analysis).map(({ span }) => [analysis.toolsAt(span.start, "args"), analysis.toolsAt(span.end, "it")]),
});

describe("a memory of analyses", () => {
  const numRuns = Number(process.env.REMIT_CASES ?? (process.env.REMIT_DEEP ? 3_000 : 60));
  it("changes nothing of what a policy means, whatever is edited", () => {
    const sample = fc.oneof(fc.constant(0), fc.nat({ max: texts.length - 1 }));
    const property = fc.property(sample, fc.array(edit, { minLength: 1, maxLength: 6 }), (which, edits) => {
      const { path, text } = texts[which] ?? { path: "", text: "" };
      const memory = new AnalysisMemory();
      analyze(path, text, host(path, text), memory);
      let now = text;
      for (const one of edits) {
        // Undone every now and then: what was known before may be known again.
        now = one.moves === 3 && one.at % 3 === 0 ? text : edited(now, one);
        assert.deepEqual(told(analyze(path, now, host(path, now), memory)), told(analyze(path, now, host(path, now))));
      }
    });
    fc.assert(property, { numRuns });
  }).timeout(numRuns * 2_000);

  it("takes up what changes in the files that it is made of", () => {
    const files = {
      "/main.remit": `import "a.remit"\ntools "t.json"\ndefault ask\nallow pay when args.amount <= small and near\ndeny pay when args.amount > 70\n`,
      "/a.remit": `import "b.remit"\ntools "t.json"\nlet small = 50\ngroup money = pay\ndeny money when args.to == "x"\nallow pay when args.amount <= far\n`,
      "/b.remit": `let near = args.to != "y"\nlet far = 90\n`,
      "/t.json": `[{"name": "pay", "inputSchema": {"type": "object", "properties": {"to": {"type": "string"}, "amount": {"type": "number"}}, "required": ["to", "amount"]}}]`,
    };
    const change = fc.record({ file: fc.constantFrom(...Object.keys(files)), edit });
    const property = fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const now = new Map(Object.entries(files));
      const texts: Host = {
        resolve: (from, written) => join(dirname(from), written),
        read(path) {
          const text = now.get(path);
          return text === undefined ? { reason: "no such file" } : { text };
        },
      };
      const memory = new AnalysisMemory();
      for (const one of [undefined, ...changes]) {
        if (one !== undefined) now.set(one.file, edited(now.get(one.file) ?? "", one.edit));
        const text = now.get("/main.remit") ?? "";
        assert.deepEqual(told(analyze("/main.remit", text, texts, memory)), told(analyze("/main.remit", text, texts)));
      }
    });
    fc.assert(property, { numRuns: numRuns * 4 });
  }).timeout(numRuns * 2_000);

  it("says what is said without it where there is no time for all questions", () => {
    const any = (of: string, op: string, ...values: readonly (string | number)[]): string =>
      `(${values.map((value) => `args.${of} ${op} ${JSON.stringify(value)}`).join(" or ")})`;
    const rules = Array.from({ length: 150 }, (_, at) => {
      const least = at % 3 === 0 ? 900 + at : at;
      const when = [
        any("amount", "==", least, least + 1, least + 2),
        any("to", "!=", `a${at % 40}`, "b", "c"),
        any("path", "!=", "x", `y${at}`),
      ];
      return `rule r_${at} ${at % 3 === 0 ? "deny" : "allow"} act_${at % 3} when ${when.join(" and ")}`;
    });
    const tools = [0, 1, 2].map((at) => `tool act_${at}(to: string, amount: number, path: string)`);
    let text = ["default ask", ...tools, ...rules, ""].join("\n");
    const memory = new AnalysisMemory();
    for (let round = 0; round < 8; round++) {
      assert.deepEqual(
        analyze("/p.remit", text, host("/p.remit", text), memory).diagnostics,
        analyze("/p.remit", text, host("/p.remit", text)).diagnostics,
      );
      const lines = text.split("\n");
      const at = 5 + ((round * 37) % 100);
      if (round % 3 === 0) lines.splice(at, 1);
      else lines[at] = lines[at]?.replace(/== \d+/, `== ${round * 7}`) ?? "";
      text = lines.join("\n");
    }
  });
});

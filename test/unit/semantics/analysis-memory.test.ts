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
});

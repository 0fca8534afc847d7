// The reading in front of the caret, held to the grammar: each word of a good policy must be expected where it stands.
import assert from "node:assert/strict";
import { caretAt } from "../../../core/src/ide/completion/caret.ts";
import { expectations, type Place } from "../../../core/src/ide/completion/expectations.ts";
import { tokenize } from "../../../core/src/language/lexer.ts";

const policy = `
tools "./shop.tools.json"            // names
import "./shared.remit"
context { user: string, workspace: string, task?: { order_id: string, uses: integer[] } }
let ours = ["corp.example"]
let order = last(past get_order where it.args.order_id == args.order_id).result
let refunded(id) = any(past issue_refund where it.args.order_id == id)
group payments = send_money, schedule_payment
trusted get_account, get_balance
trusted list_payments only id, recipient.name, amount
tool ping(host: string, count?: number, mode: "a" | "b") returns { ok: boolean }
default ask
allow get_*, list_* except list_secrets, read_file
rule known_payee
allow payments
  when args.recipient from trusted and args.amount <= 100
  because "{args.recipient} was named"
rule foreign_payee
deny payments
  when args.recipient from untrusted and args.recipient not from (trusted, result of get_iban)
  unless args.amount * 2 + 1 == -3 or not has args.note
rule verified       require verify_identity where it.args.user_id == args.user_id before change_address
rule few_mails      limit send_email to 5 per turn
rule spend          limit sum(args.amount) of payments where args.amount > 1 to 1000 per 10m for each args.recipient else ask
rule only_colleagues
allow send_email
  when all(r in args.to + (args.cc ?? []): domain(r) in ours)
  example hit  send_email(to: ["a@corp.example"], body: "hi")
  example miss send_email(to: ["eve@attacker.com"], body: "hi")
flag run_shell when any(c in commands(args.command) where c.name == "curl" : c.args[0] starts with "x")
deny run_shell when args.command matches /rm\\s+-rf/i and count(past (run_shell where it.failed) since user within 5 steps) > 2
deny run_shell when after delete_* or any(i, c in args.list: i > 2 and c contains "x") or args.path under "/etc"
grant issue_refund when args.order_id == context.task.order_id uses 1
ask issue_refund when args.amount > 200 unless granted
expect t in open_ticket followed by close_ticket where it.args.id == t.result.id within 24h
test "an invoice" {
  context { user: "me" }
  user "Please pay"
  together { read_file(path: "a") returns "x" read_file(path: "b") fails "y" }
  gap
  send_money(recipient: "US13", amount: 98.70) => deny by foreign_payee
  expect ask approved at 3
  expect deny elsewhere
}
`;

/** The places at which a word may be read as what it is there. */
const open: readonly Place[] = [
  "selector",
  "expression",
  "source",
  "field",
  "type",
  "argument",
  "context-key",
  "rule-name",
  "step",
  "trusted-path",
  "operator",
];

function expectedAt(text: string, offset: number) {
  const { statement, inside, start } = caretAt(text, offset);
  return expectations(statement, inside === "string", statement[statement.length - 1]?.end === start);
}

describe("what is expected at the caret", () => {
  it("holds every keyword of a good policy where it stands", () => {
    const all = tokenize(policy).tokens;
    const keywords = new Set(
      "when unless because example hit miss except only before to per for each else uses followed by within since where and or not from carries in contains under starts with matches turn trace returns fails gap together expect approved at elsewhere user system of result trusted untrusted steps allow deny ask past after has".split(
        " ",
      ),
    );
    const wrong: string[] = [];
    for (const [index, word] of all.entries()) {
      if (!keywords.has(word.image) || all[index + 1]?.image === ":") continue;
      const expected = expectedAt(policy, word.startOffset);
      const places = [...expected.places];
      const found =
        expected.words.has(word.image) ||
        places.includes("statement") ||
        places.includes("decision") ||
        places.includes("step") ||
        places.some((place) => open.includes(place));
      const at = all
        .slice(Math.max(0, index - 3), index + 1)
        .map(({ image }) => image)
        .join(" ");
      if (!found) wrong.push(`${at}: ${places.join(" ")} / ${[...expected.words].join(" ")}`);
    }
    assert.deepEqual(wrong, []);
  });

  const places = (marked: string): readonly string[] => {
    const at = marked.indexOf("$0");
    const text = marked.replace("$0", "");
    return [...expectedAt(text, at).places].sort();
  };
  const cases: readonly (readonly [string, readonly Place[]])[] = [
    ["$0", ["statement"]],
    ["al$0", ["statement"]],
    ["rule x $0", ["decision"]],
    ["rule x$0", []],
    ["deny $0", ["selector"]],
    ["deny send_$0", ["selector"]],
    ["deny send_$0\nallow x", ["selector"]],
    ["deny a, $0", ["selector"]],
    ["deny a when $0", ["expression"]],
    ["deny a when args.$0", ["field"]],
    ["deny a when args.$0\ndeny b", ["field"]],
    ["deny a when args.re$0\n  unless x", ["field"]],
    ["deny a when args.x == $0", ["expression"]],
    ['deny a when args.x == "$0', ["expression", "value-text"]],
    ['deny a when args.x in ["b", "$0', ["expression", "value-text"]],
    ["deny a when any(x in args.list: x.$0", ["field"]],
    ["deny a when args.x $0", ["operator", "statement"]],
    ["deny a when args.x from $0", ["source"]],
    ["deny a when args.x from result of $0", ["selector"]],
    ["deny a when past $0", ["selector"]],
    ["deny a when after ($0", ["selector"]],
    ['deny a because "{$0"', ["because-text"]],
    ['tools "$0"', ["tools-path"]],
    ["context { a: $0", ["type"]],
    ['test "x" {\n  $0', ["step"]],
    ['test "x" {\n  send(a: 1, $0', ["argument"]],
    ['test "x" {\n  send(a: 1) => deny by $0', ["rule-name"]],
    ["deny a when = = ) args.$0", ["field"]],
    ["deny a when any(x in args.\ndeny b when args.$0", ["field"]],
  ];
  for (const [text, wanted] of cases) it(JSON.stringify(text), () => assert.deepEqual(places(text), [...wanted].sort()));
});

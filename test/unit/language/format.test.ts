// What formatted policies look like: what is written above `->` becomes what stands below it, and that stays.
import assert from "node:assert/strict";
import { format } from "../../../core/src/language/format.ts";

function check(before: string, after: string): void {
  const wanted = after.replace(/^\n/, "");
  assert.equal(format(before.replace(/^\n/, "")).text, wanted);
  assert.equal(format(wanted).text, wanted);
}

describe("the layout", () => {
  it("keeps a rule on its line where it was and fits, and aligns those below each other", () => {
    check(
      `
rule twice deny  refund when refunded( args.id )
rule own_order deny refund,cancel_order unless order.user_id==context.user // whose
rule one limit * to 1 per batch

rule apart deny x
`,
      `
rule twice     deny refund when refunded(args.id)
rule own_order deny refund, cancel_order unless order.user_id == context.user // whose
rule one       limit * to 1 per batch

rule apart deny x
`,
    );
  });

  it("gives each clause its line where the author began one", () => {
    check(
      `
rule known allow payments when args.to in ours and
   args.amount<=100 because "known"
rule next
   ask a
`,
      `
rule known allow payments when args.to in ours and args.amount <= 100 because "known"
rule next
ask a
`,
    );
    check(
      `
rule known allow payments when args.to in ours
because "known"
`,
      `
rule known
allow payments
  when args.to in ours
  because "known"
`,
    );
  });

  it("breaks a let's parameters where that makes room, and not for what has none either way", () => {
    const long = "x".repeat(110);
    check(
      `
let has_no_room( aa,bb ) = aa == "${long}" and bb
let has_room(aa, bb, cc) = "${"x".repeat(80)}"
let breaks_itself(aa, bb) = any(past get where it.args.aa == aa and it.args.bb == bb or it.args.cc == aa)
`,
      `
let has_no_room(aa, bb) = aa == "${long}"
  and bb
let has_room(
  aa,
  bb,
  cc,
) = "${"x".repeat(80)}"
let breaks_itself(aa, bb) = any(
  past get where it.args.aa == aa and it.args.bb == bb or it.args.cc == aa
)
`,
    );
  });

  it("breaks at the loosest joints first", () => {
    check(
      `
allow send_money, schedule_payment, send_money_abroad, schedule_payment_abroad, send_cheque, cancel_cheque when args.recipient from trusted and args.amount <= 100 or args.recipient from (user, result of (get_account where it.args.id == args.id), system) and args.amount <= 1000
rule spend limit sum(args.amount) of payments, others where args.kind == "expense" and args.account == context.account to 1000 per trace for each args.recipient else ask
let refunded(id) = any(past issue_refund where it.args.order_id == id and it.args.amount == args.amount: it.failed == false)
`,
      `
allow send_money, schedule_payment, send_money_abroad, schedule_payment_abroad, send_cheque,
    cancel_cheque
  when args.recipient from trusted and args.amount <= 100
    or args.recipient from (user, result of (get_account where it.args.id == args.id), system)
      and args.amount <= 1000
rule spend
limit sum(args.amount) of payments, others
    where args.kind == "expense" and args.account == context.account
    to 1000
    per trace
    for each args.recipient
    else ask
let refunded(id) = any(
  past issue_refund
    where it.args.order_id == id and it.args.amount == args.amount:
    it.failed == false
)
`,
    );
  });

  it("lays lists and records out on one line, or one item a line with a comma behind each", () => {
    check(
      `
let short = [ "a",
  "b", ]
let kept = [
"a", "b" ]
context { user : string
  task? :{ id:integer[], } }
tool book_visit(patient: integer, day: date, kind?: "first"|"again", tags: string[][], room?: string) returns {id:string}
`,
      `
let short = ["a", "b"]
let kept = [
  "a",
  "b",
]
context { user: string, task?: { id: integer[] } }
tool book_visit(
  patient: integer,
  day: date,
  kind?: "first" | "again",
  tags: string[][],
  room?: string,
)
  returns { id: string }
`,
    );
  });

  it("keeps comments where they are, and groups of lines", () => {
    check(
      `


// head
deny x


  // before when
  when args.x==1// after
  // its own

    // the next one's


allow y
let l = [ // why
 "a" // first

 // second
 , "b" ]
// end`,
      `
// head
deny x
  // before when
  when args.x == 1 // after
  // its own

// the next one's

allow y
let l = [ // why
  "a", // first

  // second
  "b",
]
// end
`,
    );
  });

  it("lays tests out step by step", () => {
    check(
      `
test "t" { user "u"
  read(path:"bill.txt") returns {a:1}=>allow


  together { a()  b() }
  send_money(recipient: "US133000000121212121212", amount: 98.70, subject: "for the bill") returns null => deny by foreign_payee }
test "one line" { replay "./a.json" expect deny at 4    expect allow elsewhere }
test "nothing" {
}
`,
      `
test "t" {
  user "u"
  read(path: "bill.txt") returns { a: 1 } => allow

  together { a()  b() }
  send_money(recipient: "US133000000121212121212", amount: 98.70, subject: "for the bill")
    returns null
    => deny by foreign_payee
}
test "one line" { replay "./a.json"  expect deny at 4  expect allow elsewhere }
test "nothing" {}
`,
    );
  });

  it("aligns the calls of hits with those of misses", () => {
    check(
      `
allow send
  example hit send(to: "a")
  example miss send(to: "b")
`,
      `
allow send
  example hit  send(to: "a")
  example miss send(to: "b")
`,
    );
  });

  it("knows a sign from a difference, a glob from a product, an index from a list, a call from a group", () => {
    check(
      `
let a = -1-  -args.x*2
let b = args.list [0].x in[1] and not(args.y)or has (args.z)
allow get_*,* except a*b
deny x when count( past (a,b) )>2 and args.x matches/a b/i and args.y starts  with "c"
`,
      `
let a = -1 - -args.x * 2
let b = args.list[0].x in [1] and not (args.y) or has (args.z)
allow get_*, * except a*b
deny x when count(past (a, b)) > 2 and args.x matches /a b/i and args.y starts with "c"
`,
    );
  });

  it("keeps the file's line ends and what literals hold", () => {
    assert.equal(format('deny  x\r\nlet a = """\r\n  b  \r\n"""').text, 'deny x\r\nlet a = """\r\n  b  \r\n"""\r\n');
    check('let n = 1_000.50\nlet s = "\\u00e9  x"\n', 'let n = 1_000.50\nlet s = "\\u00e9  x"\n');
    assert.equal(format("").text, "");
    assert.equal(format(" \n\n").text, "");
  });

  it("is not led astray by what a broken statement lacks", () => {
    assert.equal(format("allow  a\nrule e allow x\n  example miss# x(a: 1)\n").text, "allow a\nrule e allow x\n  example miss# x(a: 1)\n");
  });

  it("leaves a broken statement alone, says where, and formats the others", () => {
    const before = "deny  a   when b ( c  // d\n\n\n\nallow d   when   e\nlet  x =\n";
    const { text, kept } = format(before);
    assert.equal(text, "deny  a   when b ( c  // d\n\n\n\nallow d when e\nlet  x =\n");
    assert.deepEqual(
      kept.map(({ start, end }) => before.slice(start, end)),
      ["deny  a   when b ( c", "let  x ="],
    );
  });
});

// Valid policies that between them use every construct of the grammar.
export const samples: Readonly<Record<string, string>> = {
  statements: `// A clinic's desk.
tools "./clinic.tools.json"
import "shared.remit"
context { clerk: string, shift: record on_call?: boolean, limits: { refund: number, note?: string }[], }
tool book_visit(patient: integer, day: date, kind?: "first" | "again", tags: string[][],) returns { id: string, slots: time[] }
tool "odd name"()
let staff = ["clinic.example", "lab.example",]
let seen(id, kind,) = any(past open_chart where it.args.patient == id)
group writing = book_visit, cancel_visit, "note*" except "note-private"
trusted get_patient, get_doctor
trusted c in list_visits where c.failed == false only id, doctor.name, "free text", limit
default ask
`,
  decisions: `allow get_*, *_list, read_a*b, * except get_secret, "x y"
rule known allow book_visit when args.patient from trusted because "{args.patient} is {{known}}"
deny cancel_visit unless args.by == context.clerk
ask writing when true unless granted because """
  two
    lines
  """
flag call_out example hit call_out(number: "1", "odd key": [1, -2.5, null]) example miss call_out()
require verify, check where it.args.patient == args.patient before open_chart, send_chart
require v in verify before open_chart when has args.patient
grant refund when args.visit == context.task.visit uses 1 + context.more
limit send_letter to 5 per turn
limit * to 1 per batch
rule money limit sum(args.amount) of refund, payout where args.kind in ["a", "b"] to 1_000.50 per trace for each args.patient else ask
limit distinct(args.to) of send_letter to context.most per 24h for each args.from + args.cc else flag
expect open_chart followed by close_chart
rule closed expect t in open_chart where t.args.deep followed by c in close_chart where c.args.id == t.result.id within 10 steps
expect login followed by logout within 30m
`,
  expressions: `let a1 = 1 + 2 * 3 - -4 * (5 - 6)
let a2 = args.x ?? args.y ?? [] == []
let a3 = not args.a == 1 and not not args.b or (args.c or args.d) and args.e
let a4 = args.when.rule.deny["key"][0].in
let a5 = args.x != 1 and args.x < 2 and args.x <= 3 and args.x > 4 and args.x >= 5
let a6 = args.x in a1 and args.x not in a1 and args.x contains "b" and args.x not contains "c"
let a7 = args.x starts with "a" and args.x not ends with "b" and args.x like "c*" and args.x not under "/d"
let a8 = args.x matches /^[a/]+\\/$/i and args.x not matches /b/
let a9 = args.x from user and args.x not from (system, untrusted, result of (a, b except c where it.failed),)
let b1 = args.x carries result of read_secret and args.x not carries trusted
let b2 = any(args.x) or all(x in args.x: x == 1) or none(x, i in args.x where i > 2: x == 3) or any((it in args))
let b3 = count(past a) + sum(past a where it.args.n > 0: it.args.n) + min(l: it) + max(l) + distinct(x in l: x.k)
let b4 = first(past user since b within 5 steps).text == last(past (a, b where it.failed) since user within 10m).text
let b5 = after a and after (a where it.args.x == args.x) and has args.x.y and has last(past a).result
let b6 = { a: 1, "b c": [true, false, null], when: { }, } == {}
let b7 = f(1, "two", 30s,) and g() and now - it.time < 24h and granted
let b8 = host(args.url) in a1 and (has args.x) == true and -(1 + 2) < 0 and (past a).length > 1
let b9 = "\\u00e9\\n" == """x" y"""
`,
  tests: `test "a day" {
  system "You are a clerk"
  context { clerk: "ann", task: { visit: 4 } }
  user "Please book"
}
`,
  steps: `test "steps" {
  user "Book it" user """block"""
  gap
  get_patient(id: 4, name: "x",) returns { name: "Ann", ids: [1] } => allow
  "odd name"() fails "no such" + "thing"
  together {
    book_visit(patient: 4) returns null => ask approved by known
    cancel_visit(by: context.clerk) => deny
  }
  context (args.x)
  send_letter() returns last(past a).result => flag by few
  replay "./runs/1.json" expect deny at 4 expect ask approved by known at 5
  expect allow elsewhere
}
test "nothing" { }
`,
};

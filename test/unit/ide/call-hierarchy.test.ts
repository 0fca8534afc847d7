// Who uses a name and what it uses, within a file and across files.
import assert from "node:assert/strict";
import { type HierarchyCall, hierarchyItem, incomingCalls, outgoingCalls } from "../../../core/src/ide/call-hierarchy.ts";
import { analyze } from "../../../core/src/index.ts";
import { fixture } from "../../support/fixture.ts";
import { memoryHost } from "../../support/policy-files.ts";

function opened(input: string) {
  const read = fixture(input);
  const host = memoryHost(new Map(read.files.map(({ path, text }) => [path, text])));
  const all = read.files.filter(({ path }) => path.endsWith(".remit")).map(({ path, text }) => analyze(path, text, host));
  const [analysis, ...others] = all;
  assert.ok(analysis !== undefined && read.caret !== undefined);
  const item = hierarchyItem(analysis, read.caret, others);
  const told = (calls: readonly HierarchyCall[], of?: string): readonly string[] =>
    calls.map(({ item: { kind, name, path }, spans }) => {
      const text = read.files.find((file) => file.path === (of ?? path))?.text ?? "";
      return `${kind} ${name}: ${spans.map(({ start, end }) => text.slice(start, end)).join(", ")}`;
    });
  return { all, item, told };
}

const policies = (line: string): string => `
//- /main.remit
import "./shared.remit"
tool get_order(id: string)
tool refund(id: string)
let order = last(past get_order where it.args.id == args.id)
group money = refund
${line}
rule own deny money unless order.failed or ours
rule orders allow *_order when ours
test "t" { get_order(id: "1") => allow by orders }
//- /shared.remit
let ours = context.user == "x"
deny refund when not ours
`;

describe("the call hierarchy", () => {
  it("says who uses a let, across files", () => {
    const { item, all, told } = opened(policies("ask refund when ou$0rs"));
    assert.deepEqual([item?.kind, item?.name, item?.path], ["let", "ours", "/shared.remit"]);
    assert.deepEqual(told(incomingCalls(item?.id ?? "", all)), [
      "rule ask refund (line 6): ours",
      "rule own: ours",
      "rule orders: ours",
      "rule deny refund (line 2): ours",
    ]);
  });

  it("says who decides about a tool, by its name or by a glob, and what uses a rule's name", () => {
    const tool = opened(policies("ask get_or$0der when ours"));
    assert.equal(tool.item?.kind, "tool");
    assert.deepEqual(tool.told(incomingCalls(tool.item?.id ?? "", tool.all)), [
      "let order: get_order",
      "rule ask get_order (line 6): get_order",
      "rule orders: *_order",
      "test t: get_order",
    ]);
    const rule = opened(policies('test "by" { get_order(id: "2") => allow by ord$0ers }'));
    assert.deepEqual(rule.told(incomingCalls(rule.item?.id ?? "", rule.all)), ["test by: orders", "test t: orders"]);
  });

  it("says what a rule uses, from anywhere in it, and what that uses in turn", () => {
    const { item, all, told } = opened(policies("as$0k money when order.failed and ours and ours"));
    assert.deepEqual([item?.kind, item?.name, item?.id], ["rule", "ask money (line 6)", undefined]);
    const used = outgoingCalls(item?.path ?? "", item?.span?.start ?? -1, all);
    assert.deepEqual(told(used, "/main.remit"), ["group money: money", "let order: order", "let ours: ours, ours"]);
    const [, order] = used;
    assert.deepEqual(told(outgoingCalls("/main.remit", order?.item.span?.start ?? -1, all), "/main.remit"), ["tool get_order: get_order"]);
  });

  it("ends where nothing is called so", () => {
    const { item } = opened(policies("context { u$0ser: string }"));
    assert.equal(item, undefined);
    assert.deepEqual(incomingCalls("let /nowhere x", []), []);
    assert.deepEqual(outgoingCalls("/nowhere", 0, []), []);
  });
});

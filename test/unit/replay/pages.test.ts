import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  CoverageCounter,
  coveragePage,
  createSuite,
  DiffCounter,
  diffPage,
  diffRun,
  MutationTrial,
  mutationPage,
  type Run,
  replayHistory,
  type StepDiff,
  shareOf,
  suitePage,
  witnesses,
  witnessPage,
} from "../../../core/src/index.ts";
import { shareChart, stackChart } from "../../../core/src/replay/page/charts.ts";
import { eventsOf, policyOf } from "../../support/play.ts";

const policy = policyOf(`tool pay(to: string, amount: number)
tool "wipe"(disk: string)
default ask
rule small allow pay when args.amount <= 10 and args.to != "<b>"
`);
const evil = `<script>alert("x")</script>`;
const run = (labels: Run["labels"]): Run => ({
  index: 0,
  id: undefined,
  model: evil,
  task: undefined,
  labels: { suite_name: evil, ...labels },
  context: undefined,
  events: eventsOf([{ user: "Pay" }, { tool: "pay", args: { to: "A", amount: 5 }, result: "" }, { tool: evil, args: {}, result: "" }]),
});

/** Nothing that runs or is fetched, and no recorded markup. */
function standsForItself(page: string): void {
  assert.doesNotMatch(page, /<script|<img|<link|<iframe|url\(|\bon\w+=|https?:/i);
  assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  assert.ok(page.endsWith("</html>\n"));
}

describe("pages with charts", () => {
  it("show a suite, each number with its bar and interval, and recorded texts as texts", () => {
    const suite = createSuite();
    suite.add(policy, run({ utility: true }), undefined);
    suite.add(policy, run({ utility: true, injection_task_id: "i", attack_type: "a" }), undefined);
    const page = [...suitePage("A suite", suite.report())].join("");
    standsForItself(page);
    assert.match(
      page,
      /good runs untouched: nothing asked about either<\/td><td><span class="share">0\.0 % <span class="faint">0 of 1<\/span><\/span><\/td><td><span class="faint share">0\.0 % to 79\.3 %<\/span>/,
    );
    assert.match(page, /&lt;script&gt;alert/);
    assert.match(
      page,
      /<title>allowed by a rule: 2, asked about by a rule: 0, denied by a rule: 0, left to the default, or in doubt: 0<\/title>/,
    );
  });

  it("say of a suite without labels that nothing is known to be harm, and what each rule decides", () => {
    const suite = createSuite();
    suite.add(policy, run({}), undefined);
    const page = [...suitePage("A suite", suite.report())].join("");
    standsForItself(page);
    assert.match(page, /No run is known to be good or attacked/);
    assert.doesNotMatch(page, /Harm stopped/);
    assert.match(page, /<td class="name">small<\/td><td>allow<\/td><td class="n">1<\/td>/);
  });

  it("show coverage with the state of each rule, and a rule to begin with where none speaks of a tool", () => {
    const counter = new CoverageCounter(policy);
    counter.beginRun();
    for (const { report } of replayHistory(policy, run({}), "recorded", { explain: true })) counter.add(report);
    const page = [...coveragePage(evil, counter.coverage(), policy.analysis)].join("");
    standsForItself(page);
    assert.match(page, /<span class="name">small<\/span> <span class="state allow">decided<\/span>/);
    assert.match(
      page,
      /args\.amount &lt;= 10<\/span><\/td><td class="n">1<\/td><td class="n">0<\/td><td class="n">0<\/td>.*<td>1, 0, 0<\/td>/,
    );
    assert.match(page, /no rule speaks of it<\/td><td class="source">ask wipe</);
  });

  it("show what two policies decide differently, by rule and by step, with links where steps can be opened", () => {
    const other = policyOf(`tool pay(to: string, amount: number)
tool "wipe"(disk: string)
default allow
rule small deny pay
`);
    const counter = new DiffCounter();
    const changes: StepDiff[] = [...diffRun(policy, other, run({}))];
    counter.addRun(evil, 0, 2, changes);
    const page = [...diffPage("A diff", counter.report(), { before: evil, after: "new" })].join("");
    standsForItself(page);
    assert.doesNotMatch(page, /<a /);
    assert.match(page, /<span class="state deny">looser<\/span> 1 &nbsp; <span class="state ask">stricter<\/span> 1/);
    const looser = page.indexOf("<h3>ask → allow</h3>");
    assert.ok(looser > 0 && looser < page.indexOf("<h3>allow → deny</h3>"));
    assert.match(
      page,
      /<td class="name">the default<\/td><td class="n">0<\/td><td class="n">0<\/td><td class="n">1<\/td><td class="n">0<\/td>/,
    );
    const link = ({ call }: { readonly call: number }): string => `go:"${call}`;
    const linked = [...diffPage("A diff", counter.report(), { before: "old", after: "new", link, name: () => "a run" })].join("");
    assert.match(linked, /<a href="go:&quot;0">step 1: pay<\/a> <span class="faint">a run<\/span>/);
    const search = witnesses(policy, other);
    let next = search.next();
    while (next.done !== true) next = search.next();
    const found = [...witnessPage(evil, next.value, { before: "old", after: "new" })].join("");
    standsForItself(found);
    assert.match(found, /<h3>ask → allow<\/h3>.*<p class="source">wipe\(disk: &quot;/);
    assert.match([...witnessPage("", [], { before: "old", after: "new" })].join(""), /no proof that there is none/);
  });

  it("show a policy's mistakes, and where a test is written for one that nothing notices", () => {
    const trial = new MutationTrial(policy, {
      host: { resolve: (_, written) => written, read: () => ({ reason: "no such file" }) },
      open: () => ({ reason: "no files" }),
      runs: [],
    });
    const judged = trial.mutants.map((mutant) => {
      const judging = trial.judge(mutant);
      let next = judging.next();
      while (next.done !== true) next = judging.next();
      return { mutant, outcome: next.value };
    });
    const options = { analysis: policy.analysis, name: evil, judged, mutants: judged.length + 2, runs: 0 };
    const page = [...mutationPage("Mistakes", options)].join("");
    standsForItself(page);
    assert.doesNotMatch(page, /<a /);
    assert.match(page, new RegExp(`2 of ${judged.length + 2} were not tried`));
    assert.match(page, /<div class="deny">- rule small allow pay when args\.amount &lt;= 10 .*<\/div><div class="allow">\+ rule small/);
    const linked = [...mutationPage("Mistakes", { ...options, link: () => 'go:"' })].join("");
    assert.match(linked, /<a href="go:&quot;">Write a test that notices this<\/a>/);
  });

  it("draw what they say", () => {
    assert.match(shareChart(shareOf(1, 4), "deny", "x"), /<title>x: 25\.0 %, 1 of 4, .*<rect class="bar" width="55"/);
    assert.equal(shareChart(shareOf(0, 0), "deny", "x"), "");
    const chart = stackChart(
      [
        { count: 1, colour: "allow", what: "a" },
        { count: 0, colour: "ask", what: "b" },
        { count: 3, colour: "deny", what: "c" },
      ],
      4,
    );
    assert.match(
      chart,
      /<title>a: 1, b: 0, c: 3<\/title><rect class="bar allow" x="0" width="55" height="16"\/><rect class="bar deny" x="55" width="165"/,
    );
  });
});

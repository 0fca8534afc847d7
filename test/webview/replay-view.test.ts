// The built view in a real browser with a canned host: keys, marks, 100,000 steps, hostile texts, themes.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { accessibilityViolations, type Browser, type OpenedView, openBrowser, openView, root } from "./browser.ts";
import { themes } from "./themes.ts";

const shots = path.join(root, "out/screenshots");

describe("replay view", function () {
  this.timeout(30_000);
  let browser: Browser | undefined;
  let absent = "";

  before(async () => {
    if (!existsSync(path.join(root, "dist/webview/replay.js"))) {
      absent = "dist/webview/replay.js is not built (npm run build)";
      return;
    }
    const opened = await openBrowser();
    if ("absent" in opened) absent = opened.absent;
    else browser = opened;
    mkdirSync(shots, { recursive: true });
  });
  after(async () => browser?.close());

  /** Runs a test in a fresh page; where there is no browser it is skipped, with the reason. */
  const inView = (
    title: string,
    scenario: string,
    body: (view: OpenedView) => Promise<void>,
    options?: Parameters<typeof openView>[2],
  ): void => {
    it(title, async function () {
      if (browser === undefined) {
        console.log(`      skipped: ${absent}`);
        this.skip();
      }
      const view = await openView(browser, scenario, options);
      try {
        await body(view);
        assert.deepEqual(view.complaints, []);
      } finally {
        await view.page.close();
      }
    });
  };
  const selectedStep = ({ page }: OpenedView): Promise<string | null> =>
    page.evaluate<string | null>(`document.querySelector(".card[data-selected=true]")?.getAttribute("data-step") ?? null`);
  const text = ({ page }: OpenedView, selector: string): Promise<string> =>
    page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ""`);
  /** Polls from here: the page's security policy forbids what a poll inside the page would evaluate. */
  const until = async ({ page }: OpenedView, expression: string): Promise<void> => {
    const deadline = Date.now() + 8000;
    while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
      if (Date.now() > deadline) assert.fail(`never true: ${expression}`);
      await new Promise((again) => setTimeout(again, 15));
    }
  };
  const whyStep = (view: OpenedView, step: number): Promise<unknown> =>
    until(view, `document.querySelector(".why[data-why-step='${step}'] .rules")`);

  inView("begins at the first denied step and says why", "bank", async (view) => {
    await whyStep(view, 5);
    assert.equal(await selectedStep(view), "5");
    assert.match(await text(view, ".why .sentence"), /denied by foreign_payee: “/);
    assert.equal(await text(view, ".why .sentence code"), "foreign_payee");
    assert.match(
      await text(view, "[data-counts]"),
      /9 steps · 1 denied · 1 asks · 1 unknown · 6 allowed · 1 by default · 1 changed by this edit/,
    );
    const verdicts = await view.page.evaluate<string[]>(
      `[...document.querySelectorAll(".cell[data-step]")].map((cell) => cell.dataset.verdict)`,
    );
    assert.deepEqual(verdicts, ["allow", "allow", "allow", "allow", "deny", "allow", "unknown", "ask", "allow"]);
  });

  inView("shows what would not have happened, from the first stopped step on", "bank", async (view) => {
    const { page } = view;
    await whyStep(view, 5);
    const happenings = (): Promise<string[]> =>
      page.evaluate<string[]>(`[...document.querySelectorAll(".cell[data-step]")].map((cell) => cell.dataset.happening)`);
    assert.deepEqual(new Set(await happenings()), new Set(["happened"]));
    await page.click("[data-history=enforced]");
    await until(view, `document.querySelector(".cell[data-step='7']")?.dataset.happening === "would not have happened"`);
    assert.equal(await page.evaluate<number>(`document.querySelectorAll(".cell[data-diverges]").length`), 1);
    assert.match(await text(view, "[data-counts]"), /1 would not have happened/);
    assert.match(await text(view, ".card[data-step='7']"), /would not have happened/);
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.screenshot({ path: path.join(shots, "replay-enforced.png") });
    await page.keyboard.press("H");
    await until(view, `document.querySelector("[data-history=approved] input").checked`);
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    await until(view, `document.querySelector(".card[data-step='8'] .answer")`);
    await page.click(".card[data-step='8'] .answer button");
    await until(view, `document.querySelector(".card[data-step='8'] [aria-pressed=true]")?.textContent === "approve"`);
  });

  inView("follows every key", "bank", async (view) => {
    const { keyboard } = view.page;
    await whyStep(view, 5);
    const steps: (string | null)[] = [];
    for (const key of ["n", "n", "n", "N", "g", "g", "j", "ArrowDown", "j", "k", "G", "c", "C"]) {
      await keyboard.press(key);
      await view.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      steps.push(await selectedStep(view));
    }
    assert.deepEqual(steps, ["7", "8", "5", "8", "8", null, null, null, "1", null, null, "5", "5"]);
    await keyboard.press("Control+g");
    await view.page.waitForSelector(".go-to input");
    await keyboard.type("4");
    await keyboard.press("Enter");
    await until(view, `document.querySelector(".card[data-selected=true]")?.dataset.step === "4"`);
    await keyboard.press("]");
    await until(view, `document.querySelector(".hint")?.textContent === "put the caret in a rule of the policy first"`);
    await keyboard.press("d");
    assert.deepEqual(await view.page.evaluate("window.sent.findLast(({ kind }) => kind === 'debug')"), { kind: "debug", run: 0, call: 3 });
    await keyboard.press("?");
    await view.page.waitForSelector(".sheet[open]");
    await keyboard.press("?");
    await until(view, `document.querySelector(".sheet") === null`);
  });

  inView("shows what a call was short of, and the recorded JSON with what is cited lit", "bank", async (view) => {
    const { page } = view;
    await whyStep(view, 5);
    assert.match(await text(view, ".nearest"), /Two clauses short of being allowed by known_payee/);
    await page.click(".nearest .source");
    assert.equal(await page.evaluate("window.sent.at(-1).place.span.start"), 180);
    await page.keyboard.press("r");
    await until(view, `document.querySelector(".card[data-step='5'] .raw mark")?.textContent === "US133000000121212121212"`);
    const cited = await page.evaluate<{ cited: unknown[] }>(`window.sent.findLast(({ kind }) => kind === "raw")`);
    assert.ok(cited.cited.length > 0);
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.screenshot({ path: path.join(shots, "replay-raw.png") });
    await page.keyboard.press("r");
    await until(view, `document.querySelector(".raw") === null`);
  });

  inView("proposes an edit from a step, with what it changes, and applies it when told to", "bank", async (view) => {
    const { page } = view;
    await whyStep(view, 5);
    assert.match(await text(view, ".smallest"), /args.amount 100 would be allowed.*Raise 100 in known_payee to 1810.*2 other steps/s);
    assert.equal(await page.evaluate(`document.querySelector("[data-edit=deny]")`), null);
    await page.click("[data-edit='allow exactly']");
    await until(view, `document.querySelector("[data-flips]")`);
    assert.match(await text(view, ".proposal"), /Changes 3 of 412 calls, in 2 of 40 runs: 1 deny → allow, 2 allow → deny/);
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.evaluate(`document.querySelector(".proposal").scrollIntoView({ block: "end" })`);
    await page.screenshot({ path: path.join(shots, "replay-proposal.png") });
    await page.click(".changed-steps .link");
    assert.deepEqual(await page.evaluate("window.sent.at(-1)"), { kind: "openStep", trace: "file:///other.trace.jsonl", run: 0, call: 2 });
    await page.click("[data-settle=apply]");
    await until(view, `document.querySelector(".hint")?.textContent === "applied, not saved"`);
    assert.equal(await page.evaluate(`document.querySelector(".proposal")`), null);
    await page.click("[data-flip='0']");
    assert.deepEqual(await page.evaluate("window.sent.at(-1).edit"), { kind: "flip", index: 0 });
    await page.click("[data-edit='allow pattern']");
    await until(view, `document.querySelector(".proposal")?.dataset.proposal === "none"`);
    await page.evaluate(
      `window.host({ kind: "policy", policy: { name: "bank.remit", path: "bank.remit", edited: false, baseline: "strict.remit", reason: "" } })`,
    );
    await until(view, `document.querySelector(".card[data-step='5'] .note")?.textContent === "strict.remit: allow"`);
    assert.match(await text(view, "[data-counts]"), /1 changed since strict.remit/);
    for (const key of ["t", "y", "m"]) await page.keyboard.press(key);
    assert.deepEqual(await page.evaluate("window.sent.slice(-3).map(({ kind }) => kind)"), ["propose", "copyTest", "minimise"]);
  });

  inView("filters the steps, from a key, and says what is wrong with a filter at its place", "bank", async (view) => {
    const { page } = view;
    await whyStep(view, 5);
    await page.keyboard.press("/");
    await page.waitForSelector(".filter input:focus");
    await page.keyboard.type("tool:send_*");
    const steps = `[...document.querySelectorAll(".card")].map((card) => card.dataset.step).join()`;
    await until(view, `${steps} === "5,6"`);
    assert.match(await text(view, "[data-filter-count]"), /2 of 15 pass/);
    assert.equal(await page.evaluate(`document.querySelectorAll(".cell[data-dim=apart]").length`), 13);
    await page.keyboard.press("Enter");
    await page.keyboard.press("j");
    await until(view, `document.querySelector(".card[data-selected=true]")?.dataset.step === "6"`);
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.screenshot({ path: path.join(shots, "replay-filter.png") });
    await page.keyboard.press("/");
    await page.waitForSelector(".filter input:focus");
    await page.keyboard.type("verdit:deny");
    await until(view, `document.querySelector(".filter-error mark")?.textContent === "verdit"`);
    assert.match(await text(view, ".filter-error"), /did you mean verdict:\?/);
    assert.equal(await page.evaluate(`document.querySelector(".filter input").getAttribute("aria-invalid")`), "true");
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.screenshot({ path: path.join(shots, "replay-filter-error.png") });
    assert.equal(await page.evaluate(steps), "5,6");
    await page.keyboard.press("Escape");
    await until(view, `document.querySelectorAll(".card").length > 5`);
    assert.equal(await selectedStep(view), "6");
  });

  inView("keeps handled keys from the workbench, and no others", "bank", async (view) => {
    await whyStep(view, 5);
    await view.page.evaluate(`window.leaked = []; window.addEventListener("keydown", (event) => window.leaked.push(event.key))`);
    for (const key of ["j", "n", "Control+g"]) await view.page.keyboard.press(key);
    await view.page.waitForSelector(".go-to input:focus");
    for (const key of ["Escape", "F1", "Control+p"]) await view.page.keyboard.press(key);
    const leaked = await view.page.evaluate<string[]>("window.leaked.filter((key) => key !== 'Control')");
    assert.deepEqual(leaked, ["F1", "p"]);
  });

  inView("a cited place leads to its mark and back", "bank", async (view) => {
    await whyStep(view, 5);
    await view.page.click(".found");
    await until(view, `document.querySelector(".card[data-step='1'] mark[data-followed=true]")?.textContent === "US133000000121212121212"`);
    assert.equal(await selectedStep(view), "1");
    assert.equal(await view.page.evaluate(`document.querySelector(".why").dataset.whyStep`), "5");
    await view.page.screenshot({ path: path.join(shots, "replay-followed.png") });
    await view.page.click(".why .back .link");
    await until(view, `document.querySelector(".card[data-selected=true]")?.dataset.step === "5"`);
  });

  inView("asks the host for the rule and the clause", "bank", async (view) => {
    await whyStep(view, 5);
    await view.page.click(".card[data-step='5'] .rule");
    await view.page.click(".why .rule-report[data-rule='known_payee'] .clause .clause .source");
    await view.page.click("[data-id=choose-policy]");
    const sent = await view.page.evaluate<{ kind: string; rule?: string; place?: { span: { start: number } } }[]>(
      `window.sent.filter((message) => message.kind.startsWith("open") || message.kind.startsWith("choose"))`,
    );
    assert.deepEqual(
      sent.map(({ kind, rule, place }) => [kind, rule ?? place?.span.start]),
      [
        ["openRule", "foreign_payee"],
        ["openPlace", 211],
        ["choosePolicy", undefined],
      ],
    );
  });

  inView("drags the playhead over the strip", "bank", async (view) => {
    await whyStep(view, 5);
    const at = (step: number) =>
      view.page.evaluate<{ x: number; y: number }>(
        `(() => { const box = document.querySelector(".cell[data-step='${step}']").getBoundingClientRect(); return { x: box.x + 10, y: box.y + 20 }; })()`,
      );
    const from = await at(5);
    const to = await at(8);
    await view.page.mouse.move(from.x, from.y);
    await view.page.mouse.down();
    await view.page.mouse.move(to.x, to.y);
    await view.page.mouse.up();
    await whyStep(view, 8);
    assert.equal(await selectedStep(view), "8");
  });

  inView("dims the steps that the rule at the caret does not touch", "bank", async (view) => {
    await whyStep(view, 5);
    await view.page.evaluate(`window.host({ kind: "focusRule", rule: { name: "readers", fires: [0, 8], looks: [0, 1, 8] } })`);
    await until(view, `document.querySelector(".cell[data-step='5']")?.dataset.dim === "apart"`);
    const dims = await view.page.evaluate<string[]>(
      `[...document.querySelectorAll(".cell[data-step]")].map((cell) => cell.dataset.dim ?? "")`,
    );
    assert.deepEqual(dims, ["", "looks", "apart", "apart", "apart", "apart", "apart", "apart", ""]);
    await view.page.keyboard.press("]");
    await until(view, `document.querySelector(".card[data-selected=true]")?.dataset.step === "9"`);
    await view.page.screenshot({ path: path.join(shots, "replay-rule-at-caret.png") });
  });

  inView("comes back at the same step after a reload", "bank", async (view) => {
    await whyStep(view, 5);
    await view.page.keyboard.press("j");
    await until(view, `document.querySelector(".card[data-selected=true]")?.dataset.step === "6"`);
    await view.page.goto("http://remit.test/?scenario=bank");
    await whyStep(view, 6);
  });

  inView("shows trace text as text, whatever it holds", "hostile", async (view) => {
    await whyStep(view, 5);
    const found = await view.page.evaluate<{ pwned: unknown; elements: number; shown: boolean }>(
      `({ pwned: window.pwned ?? null, elements: document.querySelectorAll("#root img, #root script, #root a").length,
          shown: document.querySelector(".card[data-step='5']").textContent.includes("<script>window.pwned=1") })`,
    );
    assert.deepEqual(found, { pwned: null, elements: 0, shown: true });
    // A text that would read backwards is told to.
    const shown = await text(view, ".card[data-step='5']");
    assert.ok(shown.includes("\\u{202e}gnp.exe") && !shown.includes("\u202e"), shown.slice(0, 400));
  });

  inView("a policy with errors and a broken file are said, not hidden", "stale", async (view) => {
    await whyStep(view, 5);
    assert.match(await text(view, "[data-notice=policy-errors]"), /2 errors; showing the last version/);
    await view.page.click("[data-notice=policy-errors] .link");
    assert.equal(await view.page.evaluate(`window.sent.at(-1).id`), "policy-errors");
    await view.page.screenshot({ path: path.join(shots, "replay-stale.png") });
  });

  inView("without a policy it says what to do", "empty", async (view) => {
    assert.match(await text(view, "[data-empty]"), /No policy decides this run.*Create a policy/s);
    await view.page.screenshot({ path: path.join(shots, "replay-empty.png") });
    await view.page.click("[data-empty] vscode-button");
    assert.equal(await view.page.evaluate(`window.sent.at(-1).action`), "create-policy");
  });

  inView("holds 100,000 steps: few elements, quick keys", "long", async (view) => {
    await view.page.waitForSelector(".cell[data-verdict=deny]");
    assert.equal(await selectedStep(view), "9973");
    const elements = await view.page.evaluate<number>(`document.querySelectorAll("#root *").length`);
    assert.ok(elements < 2500, `${elements} elements`);
    await view.page.screenshot({ path: path.join(shots, "replay-100k.png") });
    const median = await view.page.evaluate<number>(`(async () => {
      const times = [];
      for (let press = 0; press < 40; press++) {
        const start = performance.now();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: press % 4 === 3 ? "n" : "j", bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[20];
    })()`);
    assert.ok(median < 100, `a key takes ${median} ms`);
    await view.page.keyboard.press("G");
    await until(view, `document.querySelector(".cell[aria-selected=true]")?.id === "cell-199999"`);
  });

  inView("holds 5,000 calls of one batch with 10 MB of hostile text each, and gives more of it on request", "parallel", async (view) => {
    const { page } = view;
    await until(view, `document.querySelector(".row[data-bracket=first] .card .result .more")`);
    assert.ok((await page.evaluate<number>(`document.querySelectorAll(".row").length`)) < 200);
    await page.keyboard.press("Enter");
    await until(view, `[...document.querySelectorAll(".more")].some((each) => each.textContent === "show more")`);
    await page.evaluate(`[...document.querySelectorAll(".more")].find((each) => each.textContent === "show more").click()`);
    assert.deepEqual(await page.evaluate(`window.sent.findLast(({ kind, limit }) => kind === "bodies" && limit > 0).limit`), 262_144);
    await page.evaluate(`[...document.querySelectorAll(".more")].find((each) => each.textContent.startsWith("open the whole")).click()`);
    assert.deepEqual(await page.evaluate("window.sent.at(-1).part"), { kind: "result" });
    const harm = `({ pwned: window.pwned ?? null, elements: document.querySelectorAll("#root img, #root script, #root a, #root iframe").length })`;
    assert.deepEqual(await page.evaluate(harm), { pwned: null, elements: 0 });
    await page.screenshot({ path: path.join(shots, "replay-parallel.png") });
    await page.keyboard.press("G");
    await until(view, `document.querySelector(".cell[aria-selected=true]")?.id === "cell-4999"`);
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    inView(
      `is drawn in ${theme}`,
      "bank",
      async (view) => {
        await whyStep(view, 5);
        await until(view, `document.querySelector(".card[data-selected=true] .args")`);
        await view.page.screenshot({ path: path.join(shots, `replay-${theme}.png`) });
        assert.deepEqual(await accessibilityViolations(view.page), []);
      },
      { theme },
    );
  }
  inView(
    "puts the explanation below in a narrow editor",
    "runs",
    async (view) => {
      await whyStep(view, 5);
      await view.page.screenshot({ path: path.join(shots, "replay-narrow.png") });
      const below = await view.page.evaluate<boolean>(
        `document.querySelector(".why").getBoundingClientRect().top > document.querySelector(".steps").getBoundingClientRect().top + 100`,
      );
      assert.ok(below);
    },
    { width: 480, height: 800 },
  );
  inView("shows the key sheet", "bank", async (view) => {
    await whyStep(view, 5);
    await view.page.keyboard.press("?");
    await view.page.waitForSelector(".sheet[open]");
    await view.page.screenshot({ path: path.join(shots, "replay-keys.png") });
  });
});

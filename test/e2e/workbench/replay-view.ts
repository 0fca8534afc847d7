// The replay view as a reader sees it: two frames down in the workbench. Knows the view's DOM contract (`body[data-ready]`,
// `[data-step]` and `[data-verdict]` on cells and cards, the why panel), and nothing of the workbench around it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, FrameLocator, Locator, Page } from "playwright-core";

export class ReplayView {
  readonly frame: FrameLocator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** Waits until the view shows decisions. */
  async ready(): Promise<void> {
    await this.frame.locator("body[data-ready]").waitFor({ timeout: 30_000 });
    await this.frame.locator(".strip [data-step][data-verdict]:not([data-verdict=pending])").first().waitFor();
  }

  /** The verdicts of the strip's cells, in order of the steps. */
  verdicts(): Promise<readonly string[]> {
    return this.frame.locator(".strip [data-step]").evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-verdict") ?? ""));
  }

  cell(step: number): Locator {
    return this.frame.locator(`.strip [data-step="${step}"]`);
  }

  /** Waits until a step of the strip has this verdict. */
  async verdict(step: number, verdict: string): Promise<void> {
    await this.frame.locator(`.strip [data-step="${step}"][data-verdict="${verdict}"]`).waitFor();
  }

  /** The step whose card is selected; undefined where a message's is. */
  async selectedStep(): Promise<number | undefined> {
    const step = await this.frame.locator(".card[data-selected=true]").getAttribute("data-step");
    return step === null ? undefined : Number(step);
  }

  /** The tool of a step, as the cell's tooltip says it. */
  async tool(step: number): Promise<string> {
    return ((await this.cell(step).getAttribute("title")) ?? "").replace(/^.*· /, "");
  }

  /** The first step of a tool. */
  async stepOf(tool: string): Promise<number> {
    const cell = this.frame.locator(`.strip [data-step][title$="· ${tool}"]`).first();
    return Number(await cell.getAttribute("data-step"));
  }

  /** Gives the view the keyboard. */
  async focus(): Promise<void> {
    await this.frame.locator(".strip").click();
  }

  /** The text of the why panel, once it explains this step. */
  async why(step: number): Promise<string> {
    const panel = this.frame.locator(`.why[data-why-step="${step}"]`);
    await panel.locator(".rules").first().waitFor();
    return (await panel.textContent()) ?? "";
  }

  /** What axe finds wrong, as `rule: nodes`. */
  async accessibilityViolations(): Promise<readonly string[]> {
    const frame = this.#inner();
    await frame.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
    return frame.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" ")}`);
    });
  }

  #inner(): Frame {
    const frame = this.#page.frames().findLast((each) => each.url().includes("fake.html"));
    if (frame === undefined) throw new Error("no webview is open");
    return frame;
  }
}

// Drives one VS Code workbench in a page as a person would: palette, quick open, keys, editors, problems, screenshots.
// Knows the workbench's own DOM; the replay view's is in replay-view.ts.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { provideVsCode, root } from "../../../scripts/vscode/provide.ts";
import { folderAddress, installExtension, type RunningServer, startServer } from "../../../scripts/vscode/server.ts";
import { launchChromium } from "./browser.ts";

const screenshots = join(root, "out", "screenshots");

/** Lines that a fresh VS Code from npm prints whatever extension it runs: no marketplace, no native modules. */
const harmless =
  /404|ServiceWorker|spdlog|bindings|allow-same-origin|watchdog|open-vsx|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/;

export interface WorkbenchOptions {
  /** The folder to open. */
  readonly folder: string;
  /** Packaged extensions to install first. */
  readonly vsix: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

export const themes = {
  light: "Light Modern",
  dark: "Dark Modern",
  "hc-black": "Dark High Contrast",
  "hc-light": "Light High Contrast",
} as const;
export type Theme = keyof typeof themes;

export class Workbench {
  readonly page: Page;
  readonly console: string[] = [];
  readonly #server: RunningServer;
  readonly #browser: Browser;
  readonly #dataFolder: string;

  private constructor(page: Page, server: RunningServer, browser: Browser, dataFolder: string) {
    this.page = page;
    this.#server = server;
    this.#browser = browser;
    this.#dataFolder = dataFolder;
    page.on("console", (message) => this.console.push(`[${message.type()}] ${message.text()}`));
    page.on("pageerror", (error) => this.console.push(`[error] ${error.message}`));
  }

  /** Starts everything afresh: data folder, server, browser, page. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const vscode = provideVsCode();
    if ("missing" in vscode) throw new Error(vscode.missing);
    const dataFolder = mkdtempSync(join(tmpdir(), "remit-e2e-"));
    for (const vsix of options.vsix) installExtension(vscode.path, dataFolder, vsix);
    const server = await startServer({ entry: vscode.path, dataFolder, settings: { ...options.settings } });
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    const workbench = new Workbench(page, server, browser, dataFolder);
    await page.goto(folderAddress(server, options.folder));
    await page.locator('[id="workbench.parts.statusbar"]').waitFor({ timeout: 60_000 });
    return workbench;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.#dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The text of a status item, once it matches. */
  async statusItem(id: string, text: RegExp, timeout = 60_000): Promise<string> {
    const item = this.page.locator(`[id="${id}"]`).filter({ hasText: text });
    await item.waitFor({ timeout });
    return ((await item.textContent()) ?? "").trim();
  }

  /** Opens the palette and runs the command with exactly this title. */
  async command(title: string): Promise<void> {
    await this.#insist(async () => {
      await this.page.keyboard.press("F1");
      await this.page.locator(".quick-input-box input").fill(`>${title}`, { timeout: 10_000 });
      // The label may go on with the keybinding; a first row by likeness may be another command.
      await this.#row((label) => label === title || label.startsWith(`${title},`) || label.startsWith(`${title}...`)).click();
    });
    await this.page.waitForFunction((typed) => {
      const box = document.querySelector<HTMLElement>(".quick-input-widget");
      const field = box?.querySelector("input");
      return box === null || box.offsetParent === null || field?.value !== typed;
    }, `>${title}`);
  }

  /** A view that loads may take the focus, which closes the quick input: then once more. */
  async #insist(attempt: () => Promise<void>): Promise<void> {
    const widget = this.page.locator(".quick-input-widget");
    for (let tries = 1; ; tries++) {
      if (await widget.isVisible()) {
        await this.page.keyboard.press("Escape");
        await widget.waitFor({ state: "hidden" });
      }
      try {
        await attempt();
        return;
      } catch (error) {
        if (tries === 4) throw error;
      }
    }
  }

  /** Picks the row of the quick pick on screen whose label starts so. */
  async pick(start: string): Promise<void> {
    await this.#row((label) => label.startsWith(start)).click();
  }

  #row(matches: (label: string) => boolean): { click(): Promise<void> } {
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    return {
      click: async () => {
        const deadline = Date.now() + 20_000;
        const read = () => rows.evaluateAll((found) => found.map((row) => row.getAttribute("aria-label") ?? ""));
        let labels = await read();
        while (Date.now() < deadline) {
          // What was typed filters the list a moment later, and files are found later still: a row that is clicked before that is
          // another row by the time of the click.
          await this.page.waitForTimeout(300);
          const before = labels;
          labels = await read();
          const label = labels.find(matches);
          if (label === undefined || before.join("\n") !== labels.join("\n")) continue;
          const clicked = await this.page
            .locator(`.quick-input-list .monaco-list-row[aria-label=${JSON.stringify(label)}]`)
            .first()
            .click({ timeout: 5_000 })
            .then(
              () => true,
              () => false,
            );
          if (clicked) return;
        }
        assert.fail(`no such row among: ${labels.slice(0, 8).join(" | ")}`);
      },
    };
  }

  /** Opens a file of the workspace by its name, through quick open. */
  async openFile(name: string): Promise<void> {
    await this.#insist(async () => {
      await this.page.keyboard.press("Control+p");
      await this.page.locator(".quick-input-box input").fill(name, { timeout: 10_000 });
      await this.#row((label) => label.startsWith(name)).click();
    });
    await this.tab(name).waitFor();
  }

  /** Opens a file in an editor group of its own beside the active one. */
  async openBeside(name: string): Promise<void> {
    await this.#insist(async () => {
      await this.page.keyboard.press("Control+p");
      await this.page.locator(".quick-input-box input").fill(name, { timeout: 10_000 });
      await this.page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`).waitFor({ timeout: 20_000 });
      await this.page.keyboard.press("Control+Enter");
    });
    await this.tab(name).waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator(`.tab.active[data-resource-name="${name}"]`).first();
  }

  /** The text editor that shows a file. */
  editor(name: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="/${name}"]`).first();
  }

  /** A click at the start of a line: in the middle of a long one it would scroll sideways. The line is one in the middle, since the
   * shadow of a scrolled editor and lines that stick lie over those at the top. */
  async focusEditor(name: string): Promise<void> {
    const lines = this.editor(name).locator(".view-line");
    await lines.first().waitFor();
    const tops = await lines.evaluateAll((all) => all.map((line) => line.getBoundingClientRect().top));
    const middle = [...tops.keys()].sort((one, other) => (tops[one] ?? 0) - (tops[other] ?? 0))[tops.length >> 1] ?? 0;
    await lines.nth(middle).click({ position: { x: 2, y: 8 } });
  }

  /** Puts the caret of a file's editor at a line and column, both from 1. */
  async caret(name: string, line: number, column: number): Promise<void> {
    await this.focusEditor(name);
    await this.page.keyboard.press("Control+g");
    await this.page.locator(".quick-input-box input").fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async caretAtEnd(name: string): Promise<void> {
    await this.focusEditor(name);
    await this.page.keyboard.press("Control+End");
  }

  /** Types key by key, as fast as a quick typist. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 15 });
  }

  /** Messages in the Problems panel, as its rows say them, once `enough` holds. */
  async problems(enough: (rows: readonly string[]) => boolean, timeout = 60_000): Promise<readonly string[]> {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) await this.page.keyboard.press("Control+Shift+m");
    await panel.waitFor();
    const rows = panel.locator(".monaco-list-row");
    const deadline = Date.now() + timeout;
    for (;;) {
      const labels = await rows.evaluateAll((found) => found.map((row) => row.getAttribute("aria-label") ?? ""));
      if (enough(labels)) return labels;
      assert.ok(Date.now() < deadline, `the Problems panel shows: ${labels.join(" | ") || "nothing"}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** The labels of the suggest widget, once it shows any. */
  async suggestions(): Promise<readonly string[]> {
    const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.first().waitFor();
    return rows.evaluateAll((found) => found.map((row) => row.querySelector(".label-name")?.textContent ?? ""));
  }

  async theme(theme: Theme): Promise<void> {
    await this.command("Preferences: Color Theme");
    await this.page.locator(".quick-input-box input").fill(themes[theme]);
    await this.pick(themes[theme]);
    const kind = { light: "vs", dark: "vs-dark", "hc-black": "hc-black", "hc-light": "hc-light" }[theme];
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  /** Errors on the console that are not the environment's own. */
  errors(): readonly string[] {
    return this.console.filter((line) => line.startsWith("[error]") && /remit/i.test(line) && !harmless.test(line));
  }

  /** For a failed test: what was on screen, and the last lines of the console. */
  async evidence(name: string): Promise<void> {
    await this.screenshot(`failed-${name.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 80)}`);
    const lines = this.console.filter((line) => !harmless.test(line)).map((line) => line.slice(0, 400));
    console.log(lines.slice(-50).join("\n"));
  }
}

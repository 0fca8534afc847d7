// Opens the built view in headless Chromium, under the same content security policy as in the editor.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Theme, themes } from "./themes.ts";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The little of playwright-core that these tests use; the package itself belongs to the end-to-end tests. */
export interface Page {
  goto(url: string): Promise<unknown>;
  route(url: string, handler: (route: Route) => unknown): Promise<void>;
  waitForSelector(selector: string, options?: { timeout?: number; state?: "attached" }): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  click(selector: string): Promise<void>;
  hover(selector: string): Promise<void>;
  keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  mouse: { move(x: number, y: number): Promise<void>; down(): Promise<void>; up(): Promise<void> };
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  screenshot(options: { path: string }): Promise<unknown>;
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  close(): Promise<void>;
}
interface Route {
  request(): { url(): string };
  fulfill(answer: { status?: number; contentType?: string; body: string | Buffer }): Promise<void>;
}
export interface Browser {
  newPage(options: { viewport: { width: number; height: number } }): Promise<Page>;
  close(): Promise<void>;
}

/** The browser, or why there is none. */
export async function openBrowser(): Promise<Browser | { readonly absent: string }> {
  if (!existsSync(chromiumPath)) return { absent: `${chromiumPath} is not installed` };
  const from = createRequire(path.join(root, "test/e2e/package.json"));
  try {
    const playwright: { chromium: { launch(options: object): Promise<Browser> } } = from("playwright-core");
    return await playwright.chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  } catch (error) {
    return { absent: `playwright-core cannot be used: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}` };
  }
}

let hostBundle: Promise<string> | undefined;
function fakeHost(): Promise<string> {
  hostBundle ??= build({
    entryPoints: [path.join(root, "test/webview/fake-host.ts")],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "silent",
  }).then((result) => result.outputFiles[0]?.text ?? "");
  return hostBundle;
}

export interface OpenedView {
  readonly page: Page;
  /** Errors of the page and refusals of its security policy. */
  readonly complaints: string[];
}

export async function openView(
  browser: Browser,
  scenario: string,
  { theme = "dark", width = 1180, height = 740 }: { theme?: keyof typeof themes; width?: number; height?: number } = {},
): Promise<OpenedView> {
  const page = await browser.newPage({ viewport: { width, height } });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  const host = await fakeHost();
  await page.route("**/*", (route) => {
    const file = new URL(route.request().url()).pathname;
    if (file === "/") return route.fulfill({ contentType: "text/html", body: document(themes[theme], theme) });
    if (file === "/host.js") return route.fulfill({ contentType: "text/javascript", body: host });
    if (file === "/theme.css") return route.fulfill({ contentType: "text/css", body: variables(themes[theme], theme) });
    const built = path.join(root, "dist/webview", path.basename(file));
    if (!existsSync(built)) return route.fulfill({ status: 404, body: "" });
    return route.fulfill({ contentType: built.endsWith(".css") ? "text/css" : "text/javascript", body: readFileSync(built) });
  });
  await page.goto(`http://remit.test/?scenario=${scenario}`);
  await page.waitForSelector("body[data-ready]", { timeout: 10_000, state: "attached" });
  return { page, complaints };
}

function document(theme: Theme, name: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Replay</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src http://remit.test; font-src http://remit.test; script-src 'nonce-canned'">
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/replay.css">
<script nonce="canned" src="/host.js"></script></head>
<body class="${theme.bodyClass}" data-vscode-theme-kind="${name}"><div id="root"></div><script type="module" nonce="canned" src="/replay.js"></script></body></html>`;
}

function variables(theme: Theme, name: string): string {
  const manifest: { contributes?: { colors?: { id: string; defaults: Record<string, string> }[] } } = JSON.parse(
    readFileSync(path.join(root, "package.json"), "utf8"),
  );
  const kind = { dark: "dark", light: "light", "hc-black": "highContrast", "hc-light": "highContrastLight" }[name] ?? "dark";
  const own = (manifest.contributes?.colors ?? []).map(({ id, defaults }) => [id.replaceAll(".", "-"), defaults[kind]]);
  const lines = [...Object.entries(theme.variables), ...own].map(([key, value]) => `--vscode-${key}: ${value};`);
  return `:root { ${lines.join("\n")} }`;
}

/** What axe finds wrong, as `rule: nodes`; nothing where axe-core is not installed. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  const axe = path.join(root, "test/e2e/node_modules/axe-core/axe.min.js");
  if (!existsSync(axe)) return [];
  await page.evaluate(readFileSync(axe, "utf8"));
  return page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, failureSummary }) => html.slice(0, 160) + " " + failureSummary).join(" ")))`,
  );
}

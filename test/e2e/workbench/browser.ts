// One headless Chromium, started with the flags that keep it quiet and alone.
import { type Browser, chromium } from "playwright-core";
import { provideChromium } from "../../../scripts/vscode/provide.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchChromium(): Promise<Browser> {
  const provided = provideChromium();
  if ("missing" in provided) throw new Error(provided.missing);
  return chromium.launch({ executablePath: provided.path, args: flags });
}

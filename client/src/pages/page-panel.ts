// Pages that stand for themselves, as tabs of the editor: the page that the command line writes, in the editor's colours. Nothing
// runs in it; its links can do what is listed here and nothing else. It can be saved as it would be written.
import * as vscode from "vscode";
import type { StepLink } from "../../../core/src/index.ts";

const viewType = "remit.page";
/** Commands that a link may run: each looks at its arguments as at anybody's. */
const followed = ["remit.openStep", "remit.writeKillingTest"] as const;

export interface Page {
  readonly title: string;
  /** What the file is called where it is saved. */
  readonly name: string;
  /** Pieces of the page; with links where it is shown, without where it is saved. */
  readonly pieces: (link: StepLink | undefined) => Iterable<string>;
}

let shown: Page | undefined;

export function showPage(page: Page): void {
  const options = { enableScripts: false, enableCommandUris: [...followed], localResourceRoots: [], enableFindWidget: true };
  const panel = vscode.window.createWebviewPanel(viewType, page.title, vscode.ViewColumn.Active, options);
  panel.webview.html = textOf(page, stepLink).replace("</head>", () => `<style>${editorStyle}</style></head>`);
  shown = page;
  panel.onDidChangeViewState(() => {
    if (panel.active) shown = page;
  });
  panel.onDidDispose(() => {
    if (shown === page) shown = undefined;
  });
}

/** Asks where, and saves the page at hand. */
export async function savePage(): Promise<void> {
  const page = shown;
  if (page === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${page.name}.html`) }),
    filters: { "Web page": ["html"] },
  });
  if (target !== undefined) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(textOf(page, undefined)));
}

const textOf = ({ pieces }: Page, link: StepLink | undefined): string => [...pieces(link)].join("");

/** Traces of such a page are URIs as text. */
const stepLink: StepLink = ({ trace, run, call }) => `command:remit.openStep?${encodeURIComponent(JSON.stringify([trace, run, call + 1]))}`;

/** The names of the page's colours, by the editor's theme. */
const editorStyle = `
body { --ink: var(--vscode-foreground); --faint: var(--vscode-descriptionForeground); --paper: var(--vscode-editor-background);
  --raised: var(--vscode-editorWidget-background); --line: var(--vscode-widget-border, var(--vscode-editorWidget-border)); --link: var(--vscode-textLink-foreground);
  font-family: var(--vscode-font-family); font-size: max(13px, var(--vscode-font-size)); color: var(--ink); }
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; --allow: #1a7f37; --ask: #8a5b00; --deny: #c21a2b; --unknown: #6639ba; }
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; --allow: #4ac26b; --ask: #e3b341; --deny: #ff7b72; --unknown: #bf9bff; }
body.vscode-high-contrast { --line: var(--vscode-contrastBorder); --faint: var(--ink); }
code { color: inherit; background: none; padding: 0; }
`;

// What every exported page begins and ends with. Nothing may be loaded, run or sent, whatever stands in it.
import { escapeHtml } from "./escape.ts";
import { pageStyle } from "./style.ts";

const securityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function documentHead(title: string, style = ""): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
`;
}

export const documentEnd = "</main>\n</body>\n</html>\n";

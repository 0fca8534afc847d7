// The page of the replay view: two files of the extension and nothing else, held to it by its security policy.
import * as vscode from "vscode";

export function replayFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

export function replayHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(replayFolder(extension), name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; font-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Replay</title>
<link rel="stylesheet" href="${file("replay.css")}">
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${file("replay.js")}"></script>
</body>
</html>`;
}

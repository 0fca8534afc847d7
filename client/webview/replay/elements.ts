// The components of vscode-elements that the view uses, and their types for JSX.
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-split-layout/index.js";
import type { HTMLAttributes } from "preact";

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "vscode-button": HTMLAttributes<HTMLElement> & { secondary?: boolean };
      "vscode-split-layout": HTMLAttributes<HTMLElement> & {
        split?: "vertical" | "horizontal";
        "initial-handle-position"?: string;
        "min-start"?: string;
        "min-end"?: string;
      };
    }
  }
}

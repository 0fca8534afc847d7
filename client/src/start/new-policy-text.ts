// The text of a new policy from what its author said: a default, a catalogue, the tools that there are. Tools and their
// descriptions are other people's text: they stand in comments, on one line, and never as code. Knows no VS Code.

export interface NewPolicy {
  readonly fallback: "ask" | "deny" | "allow";
  /** The catalogue's path as the policy is to write it. */
  readonly catalogue?: string | undefined;
  /** In which words to speak of the tools: `Tools of that run`. */
  readonly toolsTitle?: string | undefined;
  readonly tools: readonly { readonly name: string; readonly about?: string | undefined }[];
  /** What to watch while editing. */
  readonly watch?: string | undefined;
}

const longest = 80;
const shown = 60;

export function newPolicyText({ fallback, catalogue, toolsTitle, tools, watch }: NewPolicy): string {
  const watching = watch === undefined ? "" : ` Edit it and watch ${oneLine(watch)} change.`;
  const says = {
    ask: "What no rule speaks of, a person must approve.",
    deny: "What no rule speaks of is denied.",
    allow: "What no rule speaks of is allowed: write down what must not happen.",
  }[fallback];
  const width = Math.min(28, Math.max(0, ...tools.map(({ name }) => name.length)));
  const rows = tools
    .slice(0, shown)
    .map(({ name, about }) =>
      `//   ${about === undefined ? oneLine(name) : `${oneLine(name).padEnd(width)}  ${oneLine(about)}`}`.trimEnd(),
    );
  const more = tools.length > shown ? [`//   and ${tools.length - shown} more`] : [];
  const list = tools.length === 0 ? "" : `// ${toolsTitle ?? "Tools"}:\n${[...rows, ...more].join("\n")}\n\n`;
  const first =
    fallback === "allow"
      ? "// rule large_payments  ask send_money when args.amount > 100"
      : "// rule small_payments  allow send_money when args.amount <= 100";
  return `// Decides which actions are within the agent's remit.${watching}
${catalogue === undefined ? "" : `tools ${quoted(catalogue)}\n`}
// ${says}
default ${fallback}

${list}// For example:
// ${fallback === "allow" ? "deny delete_*" : "allow get_*, list_*"}
${first}
`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out, with all that some editor breaks a line at.
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const quoted = (path: string): string => `"${path.replaceAll("\\", "/").replaceAll('"', '\\"')}"`;

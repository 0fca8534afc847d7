// Cuts a sentence at what it quotes in backticks.

/** The text cut at pairs of backticks; one without a partner stands as it is. */
export function quotedParts(text: string): readonly { readonly quoted: boolean; readonly part: string }[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, at) => ({ quoted: at % 2 === 1, part }))
    .filter(({ part }) => part !== "");
}

// Owns how text that somebody else wrote is shown to people where it could pass for something else.

const controls = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text in quotes as JSON has them; controls, and signs that turn the reading direction or cannot be seen, as escapes. */
export function visiblyQuoted(text: string): string {
  return JSON.stringify(text).replace(controls, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}

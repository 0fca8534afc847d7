// How text that somebody else wrote stands in a page: never as markup, and what cannot be seen or turns the reading direction as an
// escape that can be read.

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For element content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(unseen, (sign) => (sign === "\n" || sign === "\t" ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`))
    .replace(/[&<>"']/g, (sign) => marks[sign] ?? sign);
}

// JSON as it leaves the command line: what a terminal would obey stands as an escape, which every reader of JSON undoes.

/** What JSON.stringify leaves as it is: the controls of C1, and signs that turn the reading direction or cannot be seen. */
const obeyed = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function jsonText(value: unknown, indent?: number): string {
  return escaped(JSON.stringify(value, undefined, indent));
}

/** A JSON text without signs that a terminal would obey. */
export const escaped = (json: string): string => json.replace(obeyed, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

// Whether the engine's regular expressions read a pattern, and what one finds in a text.
import { RE2JS } from "re2js";

/** Why a pattern cannot be compiled; undefined for one that can. */
export function regexProblem(pattern: string, flags: string): string | undefined {
  if (flags !== "" && flags !== "i") return "`i` is the only flag, once";
  try {
    RE2JS.compile(pattern, flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
    return undefined;
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    return reason.replace(/^error parsing regexp: /, "").replaceAll(/\s+/g, " ");
  }
}

/** Finds a pattern that has no problem anywhere in a text; takes linear time. */
export function regexFinder(pattern: string, flags: string): (text: string) => boolean {
  const regex = RE2JS.compile(pattern, flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
  return (text) => regex.matcher(text).find();
}

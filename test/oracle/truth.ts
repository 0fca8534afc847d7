// Truths of the oracle: the set of ways in which a condition may settle (R-TRU-2). Plain enumeration, nothing clever.

export type Outcome = "true" | "false" | "doubt";
export type Truth = ReadonlySet<Outcome>;

const of = (...outcomes: readonly Outcome[]): Truth => new Set(outcomes);
export const yes = of("true");
export const no = of("false");
/** Unknown for a reason of its own. */
export const doubt = of("doubt");
/** Unknown, and the recording is to blame. */
export const blamed = of("true", "false");

export const isYes = (truth: Truth): boolean => truth.size === 1 && truth.has("true");
export const isNo = (truth: Truth): boolean => truth.size === 1 && truth.has("false");
export const truthOf = (value: boolean): Truth => (value ? yes : no);

function pairwise(left: Truth, right: Truth, table: (a: Outcome, b: Outcome) => Outcome): Truth {
  return new Set([...left].flatMap((a) => [...right].map((b) => table(a, b))));
}
export const and = (...truths: readonly Truth[]): Truth =>
  truths.reduce(
    (left, right) =>
      pairwise(left, right, (a, b) => (a === "false" || b === "false" ? "false" : a === "doubt" || b === "doubt" ? "doubt" : "true")),
    yes,
  );
export const not = (truth: Truth): Truth =>
  new Set([...truth].map((one) => (one === "true" ? "false" : one === "false" ? "true" : "doubt")));
export const or = (...truths: readonly Truth[]): Truth => not(and(...truths.map(not)));

export function describeTruth(truth: Truth): "fires" | "does not apply" | "doubt" {
  return isYes(truth) ? "fires" : isNo(truth) ? "does not apply" : "doubt";
}

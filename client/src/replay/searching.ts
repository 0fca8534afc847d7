// Runs a search of the core in slices of a few milliseconds, for as long as its answer is wanted. Knows no VS Code.
import type { Searched } from "../../../core/src/index.ts";

const slice = 12;

/** Undefined where it was not wanted any more. */
export async function finished<T>(search: Generator<Searched, T>, wanted: () => boolean): Promise<T | undefined> {
  let resumed = performance.now();
  for (;;) {
    const next = search.next();
    if (next.done === true) return wanted() ? next.value : undefined;
    if (performance.now() - resumed < slice) continue;
    await new Promise((resume) => setImmediate(resume));
    if (!wanted()) {
      search.return(undefined as never);
      return undefined;
    }
    resumed = performance.now();
  }
}

// Long work in slices: what a person waits for goes first.

const slice = 8;

/** Call the answer often; it waits a turn whenever a slice is over, and says whether the work is still wanted. */
export function breathing(wanted: () => boolean): () => Promise<boolean> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began > slice) {
      await new Promise((resume) => setImmediate(resume));
      began = performance.now();
    }
    return wanted();
  };
}

// THE table of exit codes; docs/cli.md says the same.

export const exitCode = {
  /** Done, and nothing was denied. */
  done: 0,
  /** The command could not run: wrong use, an unreadable policy file, stopped before it was done. */
  couldNotRun: 1,
  /** A call was denied, or would be where its verdict is unknown; a test failed; or a policy is not formatted that should be. */
  denied: 2,
  /** A policy has errors. */
  policyErrors: 3,
  /** No trace could be read. */
  noTrace: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

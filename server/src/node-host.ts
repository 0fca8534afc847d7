// What the server can do in Node: read the disk, and look around in it.
import { diskFiles, documentationFolder } from "./disk-files.ts";
import { BoundRuns } from "./runs/bound-runs.ts";
import type { ServerHost } from "./server.ts";
import type { Files } from "./workspace.ts";

export const nodeHost = (files: Files = diskFiles()): ServerHost => ({
  files: () => files,
  documentation: documentationFolder,
  recordedRuns: (folders, log, changed) => new BoundRuns(folders, log, changed),
});

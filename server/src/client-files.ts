// How a server without a disk reads what is not open: it asks the client, and says that the file has changed when the answer is
// there, so that what was made without it is made again.
import type { Connection } from "vscode-languageserver";
import type { ListedFile } from "../../core/src/index.ts";
import { listFolderMethod, readFileMethod } from "./files-protocol.ts";
import type { Files, FileText } from "./workspace.ts";

/** More files and folders than a policy is made of are not kept. */
const most = 2000;

/** `arrived` is told of each file that was read, by its URI. */
export function clientFiles(connection: Connection, arrived: (uri: string) => void): Files {
  const texts = new Map<string, FileText>();
  const folders = new Map<string, readonly ListedFile[]>();
  const keep = <T>(kept: Map<string, T>, uri: string, value: T): T => {
    if (kept.size >= most) kept.clear();
    kept.set(uri, value);
    return value;
  };
  return {
    read(uri) {
      const known = texts.get(uri);
      if (known !== undefined) return known;
      connection.sendRequest<FileText>(readFileMethod, { uri }).then(
        (read) => {
          keep(texts, uri, read);
          arrived(uri);
        },
        (error: unknown) => keep(texts, uri, { reason: String(error) }),
      );
      return keep(texts, uri, { reason: "it is being read" });
    },
    list(uri) {
      const known = folders.get(uri);
      if (known !== undefined) return known;
      connection.sendRequest<readonly ListedFile[]>(listFolderMethod, { uri }).then(
        (listed) => keep(folders, uri, listed),
        () => {},
      );
      return keep(folders, uri, []);
    },
    forget(uri) {
      texts.delete(uri);
      folders.clear();
    },
  };
}

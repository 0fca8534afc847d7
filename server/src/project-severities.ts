// Which severities hold for a policy: what the nearest project file above it says, and over that what the person has set in
// the editor. Reads by the host that the documents read by, so that an unsaved project file counts as it stands there.
import { URI, Utils } from "vscode-uri";
import { type Host, projectFileName, projectSeverities, type Severities } from "../../core/src/index.ts";
import { uriKey } from "./workspace.ts";

export interface NearestProject {
  readonly uri: string;
  readonly text: string;
}

/** The project file in the policy's folder or in the nearest above. */
export function nearestProject(policy: string, host: Host): NearestProject | undefined {
  for (let folder = Utils.dirname(URI.parse(policy)); ; folder = Utils.dirname(folder)) {
    const uri = uriKey(Utils.joinPath(folder, projectFileName).toString());
    const text = textAt(uri, host);
    if (text !== undefined) return { uri, text };
    if (Utils.dirname(folder).path === folder.path) return undefined;
  }
}

/** Diagnostics are shown whatever becomes of the project file. */
function textAt(uri: string, host: Host): string | undefined {
  try {
    const read = host.read(uri);
    return "text" in read ? read.text : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what each text said, so that a key costs a look at the file's time alone. */
export class ProjectSeverityReader {
  readonly #host: Host;
  readonly #read = new Map<string, { readonly text: string; readonly severities: Severities }>();

  constructor(host: Host) {
    this.#host = host;
  }

  of(policy: string, own: Severities): Severities {
    const project = nearestProject(policy, this.#host);
    if (project === undefined) return own;
    let known = this.#read.get(project.uri);
    if (known?.text !== project.text) {
      known = { text: project.text, severities: projectSeverities(project.text).severities };
      this.#read.set(project.uri, known);
    }
    return own.size === 0 ? known.severities : new Map([...known.severities, ...own]);
  }
}

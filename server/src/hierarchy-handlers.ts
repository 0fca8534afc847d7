// Handlers of the call hierarchy. An item carries what finds it again: what it is called by, and its place.
import type {
  CallHierarchyIncomingCall,
  CallHierarchyIncomingCallsParams,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CallHierarchyOutgoingCallsParams,
  CallHierarchyPrepareParams,
} from "vscode-languageserver";
import { type Analysis, type HierarchyItem, hierarchyItem, incomingCalls, outgoingCalls } from "../../core/src/index.ts";
import { offsetOf } from "./from-protocol.ts";
import type { Session } from "./handlers.ts";
import * as protocol from "./to-protocol.ts";

interface Data {
  readonly path: string;
  readonly start: number | undefined;
  readonly id: string | undefined;
}

function dataOf({ data }: CallHierarchyItem): Data {
  const { path, start, id }: Record<string, unknown> = typeof data === "object" && data !== null ? data : {};
  return {
    path: typeof path === "string" ? path : "",
    start: typeof start === "number" ? start : undefined,
    id: typeof id === "string" ? id : undefined,
  };
}

function told({ documents }: Session, analyses: readonly Analysis[], item: HierarchyItem): CallHierarchyItem {
  const data: Data = { path: item.path, start: item.span?.start, id: item.id };
  return { ...protocol.hierarchyItem(analyses, item, documents.clientUri), data };
}

export function onPrepareCallHierarchy(session: Session, { textDocument, position }: CallHierarchyPrepareParams): CallHierarchyItem[] {
  const analysis = session.documents.policy(textDocument.uri)?.analysis;
  if (analysis === undefined) return [];
  const all = session.documents.workspace();
  const found = hierarchyItem(analysis, offsetOf(analysis.source.lines, position), all);
  return found === undefined ? [] : [told(session, all, found)];
}

export function onIncomingCalls(session: Session, { item }: CallHierarchyIncomingCallsParams): CallHierarchyIncomingCall[] {
  const { id } = dataOf(item);
  const all = session.documents.workspace();
  const calls = id === undefined ? [] : incomingCalls(id, all);
  return calls.map((call) => ({ from: told(session, all, call.item), fromRanges: protocol.rangesIn(all, call.item.path, call.spans) }));
}

export function onOutgoingCalls(session: Session, { item }: CallHierarchyOutgoingCallsParams): CallHierarchyOutgoingCall[] {
  const { path, start } = dataOf(item);
  const all = session.documents.workspace();
  const calls = start === undefined ? [] : outgoingCalls(path, start, all);
  return calls.map((call) => ({ to: told(session, all, call.item), fromRanges: protocol.rangesIn(all, path, call.spans) }));
}

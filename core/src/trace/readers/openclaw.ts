// OpenClaw's telemetry: calls begin and end in lines that name neither the call nor what the tool gave.

import { isRecord, member, stringAt } from "../encodings/json.ts";
import { timeOf } from "../encodings/time.ts";
import type { GapEvent, Json, JsonRecord, Run } from "../model.ts";
import { quoted } from "../problems.ts";
import { argumentsOf } from "../telling/conversation.ts";
import type { Entry } from "../telling/entries.ts";
import { type About, type Narrator, narrated, type RecordEntry } from "../telling/narration.ts";
import type { Session } from "../telling/session.ts";

export function isOpenClaw(entry: Json): boolean {
  if (!isRecord(entry)) return false;
  const type = stringAt(entry, "type") ?? "";
  if (type === "tool.start" || type === "tool.end") return Object.hasOwn(entry, "toolName");
  if (type === "agent.start" || type === "agent.end") return Object.hasOwn(entry, "sessionKey");
  return /^message\.(?:in|out|sending)$/.test(type) && Object.hasOwn(entry, "channel");
}

export function openClawRuns(entries: Iterable<Entry | GapEvent>): Iterable<Omit<Run, "index">> {
  return narrated(entries, (session) => new OpenClaw(session));
}

class OpenClaw implements Narrator {
  readonly about: About = { labels: {} };
  readonly #session: Session;
  /** Calls that have not ended, in order, by session and tool. */
  readonly #running = new Map<string, number[]>();

  constructor(session: Session) {
    this.#session = session;
  }

  read({ value, source, pointer }: RecordEntry): void {
    const type = stringAt(value, "type") ?? "";
    const time = timeOf(member(value, "ts")) ?? timeOf(member(value, "timestamp"));
    const text = stringAt(value, "content") ?? "";
    if (type === "message.in") {
      this.about.task ??= text;
      this.#session.message("user", text, time, pointer);
    } else if (type === "message.out") this.#session.message("assistant", text, time, pointer);
    else if (type === "tool.start") this.#start(value, { source, pointer, value });
    else if (type === "tool.end") this.#end(value);
    else if (!/^(?:message\.sending|agent\.|session\.|gateway\.|llm\.|cron\.)/.test(type))
      this.#session.unread(source, pointer, `an event of the kind ${quoted(type)} is not known`, "an event of an unknown kind");
  }

  #start(value: JsonRecord, { source, pointer }: RecordEntry): void {
    const tool = stringAt(value, "toolName");
    if (tool === undefined) {
      this.#session.unread(source, pointer, "a call must name its tool", "a call that names no tool");
      return;
    }
    const key = stringAt(value, "sessionKey") ?? "";
    this.about.id ??= key;
    this.#session.batch();
    const args = argumentsOf(source, member(value, "params"), `${pointer}/params`);
    const lane = key.includes(":subagent:") ? key : undefined;
    const call = this.#session.call(source, { id: undefined, tool, args, lane, time: timeOf(member(value, "ts")), pointer });
    const running = this.#running.get(`${key}\n${tool}`) ?? [];
    running.push(call);
    this.#running.set(`${key}\n${tool}`, running);
  }

  /** How it ended is known, what it gave is not. */
  #end(value: JsonRecord): void {
    const call = this.#running.get(`${stringAt(value, "sessionKey") ?? ""}\n${stringAt(value, "toolName") ?? ""}`)?.shift();
    const success = member(value, "success");
    if (call !== undefined && typeof success === "boolean") this.#session.tell(call, success ? "executed" : "failed");
  }
}

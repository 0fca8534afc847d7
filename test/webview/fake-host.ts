// Stands in for the extension inside the test page: answers the view's messages from a canned run. The page's query says
// which: `bank`, `stale`, `long`, `hostile`, `empty`, `runs`.
import type { Body, Decisions, HostToView, RawPart, RunRows, ViewToHost } from "../../client/src/replay/messages.ts";
import { filterWords, parseFilter, rawJson } from "../../core/src/index.ts";
import { bankBodies, bankNearest, bankReport, bankRows, bankSaved, bankVerdicts, hostileText } from "./canned-bank.ts";

declare global {
  interface Window {
    sent: ViewToHost[];
    host(message: HostToView): void;
    acquireVsCodeApi(): unknown;
  }
}

const scenario = new URLSearchParams(location.search).get("scenario") ?? "bank";
let state: unknown = JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined;
window.sent = [];
window.host = (message) => window.postMessage(message, "*");
window.acquireVsCodeApi = () => ({
  getState: () => state,
  setState(value: unknown) {
    state = value;
    sessionStorage.setItem("state", JSON.stringify(value));
  },
  postMessage(message: ViewToHost) {
    window.sent.push(message);
    // As in the editor, answers come later.
    setTimeout(() => answer(message), 1);
  },
});

function answer(message: ViewToHost): void {
  if (message.kind === "ready") open();
  else if (message.kind === "propose") propose(message.call, message.edit.kind);
  else if (message.kind === "settle")
    window.host({ kind: "proposal", run: 0, proposal: undefined, ...(message.apply ? { said: "applied, not saved" } : {}) });
  else if (message.kind === "raw") window.host({ kind: "raw", run: 0, item: message.item, parts: [rawCall(message.item)] });
  else if (message.kind === "filter") window.host(filtered(message.text));
  else if (message.kind === "history") window.host({ kind: "decided", run: 0, stale: false, decisions: bankDecisions(message.history) });
  else if (message.kind === "answer") {
    const answers = new Uint8Array(bankVerdicts.length);
    answers[message.call] = message.approve === undefined ? 0 : message.approve ? 1 : 2;
    window.host({ kind: "decided", run: 0, stale: false, decisions: { ...bankDecisions("approved"), answers } });
  } else if (message.kind === "bodies") window.host({ kind: "bodies", run: message.run, bodies: message.items.map(body) });
  else if (message.kind === "explain") {
    const report = scenario === "long" ? { ...bankReport(6), call: message.call, step: message.call + 1 } : bankReport(message.call);
    window.host({ kind: "explained", run: message.run, revision: 1, report, nearest: message.call === 4 ? bankNearest : [] });
    window.host({
      kind: "suggestions",
      run: message.run,
      revision: 1,
      call: message.call,
      arguments: ["`args.recipient` from the user, as in step 6, and `args.amount` 100 would be allowed by `known_payee`."],
      policy: [
        { title: "Raise `100` in `known_payee` to `1810`", also: 2 },
        { title: "Allow exactly this call of send_money", also: 0 },
      ],
    });
  }
}

function propose(call: number, kind: string): void {
  const shown = { number: 1, call, files: ["bank.remit"], verdict: "allow", tried: "counting", state: "ready" } as const;
  const title = `Allow exactly this call of \`send_money\``;
  if (kind === "allow pattern") {
    window.host({ kind: "proposal", run: 0, proposal: { ...shown, state: "none", title: "There is no pattern to see." } });
    return;
  }
  window.host({ kind: "proposal", run: 0, proposal: { ...shown, state: "searching", title: "" } });
  window.host({ kind: "proposal", run: 0, proposal: { ...shown, title } });
  const step = { trace: "file:///other.trace.jsonl", run: 0, title: "Pay the rent", step: 3, tool: "send_money" };
  const flips = {
    count: 3,
    kinds: [
      { from: "deny", to: "allow", count: 1 },
      { from: "allow", to: "deny", count: 2 },
    ],
    steps: [{ ...step, from: "deny", to: "allow" }],
  } as const;
  window.host({ kind: "proposal", run: 0, proposal: { ...shown, title, tried: { runs: 40, calls: 412, changedRuns: 2, flips } } });
}

function rawCall(item: number): RawPart {
  const found = bankBodies(item);
  const entries = found.kind === "call" && found.args.kind === "record" ? found.args.entries : [];
  const args = Object.fromEntries(entries.map(({ name, text }) => [name, text.text]));
  return { title: "call", ...rawJson(JSON.stringify({ kind: "call", args }), ["US133000000121212121212"]) };
}

/** Finds by the verdict or the tool alone; what a filter means is tested where it is read. */
function filtered(text: string): HostToView {
  const answer = { kind: "filtered", run: 0, text, error: undefined, rows: undefined, inPart: 0 } as const;
  const filter = parseFilter(text);
  if ("error" in filter) return { ...answer, error: filter.error };
  if (text === "") return answer;
  const [condition] = filter.terms.map((term) => term.condition);
  const deny = condition?.word === "verdict";
  let call = -1;
  const rows = [...bankRows.kinds.keys()].filter((row) => {
    if (bankRows.kinds[row] !== 3) return false;
    call++;
    return deny ? bankVerdicts[call]?.verdict === 2 : bankRows.toolNames[bankRows.tools[row] ?? 0] === "send_money";
  });
  return { ...answer, rows: Uint32Array.from(rows) };
}

function body(item: number): Body {
  if (scenario === "long") return item % 2 === 0 ? { ...bankBodies(8), item } : { ...bankBodies(3), item };
  if (scenario === "parallel") return { ...hostile(8), item };
  if (scenario === "hostile") return hostile(item);
  return bankBodies(item);
}

function hostile(item: number): Body {
  const found = bankBodies(item);
  if (found.kind === "message") return { ...found, text: { text: hostileText, length: hostileText.length } };
  if (found.kind !== "call") return found;
  // As the host sends 10 MB: what a card gets at first, and how much there is.
  const text = { text: hostileText.repeat(Math.ceil(65_536 / hostileText.length)).slice(0, 65_536), length: 10_000_000 };
  return {
    ...found,
    args: { kind: "record", entries: [{ name: hostileText, type: "string", text: { text: hostileText, length: hostileText.length } }] },
    result: { text, failed: false },
  };
}

function open(): void {
  if (scenario === "empty") {
    window.host({
      kind: "empty",
      name: "pay-the-bill.trace.jsonl",
      title: "No policy decides this run",
      text: "There is no .remit file near pay-the-bill.trace.jsonl. A new policy beside it starts with every action asking a person.",
      actions: [
        { label: "Create a policy", action: "create-policy" },
        { label: "Choose a policy", action: "choose-policy" },
      ],
    });
    return;
  }
  window.host({ kind: "filterWords", words: filterWords });
  const rows = scenario === "long" ? longRows(100_000) : scenario === "parallel" ? parallelRows(5000) : bankRows;
  const runs = scenario === "runs" ? 3 : 1;
  window.host({
    kind: "policy",
    policy: {
      name: "bank.remit",
      path: "samples/bank/bank.remit",
      edited: true,
      baseline: undefined,
      reason: "nearest policy, in the same folder",
    },
  });
  window.host({
    kind: "run",
    run: 0,
    rows,
    trace: {
      name: scenario === "long" ? "hundred-thousand.trace.jsonl" : "pay-the-bill.trace.jsonl",
      format: "remit",
      runs: Array.from({ length: runs }, (_, index) => ({ index, title: `task ${index}`, calls: 9 })),
      problems: [],
    },
  });
  if (scenario === "stale")
    window.host({
      kind: "notices",
      notices: [
        {
          id: "policy-errors",
          severity: "error",
          text: "The policy has 2 errors; showing the last version that could decide.",
          action: "Go to the first",
        },
        {
          id: "problems",
          severity: "warning",
          text: "The file ends in the middle of line 12; the steps before it are shown.",
          action: "Open the text",
        },
      ],
    });
  window.host({
    kind: "decided",
    run: 0,
    stale: scenario === "stale",
    decisions: scenario === "long" ? longDecisions(100_000) : scenario === "parallel" ? longDecisions(5000) : bankDecisions(),
  });
}

function bankDecisions(history: Decisions["history"] = "recorded"): Decisions {
  // As enforced, the denied payment takes a later step with it, and leaves another in doubt.
  const happenings = history === "recorded" ? new Uint8Array(bankVerdicts.length) : Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4, 2);
  return {
    history,
    happenings,
    answers: new Uint8Array(bankVerdicts.length),
    revision: 1,
    verdicts: Uint8Array.from(bankVerdicts.map((one) => one.verdict)),
    would: Uint8Array.from(bankVerdicts.map((one) => (one.verdict === 3 ? 2 : one.verdict))),
    speakers: Uint32Array.from(bankVerdicts.map((_, call) => call)),
    speakerNames: bankVerdicts.map((one) => one.rules),
    saved: Uint8Array.from(bankSaved),
    differs: Uint8Array.from(bankVerdicts.map((one) => (one.verdict === 2 ? 1 : 0))),
    flagged: new Uint8Array(bankVerdicts.length),
  };
}

function longRows(calls: number): RunRows {
  const length = calls * 2;
  return {
    kinds: Uint8Array.from({ length }, (_, row) => (row % 2 === 0 ? 3 : 2)),
    events: Uint32Array.from({ length }, (_, row) => row),
    results: new Int32Array(length).fill(-1),
    tools: new Uint32Array(length),
    batches: Uint32Array.from({ length }, (_, row) => row),
    lanes: new Uint16Array(length),
    fates: new Uint8Array(length).fill(1),
    toolNames: ["send_money"],
    laneNames: [""],
  };
}

/** Calls that were all proposed together. */
function parallelRows(calls: number): RunRows {
  const rows = longRows(calls);
  const length = calls;
  const of = <T extends Uint8Array | Uint32Array | Int32Array | Uint16Array>(column: T): T => column.slice(0, length) as T;
  return {
    ...rows,
    kinds: new Uint8Array(length).fill(3),
    events: of(rows.events),
    results: of(rows.results),
    tools: of(rows.tools),
    batches: new Uint32Array(length).fill(1),
    lanes: of(rows.lanes),
    fates: of(rows.fates),
  };
}

function longDecisions(calls: number): Decisions {
  return {
    history: "recorded",
    happenings: new Uint8Array(calls),
    answers: new Uint8Array(calls),
    revision: 1,
    verdicts: Uint8Array.from({ length: calls }, (_, call) => (call % 9973 === 9972 ? 2 : call % 701 === 0 ? 1 : 0)),
    would: new Uint8Array(calls),
    speakers: new Uint32Array(calls),
    speakerNames: [["known_payee"]],
    saved: new Uint8Array(calls),
    differs: new Uint8Array(calls),
    flagged: new Uint8Array(calls),
  };
}

// `remit tools FILE`, `remit tools --run COMMAND`: the tools of an MCP server, or of any tools array, as the catalogue that a policy
// names.
import { type ToolList, toolList } from "../../../core/src/index.ts";
import { commandWords, listServerTools } from "../../../server/src/mcp/list-tools.ts";
import { type OptionRow, UsageError } from "../arguments.ts";
import { type ExitCode, exitCode } from "../exit-codes.ts";
import { type Output, readStandardInput, readText } from "../io.ts";
import { counted } from "../render/style.ts";
import { say } from "../standard-error.ts";

export const toolsOptions: Readonly<Record<string, OptionRow>> = {
  run: { value: "COMMAND", about: "start this MCP server, ask it for its tools, and end it; it runs as you do" },
  out: { value: "FILE", about: "write to a file instead of standard output" },
};

export async function tools(operands: readonly string[], options: ReadonlyMap<string, string>, output: Output): Promise<ExitCode> {
  const line = options.get("run");
  const [path] = operands;
  if ((line === undefined) === (path === undefined) || operands.length > 1)
    throw new UsageError('say where the list is: remit tools FILE (or - for standard input), or remit tools --run "COMMAND"');
  const from = path === undefined ? `the server ${line}` : path === "-" ? "standard input" : path;
  const list = path === undefined ? await asked(line ?? "") : await read(path);
  if ("reason" in list) throw new UsageError(`there are no tools from ${from}: ${list.reason}`);
  output.write(list.catalogue);
  await output.drained();
  say(`${counted(list.tools.length, "tool")} from ${from}`);
  if (list.leftOut > 0) say(`${counted(list.leftOut, "entry", "entries")} had no name of its own and was left out`);
  if (list.isPartial) say("the server has more tools than this list: it names a next page");
  return exitCode.done;
}

async function asked(line: string): Promise<ToolList | { readonly reason: string }> {
  const words = commandWords(line);
  return words === undefined ? { reason: "it names no program" } : listServerTools(words, undefined);
}

async function read(path: string): Promise<ToolList | { readonly reason: string }> {
  if (path === "-") return toolList(new TextDecoder().decode(await readStandardInput()));
  const file = readText(path);
  return "reason" in file ? file : toolList(file.text);
}

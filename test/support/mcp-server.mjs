// A small MCP server on standard input and output, for tests. Its argument says how it behaves: `pages` lists its tools on two
// pages and asks its client for something first; `silent` never answers; `dies` ends at once; `chatters` says what is no message;
// `refuses` answers with an error.
import { createInterface } from "node:readline";

const behaviour = process.argv[2];
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const tool = (name) => ({ name, description: `Does ${name}.`, inputSchema: { type: "object", properties: { what: { type: "string" } } } });

if (behaviour === "dies") {
  console.error("cannot find the configuration");
  process.exit(3);
}
if (behaviour === "chatters") console.log("Server is starting up …");
let refused = false;
let initialized = false;
createInterface({ input: process.stdin }).on("line", (line) => {
  if (behaviour === "silent") return;
  const { id, method, params, error } = JSON.parse(line);
  if (error !== undefined) refused = true;
  if (method === "notifications/initialized") initialized = true;
  if (method === "initialize") {
    if (behaviour === "pages") say({ id: "roots", method: "roots/list" });
    say({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "t", version: "1" } } });
  }
  if (method !== "tools/list") return;
  if (behaviour === "refuses" || !initialized) say({ id, error: { code: -32000, message: "not today" } });
  else if (behaviour !== "pages") say({ id, result: { tools: [tool("look_up"), tool("send_money")] } });
  else if (params.cursor === undefined) say({ id, result: { tools: [tool("look_up")], nextCursor: "2" } });
  else say({ id, result: { tools: [tool(refused ? "send_money" : "was_not_refused")] } });
});

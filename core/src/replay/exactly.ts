// A recorded call as a condition that holds of it and of no other call of its tool.
import type { Policy } from "../policy/compile.ts";
import type { CallEvent } from "../trace/model.ts";
import { argumentText, valueText } from "./literal-text.ts";

/** Longer conditions nobody would read. */
const longest = 4_000;

/** The ways to write it, the plainest first. Which of them the checker takes and the engine finds true is for others to try. */
export function exactConditions(call: CallEvent, policy: Policy): readonly string[] {
  if (call.args.kind !== "record") return [];
  const given = Object.entries(call.args.value).filter(([, value]) => value !== null).length;
  const least = leastConditions(call, policy).map(
    (condition) => `${condition}${condition === "" ? "" : " and "}count(keys(args)) == ${given}`,
  );
  const whole = valueText(call.args.value);
  return [...least, ...(whole === undefined ? [] : [`args == ${whole}`])].filter((way) => way.length <= longest);
}

/** The same, whatever further arguments there are; an empty condition holds of every call. */
export function leastConditions(call: CallEvent, policy: Policy): readonly string[] {
  if (call.args.kind !== "record") return [];
  const params = policy.analysis.tools?.get(call.tool)?.params;
  const parts = Object.entries(call.args.value).map(([name, value]) => {
    const declared = params?.find((param) => param.name === name);
    const place = argumentText(name, params === undefined || declared !== undefined);
    const written = valueText(value);
    if (value === null) return declared?.optional === false ? `${place} == null` : `not has ${place}`;
    if (written === undefined) return undefined;
    return `${declared?.optional === true ? `has ${place} and ` : ""}${place} == ${written}`;
  });
  const condition = parts.includes(undefined) ? undefined : parts.join(" and ");
  return condition === undefined || condition.length > longest ? [] : [condition];
}

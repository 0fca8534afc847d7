// What a call has in common with calls like it, as conditions: where its arguments came from, the folder, domain or amount that
// they lie within. Each was found true of the call by the engine; what the recording alone has made true is for the reader to judge.
import { compileQuestion, forkPolicy, type Question } from "../policy/question.ts";
import { candidates, ValuesSeen } from "./draft-candidates.ts";
import { argumentText } from "./literal-text.ts";
import type { Search, StandingCall } from "./proposals.ts";
import { standing } from "./standing.ts";

const most = { arguments: 20, ofArgument: 12 };

/** One condition an argument, joined; undefined where nothing is to be said of any. */
export function* patternCondition(asked: StandingCall): Search<string | undefined> {
  const { run, call, policy } = asked;
  let at = -1;
  const event = run.events.find((one) => one.kind === "call" && ++at === call);
  if (event?.kind !== "call" || event.args.kind !== "record") return undefined;
  const own = forkPolicy(policy);
  const params = policy.analysis.tools?.get(event.tool)?.params;
  const asking: (readonly { readonly text: string; readonly question: Question }[])[] = [];
  for (const [name, value] of Object.entries(event.args.value).slice(0, most.arguments)) {
    if (value === null) continue;
    const declared = params?.find((param) => param.name === name);
    const place = argumentText(name, params === undefined || declared !== undefined);
    const seen = new ValuesSeen();
    seen.add(value);
    asking.push(
      inOrder(candidates(place, seen, declared?.optional === true, []), policy.analysis.trusted.length > 0)
        .slice(0, most.ofArgument)
        .flatMap((text) => {
          const compiled = compileQuestion(text, own);
          return "question" in compiled ? [{ text, question: compiled.question }] : [];
        }),
    );
  }
  const stands = yield* standing({ ...asked, policy: own });
  if (stands?.explain() === undefined) return undefined;
  const holding = asking.flatMap((ways) => ways.find(({ question }) => stands.ask(question)?.value === true)?.text ?? []);
  return holding.length === 0 ? undefined : holding.join(" and ");
}

/** What the user said first, then what the policy trusts, then what the value itself says. */
function inOrder(all: readonly string[], trusts: boolean): readonly string[] {
  const ofUser = all.filter((text) => text.endsWith(" from user") || text.endsWith(" from user)"));
  const trusted = trusts ? ofUser.map((text) => text.replace(/ from user/g, " from trusted")) : [];
  return [...ofUser, ...trusted, ...all.filter((text) => !ofUser.includes(text))];
}

// What the checker knows of a rule that is written otherwise, or left out: that no call gets another strict verdict for it. Says
// why; where it says nothing, nothing is known. Rules about what else must happen (`require`, `limit`, `expect`, `grant`) are left alone.
import type { Decision } from "../language/ast.ts";
import { printSelector } from "../language/print.ts";
import type { Analysis, BoundDecision } from "./analysis.ts";
import { type Rule, Rulebook } from "./checks/rulebook.ts";
import type { Formula } from "./reason/formula.ts";
import { Notes } from "./scope.ts";

const plain: ReadonlySet<Decision["head"]["kind"]> = new Set<Decision["head"]["kind"]>(["allow", "ask", "deny", "flag"]);

export class Equivalence {
  readonly #book: Rulebook;
  readonly #byDefault: Analysis["defaultEffect"];

  /** Of a policy without errors. */
  constructor(analysis: Analysis) {
    this.#byDefault = analysis.defaultEffect;
    const { dependencies, ...rest } = analysis;
    this.#book = new Rulebook(
      new Notes({ ...rest, dependencies: new Set(dependencies), defaults: [], incomplete: false, grounds: [], diagnostics: [] }),
    );
  }

  /** `after` stands in the place of `before`, where it is not left out; all else of the policy stays. */
  why(before: BoundDecision, after: BoundDecision | undefined): string | undefined {
    const old = this.#book.ruleOf(before);
    const fresh = after && this.#book.ruleOf(after);
    if (!plain.has(old.decision.head.kind) || (fresh !== undefined && !plain.has(fresh.decision.head.kind))) return undefined;
    if (fresh !== undefined && this.#saySame(old, fresh)) return "its conditions are met by the same calls";
    const others = this.#book.rules.filter(({ decision }) => decision !== before.decision);
    const idle = this.#idle(old, others);
    if (idle === undefined || fresh === undefined) return idle;
    return this.#idle(fresh, others) && `before and after, ${idle}`;
  }

  #saySame(old: Rule, fresh: Rule): boolean {
    if (old.decision.head.kind !== fresh.decision.head.kind || !sameTools(old, fresh)) return false;
    const [holds, held] = [this.#book.holds(old), this.#book.holds(fresh)];
    const [fails, failed] = [this.#book.fails(old), this.#book.fails(fresh)];
    const implies = (from: Formula, to: Formula): boolean => this.#book.entails(from, to, schemasOf(old));
    return implies(holds, held) && implies(held, holds) && implies(fails, failed) && implies(failed, fails);
  }

  /** Why the rule could as well be left out. */
  #idle(rule: Rule, others: readonly Rule[]): string | undefined {
    const { kind } = rule.decision.head;
    if (kind === "flag") return undefined;
    const cover = others.find((other) => covers(other, rule) && this.#outdoes(other, rule));
    if (cover !== undefined) return `\`${cover.name}\` decides all that it decides`;
    if (kind !== "ask" || this.#byDefault !== "ask") return undefined;
    const looser = others.filter((other) => {
      const effect = other.decision.head.kind;
      return (effect === "allow" || effect === "grant") && mayMeet(other, rule);
    });
    const apart = looser.every((other) => {
      const implies = (from: Formula, to: Formula): boolean => this.#book.entails(from, to, schemasOf(rule));
      return (
        other.decision.head.kind === "allow" &&
        implies(this.#book.holds(other), this.#book.fails(rule)) &&
        implies(this.#book.holds(rule), this.#book.fails(other))
      );
    });
    return apart ? "the default asks wherever it does" : undefined;
  }

  /** Whether wherever the rule counts the other does, which is as strict. An allow counts where it is certain, an ask and a deny
   * where they are not certainly false; a certain ask outweighs a default that an uncertain one does not. */
  #outdoes(other: Rule, rule: Rule): boolean {
    const [strict, own] = [other.decision.head.kind, rule.decision.head.kind];
    const certain = (): boolean => this.#book.entails(this.#book.holds(rule), this.#book.holds(other), schemasOf(rule));
    const possible = (): boolean => this.#book.entails(this.#book.fails(other), this.#book.fails(rule), schemasOf(rule));
    if (own === "allow") return (strict === "allow" || strict === "deny") && certain();
    if (own === "ask") return strict === "deny" ? possible() : strict === "ask" && certain() && possible();
    return own === "deny" && strict === "deny" && possible();
  }
}

/** A glob may match a tool outside the catalogue, whose arguments are held to no schema. */
const schemasOf = ({ tools, possible }: Rule): readonly string[] | undefined => (possible === undefined ? undefined : tools);

const sameTools = (one: Rule, other: Rule): boolean =>
  one.selector !== undefined && other.selector !== undefined && printSelector(one.selector) === printSelector(other.selector);

/** Whether the other is about every call that the rule is about. */
function covers(other: Rule, rule: Rule): boolean {
  if (sameTools(other, rule)) return true;
  return rule.possible !== undefined && [...rule.possible].every(other.matches);
}

function mayMeet(other: Rule, rule: Rule): boolean {
  if (rule.possible !== undefined) return [...rule.possible].some(other.matches);
  return other.possible === undefined || [...other.possible].some(rule.matches);
}

// The numbers by which a client asks for frames and for what is inside values. They end with the stop that they were given at.
import type { Frame } from "./frames.ts";
import type { Children } from "./nodes.ts";
import type { Variable } from "./protocol.ts";

export interface Reference {
  readonly variablesReference: number;
  readonly namedVariables?: number | undefined;
  readonly indexedVariables?: number | undefined;
}

/** How many values are given to a client that does not page. */
const page = 1_000;

export class Handles {
  readonly #frames = new Map<number, Frame>();
  readonly #children = new Map<number, Children>();
  #last = 0;

  clear(): void {
    this.#frames.clear();
    this.#children.clear();
  }

  addFrame(frame: Frame): number {
    this.#frames.set(++this.#last, frame);
    return this.#last;
  }

  frame(id: number): Frame | undefined {
    return this.#frames.get(id);
  }

  reference(children: Children | undefined): Reference {
    if (children === undefined) return { variablesReference: 0 };
    this.#children.set(++this.#last, children);
    const { named, indexed } = children;
    return {
      variablesReference: this.#last,
      namedVariables: named > 0 ? named : undefined,
      indexedVariables: indexed > 0 ? indexed : undefined,
    };
  }

  /** Undefined where the number is none, or no longer. */
  variables(
    reference: number,
    wanted: { readonly start?: number; readonly count?: number; readonly filter?: string },
  ): readonly Variable[] | undefined {
    const children = this.#children.get(reference);
    if (children === undefined) return undefined;
    const kind = children.indexed > 0 ? "indexed" : "named";
    if (wanted.filter !== undefined && wanted.filter !== kind) return [];
    const count = wanted.count === undefined || wanted.count <= 0 ? page : Math.min(wanted.count, page);
    return children.at(Math.max(0, wanted.start ?? 0), count).map(({ name, value, type, path, children: inner }) => ({
      name,
      value,
      type,
      evaluateName: path,
      ...this.reference(inner),
    }));
  }
}

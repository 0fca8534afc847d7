// Walks a parsed shell line and collects its commands: pipelines, lists, compound commands, expansions, redirections, and the
// scripts inside. wrappers.ts says what runs what, files.ts which files, directory.ts where.

import type { PipelineNode, Redirection, Statement, SyntaxNode, Time } from "unbash";
import {
  type AndOr,
  type Assignment,
  type Command,
  type CommandNode,
  type CompoundList,
  forEachChild,
  type ParsedScript,
  parse,
  type Word,
} from "unbash";
import { Collected, type Found, type Group } from "./collected.ts";
import type { ShellCommand } from "./commands.ts";
import { changed, type Directory, movers, moves, pathOf, sameOrUnknown } from "./directory.ts";
import { filesOf } from "./files.ts";
import { flagsOf } from "./flags.ts";
import { ranByAssignment, ranBySettings } from "./settings.ts";
import { variablesOf } from "./variables.ts";
import { assignmentWord, hasGap, hereText, type ShellWord, shellWord } from "./words.ts";
import { furtherOfFind, type Inner, innerOf, ownWords } from "./wrappers.ts";

/** Thrown where a line cannot be parsed, or is too much to read. */
export class Unreadable extends Error {}

/** What a command has from where it stands: the files of its redirections and those around it, what feeds it, and the script
 * on its standard input. */
interface Place {
  readonly writes: readonly (string | undefined)[];
  readonly reads: readonly (string | undefined)[];
  readonly feeds: readonly Group[];
  /** The variables of the redirections around it. */
  readonly uses: ReadonlySet<string>;
  readonly input: Input | undefined;
}
/** A here-document or here-string; the text is undefined where it is dynamic. */
interface Input {
  readonly text: string | undefined;
  readonly at: number;
}

const nowhere: Place = { writes: [], reads: [], feeds: [], uses: new Set(), input: undefined };
const deepest = 24;
/** How many characters and words are read in all, each as often as it is read. */
const longest = 500_000;
const succeeding: ReadonlySet<string> = new Set(["cd", "pushd", "true", ":"]);

export class Reader {
  readonly #collected = new Collected();
  #directory: Directory = "";
  #source = "";
  #depth = 0;
  #read = 0;
  /** Functions of the line that change the directory. */
  readonly #movers = new Set<string>();

  read(line: string): readonly ShellCommand[] {
    this.#script(line, nowhere);
    return this.#collected.commands();
  }

  /** Parses and walks a script; throws where it cannot be parsed. */
  #script(text: string, place: Place): void {
    this.#spend(text.length);
    if (text.includes("\0")) throw new Unreadable();
    this.#parsed(parse(text), text, place);
  }

  #spend(amount: number): void {
    this.#read += amount;
    if (this.#read > longest) throw new Unreadable();
  }

  #parsed(script: ParsedScript, source: string, place: Place): void {
    if (script.errors !== undefined && script.errors.length > 0) throw new Unreadable();
    const outer = this.#source;
    this.#source = source;
    this.#statements(script.commands, place);
    this.#source = outer;
  }

  #statements(statements: readonly Statement[], place: Place): void {
    for (const { command, background } of statements) {
      const walk = (): void => (command.type === "AndOr" ? this.#list(command, place) : this.#pipeline(command, place));
      if (background === true) this.#apart(walk);
      else walk();
    }
  }

  #body(list: CompoundList, place: Place): void {
    this.#statements(list.commands, place);
  }

  /** In a process of its own: what it does to the directory is lost. */
  #apart(walk: () => void): void {
    const directory = this.#directory;
    walk();
    this.#directory = directory;
  }

  /** `a && b || c`: after it the directory is known if every way through it ends in the same one. `cd` is taken to succeed. */
  #list({ commands, operators }: AndOr, place: Place): void {
    const before = this.#directory;
    let sure = true;
    let exits: Directory[] = [];
    commands.forEach((command, at) => {
      const operator = operators[at - 1];
      if (operator === "||") {
        const left = this.#directory;
        this.#directory = exits.reduce(sameOrUnknown, sure ? before : left);
        const start = this.#directory;
        this.#pipeline(command, place);
        const moved = this.#directory !== start;
        this.#directory = moved ? sameOrUnknown(left, this.#directory) : exits.reduce(sameOrUnknown, left);
        exits = [];
        return;
      }
      if (operator === "&&" && !sure) exits.push(this.#directory);
      this.#pipeline(command, place);
      sure &&= command.type === "Command" && succeeding.has(command.name?.value ?? "");
    });
    this.#directory = exits.reduce(sameOrUnknown, this.#directory);
  }

  #pipeline(node: PipelineNode, place: Place): void {
    if (node.type !== "Pipeline") {
      this.#command(node, place);
      return;
    }
    for (const prefix of node.prefixes) if (prefix.type === "Time") this.#timed(prefix, node.commands);
    const [only, ...others] = node.commands;
    if (only !== undefined && others.length === 0) {
      this.#command(only, place);
      return;
    }
    // What stands further left feeds what stands to the right through what is between.
    let piped = place;
    for (const command of node.commands) {
      const group = this.#collected.group(() => this.#apart(() => this.#command(command, piped)));
      piped = { ...place, feeds: group.size === 0 ? piped.feeds : [group], input: undefined };
    }
  }

  #timed(time: Time, commands: readonly CommandNode[]): void {
    const found = this.#collected.add("time", time.pos);
    const [only] = commands;
    const words = only?.type === "Command" && commands.length === 1 ? this.#words(only) : [];
    if (time.posix !== undefined) found.flags.items.push("-p");
    found.args.items.push(...found.flags.items, ...words.map(({ text }) => text));
  }

  #command(node: CommandNode, place: Place): void {
    switch (node.type) {
      case "Command":
        this.#simple(node, place);
        return;
      case "Redirected": {
        const inside = this.#collected.group(() => {
          const redirected = this.#redirect(node.redirects, place, undefined);
          this.#command(node.command, redirected);
        });
        if (inside.size === 0) this.#nameless(node.pos, this.#redirect(node.redirects, place, undefined));
        return;
      }
      case "Function": {
        const body = this.#source.slice(node.body.pos, node.body.end);
        if (moves(body) || movers.has(node.name.value)) this.#movers.add(node.name.value);
        // It runs wherever it is called.
        this.#apart(() => {
          if (moves(this.#source)) this.#directory = undefined;
          const { body } = node;
          this.#collected.define(node.name.value, () =>
            body.type === "CompoundList" ? this.#body(body, nowhere) : this.#command(body, nowhere),
          );
        });
        return;
      }
      case "Coproc":
        this.#collected.rewired = true;
        this.#apart(() =>
          node.body.type === "CompoundList" ? this.#body(node.body, place) : this.#command(node.body, { ...place, input: undefined }),
        );
        return;
      case "Subshell":
        this.#apart(() => this.#body(node.body, place));
        return;
      case "BraceGroup":
        this.#body(node.body, place);
        return;
      case "If": {
        this.#body(node.clause, place);
        const ends: Directory[] = [this.#branch(node.then, place)];
        for (const { clause, then } of node.elif) {
          this.#body(clause, place);
          ends.push(this.#branch(then, place));
        }
        ends.push(node.else === undefined ? this.#directory : this.#branch(node.else, place));
        this.#directory = ends.reduce(sameOrUnknown);
        return;
      }
      case "Case": {
        this.#expansions(node.word, undefined, place);
        const ends: Directory[] = [this.#directory];
        for (const { pattern, body } of node.items) {
          for (const word of pattern) this.#expansions(word, undefined, place);
          ends.push(this.#branch(body, place));
        }
        this.#directory = ends.reduce(sameOrUnknown);
        return;
      }
      case "For":
      case "Select":
        this.#listed(node.name, node.wordlist ?? [], place);
        this.#loop(node, () => this.#body(node.body, place));
        return;
      case "ArithmeticFor":
        for (const part of [node.initialize, node.test, node.update]) if (part !== undefined) this.#expansions(part, undefined, place);
        this.#loop(node, () => this.#body(node.body, place));
        return;
      case "While":
        this.#loop(node, () => {
          this.#body(node.clause, place);
          this.#body(node.body, place);
        });
        return;
      default:
        this.#expansions(node, undefined, place);
        return;
    }
  }

  /** A variable that takes these words one after the other. */
  #listed(name: Word, words: readonly Word[], place: Place): void {
    const [group, uses]: [Group, Set<string>] = [new Set(), new Set()];
    for (const word of words) this.#expansions(word, group, place, undefined, uses);
    this.#collected.assign(name.value, group, uses);
  }

  #branch(list: CompoundList, place: Place): Directory {
    const before = this.#directory;
    this.#body(list, place);
    const after = this.#directory;
    this.#directory = before;
    return after;
  }

  /** A body that changes the directory begins its next round elsewhere. */
  #loop({ pos, end }: SyntaxNode, walk: () => void): void {
    if (moves(this.#source.slice(pos, end))) this.#directory = undefined;
    const before = this.#directory;
    walk();
    this.#directory = sameOrUnknown(before, this.#directory);
  }

  #words({ name, args }: Command): readonly ShellWord[] {
    const words = args.map((arg) => (arg.type === "Word" ? shellWord(arg) : assignmentWord(arg)));
    return name === undefined ? words : [shellWord(name), ...words];
  }

  #simple(node: Command, place: Place): void {
    if (hasGap(node, this.#source)) throw new Unreadable();
    for (const part of node.prefix) if (part.type === "Assignment") this.#assignment(part, place);
    const words = this.#words(node);
    if (node.name === undefined) {
      const redirected = this.#redirect(node.redirects, place, undefined);
      if (redirected.writes.length + redirected.reads.length > place.writes.length + place.reads.length)
        this.#nameless(node.pos, redirected);
      return;
    }
    const fed: Group = new Set();
    const within = { ...place, feeds: [...place.feeds, fed] };
    // The command itself is collected first, for what it feeds; what feeds it joins its group below.
    this.#run(words, within, (found, named) => {
      for (const word of [node.name, ...node.args]) if (word?.type === "Word") this.#expansions(word, fed, within, found);
      for (const word of node.args)
        if (word.type === "Assignment") for (const other of this.#assignment(word, within, found)) fed.add(other);
      if (found.name === "exec" && node.args.length === 0 && node.redirects.length > 0) this.#collected.rewired = true;
      return this.#redirect(node.redirects, named, fed, found);
    });
  }

  /** What the value of a variable is made of, and what the variable makes run. Gives the commands in it. */
  #assignment(part: Assignment, place: Place, owner: Found | undefined = undefined): Group {
    const group: Group = new Set();
    const uses = owner?.uses ?? new Set<string>();
    this.#expansions(part, group, place, owner, uses);
    this.#collected.assign(part.name, group, uses);
    if (owner === undefined) for (const word of ranByAssignment(assignmentWord(part))) this.#made(word);
    return group;
  }

  /** A script that a setting makes run somewhere, with arguments of its own. */
  #made({ text, start }: ShellWord, name?: string): void {
    const walk = (): void => this.#nested(text, start, nowhere, true);
    for (const { args, flags, writes, reads } of this.#collected.group(() => this.#collected.define(name, walk)))
      for (const list of [args, flags, writes, reads]) list.open = true;
  }

  #nameless(at: number, place: Place): void {
    const found = this.#collected.add("", at);
    found.writes.items.push(...place.writes);
    found.reads.items.push(...place.reads);
  }

  /** Collects the command that these words are, and what it runs. `prepare` reads what stands around it, once. */
  #run(words: readonly ShellWord[], place: Place, prepare?: (found: Found, place: Place) => Place): void {
    this.#spend(words.length);
    const first = words[0] as ShellWord;
    const name = first.text === undefined ? undefined : first.text.slice(first.text.lastIndexOf("/") + 1);
    const found = this.#collected.add(name, first.start);
    const around = prepare === undefined ? place : prepare(found, place);
    const inner: Inner = name === undefined ? { kind: "nothing" } : innerOf(name, words);
    const args = words.slice(1);
    found.feeds.push(...around.feeds);
    for (const variable of around.uses) found.uses.add(variable);
    this.#describe(found, args, ownWords(args, inner));
    const files = name === undefined ? undefined : filesOf(name, args, found.args.open);
    found.writes.open ||= files?.openWrites ?? true;
    found.reads.open ||= files?.openReads ?? true;
    const paths = (list: readonly ShellWord[] | undefined): readonly (string | undefined)[] =>
      (list ?? []).map((word) => pathOf(word, this.#directory));
    found.writes.items.push(...around.writes, ...paths(files?.writes));
    found.reads.items.push(...around.reads, ...paths(files?.reads));
    if (name === undefined || this.#movers.has(name)) this.#directory = undefined;
    else if (movers.has(name)) this.#directory = changed(name, args, this.#directory);
    if (name !== undefined) {
      for (const word of ranBySettings(name, ownWords(args, inner))) this.#made(word);
      this.#meaning(name, args, found);
    }
    this.#inside(inner, around);
    if (name === "find" && inner.kind === "words") {
      const further = furtherOfFind(words, inner.words);
      const next = innerOf("find", [first, ...further]);
      if (next.kind !== "nothing") this.#rest(first, further, around);
    }
  }

  /** What a command makes of names: aliases, and variables that are given what it reads. */
  #meaning(name: string, args: readonly ShellWord[], found: Found): void {
    if (name === "alias") {
      for (const word of args) {
        const [lead = "", alias] = /^([^=]+)=/.exec(word.text ?? word.prefix) ?? [];
        if (lead !== "" || word.text === undefined) this.#made({ ...word, text: word.text?.slice(lead.length) }, alias);
      }
      return;
    }
    for (const variable of variablesOf(name, args)) this.#collected.assign(variable, new Set([found]), new Set());
  }

  /** The further commands of one `find`. */
  #rest(find: ShellWord, words: readonly ShellWord[], place: Place): void {
    let left = words;
    for (let inner = innerOf("find", [find, ...left]); inner.kind === "words"; inner = innerOf("find", [find, ...left])) {
      this.#inside(inner, place);
      left = furtherOfFind(left, inner.words);
    }
  }

  #describe(found: Found, args: readonly ShellWord[], own: readonly ShellWord[]): void {
    for (const word of args) {
      if (word.loose) found.args.open = true;
      else found.args.items.push(word.text);
    }
    const flags = flagsOf(own);
    found.flags.items.push(...flags.items);
    found.flags.open ||= flags.open;
  }

  #inside(inner: Inner, place: Place): void {
    switch (inner.kind) {
      case "nothing":
        return;
      case "unknown":
        this.#unknown(inner.at.start, place);
        return;
      case "input":
        if (place.input !== undefined) this.#nested(place.input.text, place.input.at, { ...place, input: undefined }, true);
        return;
      case "script": {
        const texts = inner.words.map(({ text }) => text);
        const script = texts.includes(undefined) ? undefined : texts.join(" ");
        this.#nested(script, (inner.words[0] as ShellWord).start, place, inner.apart);
        return;
      }
      case "words": {
        const { words, directory, appended } = inner;
        const walk = (): void => {
          if (directory === "unknown") this.#directory = undefined;
          else if (directory !== undefined) this.#directory = pathOf(directory, this.#directory);
          if (++this.#depth > deepest) throw new Unreadable();
          this.#run(words, inner.input ? place : { ...place, reads: [], input: undefined }, (found, named) => {
            if (appended) {
              found.args.open = true;
              found.flags.open = true;
            }
            return named;
          });
          this.#depth--;
        };
        if (inner.apart) this.#apart(walk);
        else walk();
      }
    }
  }

  /** A script in a text. Its commands stand where the text stands; one that cannot be read is one command of unknown name. */
  #nested(text: string | undefined, at: number, place: Place, apart: boolean): void {
    const walk = (): void => {
      const mark = this.#collected.mark();
      try {
        if (text === undefined || ++this.#depth > deepest) throw new Unreadable();
        this.#collected.at(at, () => this.#script(text, place));
        this.#depth--;
      } catch (error) {
        if (!(error instanceof Unreadable || error instanceof RangeError)) throw error;
        this.#collected.cutBack(mark);
        this.#unknown(at, place);
        this.#directory = undefined;
      }
    };
    const [depth, source] = [this.#depth, this.#source];
    if (apart) this.#apart(walk);
    else walk();
    this.#depth = depth;
    this.#source = source;
  }

  #unknown(at: number, place: Place): void {
    const found = this.#collected.add(undefined, at);
    // What feeds what inside it, nobody can tell.
    found.vague = true;
    found.feeds.push(...place.feeds);
    for (const variable of place.uses) found.uses.add(variable);
    found.writes.items.push(...place.writes);
    found.reads.items.push(...place.reads);
    for (const list of [found.args, found.flags, found.writes, found.reads]) list.open = true;
  }

  /** The place of a command with these redirections. What they feed it joins `fed`; `owner` feeds what they feed. */
  #redirect(redirections: readonly Redirection[], place: Place, fed: Group | undefined, owner?: Found): Place {
    const group: Group = fed ?? new Set();
    const [writes, reads] = [[...place.writes], [...place.reads]];
    const uses = owner?.uses ?? new Set(place.uses);
    let input = place.input;
    for (const redirection of redirections) {
      this.#expansions(redirection, group, place, owner, uses);
      const { descriptor } = redirection;
      const standard = descriptor === undefined || (descriptor.type === "FileDescriptor" && descriptor.value === 0);
      if (redirection.type === "HereDoc") {
        // An unterminated one ends where the shell stops reading, which nobody can tell from here.
        if (redirection.closing === undefined) throw new Unreadable();
        if (standard) input = { text: hereText(redirection), at: redirection.body.pos };
        continue;
      }
      const { operator, target } = redirection;
      if (target === undefined) throw new Unreadable();
      const word = shellWord(target);
      if (redirection.type === "HereString") {
        if (standard) input = { text: word.text, at: target.pos };
        continue;
      }
      if (operator.startsWith("<") && standard) input = undefined;
      if (word.pipe || operator === "<&") continue;
      if (operator === ">&" && (descriptor !== undefined || /^(?:[0-9]+-?|-)$/.test(word.text ?? ""))) continue;
      const path = pathOf(word, this.#directory);
      if (operator === "<" || operator === "<>") reads.push(path);
      if (operator !== "<") writes.push(path);
    }
    const feeds = fed === undefined && group.size > 0 ? [...place.feeds, group] : place.feeds;
    return { writes, reads, feeds, uses: owner === undefined ? uses : place.uses, input };
  }

  /** The substitutions of a node, each a script of its own. Their commands join `fed`; those of `>(…)` are fed by `owner`. */
  #expansions(node: SyntaxNode, fed: Group | undefined, place: Place, owner?: Found, uses = owner?.uses): void {
    const waiting: SyntaxNode[] = [node];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.type === "SimpleExpansion") uses?.add(next.text.slice(1));
      if (next.type === "ParameterExpansion") uses?.add((next.prefix === "!" ? "!" : "") + next.parameter);
      if (next.type !== "CommandExpansion" && next.type !== "ArithmeticCommandExpansion" && next.type !== "ProcessSubstitution") {
        const children: SyntaxNode[] = [];
        forEachChild(next, (child) => children.push(child));
        waiting.push(...children.reverse());
        continue;
      }
      const { script, pos } = next;
      if (script === undefined) throw new Unreadable();
      const outward = next.type === "ProcessSubstitution" && next.operator === ">";
      const feeds = outward && owner !== undefined ? [...place.feeds, new Set([owner])] : [];
      const inside = { ...nowhere, feeds };
      const walk = (): void => this.#parsed(script, script.source ?? this.#source, inside);
      const group = this.#collected.group(() => this.#apart(() => (script.source === undefined ? walk() : this.#collected.at(pos, walk))));
      if (!outward) for (const found of group) fed?.add(found);
    }
  }
}

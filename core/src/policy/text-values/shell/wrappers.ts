// Owns which commands run another one that their words name, and where that one begins. Parses no scripts itself.
import { type OptionTable, readOptions } from "./options.ts";
import { hidden, mayBeOption, type ShellWord } from "./words.ts";

/** What a command runs besides itself. */
export type Inner =
  | { readonly kind: "nothing" }
  /** A command in words. `apart`: in a process of its own; `appended`: more words are added when it runs. */
  | {
      readonly kind: "words";
      readonly words: readonly ShellWord[];
      readonly apart: boolean;
      readonly appended: boolean;
      /** Whether it reads the standard input of its wrapper. */
      readonly input: boolean;
      /** Where it runs: a word, or "unknown"; undefined where its wrapper does. */
      readonly directory?: ShellWord | "unknown" | undefined;
    }
  /** The words, joined by blanks, are a script. */
  | { readonly kind: "script"; readonly words: readonly ShellWord[]; readonly apart: boolean }
  /** A shell that reads its script from its standard input. */
  | { readonly kind: "input" }
  /** Something that cannot be told. */
  | { readonly kind: "unknown"; readonly at: ShellWord };

interface Wrapper extends OptionTable {
  /** Operands before the command. */
  readonly operands?: number;
  /** Whether `NAME=value` may stand before the command. */
  readonly assignments?: boolean;
  /** Options with which it runs nothing. */
  readonly nothing?: readonly string[];
  /** Options that say where the command runs. */
  readonly directory?: readonly string[];
  /** Options whose value is cut into the words of the command. */
  readonly split?: readonly string[];
  /** Whether the command runs in a directory that nobody can tell. */
  readonly elsewhere?: boolean;
  /** Whether the command runs in the shell itself. */
  readonly within?: boolean;
}

const prefixes: Readonly<Record<string, Wrapper>> = {
  env: {
    short: "iv0u:C:P:S:",
    withValue: ["unset", "chdir", "split-string", "argv0"],
    long: ["ignore-environment", "null", "debug", "block-signal", "default-signal", "ignore-signal", "list-signal-handling"],
    assignments: true,
    directory: ["C", "chdir"],
    split: ["S", "split-string"],
  },
  sudo: {
    short: "ABbEeHiKklNnPSsVvC:D:g:h:p:R:r:t:T:U:u:",
    withValue: [
      ...["chdir", "chroot", "close-from", "command-timeout", "group", "host", "other-user"],
      ...["prompt", "role", "type", "user"],
    ],
    long: [
      ...["askpass", "background", "bell", "edit", "help", "list", "login", "no-update", "non-interactive", "preserve-env"],
      ...["preserve-groups", "remove-timestamp", "reset-timestamp", "set-home", "shell", "stdin", "validate", "version"],
    ],
    assignments: true,
    nothing: ["e", "edit", "l", "list", "V", "version", "v", "validate", "K", "remove-timestamp", "help"],
    directory: ["D", "chdir", "R", "chroot"],
  },
  doas: { short: "a:C:Lnsu:", nothing: ["L", "C"] },
  timeout: { short: "fpvk:s:", withValue: ["kill-after", "signal"], long: ["foreground", "preserve-status", "verbose"], operands: 1 },
  nohup: { short: "" },
  nice: { short: "n:0123456789", withValue: ["adjustment"] },
  stdbuf: { short: "i:o:e:", withValue: ["input", "output", "error"] },
  setsid: { short: "cfw", long: ["ctty", "fork", "wait"] },
  time: { short: "apvqlf:o:V", withValue: ["format", "output"], long: ["append", "portability", "verbose", "quiet", "version"] },
  ionice: { short: "c:n:p:P:u:t", withValue: ["class", "classdata", "pid", "pgid", "uid"], long: ["ignore"], nothing: ["p", "P", "u"] },
  chrt: { short: "abfioRrvT:P:D:", long: ["all-tasks", "batch", "fifo", "idle", "other", "rr", "verbose"], operands: 1 },
  taskset: { short: "ac", long: ["all-tasks", "cpu-list"], operands: 1 },
  unshare: {
    short: "imnpuUCTfrcR:w:S:G:",
    withValue: ["root", "wd", "setuid", "setgid", "propagation", "map-user", "map-group"],
    long: ["ipc", "mount", "net", "pid", "uts", "user", "cgroup", "time", "fork", "mount-proc", "map-root-user", "map-current-user"],
    directory: ["R", "root", "w", "wd"],
  },
  chroot: { short: "", withValue: ["groups", "userspec"], long: ["skip-chdir"], operands: 1, elsewhere: true },
  strace: { short: "ACDFTVZcdfhiknqrtvwxyza:b:e:E:I:o:O:p:P:s:S:u:U:X:", nothing: ["V", "h"] },
  nsenter: {
    short: "at:m::u::i::n::p::U::C::T::r::w::W::S:G:FZec",
    withValue: ["target", "setuid", "setgid"],
    long: [
      ...["all", "mount", "uts", "ipc", "net", "pid", "user", "cgroup", "time", "root", "wd", "wdns", "preserve-credentials", "no-fork"],
      ...["env", "follow-context"],
    ],
    elsewhere: true,
  },
  "systemd-run": {
    short: "GPStqdrhp:u:M:E:H:",
    withValue: [
      ...["unit", "property", "description", "slice", "uid", "gid", "nice", "working-directory", "setenv", "machine", "host", "on-active"],
      ...["on-boot", "on-calendar", "service-type", "timer-property"],
    ],
    long: ["user", "system", "scope", "pty", "pipe", "quiet", "wait", "collect", "same-dir", "remain-after-exit", "no-block", "shell"],
    directory: ["working-directory"],
  },
  pkexec: { short: "", withValue: ["user"], long: ["disable-internal-agent"], elsewhere: true },
  gosu: { short: "", operands: 1 },
  "su-exec": { short: "", operands: 1 },
  fakeroot: { short: "l:s:i:uhvb:", withValue: ["lib", "faked"], long: ["unknown-is-real"] },
  torsocks: { short: "iqdu:p:a:P:", long: ["isolate", "quiet", "debug"] },
  proxychains: { short: "qf:" },
  proxychains4: { short: "qf:" },
  caffeinate: { short: "dimsut:w:" },
  unbuffer: { short: "p" },
  chronic: { short: "ve" },
  setpriv: {
    short: "dh",
    withValue: [
      ...[
        "ambient-caps",
        "inh-caps",
        "bounding-set",
        "ruid",
        "euid",
        "reuid",
        "rgid",
        "egid",
        "regid",
        "groups",
        "securebits",
        "pdeathsig",
      ],
      ...["selinux-label", "apparmor-profile"],
    ],
    long: ["clear-groups", "keep-groups", "init-groups", "no-new-privs", "nnp", "reset-env", "dump"],
  },
  busybox: { short: "", long: ["list", "install"], nothing: ["list", "install"] },
  exec: { short: "cla:", within: true },
  command: { short: "pvV", nothing: ["v", "V"], within: true },
  builtin: { short: "", within: true },
};

const xargs: OptionTable = {
  short: "0optrxa:d:E:e::I:i::J:L:l::n:P:R:S:s:",
  withValue: ["arg-file", "delimiter", "max-args", "max-chars", "max-procs", "process-slot-var"],
  long: ["null", "eof", "replace", "max-lines", "interactive", "no-run-if-empty", "show-limits", "exit", "verbose", "open-tty"],
};

const watch: OptionTable = {
  short: "bcCdegprtwxfn:q:s:",
  withValue: ["interval", "equexit", "shotsdir"],
  long: [
    ...["beep", "color", "no-color", "differences", "errexit", "chgexit", "exec", "follow", "no-linenums", "precise", "no-rerun"],
    ...["no-title", "no-wrap"],
  ],
};

const parallel: OptionTable = {
  short: "0kmqrtuvXxzj:P:n:N:L:a:d:E:I:i::S:C:s:",
  withValue: [
    ...["jobs", "max-procs", "max-args", "max-replace-args", "arg-file", "delimiter", "colsep", "delay", "timeout", "retries", "joblog"],
    ...["results", "sshlogin", "tmpdir", "load", "memfree", "nice", "halt", "workdir", "tagstring", "block", "recstart", "recend"],
  ],
  long: [
    ...["null", "keep-order", "dry-run", "quote", "no-run-if-empty", "verbose", "ungroup", "group", "line-buffer", "progress", "bar"],
    ...["eta", "tag", "pipe", "will-cite", "xargs", "bg", "fg", "semaphore", "link", "shuf", "eof", "resume"],
  ],
};

/** What those of other languages run is read as theirs are; what does not read so is unknown. */
const shells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "rbash", "fish", "csh", "tcsh"]);
const shellOptions: OptionTable = {
  short: "abcefhiklmnprstuvxBCDEHPTO:o:",
  withValue: ["rcfile", "init-file"],
  long: [
    ...["login", "norc", "noprofile", "posix", "restricted", "verbose", "noediting", "debugger", "dump-strings", "pretty-print", "version"],
    "help",
  ],
};

const nothing: Inner = { kind: "nothing" };

/** What a command with these words, its name among them, runs besides itself. */
export function innerOf(name: string, words: readonly ShellWord[]): Inner {
  const args = words.slice(1);
  if (shells.has(name)) return ofShell(args);
  if (Object.hasOwn(prefixes, name)) return ofPrefix(prefixes[name] as Wrapper, args);
  switch (name) {
    case "eval": {
      const script = args[0]?.text === "--" ? args.slice(1) : args;
      return script.length === 0 ? nothing : { kind: "script", words: script, apart: false };
    }
    case "trap": {
      const [action, signal] = args[0]?.text === "--" ? args.slice(1) : args;
      const none = action === undefined || signal === undefined || action.text === "" || action.text?.startsWith("-") === true;
      return none ? nothing : { kind: "script", words: [action], apart: false };
    }
    case "su":
    case "script":
      return ofCommandOption(args, commandOptions[name]);
    case "runuser":
      return ofRunuser(args);
    case "sg":
      return ofSg(args);
    case "flock":
      return ofFlock(args);
    case "find":
      return ofFind(args);
    case "xargs":
      return ofXargs(args);
    case "watch": {
      const { options, length, doubtful } = readOptions(args, watch);
      if (doubtful) return unknownAt(args, 0);
      const command = args.slice(length);
      if (command.length === 0) return nothing;
      return options.some((option) => option.name === "x" || option.name === "exec")
        ? { kind: "words", words: command, apart: true, appended: false, input: true }
        : { kind: "script", words: command, apart: true };
    }
    case "parallel":
      return ofParallel(args);
    default:
      return nothing;
  }
}

const userOptions: OptionTable = {
  short: "c:flmPpg:G:s:w:u:",
  withValue: ["command", "session-command", "group", "supp-group", "shell", "whitelist-environment", "user"],
  long: ["fast", "login", "preserve-environment", "pty"],
};
const commandOptions = {
  su: userOptions,
  script: {
    short: "aefqc:E:I:O:B:T:m:o:t::",
    withValue: ["command", "echo", "log-in", "log-out", "log-io", "log-timing"],
    long: ["append", "flush", "quiet", "return"],
  },
} satisfies Record<string, OptionTable>;

const flockOptions: OptionTable = {
  short: "suxnoFvE:w:",
  withValue: ["timeout", "conflict-exit-code"],
  long: ["shared", "exclusive", "unlock", "nonblock", "close", "no-fork", "verbose"],
};

/** Programs that run the value of `-c` in a shell. */
function ofCommandOption(args: readonly ShellWord[], table: OptionTable): Inner {
  const { options, doubtful } = readOptions(args, table, true);
  const command = options.findLast(({ name }) => name === "c" || name === "command" || name === "session-command");
  if (command?.value !== undefined) return { kind: "script", words: [command.value], apart: true };
  return doubtful ? unknownAt(args, 0) : nothing;
}

/** With `-u` it runs its operands, else it is as `su`. */
function ofRunuser(args: readonly ShellWord[]): Inner {
  const { options, length, doubtful } = readOptions(args, userOptions);
  if (!options.some(({ name }) => name === "u" || name === "user")) return ofCommandOption(args, userOptions);
  if (doubtful) return unknownAt(args, 0);
  const words = args.slice(length);
  return words.length === 0 ? nothing : { kind: "words", words, apart: true, appended: false, input: true };
}

/** `sg GROUP COMMAND`, or `sg GROUP -c COMMAND`. */
function ofSg(args: readonly ShellWord[]): Inner {
  const words = args.filter(({ text }) => text !== "-" && text !== "-c" && text !== "-l");
  return words.length < 2 ? nothing : { kind: "script", words: words.slice(1, 2), apart: true };
}

/** Behind its file stands a command, or `-c` and a script. */
function ofFlock(args: readonly ShellWord[]): Inner {
  const { length, doubtful } = readOptions(args, flockOptions);
  if (doubtful) return unknownAt(args, 0);
  const words = args.slice(length + 1);
  const [first, script] = words;
  if (first === undefined) return nothing;
  if (first.text !== "-c" && first.text !== "--command") return { kind: "words", words, apart: true, appended: false, input: true };
  return script === undefined ? nothing : { kind: "script", words: [script], apart: true };
}

function unknownAt(words: readonly ShellWord[], index: number): Inner {
  const at = words[Math.min(index, words.length - 1)];
  return at === undefined ? nothing : { kind: "unknown", at };
}

function ofPrefix(wrapper: Wrapper, args: readonly ShellWord[]): Inner {
  const { options, length, doubtful } = readOptions(args, wrapper);
  const has = (names: readonly string[] | undefined): boolean => options.some((option) => names?.includes(option.name) === true);
  if (has(wrapper.nothing)) return nothing;
  const directory = options.findLast((option) => wrapper.directory?.includes(option.name) === true);
  let at = length;
  if (args[at]?.text === "-" && wrapper.assignments === true) at++;
  if (wrapper.assignments === true) {
    while (/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(args[at]?.text ?? args[at]?.prefix ?? "")) at++;
    // sudo reads options behind assignments too.
    if (at > length && args[at]?.text?.startsWith("-") === true) return unknownAt(args, at);
  }
  for (let left = wrapper.operands ?? 0; left > 0 && at < args.length; left--) {
    if (mayBeOption(args[at] as ShellWord)) return unknownAt(args, at);
    at++;
  }
  const split = options.find(({ name }) => wrapper.split?.includes(name) === true)?.value;
  if (split !== undefined) return at < args.length ? unknownAt(args, length - 1) : { kind: "script", words: [split], apart: true };
  // A dynamic word where the command should stand is that command, of unknown name.
  if (doubtful && args.slice(0, at).some(mayBeDoubtful(wrapper))) return unknownAt(args, length);
  const words = args.slice(at);
  if (words.length === 0) return nothing;
  const chroot = wrapper.elsewhere === true || ["R", "chroot", "root"].includes(directory?.name ?? "");
  return {
    kind: "words",
    words,
    apart: wrapper.within !== true,
    appended: false,
    input: true,
    directory: chroot ? "unknown" : directory?.value,
  };
}

/** Whether an option word is one that the table does not settle. */
function mayBeDoubtful(table: OptionTable): (word: ShellWord) => boolean {
  return (word) => readOptions([word, word], table).doubtful;
}

function ofShell(args: readonly ShellWord[]): Inner {
  // `+x` is an option too.
  const plain = args.map((word) => (/^\+[A-Za-z]/.test(word.text ?? "") ? { ...word, text: `-${word.text?.slice(1)}` } : word));
  const { options, length, doubtful } = readOptions(plain, shellOptions);
  const at = args[length]?.text === "-" ? length + 1 : length;
  const operand = args[at];
  if (options.some(({ name }) => name === "c")) {
    if (doubtful && (operand === undefined || operand.text !== undefined)) return unknownAt(args, at);
    return operand === undefined ? nothing : { kind: "script", words: [operand], apart: true };
  }
  // One quoted word alone is a file, or an option without its script.
  if (doubtful && (operand?.loose !== false || operand.text !== undefined || at + 1 < args.length)) return unknownAt(args, at);
  const input = operand === undefined || options.some(({ name }) => name === "s") || inputFiles.has(operand.text ?? "");
  return input ? { kind: "input" } : nothing;
}

const inputFiles: ReadonlySet<string> = new Set(["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);

function ofFind(args: readonly ShellWord[]): Inner {
  const at = args.findIndex(({ text }) => text !== undefined && /^-(?:exec|execdir|ok|okdir)$/.test(text));
  if (at < 0) return nothing;
  const words: ShellWord[] = [];
  for (const word of args.slice(at + 1)) {
    if (word.text === ";" || (word.text === "+" && words.at(-1)?.text === "{}")) break;
    words.push(word);
  }
  if (words.length === 0) return nothing;
  const inDirectory = args[at]?.text?.endsWith("dir") === true;
  return {
    kind: "words",
    words: words.map(hideWhere("{}")),
    apart: true,
    appended: args[at + 1 + words.length]?.text === "+",
    input: true,
    directory: inDirectory ? "unknown" : undefined,
  };
}

/** The words of `find` behind its first command, in which further ones may stand. */
export function furtherOfFind(words: readonly ShellWord[], inner: readonly ShellWord[]): readonly ShellWord[] {
  const last = inner.at(-1);
  return words.slice(words.findIndex(({ start }) => start === last?.start) + 1);
}

const hideWhere =
  (replaced: string) =>
  (word: ShellWord): ShellWord =>
    (word.text ?? word.prefix).includes(replaced) ? hidden(word) : word;

function ofXargs(args: readonly ShellWord[]): Inner {
  const { options, length, doubtful } = readOptions(args, xargs);
  const words = args.slice(length);
  if (doubtful && args.slice(0, length).some(mayBeDoubtful(xargs))) return unknownAt(args, length);
  if (words.length === 0) return nothing;
  const replace = options.findLast(({ name }) => ["I", "i", "replace", "J"].includes(name));
  if (replace !== undefined && replace.value !== undefined && replace.value.text === undefined) return unknownAt(words, 0);
  const replaced = replace === undefined ? undefined : (replace.value?.text ?? "{}");
  return {
    kind: "words",
    words: replaced === undefined || replaced === "" ? words : words.map(hideWhere(replaced)),
    apart: true,
    appended: replaced === undefined || replace?.name === "J",
    input: false,
  };
}

const listSign = /^:::{1,2}\+?$/;
const plainWord = /^[A-Za-z0-9_./:=@%+,-]+$/;
const replacement = /\{[^{}]*\}/;

function ofParallel(args: readonly ShellWord[]): Inner {
  const { options, length, doubtful } = readOptions(args, parallel);
  if (doubtful && args.slice(0, length).some(mayBeDoubtful(parallel))) return unknownAt(args, length);
  const signs = args.findIndex(({ text }) => text !== undefined && listSign.test(text));
  const words = args.slice(length, signs < 0 ? undefined : Math.max(length, signs));
  // Without a command each line of the input is one; and a shell reads the words once more.
  if (words.length === 0) return unknownAt(args, length);
  const simple = words.every(({ text }) => text !== undefined && plainWord.test(text.replaceAll(/\{[^{}]*\}/g, "x")));
  if (!simple || options.some(({ name }) => ["I", "i", "S", "sshlogin"].includes(name))) return unknownAt(words, 0);
  const replaces = words.some(({ text }) => replacement.test(text ?? ""));
  return {
    kind: "words",
    words: words.map((word) => (replacement.test(word.text ?? "") ? hidden(word) : word)),
    apart: true,
    appended: !replaces,
    input: false,
  };
}

/** The words of a wrapper that are not those of the command inside. */
export function ownWords(args: readonly ShellWord[], inner: Inner): readonly ShellWord[] {
  if (inner.kind !== "words") return args;
  const [from, to] = [inner.words[0]?.start ?? 0, inner.words.at(-1)?.start ?? 0];
  return args.filter(({ start }) => start < from || start > to);
}

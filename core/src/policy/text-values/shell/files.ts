// Owns the table of the files that commands write and read by their arguments; redirections are reader.ts's. What is not in
// this table is not told: `docs/decisions/0005-shell-lines.md` lists it for people.
import { type Options, type OptionTable, readOptions } from "./options.ts";
import { mayBeOption, type ShellWord } from "./words.ts";

/** The files of a command, as words. `open`: there may be more. */
export interface FileUse {
  readonly writes: readonly ShellWord[];
  readonly reads: readonly ShellWord[];
  readonly openWrites: boolean;
  readonly openReads: boolean;
}

interface Row {
  readonly options: OptionTable;
  /** From the options, or the words as they stand. */
  readonly writes?: (read: Options, words: readonly ShellWord[]) => readonly ShellWord[];
  readonly reads?: (read: Options) => readonly ShellWord[];
  /** The words as getopt would have them, where the program reads others too. */
  readonly usual?: (words: readonly ShellWord[]) => readonly ShellWord[];
}

const operands = ({ operands: all }: Options): readonly ShellWord[] => all;
const valuesOf = ({ options }: Options, ...names: readonly string[]): readonly ShellWord[] =>
  options.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [value] : []));
const has = ({ options }: Options, ...names: readonly string[]): boolean => options.some(({ name }) => names.includes(name));

/** The last operand, or the directory of `-t`. */
const targets = (read: Options): readonly ShellWord[] => {
  const named = valuesOf(read, "t", "target-directory");
  return named.length > 0 ? named : read.operands.length > 1 ? read.operands.slice(-1) : [];
};
const sources = (read: Options): readonly ShellWord[] => (has(read, "t", "target-directory") ? read.operands : read.operands.slice(0, -1));
const moveOptions: OptionTable = { short: "abdfHiLlnPprsTuvxZRt:S:", withValue: ["target-directory", "suffix"] };

/** Operands behind a first one, a pattern or program, that options may give instead. */
const behindFirst =
  (...instead: readonly string[]) =>
  (read: Options): readonly ShellWord[] => [
    ...valuesOf(read, "f", "file"),
    ...(has(read, ...instead) ? read.operands : read.operands.slice(1)),
  ];

const reading = (options: OptionTable): Row => ({ options, reads: operands });
const writing = (options: OptionTable): Row => ({ options, writes: operands });
const grep: Row = {
  options: {
    short: "A:B:C:D:d:e:f:m:",
    withValue: [
      ...["after-context", "before-context", "context", "regexp", "file", "max-count", "include", "exclude", "exclude-dir"],
      ...["exclude-from", "label", "devices", "directories", "binary-files"],
    ],
  },
  reads: behindFirst("e", "regexp", "f", "file"),
};
const awk: Row = {
  options: { short: "F:v:f:e:i:l:", withValue: ["field-separator", "assign", "file", "source", "include", "load"] },
  reads: (read) => behindFirst("f", "file", "e", "source")(read).filter(({ text }) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(text ?? "")),
};
const sed: OptionTable = { short: "e:f:l:i::", withValue: ["expression", "file", "line-length"], long: ["in-place"] };
const sedFiles = (read: Options): readonly ShellWord[] =>
  has(read, "e", "expression", "f", "file") ? read.operands : read.operands.slice(1);

const table: Readonly<Record<string, Row>> = {
  cp: { options: moveOptions, writes: targets, reads: sources },
  mv: { options: moveOptions, writes: operandsAndTargets, reads: sources },
  ln: { options: moveOptions, writes: linkTargets },
  install: {
    options: { short: "g:m:o:t:S:", withValue: ["group", "mode", "owner", "target-directory", "suffix"], long: ["directory"] },
    writes: (read) => (has(read, "d", "directory") ? read.operands : targets(read)),
  },
  rsync: {
    options: {
      short: "e:f:T:B:M:",
      withValue: [
        ...["rsh", "filter", "exclude", "include", "exclude-from", "include-from", "files-from", "temp-dir", "compare-dest"],
        ...["copy-dest", "link-dest", "backup-dir", "suffix", "chmod", "chown", "bwlimit", "port", "timeout", "log-file"],
        ...["password-file", "max-size", "min-size", "out-format", "rsync-path", "partial-dir", "max-delete", "info", "debug"],
      ],
    },
    writes: (read) => targets(read).map((word) => (/^[^/]*:/.test(word.text ?? "") ? { ...word, text: undefined } : word)),
  },
  tee: writing({ short: "aip" }),
  touch: writing({ short: "d:r:t:A:", withValue: ["date", "reference", "time"] }),
  mkdir: writing({ short: "m:", withValue: ["mode"] }),
  rm: writing({ short: "" }),
  rmdir: writing({ short: "" }),
  unlink: writing({ short: "" }),
  shred: writing({ short: "n:s:", withValue: ["iterations", "size", "random-source"] }),
  truncate: writing({ short: "s:r:", withValue: ["size", "reference"] }),
  dd: {
    options: { short: "" },
    writes: (read) => assigned(read, "of="),
    reads: (read) => assigned(read, "if="),
  },
  sed: {
    options: sed,
    writes: (read) => (has(read, "i", "in-place") ? sedFiles(read) : []),
    reads: (read) => [...valuesOf(read, "f", "file"), ...sedFiles(read)],
  },
  find: { options: { short: "" }, writes: (_, words) => writtenByFind(words) },
  sort: {
    options: {
      short: "k:o:S:t:T:",
      withValue: [
        ...["key", "output", "buffer-size", "field-separator", "temporary-directory", "files0-from", "compress-program", "batch-size"],
        ...["parallel", "random-source", "sort"],
      ],
    },
    writes: (read) => valuesOf(read, "o", "output"),
    reads: operands,
  },
  uniq: {
    options: { short: "f:s:w:", withValue: ["skip-fields", "skip-chars", "check-chars", "group", "all-repeated"] },
    writes: (read) => read.operands.slice(1, 2),
    reads: (read) => read.operands.slice(0, 1),
  },
  tar: {
    options: {
      short: "C:f:b:F:g:H:I:K:L:N:T:V:X:",
      withValue: [
        ...["directory", "file", "exclude", "exclude-from", "files-from", "transform", "xform", "use-compress-program", "owner", "group"],
        ...["mode", "mtime", "strip-components", "format", "listed-incremental", "newer", "suffix", "one-top-level"],
      ],
      long: ["extract", "get", "create", "append", "update", "catenate", "concatenate", "delete", "list", "exclude-vcs"],
    },
    usual: (words) => {
      // The first word may lack its dash.
      const [first, ...others] = words;
      const text = first?.text;
      return first === undefined || text === undefined || text.startsWith("-") ? words : [{ ...first, text: `-${text}` }, ...others];
    },
    writes: (read, words) => {
      if (has(read, "x", "extract", "get")) return placesOf(valuesOf(read, "C", "directory"), words);
      const makes = has(read, "c", "create", "r", "append", "u", "update", "A", "catenate", "concatenate", "delete");
      return makes ? valuesOf(read, "f", "file") : [];
    },
    reads: (read) => (has(read, "c", "create", "r", "append", "u", "update") ? read.operands : valuesOf(read, "f", "file")),
  },
  unzip: {
    options: { short: "d:x:P:" },
    writes: (read, words) => (has(read, "l", "t", "p", "v", "z") ? [] : placesOf(valuesOf(read, "d"), words)),
    reads: (read) => read.operands.slice(0, 1),
  },
  scp: {
    options: { short: "c:D:F:i:J:l:o:P:S:X:" },
    writes: (read) => targets(read).map((word) => (/^[^/]*:/.test(word.text ?? "") ? { ...word, text: undefined } : word)),
  },
  wget: {
    options: {
      short: "a:A:B:D:e:i:I:l:o:O:P:Q:R:t:T:U:w:X:",
      withValue: [
        ...["output-document", "output-file", "append-output", "directory-prefix", "input-file", "execute", "header", "post-data"],
        ...["post-file", "body-data", "body-file", "method", "user-agent", "user", "password", "tries", "timeout", "wait", "limit-rate"],
        ...["load-cookies", "save-cookies", "referer", "level", "accept", "reject", "domains", "quota"],
      ],
      long: ["spider", "quiet"],
    },
    writes: (read) => [
      ...valuesOf(read, "o", "output-file", "a", "append-output", "save-cookies", "O", "output-document"),
      // Without -O the name is the URL's or the server's.
      ...(has(read, "O", "output-document", "spider") ? [] : read.operands.slice(0, 1).map((word) => ({ ...word, text: undefined }))),
    ],
    reads: (read) => valuesOf(read, "i", "input-file", "post-file", "body-file", "load-cookies"),
  },
  cat: reading({ short: "" }),
  head: reading({ short: "n:c:", withValue: ["lines", "bytes"] }),
  tail: reading({ short: "n:c:s:", withValue: ["lines", "bytes", "pid", "sleep-interval", "max-unchanged-files"] }),
  less: reading({ short: "b:h:j:k:o:O:p:P:t:T:x:y:z:" }),
  grep,
  egrep: grep,
  fgrep: grep,
  awk,
  gawk: awk,
  mawk: awk,
  source: { options: { short: "" }, reads: (read) => read.operands.slice(0, 1) },
  ".": { options: { short: "" }, reads: (read) => read.operands.slice(0, 1) },
  diff: reading({ short: "U:C:I:F:L:W:x:X:D:S:", withValue: ["label", "exclude", "exclude-from", "ignore-matching-lines", "width"] }),
  base64: reading({ short: "w:b:", withValue: ["wrap", "break"] }),
  curl: {
    options: {
      short: "A:b:c:C:d:D:e:E:F:h:H:K:m:o:P:Q:r:t:T:u:U:w:x:X:y:Y:z:",
      withValue: [
        ...["data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json", "form", "upload-file", "header", "config"],
        ...["output", "dump-header", "cookie-jar", "cookie", "request", "url", "user", "user-agent", "proxy", "form-string"],
      ],
    },
    writes: (read) => [
      ...valuesOf(read, "o", "output", "D", "dump-header", "c", "cookie-jar"),
      // The name is the URL's or the server's.
      ...(has(read, "O", "remote-name", "remote-name-all") ? read.operands.slice(0, 1).map((word) => ({ ...word, text: undefined })) : []),
    ],
    reads: (read) => [
      ...valuesOf(read, "T", "upload-file", "K", "config"),
      ...valuesOf(read, "d", "data", "data-ascii", "data-binary", "json", "H", "header").flatMap(behind(/^@/)),
      ...valuesOf(read, "data-urlencode").flatMap(behind(/^[^=@]*@/)),
      ...valuesOf(read, "F", "form").flatMap(behind(/^[^=]*=[@<]/)),
    ],
  },
};

/** What an archive is unpacked into. */
function placesOf(named: readonly ShellWord[], words: readonly ShellWord[]): readonly ShellWord[] {
  return named.length > 0 ? named : words.slice(0, 1).map((word) => ({ ...word, text: ".", prefix: ".", home: false }));
}

function writtenByFind(words: readonly ShellWord[]): readonly ShellWord[] {
  const files = words.filter((_, at) => /^-(?:fprint0?|fprintf|fls)$/.test(words[at - 1]?.text ?? ""));
  if (!words.some(({ text }) => text === "-delete")) return files;
  const rest = words.slice(words.findIndex(({ text }) => text === undefined || !/^-[HLP]$/.test(text)));
  const end = rest.findIndex(({ text }) => text !== undefined && /^[-(!,]/.test(text));
  const starts = rest.slice(0, end < 0 ? undefined : end);
  return [...(starts.length === 0 ? placesOf([], words) : starts), ...files];
}

function operandsAndTargets(read: Options): readonly ShellWord[] {
  return [...read.operands, ...valuesOf(read, "t", "target-directory")];
}

/** A link without a target stands in the directory itself, under its source's name. */
function linkTargets(read: Options): readonly ShellWord[] {
  const [only, ...others] = read.operands;
  if (only === undefined || others.length > 0 || has(read, "t", "target-directory")) return targets(read);
  return [{ ...only, text: only.text?.replace(/^.*\/(?=.)/, ""), home: false }];
}

function assigned(read: Options, name: string): readonly ShellWord[] {
  return read.operands.flatMap((word) => ((word.text ?? word.prefix).startsWith(name) ? [without(word, name.length)] : []));
}

function without(word: ShellWord, length: number): ShellWord {
  return { ...word, text: word.text?.slice(length), prefix: word.prefix.slice(length), home: false };
}

/** The file that a value of curl names behind a sign; a value that may name one is one that cannot be told. */
const behind =
  (sign: RegExp) =>
  (value: ShellWord): readonly ShellWord[] => {
    const lead = value.text ?? value.prefix;
    const found = sign.exec(lead);
    if (found === null) return value.text === undefined && (value.prefix === "" || sign.source.includes("=")) ? [value] : [];
    const file = without(value, found[0].length);
    return [{ ...file, text: file.text?.replace(/[;,].*$/s, "").replace(/^"(.*)"$/s, "$1") }];
  };

/** Which files a command of this name uses; `appended` says that more arguments follow than are written. */
export function filesOf(name: string, args: readonly ShellWord[], appended: boolean): FileUse {
  if (!Object.hasOwn(table, name)) return { writes: [], reads: [], openWrites: false, openReads: false };
  const row = table[name] as Row;
  const words = row.usual?.(args) ?? args;
  const read = readOptions(words, row.options, true);
  const open = appended || args.some((word) => word.text === undefined && mayBeOption(word));
  const files = (words: readonly ShellWord[] | undefined): readonly ShellWord[] =>
    (words ?? []).filter((word) => !word.pipe && word.text !== "-" && !word.loose);
  return {
    writes: files(row.writes?.(read, words)),
    reads: files(row.reads?.(read)),
    openWrites: open && row.writes !== undefined,
    openReads: open && row.reads !== undefined,
  };
}

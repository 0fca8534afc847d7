// Owns the table of the variables and settings by which a program is made to run something else: what they name runs too, or
// nobody can tell what does. Knows no other programs.
import type { ShellWord } from "./words.ts";

/** Variables whose value is a command. */
const commandVariables = new Set([
  ...["PAGER", "MANPAGER", "EDITOR", "VISUAL", "BROWSER", "PROMPT_COMMAND", "SSH_ASKPASS", "SUDO_ASKPASS", "GIT_ASKPASS", "GIT_PAGER"],
  ...["GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND"],
]);
/** Variables that name code for the program to load, or settings that may. */
const codeVariables = new Set([
  ...["LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH", "BASH_ENV"],
  ...["PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "LESSOPEN", "LESSCLOSE", "GIT_EXEC_PATH", "GIT_CONFIG_COUNT"],
  ...["GIT_CONFIG_PARAMETERS", "NODE_OPTIONS"],
]);
/** Options of Node that run no code that is not there already. */
const harmlessNodeOptions =
  /^(?:\s*--(?:max-[a-z-]+-size(?:=\d+)?|no-[a-z-]+|trace-[a-z-]+|enable-source-maps|experimental-vm-modules))*\s*$/;

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;
const nothing: readonly ShellWord[] = [];
const unknown = (word: ShellWord): readonly ShellWord[] => [{ ...word, text: undefined }];
const script = (word: ShellWord, text: string | undefined): readonly ShellWord[] => (text?.trim() === "" ? nothing : [{ ...word, text }]);

/** What an assignment makes run: scripts, without a text where it cannot be told. */
export function ranByAssignment(word: ShellWord): readonly ShellWord[] {
  const [lead = "", name = "", append] = assignment.exec(word.text ?? word.prefix) ?? [];
  const value = word.text?.slice(lead.length);
  if (commandVariables.has(name)) return script(word, append === "+" ? undefined : value);
  if (!codeVariables.has(name) || value === "") return nothing;
  return name === "NODE_OPTIONS" && value !== undefined && harmlessNodeOptions.test(value) ? nothing : unknown(word);
}

const assigning = new Set(["export", "declare", "typeset", "readonly", "local"]);
const passing = new Set(["env", "sudo", "doas"]);

/** What the words of a command make run besides what they name. `own` are those that are not of a command inside. */
export function ranBySettings(name: string, own: readonly ShellWord[]): readonly ShellWord[] {
  if (assigning.has(name) || passing.has(name)) return own.flatMap(ranByAssignment);
  if (name === "tar") return own.flatMap(ranByTar);
  return name === "git" ? ranByGit(own) : nothing;
}

function ranByTar(word: ShellWord): readonly ShellWord[] {
  const option = /^--(?:to-command|use-compress-program|rsh-command|info-script|new-volume-script|checkpoint-action=exec)=/;
  const [lead] = option.exec(word.text ?? word.prefix) ?? [];
  return lead === undefined ? nothing : script(word, word.text?.slice(lead.length));
}

/** Settings of git whose value is a command, or names where commands are. */
const gitCommands = new RegExp(
  `^(?:${[
    "alias\\..+",
    "core\\.(?:pager|editor|sshcommand|gitproxy|askpass|fsmonitor)",
    "pager\\..+",
    "sequence\\.editor",
    "interactive\\.difffilter",
    "diff\\.external",
    "diff\\..+\\.(?:command|textconv)",
    "(?:difftool|mergetool|browser|man)\\..+\\.cmd",
    "merge\\..+\\.driver",
    "filter\\..+\\.(?:clean|smudge|process)",
    "credential\\.(?:.+\\.)?helper",
    "gpg\\.(?:.+\\.)?program",
    "uploadpack\\.packobjectshook",
  ].join("|")})$`,
  "s",
);
const gitPlaces = /^(?:core\.hookspath|include\.path|includeif\..+\.path)$/s;
const gitOptionsWithValue = new Set(["-C", "-c", "--git-dir", "--work-tree", "--namespace", "--super-prefix", "--config-env"]);

function ranByGit(args: readonly ShellWord[]): readonly ShellWord[] {
  const found: ShellWord[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const lead = word.text ?? word.prefix;
    if (word.text === undefined && (word.loose || lead === "")) return [...found, ...unknown(word)];
    if (!lead.startsWith("-")) break;
    const next = args[at + 1];
    if (lead.startsWith("--exec-path=")) found.push(...unknown(word));
    else if (lead.startsWith("--config-env=")) found.push(...gitSetting(word, lead.slice(13), undefined));
    else if (gitOptionsWithValue.has(lead) && next !== undefined) {
      at++;
      if (lead === "-c") found.push(...gitSetting(next, next.text ?? next.prefix, next.text));
      if (lead === "--config-env") found.push(...gitSetting(next, next.text ?? next.prefix, undefined));
    }
  }
  const [command, ...rest] = args.slice(at);
  for (const word of rest) {
    const lead = word.text ?? word.prefix;
    const [all] = /^(?:ext::|--(?:upload-pack|receive-pack)=)/.exec(lead) ?? [];
    if (all !== undefined) found.push(...script(word, word.text?.slice(all.length)));
  }
  if (command?.text !== "config") return found;
  const operands = rest.filter(({ text, prefix }) => !(text ?? prefix).startsWith("-"));
  const [key, value] = operands[0]?.text === "set" ? operands.slice(1) : operands;
  if (key !== undefined && value !== undefined)
    found.push(
      ...(key.text === undefined
        ? unknown(key)
        : gitSetting(value, `${key.text}=`, value.text === undefined ? undefined : `${key.text}=${value.text}`)),
    );
  return found;
}

/** `KEY=VALUE`, of which `lead` is what is certain. */
function gitSetting(word: ShellWord, lead: string, whole: string | undefined): readonly ShellWord[] {
  const equals = lead.indexOf("=");
  if (equals < 0) return whole === undefined ? unknown(word) : nothing;
  const key = lead.slice(0, equals).toLowerCase();
  const value = whole?.slice(equals + 1);
  if (gitPlaces.test(key)) return value === "" || value === "/dev/null" ? nothing : unknown(word);
  if (!gitCommands.test(key)) return nothing;
  if (value === undefined) return unknown(word);
  if (value.startsWith("!")) return script(word, value.slice(1));
  // An alias is a command of git's own, which is not the one that stands there.
  if (key.startsWith("alias.")) return unknown(word);
  if (/^(?:true|false|[01]|yes|no|on|off)?$/i.test(value)) return nothing;
  // A helper without a path is one of git's.
  return key.endsWith(".helper") && !value.includes("/") ? nothing : script(word, value);
}

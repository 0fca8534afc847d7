// THE table of where coding agents and evaluation tools keep the sessions that they record.

/** Where a folder is looked for. */
export interface Surroundings {
  /** The person's home folder. */
  readonly home: string;
  /** Open folders, where evaluation tools write logs. */
  readonly folders: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface SessionPlace {
  /** As people call it. */
  readonly tool: string;
  /** The variable that names the folder otherwise. */
  readonly variable?: string;
  /** Below the home folder, where the variable names none; absent where it is below the open folders. */
  readonly home?: string;
  /** Below that folder. */
  readonly below: string;
  /** The names of files that hold sessions. */
  readonly files: RegExp;
}

export const sessionPlaces: readonly SessionPlace[] = [
  { tool: "Claude Code", variable: "CLAUDE_CONFIG_DIR", home: ".claude", below: "projects", files: /\.jsonl$/ },
  { tool: "Codex", variable: "CODEX_HOME", home: ".codex", below: "sessions", files: /^rollout-.*\.jsonl$/ },
  { tool: "OpenCode", variable: "OPENCODE_DATA_DIR", home: ".local/share/opencode", below: "storage/session", files: /^ses_.*\.json$/ },
  { tool: "Gemini", home: ".gemini", below: "tmp", files: /^session-.*\.jsonl?$/ },
  { tool: "Qwen Code", home: ".qwen", below: "projects", files: /\.jsonl$/ },
  { tool: "Cursor", home: ".cursor", below: "projects", files: /\.jsonl$/ },
  { tool: "Copilot", variable: "COPILOT_HOME", home: ".copilot", below: "session-state", files: /\.jsonl$/ },
  { tool: "Droid", home: ".factory", below: "sessions", files: /\.jsonl$/ },
  { tool: "Kimi", home: ".kimi", below: "sessions", files: /\.jsonl$/ },
  { tool: "pi", home: ".pi", below: "agent/sessions", files: /\.jsonl$/ },
  { tool: "Inspect", variable: "INSPECT_LOG_DIR", below: "logs", files: /\.(?:eval|json)$/ },
];

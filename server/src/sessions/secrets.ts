// Owns the finding of secrets: by Secretlint's recommended rules.

import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";

const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };

/** Secrets that stand in the text, each as it stands there. */
export async function findSecrets(text: string): Promise<readonly string[]> {
  const source = { content: text, filePath: "run.txt", ext: ".txt", contentType: "text" } as const;
  const { messages } = await lintSource({ source, options: { config, locale: "en", noPhysicFilePath: true } });
  return messages.map(({ range: [start, end] }) => text.slice(start, end));
}

// package.json tells the editor which settings and commands there are; the client's tables must say the same.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "mocha";
import { viewCommands } from "../../client/src/replay/messages.ts";
import { type SettingName, setting, settings } from "../../client/src/settings.ts";
import { type LaunchArguments, stopFilters, traceExtensions } from "../../core/src/index.ts";

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly customEditors: readonly { readonly selector: readonly { readonly filenamePattern: string }[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly type: string; readonly default: unknown }>> };
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly debuggers: readonly {
      readonly configurationAttributes: {
        readonly launch: { readonly properties: Readonly<Record<string, { readonly items?: { readonly enum?: readonly string[] } }>> };
      };
    }[];
    readonly languages: readonly { readonly icon: Readonly<Record<string, string>> }[];
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
  };
}
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const manifest: Manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const { contributes } = manifest;

describe("what the extension contributes", () => {
  it("has the settings that the client reads, with their types and defaults", () => {
    const contributed = Object.fromEntries(
      Object.entries(contributes.configuration.properties).map(([name, { type, default: value }]) => [name, { type, default: value }]),
    );
    assert.deepEqual(contributed, settings);
  });

  it("reads a setting of a wrong type as its default", () => {
    for (const name of Object.keys(settings) as SettingName[]) {
      assert.equal(setting({ get: () => 7 }, name), settings[name].default);
      assert.equal(setting({ get: () => undefined }, name), settings[name].default);
    }
    assert.equal(setting({ get: () => false }, "remit.replay.followCaret"), false);
  });

  it("has a command for each command of the replay view", () => {
    const commands = contributes.commands.map(({ command }) => command);
    for (const command of viewCommands) assert.ok(commands.includes(`remit.replay.${command}`), command);
    assert.equal(new Set(commands).size, commands.length);
  });

  it("offers in a launch configuration what the debugger takes, and stops on what it stops on", () => {
    const [debugger_] = contributes.debuggers;
    const { stopOn } = debugger_?.configurationAttributes.launch.properties ?? {};
    assert.deepEqual(
      stopOn?.items?.enum,
      stopFilters.map(({ filter }) => filter),
    );
    const taken: Record<Exclude<keyof LaunchArguments, "noDebug">, true> = {
      policy: true,
      trace: true,
      run: true,
      history: true,
      approve: true,
      refuse: true,
      stopOnEntry: true,
      step: true,
      stopOn: true,
      context: true,
    };
    assert.deepEqual(Object.keys(debugger_?.configurationAttributes.launch.properties ?? {}).sort(), Object.keys(taken).sort());
  });

  it("puts only its commands in menus", () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    for (const items of Object.values(contributes.menus)) for (const { command } of items) assert.ok(commands.has(command), command);
  });

  it("opens as a replay, and offers to, whatever may be a trace", () => {
    const patterns = contributes.customEditors.flatMap(({ selector }) => selector.map(({ filenamePattern }) => filenamePattern));
    for (const extension of traceExtensions) assert.ok(patterns.includes(`*.${extension}`), extension);
    const conditions = Object.values(contributes.menus).flatMap((items) => items.map(({ when = "" }) => when));
    const named = conditions.flatMap((when) => [...when.matchAll(/resourceExtname =~ \/\^\\\.\(([^)]*)\)\$/g)].map(([, names]) => names));
    assert.ok(named.length > 0);
    for (const names of named) assert.equal(names, traceExtensions.join("|"));
  });

  it("names only files that are there", () => {
    const files = [
      manifest.icon,
      ...contributes.languages.flatMap(({ icon }) => Object.values(icon)),
      ...contributes.jsonValidation.map(({ url }) => url),
    ];
    for (const file of files) assert.ok(existsSync(path.join(root, file)), file);
  });

  it("gives each colour of the view in all four kinds of theme", () => {
    const styles = ["replay", "strip", "cards", "why", "contrast"].map((name) =>
      readFileSync(path.join(root, `client/webview/replay/${name}.css`), "utf8"),
    );
    const read = new Set([...styles.join("").matchAll(/--vscode-remit-(\w+)/g)].map(([, name]) => `remit.${name}`));
    assert.deepEqual(new Set(contributes.colors.map(({ id }) => id)), read);
    for (const { id, defaults } of contributes.colors)
      assert.deepEqual(Object.keys(defaults).sort(), ["dark", "highContrast", "highContrastLight", "light"], id);
  });
});

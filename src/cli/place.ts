import { parseArgs } from "node:util";
import { loadSettings, type Settings } from "#kernel/settings.ts";

/** The options that say which installation a command is about. */
export const PLACE = { data: { type: "string" }, config: { type: "string" } } as const;

/** For commands with no other options: the settings of `--data` and `--config`. */
export function settingsOf(args: readonly string[]): Settings {
  const { values } = parseArgs({ args: [...args], options: PLACE });
  return loadSettings({ dataFolder: values.data, file: values.config });
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Fault } from "#kernel/fault.ts";
import { type Logger, openLog } from "#kernel/log.ts";
import { loadSettings, type Settings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { PLACE } from "./place.ts";
import { buildPage, untilSignal } from "./run.ts";

/** What `demo/run.ts` offers. It is no part of the product, and no path of the product imports it. */
interface Demo {
  runDemo(options: {
    settings: Settings;
    log: Logger;
    say: (line: string) => void;
    signal: AbortSignal;
  }): Promise<void>;
}

/** An example site that lives, on a data folder of its own (`./demo-data`), until SIGTERM or SIGINT. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: PLACE });
  const dataFolder = values.data ?? (values.config === undefined ? "demo-data" : undefined);
  const settings = loadSettings({ dataFolder, file: values.config });
  const program = join(packageFolder, "demo", "run.ts");
  if (!existsSync(program)) {
    throw new Fault(
      "not-found",
      `The demo is not installed: ${program} is missing. Take it from the sources of Tocsin.`,
    );
  }
  const log = openLog(settings.log.level === "info" ? "warn" : settings.log.level);
  const stopping = new AbortController();
  const told = untilSignal().then((signal) => {
    console.log(`Stopping, because of ${signal}.`);
    stopping.abort();
  });
  buildPage(log);
  const demo = (await import(pathToFileURL(program).href)) as Demo;
  await demo.runDemo({ settings, log, say: (line) => console.log(line), signal: stopping.signal });
  await told;
  return 0;
}

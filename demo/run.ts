import { setTimeout as wait } from "node:timers/promises";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Settings } from "#kernel/settings.ts";
import { startServer } from "#server.ts";
import { clockTime } from "./clock-time.ts";
import { openMailSink } from "./mail-sink.ts";
import { openPanels } from "./panels.ts";
import { openPlant } from "./plant.ts";
import { scenesInTurn } from "./scenes.ts";
import { prepareSite } from "./site.ts";
import { openWebhookSink } from "./webhook-sink.ts";

/** The ports of `examples/demo-site.yaml`, all on this machine only. */
const PORTS = { panels: 12128, plc: 15020, mail: 12525, webhook: 18080 };

export interface DemoOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly say: (line: string) => void;
  /** Ends the demo. */
  readonly signal: AbortSignal;
  /** Shortest and longest time from one scene to the next. */
  readonly paceMs?: readonly [number, number];
}

/** The whole server on a site with panels, a PLC and people, of which only the server is real. Resolves after `signal`. */
export async function runDemo({ settings, log, say, signal, paceMs = [20_000, 40_000] }: DemoOptions): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const plant = parts.use(await openPlant(PORTS.plc));
  const mails = await openMailSink(PORTS.mail, { say, signal, dataFolder: settings.dataFolder });
  if (mails) parts.use(mails);
  else say('Mails are not shown: smtp-server, a development dependency, is not installed. Run "npm ci".');
  parts.use(await openWebhookSink(PORTS.webhook, say));

  const server = await startServer({ settings, log, say, demo: true });
  parts.defer(() => server.stop());
  await Promise.race([server.active, ended(signal)]);
  if (signal.aborted) return;
  await prepareSite(settings.dataFolder, say);
  const panels = parts.use(openPanels(PORTS.panels));
  whatToTry(settings, say);

  for (const scene of scenesInTurn()) {
    const [least, most] = paceMs;
    await wait(least + Math.random() * (most - least), undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    say(`${clockTime()}  scene     ${scene.title}`);
    scene.play({ panels, plant, signal }).catch((thrown: unknown) => {
      if (!signal.aborted) say(`${clockTime()}  scene     "${scene.title}" broke off: ${saying(thrown)}`);
    });
  }
}

function whatToTry({ dataFolder, publicUrl }: Settings, say: (line: string) => void): void {
  const data = `--data ${dataFolder}`;
  say(`
What to try
  - Open ${publicUrl} (the browser warns: compare the fingerprint above), enrol with the code, and watch.
  - Look at Plans and maps, and go through the steps that an alarm of fire or intrusion begins.
  - Acknowledge an alarm on the page, or with the link of a mail below. Leave one alone and see who is told next.
  - npx tocsin simulate ${data} --source panels --point F10E/1/001 --category fire --priority life-safety
  - npx tocsin export ${data}
  - npx tocsin audit-trail verify ${data}
  - Ben answers some mails by himself after a while. Nobody else does.
Ctrl-C ends it; "rm -r ${dataFolder}" forgets it.
`);
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A driver host as `tocsin module driver-host` runs it, with a driver that reports as fast as it is told to. */
import { z } from "zod";
import { type DriverHost, defineDriver } from "#drivers/driver.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { startModule } from "#mesh/module.ts";

const { core, dataFolder } = JSON.parse(process.argv[2] ?? "{}") as { core: string; dataFolder: string };

/** Reports that devices wait for at the same time. */
const AT_ONCE = 2000;

const Settings = z.object({ events: z.int(), perSecond: z.number().nullable() });
const driver = defineDriver({
  name: "bench",
  title: "Reports at a given pace",
  standard: "",
  role: "dials",
  settings: Settings,
  ports: () => [],
  open: ({ events, perSecond }, host) => {
    const done = perSecond === null ? flood(host, events) : paced(host, events, perSecond);
    done.catch((thrown: unknown) => process.stderr.write(`${String(thrown)}\n`));
    return Promise.resolve({ lost: new Promise<never>(() => {}), [Symbol.asyncDispose]: () => Promise.resolve() });
  },
});

/** The time is the machine's monotonic one, in nanoseconds, which both processes read alike. */
function report(host: DriverHost, number: number): Promise<void> {
  const point = `p${number % 500}`;
  const raw = `${process.hrtime.bigint()}`;
  return host.report({ point, kind: "value", category: "technical", condition: "", value: number, raw });
}

async function flood(host: DriverHost, events: number): Promise<void> {
  let next = 0;
  const device = async () => {
    while (next < events) await report(host, next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, device));
}

async function paced(host: DriverHost, events: number, perSecond: number): Promise<void> {
  const from = performance.now();
  const under: Promise<void>[] = [];
  while (under.length < events) {
    const due = Math.min(events, Math.floor(((performance.now() - from) / 1000) * perSecond));
    while (under.length < due) under.push(report(host, under.length));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
}

await startModule({
  role: "driver-host",
  cores: [core],
  dataFolder,
  drivers: () => Promise.resolve([driver]),
  channels: () => Promise.resolve([]),
  spoolBytes: 256 * 1024 * 1024,
  clock: systemClock,
  log: silentLog,
});

import type { Core, Sources } from "#api/core.ts";
import type { Line } from "#line/line.ts";
import type { Standing } from "./standing.ts";

/** Parts of the line that the API knows by the same names. */
const PARTS = [
  "outbox",
  "speech",
  "verification",
  "trials",
  "drills",
  "reports",
  "procedures",
  "pushDevices",
  "witnesses",
  "retention",
  "inbox",
] as const satisfies readonly (keyof Line & keyof Core)[];

type Part = (typeof PARTS)[number];

/** What of the API's core is the line's. */
export type Offered = Pick<Core, Part | "alarms" | "callouts" | "sources">;

/** The line's part, of whichever line runs; to touch any of it while none does throws a `Fault` (`not-active`). */
export function offered(standing: Standing): Offered {
  const parts = PARTS.map((part) => [part, { get: (): Line[Part] => standing.active[part], enumerable: true }]);
  return Object.defineProperties(
    {},
    {
      ...Object.fromEntries(parts),
      alarms: { get: (): Core["alarms"] => standing.active.engine.orders, enumerable: true },
      callouts: { get: (): Core["callouts"] => standing.active.dispatcher, enumerable: true },
      sources: { get: () => sourcesOf(standing.active), enumerable: true },
    },
  ) as Offered;
}

/** Those that run here, and those that modules on other machines serve. */
function sourcesOf({ supervisor, hosted }: Line): Sources {
  return {
    health: () => [...supervisor.health(), ...hosted.health()],
    adopted: (source, key) => {
      supervisor.adopted(source, key);
      hosted.adopted(source, key);
    },
    traffic: supervisor.traffic,
    read: (source, point) => supervisor.read(source, point),
    test: (source) => supervisor.test(source),
  };
}

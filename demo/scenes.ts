import { setTimeout as wait } from "node:timers/promises";
import type { Panels } from "./panels.ts";
import type { Plant } from "./plant.ts";

interface Stage {
  readonly panels: Panels;
  readonly plant: Plant;
  readonly signal: AbortSignal;
}

interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}

/** What happens at Riverside Works. Every scene puts back what it changed. */
export const SCENES: readonly Scene[] = [
  {
    title: "Somebody opens the loading bay door of the armed warehouse",
    async play({ panels, signal }) {
      await panels.intruder.report("Nri1/BA003");
      await wait(50_000, undefined, { signal });
      await panels.intruder.report("Nri1/BR003");
    },
  },
  {
    title: "The boiler grows too hot, is brought back, and leaves an alarm to be acknowledged",
    async play({ plant, signal }) {
      plant.heatTo(112);
      await wait(60_000, undefined, { signal });
      plant.heatTo();
    },
  },
  {
    title: "Smoke in hall 2: the fire panel reports in AES-128",
    async play({ panels, signal }) {
      await panels.fire.report("Nri1/FA001");
      await wait(120_000, undefined, { signal });
      await panels.fire.report("Nri1/FR001");
    },
  },
  {
    title: "The feed pump trips, and somebody starts it again",
    async play({ plant, signal }) {
      plant.pumpTripped = true;
      await wait(40_000, undefined, { signal });
      plant.pumpTripped = false;
    },
  },
  {
    title: "The feed water tank runs low",
    async play({ plant, signal }) {
      plant.fillTo(22);
      await wait(80_000, undefined, { signal });
      plant.fillTo();
    },
  },
  {
    title: "The cover of the keypad is taken off",
    async play({ panels, signal }) {
      await panels.intruder.report("Nri1/TA007");
      await wait(30_000, undefined, { signal });
      await panels.intruder.report("Nri1/TR007");
    },
  },
  {
    title: "Mains of the warehouse panel fails",
    async play({ panels, signal }) {
      await panels.intruder.report("Nri1/AT000");
      await wait(70_000, undefined, { signal });
      await panels.intruder.report("Nri1/AR000");
    },
  },
  {
    title: "The cable to the PLC is pulled: its alarms freeze, and one alarm stands for all",
    async play({ plant, signal }) {
      plant.silent = true;
      await wait(25_000, undefined, { signal });
      plant.silent = false;
    },
  },
  {
    title: "The steam pressure climbs too fast",
    async play({ plant, signal }) {
      plant.pressTo(7.5);
      await wait(30_000, undefined, { signal });
      plant.pressTo();
    },
  },
  {
    title: "The line of the fire panel is cut for a minute",
    async play({ panels, signal }) {
      panels.fire.silent = true;
      await wait(75_000, undefined, { signal });
      panels.fire.silent = false;
      await panels.fire.report("");
    },
  },
  {
    title: "The gas detector of the boiler house responds for a moment",
    async play({ plant, signal }) {
      plant.gas = true;
      await wait(8000, undefined, { signal });
      plant.gas = false;
    },
  },
];

/** The scenes in their order, over and over. */
export function* scenesInTurn(): Generator<Scene, never> {
  for (;;) yield* SCENES;
}

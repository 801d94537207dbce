import assert from "node:assert/strict";
import type { z } from "zod";
import { Dc09Session } from "#drivers/sia-dc09/session.ts";
import { Settings } from "#drivers/sia-dc09/settings.ts";
import { House } from "../contracts/driver-contract.ts";
import { Panel, type PanelOptions } from "./panel.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A receiver with its panels, for a test. */
export interface Dc09Site {
  readonly house: House;
  readonly clock: VirtualClock;
  readonly session: Dc09Session;
  readonly panel: (options?: Partial<PanelOptions>) => Panel;
}

/** Opens a receiver and panels, and closes them again. */
export async function withSite(
  settings: z.input<typeof Settings>,
  test: (site: Dc09Site) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const house = new House(clock);
  const panels: Panel[] = [];
  const parsed = Settings.parse({ host: "127.0.0.1", port: 0, accounts: [{ account: "1234" }], ...settings });
  const session = await Dc09Session.open(parsed, house.host);
  try {
    const panel = (options: Partial<PanelOptions> = {}) => {
      const now = () => clock.now();
      const made = new Panel({ host: "127.0.0.1", port: session.port, account: "1234", now, ...options });
      panels.push(made);
      return made;
    };
    await test({ house, clock, session, panel });
  } finally {
    await Promise.all(panels.map((panel) => panel.close()));
    await session[Symbol.asyncDispose]();
  }
  assert.equal(clock.pending, 0, "a timer was left");
}

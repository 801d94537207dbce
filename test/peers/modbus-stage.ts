import assert from "node:assert/strict";
import type { Session } from "#drivers/driver.ts";
import modbusTcp from "#drivers/modbus-tcp/index.ts";
import { House } from "../contracts/driver-contract.ts";
import { Plc } from "./plc.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const DOOR = { key: "door", name: "Door", unit: 1, fc: 1, address: 3, type: "bit", kind: "alarm" };
export const register = (address: number, more: object = {}) => ({
  key: `r${address}`,
  name: `Register ${address}`,
  unit: 1,
  fc: 3,
  address,
  tier: "fast",
  ...more,
});

/** A simulator, a driver that polls it every 100 ms of a clock that the test moves, and what the house heard. */
export async function stage(
  tags: readonly object[],
  more: { units?: number[]; settings?: object; before?: (plc: Plc) => void } = {},
) {
  const plc = await Plc.start({ units: more.units ?? [1] });
  more.before?.(plc);
  const clock = new VirtualClock();
  const house = new House(clock);
  const settings = modbusTcp.settings.parse({
    host: "127.0.0.1",
    port: plc.port,
    tiers: { fast: 100, normal: 1000 },
    tags,
    ...more.settings,
  });
  let session: Session | undefined;
  let lost: Error | undefined;
  const open = async () => {
    session = await modbusTcp.open(settings, house.host);
    session.lost.catch((thrown: Error) => {
      lost = thrown;
    });
  };
  return {
    plc,
    clock,
    house,
    open,
    read: (point: string) => session?.read?.(point) ?? assert.fail("the session can't read"),
    test: () => session?.test?.() ?? assert.fail("the session can't be tested"),
    lost: () => lost,
    /** Moves the clock on, a step at a time, giving sockets their turn, until it holds. */
    async pass(holds: () => boolean, stepMs = 10): Promise<void> {
      for (;;) {
        for (let turn = 0; turn < 20; turn++) {
          if (holds()) return;
          await new Promise((resolve) => setImmediate(resolve));
        }
        clock.advance(stepMs);
      }
    },
    said: () =>
      house.reports.map(({ point, kind, value }) => `${point} ${kind}${value === undefined ? "" : ` ${value}`}`),
    links: () => house.links.map(({ part, state, why }) => `${part ?? "-"} ${state}: ${why}`),
    async [Symbol.asyncDispose]() {
      await session?.[Symbol.asyncDispose]();
      await plc[Symbol.asyncDispose]();
      assert.equal(house.waiting, 0);
    },
  };
}

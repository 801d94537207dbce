import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { silentLog } from "#kernel/log.ts";
import { Source } from "#site/point.ts";
import { Plc } from "../../../test/peers/plc.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { Supervisor } from "../supervisor.ts";
import modbusTcp from "./index.ts";

/** Simulators behind the real supervisor and one clock that the test moves. */
async function site(endpoints: number, tagsEach: number, intervalMs: number) {
  const clock = new VirtualClock();
  const plcs = await Promise.all(Array.from({ length: endpoints }, () => Plc.start()));
  const reports: (Report & { source: string })[] = [];
  const links: string[] = [];
  const supervisor = new Supervisor({
    drivers: [modbusTcp],
    clock,
    log: silentLog,
    feed: new Feed("test"),
    report: async (source, report) => void reports.push({ ...report, source }),
    link: (source, part, state) => void links.push(`${source} ${part || "-"} ${state}`),
    unseal: ({ settings }) => settings,
    chance: () => 0,
  });
  const tags = Array.from({ length: tagsEach }, (_, address) => ({
    key: `r${address}`,
    name: `R${address}`,
    unit: 1,
    fc: 3,
    address,
    tier: "fast",
  }));
  await supervisor.apply(
    plcs.map(({ port }, at) =>
      Source.parse({
        id: `plc-${at}`,
        name: `PLC ${at}`,
        driver: "modbus-tcp",
        settings: { host: "127.0.0.1", port, tiers: { fast: intervalMs }, tags },
      }),
    ),
  );
  /** Lets `ms` pass, 10 ms at a time, or less when it holds sooner. */
  const pass = async (ms: number, holds: () => boolean = () => false) => {
    for (let passed = 0; passed < ms; passed += 10) {
      for (let turn = 0; turn < 10; turn++) {
        if (holds()) return;
        await new Promise((resolve) => setImmediate(resolve));
      }
      clock.advance(10);
    }
  };
  return {
    clock,
    plcs,
    reports,
    links,
    supervisor,
    pass,
    async [Symbol.asyncDispose]() {
      await supervisor.stop();
      await Promise.all(plcs.map((plc) => plc[Symbol.asyncDispose]()));
      assert.equal(clock.pending, 0);
    },
  };
}

describe("Modbus TCP under the supervisor", () => {
  it("is one connection and one chain of polls again after every hang-up", async () => {
    await using one = await site(1, 3, 100);
    const [plc] = one.plcs;
    assert.ok(plc);
    for (let turn = 1; turn <= 5; turn++) {
      await one.pass(120_000, () => one.reports.length === 3 * turn);
      const asked = plc.asked.length;
      await one.pass(2000);
      assert.ok(
        plc.asked.length - asked >= 18 && plc.asked.length - asked <= 22,
        `${plc.asked.length - asked} polls in 2 s`,
      );
      assert.deepEqual([plc.open, plc.connections], [1, turn]);
      plc.hangUp();
      await plc.until(() => plc.open === 0);
    }
    assert.deepEqual(one.links.slice(0, 5), [
      "plc-0 - up",
      "plc-0 unit-1 up",
      "plc-0 - down",
      "plc-0 - up",
      "plc-0 unit-1 up",
    ]);
  });

  it("reads 1000 tags on 20 endpoints every 500 ms, and tells each change once", async () => {
    await using many = await site(20, 50, 500);
    await many.pass(10_000, () => many.reports.length === 1000);
    const asked = many.plcs.map((plc) => plc.asked.length);
    for (const plc of many.plcs) plc.unit().holding[49] = 1;
    await many.pass(5000);
    many.plcs.forEach((plc, at) => {
      const polls = plc.asked.length - (asked[at] ?? 0);
      assert.ok(polls >= 9 && polls <= 11, `${polls} polls of endpoint ${at} in 5 s`);
    });
    assert.equal(many.reports.length, 1020);
    assert.equal(new Set(many.reports.slice(1000).map(({ source }) => source)).size, 20);
    assert.ok(many.supervisor.health().every(({ state, events }) => state === "up" && events === 51));
  });

  it("says what is wrong with a tag table, and where", async () => {
    await using one = await site(1, 1, 100);
    const table = "name;unit;fc;address;type\nLevel;1;3;0;u17";
    await one.supervisor.apply([
      Source.parse({ id: "x", name: "X", driver: "modbus-tcp", settings: { host: "plc", table } }),
    ]);
    assert.match(
      one.supervisor.health()[0]?.why ?? "",
      /settings are not valid, correct them: table: line 2, column type: expected .*u16.*, found u17/,
    );
  });
});

import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";

test("a driver that no source uses is not loaded beyond its settings, and one in use brings only itself", async () => {
  const loaded = new Set<string>();
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      loaded.add(found.url.replace(/^.*\/src\//, ""));
      return found;
    },
  });
  const sessions = () => [...loaded].filter((file) => /^drivers\/.*\/session\.ts$/.test(file));
  try {
    const { DRIVERS } = await import("./catalog.ts");
    assert.deepEqual(sessions(), []);
    const before = loaded.size;
    const modbus = DRIVERS.find(({ name }) => name === "modbus-tcp") ?? assert.fail("there is no modbus-tcp");
    const tags = [{ key: "t", name: "Temperature", unit: 1, fc: 3, address: 0 }];
    const stop = new AbortController();
    const opening = modbus.open(modbus.settings.parse({ host: "127.0.0.1", port: 1, tags }), {
      source: "boiler",
      signal: stop.signal,
      clock: systemClock,
      log: silentLog,
      report: () => Promise.resolve(),
      link: () => {},
      refused: () => {},
      candidate: () => {},
    });
    // Nothing listens on port 1.
    await opening.then((session) => session[Symbol.asyncDispose]()).catch(() => {});
    stop.abort();
    assert.deepEqual(sessions(), ["drivers/modbus-tcp/session.ts"]);
    assert.ok(loaded.size > before + 3, `only ${loaded.size - before} files came with it`);
  } finally {
    hooks.deregister();
  }
});

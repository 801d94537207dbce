import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pause, WholeServer } from "../peers/whole-server.ts";

test("a core whose database is gone and can't be started again stops all the same when it is told to", async () => {
  const server = await WholeServer.fresh({}, "tocsin-stop-");
  const data = join(server.dataFolder, "postgres", "data");
  try {
    const { postmaster } = server;
    assert.ok(postmaster > 0);
    renameSync(data, `${data}-away`);
    process.kill(postmaster, "SIGKILL");
    // The lease is renewed every second: by then the journal waits for the database.
    await pause(2000);
    const giveUp = setTimeout(() => server.signal("SIGKILL"), 60_000);
    server.signal("SIGTERM");
    const { code, signal } = await server.ended;
    clearTimeout(giveUp);
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
  } finally {
    await server.stop();
  }
});

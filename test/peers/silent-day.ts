/**
 * A fresh server lives a day, in a network namespace of its own whose only way out is the interface `out`. Prints how many
 * packets it wanted to send, and how many there are after one was sent on purpose.
 */
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { startServer } from "#server.ts";
import { SteppedClock } from "./stepped-clock.ts";

const QUARTER_HOUR_MS = 15 * 60_000;

function packets(): number {
  const line = readFileSync("/proc/net/dev", "utf8")
    .split("\n")
    .find((one) => one.trim().startsWith("out:"));
  // Eight fields of what was received come first; then bytes, packets.
  return Number(line?.split(":")[1]?.trim().split(/\s+/)[9]);
}

const folder = mkdtempSync(join(tmpdir(), "tocsin-silent-"));
const file = join(folder, "tocsin.yaml");
writeFileSync(file, `dataFolder: ${join(folder, "data")}\nlisten: { host: 192.0.2.2, port: 8443 }\n`);
const clock = new SteppedClock();
const server = await startServer({ settings: loadSettings({ file }), log: silentLog, clock });
await server.active;
for (let quarter = 0; quarter < 96; quarter++) {
  clock.advance(QUARTER_HOUR_MS);
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await server.core.journal.submit("background", () => undefined);
  }
}
const sent = packets();
await server.stop();
const socket = createSocket("udp4");
await new Promise((resolve) => socket.send("x", 9, "203.0.113.1", resolve));
socket.close();
console.log(JSON.stringify({ sent, onPurpose: packets() }));
rmSync(folder, { recursive: true, force: true });

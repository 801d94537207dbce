import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { systemClock } from "#kernel/clock.ts";
import { listen } from "#trust/ceremony/listener.ts";
import { ANNA, CeremonyBed } from "../peers/ceremony-bed.ts";

const run = promisify(execFile);
const absent = ["nmap", "sslscan"].filter((program) => spawnSync("which", [program]).status !== 0);
const skip = absent.length > 0 ? `${absent.join(", ")} not installed` : false;

/** As a stranger sees the port. */
async function nmap(port: number): Promise<string> {
  const { stdout } = await run("nmap", ["-n", "-Pn", "-sT", "-p", String(port), "127.0.0.1"]);
  return new RegExp(`^${port}/tcp +(\\w+)`, "m").exec(stdout)?.[1] ?? stdout;
}

test("W-027 W-028 nmap sees the port of the ceremony open while a window is, and at no other time", {
  skip,
}, async (t) => {
  const bed = await CeremonyBed.open();
  t.after(() => bed.close());
  const port = await bed.openWindow();
  assert.equal(await nmap(port), "open");
  await bed.desk.close(ANNA);
  await bed.until((view) => !view.listening);
  assert.equal(await nmap(port), "closed");
});

test("P-050 sslscan sees TLS 1.3 alone on the port of the ceremony, and its three ciphers", { skip }, async (t) => {
  // Without the limit of attempts: sslscan connects dozens of times.
  const listener = await listen({ host: "127.0.0.1", port: 0 }, systemClock, {
    knock: () => true,
    peer: (socket) => void socket.on("error", () => {}).end(),
  });
  t.after(() => listener.close());
  const { stdout } = await run("sslscan", ["--no-colour", "--xml=-", `127.0.0.1:${listener.port}`]);
  const protocols = [...stdout.matchAll(/<protocol type="(\w+)" version="([\d.]+)" enabled="1"/g)];
  assert.deepEqual(
    protocols.map(([, type, version]) => `${type} ${version}`),
    ["tls 1.3"],
  );
  const ciphers = [...stdout.matchAll(/<cipher [^>]*\bcipher="(\w+)"/g)].map(([, cipher]) => cipher);
  const expected = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
  assert.deepEqual(new Set(ciphers), new Set(expected));
});

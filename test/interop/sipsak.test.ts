import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import type { Heard } from "#channels/channel.ts";
import { sipMessage } from "#channels/sip-message/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { freePort } from "../peers/sipp.ts";

const PROGRAM = "/usr/bin/sipsak";
const skip = process.env["CI"] !== "true" && !existsSync(PROGRAM) && "sipsak is not installed: apt-get install sipsak";

const run = promisify(execFile);

/** A channel to handsets that listens at once, on loopback. */
async function open(t: TestContext): Promise<{ readonly uri: string; readonly heard: readonly Heard[] }> {
  const port = await freePort();
  const heard: Heard[] = [];
  const settings = { server: "127.0.0.1", port: 9, transport: "udp", user: "tocsin", register: false, localPort: port };
  const line = await sipMessage.open(sipMessage.settings.parse(settings), {
    clock: systemClock,
    log: silentLog,
    heard: (one) => {
      heard.push(one);
      return Promise.resolve();
    },
    afterwards: () => assert.fail("a text has no afterwards"),
    answered: () => assert.fail("nobody answers by digits here"),
  });
  t.after(() => line[Symbol.asyncDispose]());
  return { uri: `sip:tocsin@127.0.0.1:${port}`, heard };
}

/** Exit code 0 is an answer of 200 (sipsak(1)); it repeats what isn't answered, and gives up where nobody listens yet. */
async function sipsak(uri: string, ...options: readonly string[]): Promise<{ stdout: string }> {
  for (;;) {
    try {
      return await run(PROGRAM, ["-v", ...options, "-s", uri], { timeout: 120_000 });
    } catch (thrown) {
      if (!String((thrown as { stderr?: unknown }).stderr).includes("Connection refused")) throw thrown;
    }
  }
}

test("sipsak asks whether we are there, and is answered", { skip }, async (t) => {
  const { uri } = await open(t);
  const { stdout } = await sipsak(uri, "-vv");
  assert.match(stdout, /SIP\/2\.0 200 OK/);
  assert.match(stdout, /Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE/);
});

test("sipsak sends a text, which is heard with its sender", { skip }, async (t) => {
  const { uri, heard } = await open(t);
  // Its own mode for texts (-M) falls over on Debian 12: it sends ours from a file, and adds its Via.
  const folder = mkdtempSync(join(tmpdir(), "tocsin-sipsak-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "message");
  const head = ["To: <sip:tocsin@127.0.0.1>", "From: <sip:4711@127.0.0.1>;tag=1", "Call-ID: 1@127.0.0.1"];
  const rest = ["CSeq: 1 MESSAGE", "Max-Forwards: 70", "Content-Type: text/plain", "Content-Length: 10"];
  writeFileSync(file, [`MESSAGE ${uri} SIP/2.0`, ...head, ...rest, "", "ACK 7-abcd"].join("\r\n"));
  await sipsak(uri, "-f", file);
  assert.deepEqual(heard, [{ from: "4711", text: "ACK 7-abcd" }]);
});

test("sipsak damages requests in more and more places, and the next good one is answered", { skip }, async (t) => {
  const { uri } = await open(t);
  // It ends with a code of its own as soon as an answer is not what it had hoped for.
  await sipsak(uri, "-R", "-t", "60").catch(() => {});
  const { stdout } = await sipsak(uri, "-vv");
  assert.match(stdout, /SIP\/2\.0 200 OK/);
});

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { snpp } from "#channels/snpp/index.ts";
import { Settings } from "#channels/snpp/settings.ts";
import { channelHost, hostileMessage } from "../peers/http-far-side.ts";
import { freePort, until } from "../peers/whole-server.ts";

const HFAXD = "/usr/sbin/hfaxd";
const SPOOL = "/var/spool/hylafax";
const never = new AbortController().signal;

test("N-039 HylaFAX's paging server takes our pages, and its refusals are told as they are", {
  skip: !(existsSync(HFAXD) && existsSync(SPOOL)) && "hylafax-server is not installed",
}, async (t) => {
  const { port, transmitted } = await openHylafax(t, "sam 5551212/99\n.* reject\n");
  const settings = { host: "127.0.0.1", port, login: { user: "tocsin" }, serviceLevels: { high: 4 }, callerId: "T1" };
  const { host } = channelHost();
  await using line = await snpp.open(Settings.parse(settings), host);
  // It has level 2 in parts: LEVEl, but neither 2WAY nor CALLerid. What it lacks is left out.
  const sent = await line.deliver(hostileMessage({ to: "sam", code: "1-abcd", subject: "HIGH: Boiler 3" }), never);
  assert.equal(sent.outcome, "accepted", sent.because);
  assert.match(sent.because, /250 Message processing completed/);
  const { job, text } = await transmitted();
  assert.match(job, /^number:5551212$/m);
  assert.match(job, /^page:0::99$/m);
  assert.match(job, /^killtime:/m);
  assert.equal(text, "HIGH: Boiler 3");

  const unknown = await line.deliver(hostileMessage({ to: "ben" }), never);
  assert.equal(unknown.outcome, "rejected");
  assert.match(unknown.because, /550 Invalid pager ID ben/);
  assert.equal((await line.check()).ok, true);

  await using stranger = await snpp.open(Settings.parse({ host: "127.0.0.1", port }), host);
  const refused = await stranger.deliver(hostileMessage({ to: "sam" }), never);
  assert.notEqual(refused.outcome, "accepted", refused.because);
  assert.match(refused.because, /530|log/i);
});

/** Debian's hfaxd and faxq with a spool of their own; instead of a modem a script keeps what would be transmitted. */
async function openHylafax(t: TestContext, pagers: string) {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-hylafax-"));
  const spool = join(folder, "spool");
  execFileSync("cp", ["-a", SPOOL, spool]);
  chmodSync(folder, 0o755);
  const transmit = join(spool, "bin", "transmit");
  const [jobFile, textFile] = [join(spool, "tmp", "job"), join(spool, "tmp", "text")];
  const files: readonly (readonly [name: string, text: string, mode: number])[] = [
    ["etc/hfaxd.conf", "ServerTracing: 0x001\n", 0o644],
    ["etc/hosts.hfaxd", "127.0.0.1\nlocalhost\n", 0o600],
    ["etc/pagermap", pagers, 0o644],
    ["etc/config", `SendPageCmd: ${transmit}\n`, 0o644],
    ["etc/setup.cache", readFileSync("/etc/hylafax/setup.cache", "utf8"), 0o644],
    // The job is its last argument. 2 says that the page has gone out.
    [
      "bin/transmit",
      `#!/bin/sh\nfor job; do :; done\ncat "$(sed -n 's/^data:0:://p' "$job")" > ${textFile}\ncp "$job" ${jobFile}.new && mv ${jobFile}.new ${jobFile}\nexit 2\n`,
      0o755,
    ],
  ];
  for (const [name, text, mode] of files) writeFileSync(join(spool, name), text, { mode });
  execFileSync("chown", ["-R", "uucp:uucp", join(spool, "etc")]);
  const port = await freePort();
  const run = (program: string, args: string[]) => {
    const process = spawn(program, ["-q", spool, ...args], { stdio: "ignore" });
    t.after(async () => {
      if (process.exitCode === null && process.signalCode === null) {
        process.kill("SIGKILL");
        await once(process, "exit");
      }
    });
  };
  run("/usr/sbin/faxq", ["-D"]);
  await until("faxq listens", () => existsSync(join(spool, "FIFO")));
  execFileSync("/usr/sbin/faxmodem", ["-q", spool, "ttyS9"]);
  run(HFAXD, ["-d", "-s", String(port)]);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { host } = channelHost();
  await using probe = await snpp.open(Settings.parse({ host: "127.0.0.1", port, login: { user: "probe" } }), host);
  await until("hfaxd listens", async () => (await probe.check()).ok);
  return {
    port,
    /** The job as faxq gave it to the transmitter. */
    transmitted: async () => {
      await until("the page is transmitted", () => existsSync(jobFile));
      return { job: readFileSync(jobFile, "utf8"), text: readFileSync(textFile, "utf8") };
    },
  };
}

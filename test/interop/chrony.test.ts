import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { checkTime, timeSources } from "#cli/doctor-time.ts";
import { againstTimeService, judgeOffset, whyClockWrong } from "#self/clock-offset.ts";
import { openNtpServer } from "../peers/ntp-server.ts";
import { until } from "../peers/whole-server.ts";

const CHRONYD = "/usr/sbin/chronyd";
const skip = !existsSync(CHRONYD) && "chrony is not installed";

/** Debian's chronyd, which follows one time server and leaves the machine's clock alone (-x). Answers chronyc's arguments. */
async function openChrony(t: TestContext, ntpPort: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-chrony-"));
  const socket = join(folder, "chronyd.sock");
  const file = join(folder, "chrony.conf");
  writeFileSync(
    file,
    [
      `server 127.0.0.1 port ${ntpPort} iburst minpoll -2 maxpoll -2`,
      `bindcmdaddress ${socket}`,
      `pidfile ${join(folder, "chronyd.pid")}`,
      "cmdport 0",
      "port 0",
      "",
    ].join("\n"),
  );
  const chronyd = spawn(CHRONYD, ["-x", "-d", "-u", "root", "-f", file], { stdio: "ignore" });
  t.after(async () => {
    chronyd.kill("SIGTERM");
    await once(chronyd, "exit");
    rmSync(folder, { recursive: true, force: true });
  });
  return ["-h", socket];
}

for (const [aheadMs, wrong] of [
  [41_000, true],
  [0, false],
] as const) {
  test(`P-101 a clock that is ${aheadMs / 1000} s behind is ${wrong ? "found" : "good"}, as chrony says it`, {
    skip,
  }, async (t) => {
    const chronyc = await openChrony(t, await openNtpServer(t, aheadMs));
    await until("chrony follows its server", async () => (await againstTimeService(chronyc)) !== null);
    const offset = (await againstTimeService(chronyc)) ?? assert.fail("chrony forgot its server");
    assert.ok(Math.abs(offset.ms + aheadMs) < 900, `${offset.ms} ms`);
    assert.equal(judgeOffset([offset]).kind, wrong ? "raise" : "clear");
    assert.equal(whyClockWrong([offset]) !== null, wrong);
  });
}

test("P-102 doctor finds that chrony follows one source that nobody vouches for", { skip }, async (t) => {
  const chronyc = await openChrony(t, await openNtpServer(t, 0));
  await until("chrony follows its server", async () => (await timeSources(chronyc))?.synchronised === true);
  const [finding] = await checkTime(chronyc);
  assert.deepEqual(
    [finding?.state, finding?.found],
    ["advice", "chrony is synchronised; it believes 1 sources, 0 of them authenticated."],
  );
  assert.equal(await timeSources(["-h", join(tmpdir(), "no-such-socket")]), null);
});

test("where no chrony answers, nothing is known", { skip }, async () => {
  assert.equal(await againstTimeService(["-h", join(tmpdir(), "no-such-socket")]), null);
});

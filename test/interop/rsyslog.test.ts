import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { GENESIS, hashEntry } from "#audit/chain.ts";
import { recordsOf } from "#audit/record.ts";
import { SyslogSink } from "#audit/syslog-sink.ts";
import type { StoredEntry } from "#audit/verify.ts";
import { verifyFile } from "#audit/verify-file.ts";
import { makeAuthority } from "../peers/authority.ts";
import { openRsyslog, whyNoRsyslog } from "../peers/rsyslog.ts";
import { until } from "../peers/whole-server.ts";

const authority = await makeAuthority();
const origin = { host: "alarm-server", version: "1.0.0" };
const skip = whyNoRsyslog();

const ENTRIES: StoredEntry[] = [];
for (let seq = 1; seq <= 2000; seq++) {
  const entry = {
    seq,
    at: 1_767_225_600_000 + seq,
    actor: "operator:änne",
    via: "screen",
    action: "alarm.acknowledged",
    object: `alarm:${seq}`,
    partition: "site",
    sentence: `Änne acknowledged "Kessel ${seq}" \\ <b>100%</b> 'a' {x}.`,
    details: JSON.stringify({ note: seq === 77 ? "long ".repeat(2000) : "" }),
  };
  ENTRIES.push({ ...entry, hash: hashEntry(ENTRIES.at(-1)?.hash ?? GENESIS, entry) });
}
const RECORDS = recordsOf(ENTRIES, []);

test("P-036 P-042 rsyslog over TLS keeps every entry letter by letter, and what it kept can be verified", {
  skip,
}, async (t) => {
  const rsyslog = await openRsyslog(t, { ca: authority.cert, ...(await authority.issue("localhost")) });
  const sink = new SyslogSink({ host: "localhost", port: rsyslog.port, ca: authority.cert }, origin);
  await sink.probe(AbortSignal.timeout(120_000));
  await sink.append(RECORDS.slice(0, 1500), AbortSignal.timeout(120_000));
  await until("rsyslog has written", () => rsyslog.lines().length === 1500);

  await rsyslog.stop();
  await assert.rejects(
    sink.append(RECORDS.slice(1500), AbortSignal.timeout(120_000)),
    /the syslog collector localhost:\d+ did not take the audit trail: .*ECONNREFUSED/,
  );
  await rsyslog.start();
  await sink.append(RECORDS.slice(1490), AbortSignal.timeout(120_000));
  await until("rsyslog has written the rest", () => rsyslog.lines().length === 2010);

  const [first = ""] = rsyslog.lines();
  assert.match(
    first,
    /^2026-01-01T00:00:00\.001(\+00:00|Z) alarm-server tocsin alarm\.acknowledged \[origin software="Tocsin" swVersion="1\.0\.0"\]\[meta sequenceId="1"\] /,
  );
  const folder = mkdtempSync(join(tmpdir(), "tocsin-kept-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const kept = join(folder, "kept.log");
  writeFileSync(kept, rsyslog.lines().join("\n"));
  const { findings, entries, repeated } = await verifyFile(kept, { marks: [], checkpoints: [], keys: [] });
  assert.deepEqual([findings, entries, repeated], [[], 2000, 10]);
});

test("a collector whose certificate is not the wanted one gets nothing", { skip }, async (t) => {
  const rsyslog = await openRsyslog(t, { ca: authority.cert, ...(await authority.issue("localhost")) });
  const stranger = await makeAuthority();
  for (const [settings, says] of [
    [{ host: "localhost", ca: stranger.cert }, /certificate/],
    [{ host: "localhost" }, /certificate/],
    [{ host: "localhost", ca: authority.cert, serverName: "logs.example.org" }, /logs\.example\.org/],
  ] as const) {
    const sink = new SyslogSink({ port: rsyslog.port, ...settings }, origin);
    await assert.rejects(sink.append(RECORDS.slice(0, 10), AbortSignal.timeout(120_000)), says);
  }
  await rsyslog.stop();
  assert.deepEqual(rsyslog.lines(), []);
});

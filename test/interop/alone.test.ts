import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { packageFolder } from "#kernel/version.ts";

/**
 * In a network namespace of its own, with one way out, whose other end drops everything: `out`, 192.0.2.2, the default route. What is sent
 * there is counted and lost. Needs root, and `ip` of Debian's iproute2.
 */
const ALONE = [
  "set -e",
  "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6",
  "ip link set lo up",
  "ip link add out type veth peer name nowhere",
  "ip link set nowhere arp off up",
  "ip link set out arp off up",
  "ip address add 192.0.2.2/24 dev out",
  "ip route add default dev out",
].join("\n");

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function alone(commands: string): Promise<Told> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE: process.execPath, TOCSIN: join(packageFolder, "bin", "tocsin.mjs") };
    execFile("unshare", ["-n", "sh", "-c", `${ALONE}\n${commands}`], { cwd: packageFolder, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });
}

describe("a machine of its own", { skip: process.getuid?.() !== 0 && "needs root for a network namespace" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-alone-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("W-058 N-032 a fresh server wants nothing of the internet for a whole day, no cloud and no licence", async () => {
    const { out, err } = await alone('"$NODE" test/peers/silent-day.ts');
    assert.deepEqual(JSON.parse(out || "null"), { sent: 0, onPurpose: 1 }, err);
  });

  test("N-050 doctor tells a database that is not there from one behind a firewall", async () => {
    const look = async (host: string) => {
      writeFileSync(join(folder, "tocsin.yaml"), `database: { url: "postgresql://${host}/tocsin" }\n`, { mode: 0o600 });
      const { out } = await alone(`"$NODE" "$TOCSIN" doctor --json --data ${folder}`);
      const { findings } = JSON.parse(out) as { findings: { check: string; state: string; found: string }[] };
      return findings.find(({ check }) => check === "database");
    };
    const refused = await look("192.0.2.2");
    assert.equal(refused?.state, "wrong");
    assert.match(refused.found, /can't be reached\. See that it runs.*ECONNREFUSED/);
    const filtered = await look("192.0.2.9");
    assert.equal(filtered?.state, "wrong");
    assert.match(filtered.found, /doesn't answer at all\. Something on the way may drop/);
  });

  test("N-062 setup installs nothing on a domain controller", async () => {
    writeFileSync(join(folder, "admin-url"), "postgresql://installer:x@192.0.2.2/postgres\n", { mode: 0o600 });
    const setup = `"$NODE" "$TOCSIN" setup --admin-url-file ${folder}/admin-url --data ${folder}/node`;
    const kerberos = `"$NODE" -e 'require("net").createServer().listen(88, "192.0.2.2", () => console.log("up"))' > ${folder}/up &
      until grep -qs up ${folder}/up; do sleep 0.05; done`;
    const there = await alone(`${kerberos}\nset +e\n${setup}\ncode=$?\nkill $!\nexit $code`);
    assert.equal(there.code, 3, there.err);
    assert.match(there.err, /^This machine is a domain controller: tcp port 88 on 192\.0\.2\.2 by \S+ \(\d+\)/);
    const elsewhere = await alone(setup);
    assert.equal(elsewhere.code, 1);
    assert.match(elsewhere.err, /can't be reached/);
  });
});

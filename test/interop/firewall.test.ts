import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { control } from "#cli/control.ts";
import type { PortsAnswer } from "#cli/ports.ts";
import { FEATURES } from "#hardening/firewall/nftables.ts";
import { firewallText } from "#hardening/firewall/text.ts";
import { packageFolder } from "#kernel/version.ts";
import { NetworkBed, whyNoNetworks } from "../peers/network-bed.ts";
import { EVERYTHING, everything, FOUND, matrixOfSite } from "../peers/port-site.ts";
import { until } from "../peers/whole-server.ts";

const skip = whyNoNetworks("ip", "nft", "nmap", "unshare", "iptables-restore") ?? false;
const TOCSIN = join(packageFolder, "bin", "tocsin.mjs");
const SERVER = "10.77.0.1";
const PLACES = {
  operator: "10.77.0.10",
  panel: "10.77.2.20",
  stranger: "10.77.8.8",
  module: "10.77.1.2",
  otherModule: "10.77.1.3",
  otherCore: "10.77.7.7",
};
/** Everything that could be in a matrix, and ports around it. */
const SCANNED = "1-500,4000-4100,5432,8400-8500,9999,12100-12150";

function bedOf(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-firewall-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const bed = NetworkBed.open(t, PLACES, SERVER);
  const state = join(folder, "state");
  const data = join(folder, "data");
  const tocsin = (...args: readonly string[]) => bed.run("server", process.execPath, [TOCSIN, ...args]);
  const matrix = (content: unknown) => {
    const file = join(folder, "matrix.json");
    writeFileSync(file, JSON.stringify({ matrix: content, findings: null }));
    return file;
  };
  const rules = () => bed.run("server", "nft", ["list", "tables"]).out;
  return { folder, bed, state, data, tocsin, matrix, rules };
}

describe("the firewall from the matrix", { skip, timeout: 800_000 }, () => {
  it("N-021, N-025, P-044, P-045, P-068, W-012, W-061, W-067 nmap finds exactly the ports of the running product, before and after", async (t) => {
    const { bed, data, state, tocsin } = bedOf(t);
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(
      join(data, "tocsin.yaml"),
      `listen: { host: 0.0.0.0, port: 8443 }
publicUrl: https://10.77.0.1:8443
log: { level: warn }
mesh:
  listen: { host: 0.0.0.0 }
  modulePorts: { driver-host/edge-1: { port: 4021, from: [${PLACES.module}] } }
failover: { listen: { host: 0.0.0.0, port: 4017 }, peer: ${PLACES.otherCore} }
`,
    );
    bed.start("server", process.execPath, [TOCSIN, "run", "--data", data]);
    const ask = async (method: string, path: string, body?: unknown) =>
      (await control(data).request(method, path, body)).body;
    await until("Tocsin answers", async () => {
      const answer = (await ask("GET", "/api/v1/status").catch(() => null)) as { mode?: string } | null;
      return answer?.mode === "active";
    });
    const { setting, source = [] } = EVERYTHING;
    await ask("POST", "/api/v1/site/apply", { items: { setting, source: source.filter(({ id }) => id === "panels") } });
    const look = async () => (await ask("GET", "/api/v1/ports")) as PortsAnswer;
    await until("the panels' port is open", async () => (await look()).findings?.length === 0);

    const { matrix } = await look();
    const declared = matrix.flows.flatMap(({ direction, transport, listener, active }) =>
      direction === "in" && transport === "tcp" && active ? [listener.port] : [],
    );
    const expected = [...new Set(declared)].sort((a, b) => a - b);
    assert.deepEqual(expected, [4017, 4020, 4021, 8443, 12128]);
    assert.deepEqual(
      bed.openPorts("stranger", SERVER, SCANNED),
      expected,
      "before: open to everybody, and nothing else is",
    );

    const applied = tocsin("firewall", "apply", "--data", data, "--state", state);
    assert.equal(applied.code, 0, applied.err);
    assert.equal(tocsin("firewall", "confirm", "--state", state).code, 0);
    assert.deepEqual(bed.openPorts("operator", SERVER, SCANNED), [8443]);
    assert.deepEqual(bed.openPorts("panel", SERVER, SCANNED), [12128]);
    assert.deepEqual(bed.openPorts("module", SERVER, SCANNED), [4020, 4021]);
    assert.deepEqual(bed.openPorts("otherModule", SERVER, "4000-4100"), [4020], "a module's own port is its own");
    assert.deepEqual(bed.openPorts("otherCore", SERVER, SCANNED), [4017]);
    assert.deepEqual(bed.openPorts("stranger", SERVER, "8400-8500,12100-12150"), []);
    assert.equal(tocsin("firewall", "--check", "--data", data).code, 0);

    const waits = bed.start("server", process.execPath, [
      TOCSIN,
      "trust",
      "open",
      "--expect",
      `address=${PLACES.operator}`,
      "--data",
      data,
    ]);
    await until("the window is open to whom it is for", () => bed.openPorts("operator", SERVER, "4018").length === 1);
    assert.deepEqual(bed.openPorts("stranger", SERVER, "4018"), [], "open to one address alone");
    const ended = new Promise((resolve) => waits.once("exit", resolve));
    waits.kill("SIGINT");
    await ended;
    const admitted = bed.run("server", "nft", ["list", "set", "inet", "tocsin", "joining4"]).out;
    assert.doesNotMatch(admitted, /elements/, "closed with the window");

    // P-123: what is switched off loses its rule, and until then the check says so.
    await ask("POST", "/api/v1/site/apply", {
      items: { source: source.filter(({ id }) => id === "panels").map((one) => ({ ...one, enabled: false })) },
    });
    const stale = tocsin("firewall", "--check", "--data", data);
    assert.equal(stale.code, 1);
    assert.match(stale.out, /added: {3}rule in chain "input" "flow:source\/panels\/panels-tcp"/);
  });

  it("N-007 takes rules back that nobody confirms, although whoever applied them was killed", async (t) => {
    const { bed, state, tocsin, matrix, rules } = bedOf(t);
    const file = matrix(everything());
    const applied = tocsin("firewall", "apply", "--matrix", file, "--state", state, "--confirm-within", "3");
    assert.equal(applied.code, 0, applied.err);
    assert.match(rules(), /inet tocsin/);
    await until("the rules were taken back", () => !rules().includes("tocsin"));
    assert.match(tocsin("firewall", "confirm", "--state", state).err, /No rules wait to be confirmed/);

    // While nft only checks the rules, its table shows for a moment too.
    // Killed in the middle: the process is gone before it could load, confirm or take anything back.
    const killed = bed.run("server", "sh", [
      "-c",
      `"$0" "$1" firewall apply --matrix "$2" --state "$3" --confirm-within 4 & child=$!; while ! { test -e "$3/trial/pending.nft" && nft list tables | grep -q tocsin; } && kill -0 $child 2>/dev/null; do :; done; kill -9 $child; wait`,
      process.execPath,
      TOCSIN,
      file,
      state,
    ]);
    assert.match(
      rules(),
      /inet tocsin/,
      `loaded by a process that was then killed, and said: ${killed.out}${killed.err}`,
    );
    await until("the rules were taken back", () => !rules().includes("tocsin"));
  });

  it("N-007 goes back to the rules of before, not to none", async (t) => {
    const { bed, state, tocsin, matrix } = bedOf(t);
    const one = matrixOfSite({ setting: EVERYTHING.setting ?? [] });
    tocsin("firewall", "apply", "--matrix", matrix(one), "--state", state);
    assert.equal(tocsin("firewall", "confirm", "--state", state).code, 0);
    const before = bed.run("server", "nft", ["-s", "list", "ruleset"]).out;
    tocsin("firewall", "apply", "--matrix", matrix(everything()), "--state", state, "--confirm-within", "2");
    assert.notEqual(bed.run("server", "nft", ["-s", "list", "ruleset"]).out, before);
    await until(
      "the rules of before are back",
      () => bed.run("server", "nft", ["-s", "list", "ruleset"]).out === before,
    );
    assert.equal(tocsin("firewall", "--check", "--matrix", matrix(one)).code, 0);
  });

  it("N-006 changes nothing with --dry-run, and refuses to lock everybody out", (t) => {
    const { folder, state, tocsin, matrix, rules } = bedOf(t);
    const tried = tocsin("firewall", "apply", "--dry-run", "--matrix", matrix(everything()), "--state", state);
    assert.equal(tried.code, 0, tried.err);
    assert.equal(rules(), "");
    assert.deepEqual(spawnSync("ls", [folder], { encoding: "utf8" }).stdout.split("\n").filter(Boolean), [
      "matrix.json",
    ]);
    const nobody = tocsin("firewall", "apply", "--matrix", matrix(matrixOfSite({})), "--state", state);
    assert.equal(nobody.code, 1);
    assert.match(nobody.err, /zone of the operators has no addresses/);
  });

  it("P-055, N-020, N-031 names a rule that was added by hand, stays calm under traffic, and loads twice", (t) => {
    const { bed, state, tocsin, matrix } = bedOf(t);
    const file = matrix(everything());
    const none = tocsin("firewall", "--check", "--matrix", file);
    assert.equal(none.code, 1, "no table is a drift");
    for (let round = 0; round < 2; round++) {
      assert.equal(tocsin("firewall", "apply", "--matrix", file, "--state", state).code, 0);
      assert.equal(tocsin("firewall", "confirm", "--state", state).code, 0);
    }
    bed.openPorts("operator", SERVER, "8440-8450");
    bed.openPorts("stranger", SERVER, "8440-8450");
    assert.equal(tocsin("firewall", "admit", PLACES.module).code, 0);
    const calm = tocsin("firewall", "--check", "--matrix", file);
    assert.equal(calm.code, 0, calm.out + calm.err);
    bed.run("server", "nft", ["add", "rule", "inet", "tocsin", "input", "tcp", "dport", "23", "accept"]);
    const drifted = tocsin("firewall", "--check", "--matrix", file);
    assert.equal(drifted.code, 1);
    assert.match(drifted.out, /^added: {3}rule in chain "input": .*"right":23/m);
    bed.run("server", "nft", ["flush", "chain", "inet", "tocsin", "input"]);
    assert.match(tocsin("firewall", "--check", "--matrix", file).out, /^missing: rule in chain "input" "flow:web"/m);
  });

  it("W-028 lets a machine in to the ceremony by its address alone, for as long as was said", async (t) => {
    const { bed, state, tocsin, matrix } = bedOf(t);
    bed.listen("server", 4018);
    await until("4018 is open", () => bed.openPorts("module", SERVER, "4018").length === 1);
    tocsin("firewall", "apply", "--matrix", matrix(everything()), "--state", state);
    tocsin("firewall", "confirm", "--state", state);
    assert.deepEqual(bed.openPorts("module", SERVER, "4018"), []);
    bed.run("server", "nft", ["add", "element", "inet", "tocsin", "joining4", `{ ${PLACES.module} timeout 4s }`]);
    assert.deepEqual(bed.openPorts("module", SERVER, "4018"), [4018]);
    assert.deepEqual(bed.openPorts("operator", SERVER, "4018"), []);
    await until("the way in is closed again", () => bed.openPorts("module", SERVER, "4018").length === 0);
  });

  it("N-022 lets Tocsin's account out to what the matrix names, and nobody else is held up", async (t) => {
    const { bed, state, tocsin, matrix } = bedOf(t);
    bed.listen("operator", 6514, 9999);
    const uid = 65_534;
    const witness = [{ id: "collector", name: "Collector", to: { kind: "syslog", host: PLACES.operator } }];
    const file = matrix({ ...matrixOfSite({ setting: EVERYTHING.setting ?? [], witness }), uid });
    const reach = (port: number, as: number) =>
      bed.run("server", "setpriv", [
        `--reuid=${as}`,
        "--clear-groups",
        "timeout",
        "3",
        "bash",
        "-c",
        `: > /dev/tcp/${PLACES.operator}/${port}`,
      ]).code === 0;
    await until("both are open", () => reach(6514, uid) && reach(9999, uid));
    assert.equal(tocsin("firewall", "apply", "--matrix", file, "--state", state).code, 0);
    assert.deepEqual([reach(6514, uid), reach(9999, uid), reach(9999, 0)], [true, false, true]);
  });

  it("P-004 iptables takes the rules for both families and gives the same ports", (t) => {
    const { bed } = bedOf(t);
    const all = everything();
    for (const [format, program] of [
      ["iptables", "iptables-restore"],
      ["ip6tables", "ip6tables-restore"],
    ] as const) {
      const loaded = bed.run("server", program, [], firewallText(format, all, FOUND, new Set(FEATURES)));
      assert.equal(loaded.code, 0, loaded.err);
    }
    bed.listen("server", 8443, 4020, 9999);
    const seen = () => bed.openPorts("operator", SERVER, "4020,8443,9999");
    return until("the page answers operators", () => seen().includes(8443)).then(() => {
      assert.deepEqual(seen(), [8443]);
      assert.deepEqual(bed.openPorts("module", SERVER, "4020,8443,9999"), [4020]);
      assert.match(bed.run("server", "iptables", ["-S", "INPUT"]).out, /^-P INPUT DROP/);
    });
  });

  it("keeps what it loads at the start of the machine as it was confirmed", (t) => {
    const { state, tocsin, matrix } = bedOf(t);
    const file = matrix(everything());
    tocsin("firewall", "apply", "--matrix", file, "--state", state);
    tocsin("firewall", "confirm", "--state", state);
    assert.match(readFileSync(join(state, "confirmed.nft"), "utf8"), new RegExp(everything().hash));
  });
});

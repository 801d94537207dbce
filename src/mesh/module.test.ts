import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Pool } from "pg";
import { z } from "zod";
import { WitnessNodes } from "#audit/witness-nodes.ts";
import { HostedChannels } from "#channels/hosted.ts";
import { type DriverHost, defineDriver } from "#drivers/driver.ts";
import { HostedSources } from "#drivers/hosted.ts";
import { Traffic } from "#drivers/traffic.ts";
import { Feed } from "#events/feed.ts";
import { machineListeners, ownInodes } from "#hardening/listeners.ts";
import { silentLog } from "#kernel/log.ts";
import { Source } from "#site/point.ts";
import { type Authority, openAuthority } from "#trust/authority.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { holdingOf } from "#trust/change-over.ts";
import { ChangeOverDesk } from "#trust/change-over-desk.ts";
import { denial } from "#trust/deny-list.ts";
import { DenyListHolder } from "#trust/deny-list-holder.ts";
import { type Identity, uriOf } from "#trust/identity.ts";
import { readIdentity, writeIdentity } from "#trust/identity-file.ts";
import { IssuingDesk } from "#trust/issuing-desk.ts";
import { judgePeer } from "#trust/peer-check.ts";
import { certificatesIn } from "#trust/pem.ts";
import { Seal } from "#trust/seal.ts";
import { CutProxy } from "../../test/peers/cut-proxy.ts";
import { FreezingProxy } from "../../test/peers/freezing-proxy.ts";
import { InstantJournal } from "../../test/peers/instant-journal.ts";
import { joined } from "../../test/peers/module-process.ts";
import { SteppedClock } from "../../test/peers/stepped-clock.ts";
import { Mesh } from "./mesh.ts";
import { type Module, startModule } from "./module.ts";

const DAY = 86_400_000;

/** A core's mesh and a driver host, both in this process, with everything real between them. */
class Bed {
  readonly clock = new SteppedClock();
  readonly folder = mkdtempSync(join(tmpdir(), "tocsin-module-"));
  readonly stored: string[] = [];
  readonly alarms: string[] = [];
  /** What the host has warned of. */
  readonly warnings: string[] = [];
  readonly actions: string[] = [];
  readonly changeOver = new ChangeOverDesk({
    clock: this.clock,
    log: silentLog,
    authority: () => this.authority,
    candidates: async () => {
      const { site, signingCertificate } = this.authority;
      const host = certificatesIn(readIdentity(join(this.hostFolder, "trust"))?.chain ?? "")[0];
      const formerlyIssued = host !== undefined && !host.checkIssued(signingCertificate);
      return [
        { uri: `tocsin://${site}/core/core-1/core`, own: true, role: "core", formerlyIssued: false },
        { uri: `tocsin://${site}/driver-host/plant-2/main`, own: false, role: "driver-host", formerlyIssued },
      ];
    },
    say: async (_, action) => void this.actions.push(action),
    relist: async () => {},
    renewOwn: () => this.#renewOwn(),
    renewPage: async () => {},
    inTurn: (work) => work(),
  });
  readonly issuing = new IssuingDesk({
    clock: this.clock,
    log: silentLog,
    authority: () => this.authority,
    say: async (_, action) => void this.actions.push(action),
    givenOut: async () => this.givenOut,
    refused: () => ({ denied: [], authorities: [] }),
    refuse: async ({ authorities }) => {
      const list = { site: this.authority.site, version: 1, at: this.clock.now(), denied: [], authorities };
      return this.denyList.accept(this.authority.signList({ type: "tocsin-deny-list", ...list }));
    },
    renewOwn: () => this.#renewOwn(),
    renewPage: async () => {},
    askAll: (now) => this.changeOver.lookAt(now),
    inTurn: (work) => work(),
  });
  /** Thumbprints of what the authority has signed by order of the site. */
  readonly givenOut: string[] = [];
  #renewOwn = async () => {};
  /** What the core shows to those who watch. */
  readonly traffic = new Traffic(this.clock);
  readonly #t: TestContext;
  #authority: Authority | undefined;
  #denyList: DenyListHolder | undefined;
  #mesh: Mesh | undefined;
  #device: DriverHost | undefined;
  #number = 0;

  constructor(t: TestContext) {
    this.#t = t;
    t.after(() => rmSync(this.folder, { recursive: true }));
  }

  get authority(): Authority {
    return this.#authority ?? assert.fail("there is no authority");
  }

  get denyList(): DenyListHolder {
    return this.#denyList ?? assert.fail("there is no deny list");
  }

  get mesh(): Mesh {
    return this.#mesh ?? assert.fail("there is no mesh");
  }

  get hostFolder(): string {
    return join(this.folder, "host");
  }

  async openMesh(): Promise<void> {
    const { clock, folder } = this;
    const seal = new Seal(randomBytes(32));
    this.#authority = await openAuthority({ dataFolder: join(folder, "core"), seal, now: clock.now() - 60 * DAY });
    this.authority.record = async ({ thumbprint }) => void this.givenOut.push(thumbprint);
    const { site, roots } = this.authority;
    this.#denyList = new DenyListHolder(join(folder, "deny-list.json"), { site, roots });
    const own = await this.identity({ role: "core", node: "core-1", instance: "core" });
    const node = {
      current: own,
      tell: (() => {}) as (identity: Identity) => void,
      onRenewed: (tell: (identity: Identity) => void) => {
        node.tell = tell;
        return () => {};
      },
    };
    this.#renewOwn = async () => {
      node.current = await this.identity({ role: "core", node: "core-1", instance: "core" });
      this.changeOver.heard(uriOf(node.current.name), holdingOf(node.current));
      node.tell(node.current);
    };
    const feed = new Feed("test");
    const hosted = new HostedSources(clock, feed);
    hosted.apply([Source.parse({ id: "shop", name: "Shop", driver: "device", host: "plant-2" })]);
    this.#mesh = await Mesh.open({
      settings: { listen: { host: "127.0.0.1", port: 0 }, modulePorts: [] },
      clock,
      log: silentLog,
      feed,
      journal: new InstantJournal(clock),
      pool: { query: async () => ({ rows: [] }) } as unknown as Pool,
      trust: {
        node,
        changeOver: this.changeOver,
        denyList: this.denyList,
        authority: async () => this.authority,
      } as never,
      graceMs: () => 0,
      intake: { takeSpooled: async (reports) => void this.stored.push(...reports.map(({ report }) => report.point)) },
      traffic: this.traffic,
      hosted,
      hostedChannels: new HostedChannels(),
      witnessNodes: new WitnessNodes(),
      link: () => {},
      unseal: () => ({}),
      own: ({ kind, text }) => void (kind === "raise" && this.alarms.push(text ?? "")),
    });
    this.#t.after(() => this.mesh.close());
  }

  identity(who: Parameters<typeof joined>[1] = {}, at = this.clock.now()): Promise<Identity> {
    return joined({ authority: async () => this.authority }, who, at);
  }

  /** Resolves once the host's driver is open. */
  async isOpen(): Promise<void> {
    await until(() => this.#device !== undefined);
  }

  async startHost(identity: Identity, port = this.mesh.port, folder = this.hostFolder): Promise<Module> {
    writeIdentity(join(folder, "trust"), identity);
    const device = defineDriver({
      name: "device",
      title: "A device of the test",
      standard: "",
      role: "dials",
      settings: z.object({}),
      ports: () => [],
      open: async (_, host) => {
        this.#device = host;
        return { lost: new Promise<never>(() => {}), [Symbol.asyncDispose]: async () => {} };
      },
    });
    const module = await startModule({
      role: "driver-host",
      cores: [`127.0.0.1:${port}`],
      dataFolder: folder,
      drivers: async () => [device],
      channels: async () => [],
      spoolBytes: 16 * 1024 * 1024,
      clock: this.clock,
      log: Object.assign(Object.create(silentLog) as typeof silentLog, {
        warn: (_: object, said: string) => void this.warnings.push(said),
      }),
    });
    this.#t.after(() => module.stop());
    return module;
  }

  /** Reports one event; resolves once the device would be acknowledged. */
  async report(): Promise<void> {
    const device = this.#device ?? assert.fail("the driver is not open");
    const point = `p${++this.#number}`;
    await device.report({ point, kind: "raise", category: "intrusion", condition: "burglary", raw: "" });
  }

  /** All that was reported is stored, once and in order. */
  async allStored(): Promise<void> {
    await until(() => this.stored.length >= this.#number);
    assert.deepEqual(
      this.stored,
      Array.from({ length: this.#number }, (_, at) => `p${at + 1}`),
    );
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("a host whose renewal was due without a link renews with it: what it reports meanwhile is stored once, and it is not lost", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  const cable = await CutProxy.open(() => bed.mesh.port);
  t.after(() => cable.close());
  cable.cut();
  // Past half of its seven days, and without a link when it is due.
  const former = await bed.identity({}, bed.clock.now() - 5 * DAY);
  await bed.startHost(former, cable.port);
  bed.clock.advance(11 * 60_000);
  bed.alarms.splice(0);
  cable.mend();
  await bed.isOpen();
  const chain = () => readIdentity(join(bed.hostFolder, "trust"))?.chain;
  while (chain() === former.chain) await bed.report();
  for (let count = 0; count < 50; count++) await bed.report();
  await bed.allStored();
  assert.deepEqual(bed.alarms, []);
  assert.equal(bed.mesh.modules()[0]?.state, "up");
});

test("W-031 a change of roots drops no stream: the host is heard all along by the connection of before or the next one", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  await bed.startHost(await bed.identity());
  await bed.isOpen();
  bed.changeOver.start();
  t.after(() => bed.changeOver.stop());
  const held = () => holdingOf(readIdentity(join(bed.hostFolder, "trust")) ?? { roots: "", chain: "" });
  const former = held().vouchedBy;
  await bed.changeOver.begin({ id: "operator:anna", via: "screen" }, 0);
  while (held().trusts.length !== 1 || held().vouchedBy === former) {
    await bed.report();
    // Both ends go by this clock; what one says must reach the other before it goes on.
    bed.clock.advance(500);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await bed.report();
  await bed.allStored();
  assert.deepEqual(bed.actions, ["trust.change-over-begun", "trust.change-over-replacing", "trust.root-retired"]);
  assert.deepEqual([bed.warnings, bed.alarms], [[], []]);
});

test("W-031 a stolen issuing authority is replaced: the host has a certificate of the new one at once, no stream ends, and the thief gets nowhere", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  await bed.startHost(await bed.identity());
  await bed.isOpen();
  bed.changeOver.start();
  t.after(() => bed.changeOver.stop());
  const forged = await bed.identity({ node: "plant-9" });
  bed.givenOut.pop();
  const rules = { roots: bed.authority.roots, site: bed.authority.site, denyList: bed.denyList, graceMs: 0 };
  const admits = ({ chain }: Identity) =>
    judgePeer(
      certificatesIn(chain).map(({ raw }) => raw),
      { ...rules, now: bed.clock.now() },
    ).admitted;
  assert.equal(admits(forged), "all");
  const host = () => readIdentity(join(bed.hostFolder, "trust")) ?? assert.fail("the host has no certificate");
  const former = host();
  await bed.issuing.replace({ id: "operator:anna", via: "screen" }, "A backup was copied.");
  assert.deepEqual([admits(forged), admits(former)], [null, "all"]);
  while (!certificatesIn(host().chain)[0]?.checkIssued(bed.authority.issuingCertificate)) {
    await bed.report();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await bed.report();
  await bed.allStored();
  assert.equal(admits(host()), "all");
  assert.equal(host().roots, former.roots);
  assert.deepEqual(bed.actions, ["trust.issuing-replaced"]);
  assert.deepEqual([bed.warnings, bed.alarms], [[], []]);
});

test("a mesh that closes while somebody shakes hands with it is closed", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  const { chain, key, roots } = await bed.identity();
  const far = { host: "127.0.0.1", port: bed.mesh.port, checkServerIdentity: () => undefined };
  const socket = connectTls({ ...far, cert: chain, key: key.open(), ca: roots });
  socket.on("error", () => {});
  const over = once(socket, "close");
  await once(socket, "connect");
  await bed.mesh.close();
  await over;
});

test("W-048 between a module and its core go records of TLS 1.3 alone, and nothing of what they say can be read", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  const seen = { up: [] as Buffer[], down: [] as Buffer[] };
  const tap = createServer((near) => {
    const far = connect(bed.mesh.port, "127.0.0.1");
    near.on("data", (bytes) => seen.up.push(bytes)).pipe(far);
    far.on("data", (bytes) => seen.down.push(bytes)).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  t.after(() => tap.close());
  await once(tap, "listening");
  await bed.startHost(await bed.identity(), (tap.address() as AddressInfo).port);
  await bed.isOpen();
  await bed.report();
  await bed.allStored();
  for (const bytes of Object.values(seen).map((parts) => Buffer.concat(parts))) {
    // RFC 8446 §5.1: type, legacy version, length. In the clear are the two hellos and changes of cipher alone.
    const types: number[] = [];
    for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
      types.push(bytes.readUInt8(at));
      assert.equal(bytes.readUInt8(at + 1), 3);
    }
    assert.deepEqual([types[0], ...new Set(types.slice(1))], [22, 20, 23]);
    for (const said of ["burglary", "intrusion", "shop", "plant-2", "tocsin.mesh"])
      assert.ok(!bytes.includes(said), said);
  }
});

test("a link that is open at one end alone is given up after the lease, and the host dials again", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  const proxy = await FreezingProxy.open(bed.mesh.port);
  t.after(() => proxy.close());
  await bed.startHost(await bed.identity(), proxy.port);
  await bed.isOpen();
  await bed.report();
  await bed.allStored();
  proxy.freeze();
  await bed.report();
  await until(() => {
    bed.clock.advance(500);
    return bed.alarms.length > 0;
  });
  assert.match(bed.alarms[0] ?? "", /Driver host on plant-2 is lost: it has been silent for 10 s/);
  await bed.allStored();
  assert.equal(bed.mesh.modules()[0]?.state, "up");
});

test("a deny list that the core signs is in force at a host before its next sign, and no older one replaces it", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  await bed.startHost(await bed.identity());
  await bed.isOpen();
  const { authority, clock } = bed;
  const stolen = await bed.identity({ node: "stolen" });
  const denied = [denial("evict", uriOf(stolen.name), [stolen.chain], clock.now(), "it was stolen")];
  const signed = (version: number, of = denied) =>
    authority.signList({
      type: "tocsin-deny-list",
      site: authority.site,
      version,
      at: clock.now(),
      denied: of,
      authorities: [],
    });
  const text = signed(2);
  const atHost = () => {
    const { site, roots } = authority;
    return new DenyListHolder(authorityFiles(bed.hostFolder).denyList, { site, roots });
  };
  assert.equal(bed.denyList.accept(text).taken, true);
  // The clock stands still: nothing but the push can have brought it.
  await until(() => atHost().text !== null);
  assert.equal(atHost().text, text);
  assert.equal(bed.denyList.accept(signed(1, [])).taken, false);
  await bed.report();
  await bed.allStored();
});

test("W-049 twenty modules are served at one port, one is started anew alone, and none of them costs much", async (t) => {
  const bed = new Bed(t);
  await bed.openMesh();
  const listening = () => {
    const own = ownInodes();
    return machineListeners().flatMap(({ inode, port }) => (own.has(inode) ? [port] : []));
  };
  const up = () => bed.mesh.modules().filter(({ state }) => state === "up").length;
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const start = async (number: number) => {
    const folder = join(bed.folder, `host-${number}`);
    return bed.startHost(await bed.identity({ node: `plant-${number}` }), bed.mesh.port, folder);
  };
  const first = await start(2);
  let restarted = false;
  void first.restart.then(() => (restarted = true));
  await until(() => up() === 1);
  const before = heap();
  const others: Module[] = [];
  // One after the other: each certificate costs two processes of its own.
  for (let number = 3; number < 22; number++) others.push(await start(number));
  await until(() => up() === 20);
  const each = (heap() - before) / others.length / 1e6;
  t.diagnostic(`${each.toFixed(2)} MB for a module, with the core's end of its link`);
  assert.ok(each < 2, `${each} MB`);
  assert.deepEqual(listening(), [bed.mesh.port]);

  const restart = () => bed.mesh.restart("driver-host/plant-8", "to see it", { id: "operator:anna", via: "screen" });
  await restart();
  assert.match((await others[5]?.restart) ?? "", /operator:anna: to see it/);
  await others[5]?.stop();
  const again = await start(8);
  let told = false;
  void again.restart.then(() => (told = true));
  while (!told) {
    await restart().catch(() => {}); // it is not connected yet
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(up(), 20);
  assert.equal(restarted, false, "the others go on");
});

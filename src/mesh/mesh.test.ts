import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { connect, createSecureContext, type TLSSocket } from "node:tls";
import { type ChannelCredentials, Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import type { Pool } from "pg";
import { WitnessNodes } from "#audit/witness-nodes.ts";
import { HostedChannels } from "#channels/hosted.ts";
import { HostedSources } from "#drivers/hosted.ts";
import { Traffic, type TrafficLine } from "#drivers/traffic.ts";
import type { Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { Fault } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import type { MeshSettings } from "#kernel/settings.ts";
import { Source } from "#site/point.ts";
import { type Authority, openAuthority } from "#trust/authority.ts";
import { type DenyList, denial } from "#trust/deny-list.ts";
import { DenyListHolder } from "#trust/deny-list-holder.ts";
import { type Identity, type PeerName, uriOf } from "#trust/identity.ts";
import { Seal } from "#trust/seal.ts";
import { InstantJournal } from "../../test/peers/instant-journal.ts";
import { hello, opening, overheard, reports } from "../../test/peers/mesh-bytes.ts";
import { joined } from "../../test/peers/module-process.ts";
import { SteppedClock } from "../../test/peers/stepped-clock.ts";
import { freePort } from "../../test/peers/whole-server.ts";
import { Mesh } from "./mesh.ts";

const DAY = 86_400_000;
const GRACE_MS = 3 * DAY;

const same = (message: Buffer) => message;

const REGISTER = "/tocsin.mesh.v1.Navigation/Register";
const LOOK_UP = "/tocsin.mesh.v1.Navigation/LookUp";
const NOTIFY = "/tocsin.mesh.v1.NotifierHosts/Serve";
const SERVE = "/tocsin.mesh.v1.DriverHosts/Serve";
/** Field 5 of what a host is told, with one source, and with none. */
const WATCHED = "*\u0006\n\u0004";
const NOBODY_WATCHES = "*\0";

describe("the mesh port", () => {
  let folder: string;
  let authority: Authority;
  let stranger: Authority;
  let own: Identity;
  let host: Identity;
  let mesh: Mesh;
  let journal: InstantJournal;
  let denyList: DenyListHolder;
  let onRenewed: (identity: Identity) => void;
  let stored: { source: string; point: string; number: number }[];
  let heard: TrafficLine[];
  let traffic: Traffic;
  let refusing: Fault | null;
  let told: Report[];
  let feed: Feed;
  let hosted: HostedSources;
  let secret: string;
  /** Of the driver host of `apart` alone. */
  let ownPort: number;
  const clock = new SteppedClock();
  const clients: Client[] = [];

  const identity = (who: Partial<PeerName> = {}, at = clock.now(), by = authority) =>
    joined({ authority: async () => by }, who, at);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-mesh-"));
    const open = (name: string) =>
      openAuthority({ dataFolder: join(folder, name), seal: new Seal(randomBytes(32)), now: clock.now() - 60 * DAY });
    [authority, stranger] = [await open("own"), await open("stranger")];
    [own, host] = [await identity({ role: "core", node: "core-1", instance: "core" }), await identity()];
  });
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    journal = new InstantJournal(clock);
    stored = [];
    heard = [];
    traffic = new Traffic(clock);
    told = [];
    refusing = null;
    const file = join(folder, "deny-list.json");
    rmSync(file, { force: true });
    denyList = new DenyListHolder(file, { site: authority.site, roots: authority.roots });
    feed = new Feed("test");
    hosted = new HostedSources(clock, feed);
    secret = "in clear for its host only";
    ownPort = await freePort();
    hosted.apply([Source.parse({ id: "shop", name: "Shop", driver: "sia-dc09", host: "plant-2" })]);
    mesh = await open({
      listen: { host: "127.0.0.1", port: 0 },
      modulePorts: [{ module: "driver-host/apart", port: ownPort, from: [] }],
    });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await mesh.close();
  });

  function open(settings: MeshSettings): Promise<Mesh> {
    return Mesh.open({
      settings,
      clock,
      log: silentLog,
      feed,
      journal,
      pool: { query: async () => ({ rows: [] }) } as unknown as Pool,
      trust: {
        node: {
          current: own,
          onRenewed: (tell: (renewed: Identity) => void) => {
            onRenewed = tell;
            return () => {};
          },
        },
        changeOver: { heard: () => {}, onWanted: () => () => {} },
        denyList,
        authority: async () => authority,
      } as never,
      graceMs: () => GRACE_MS,
      intake: {
        takeSpooled: async (reports, { number }) => {
          if (refusing) throw refusing;
          for (const { source, report } of reports) stored.push({ source, point: report.point, number });
        },
      },
      traffic,
      hosted,
      hostedChannels: new HostedChannels(),
      witnessNodes: new WitnessNodes(),
      link: () => {},
      unseal: () => ({ secret }),
      own: (report) => void told.push(report),
    });
  }

  function client(shown: Identity | null, roots = authority.roots, port = mesh.port): Client {
    const context = createSecureContext({
      ca: roots,
      ...(shown ? { key: shown.key.open(), cert: shown.chain } : {}),
    });
    const by: ChannelCredentials = credentials.createFromSecureContext(context, {
      checkServerIdentity: () => undefined,
    });
    const made = new Client(`127.0.0.1:${port}`, by, {
      "grpc.use_local_subchannel_pool": 1,
      "grpc.ssl_target_name_override": "tocsin-core",
    });
    clients.push(made);
    return made;
  }

  /** The answer's bytes, or the status that came instead. */
  function call(by: Client, path: string, message = Buffer.alloc(0)): Promise<Buffer | ServiceError> {
    return new Promise((resolve) => {
      by.makeUnaryRequest(path, same, same, message, { deadline: Date.now() + 10_000 }, (thrown, answer) =>
        resolve(thrown ?? answer ?? Buffer.alloc(0)),
      );
    });
  }

  /** What a stream ended with. */
  function stream(by: Client, path: string, ...messages: Buffer[]): Promise<ServiceError> {
    const opened = by.makeBidiStreamRequest(path, same, same);
    return new Promise((resolve) => {
      opened.on("error", (thrown) => resolve(thrown as ServiceError));
      opened.on("data", () => {});
      for (const message of messages) opened.write(message);
    });
  }

  const refusal = async (answer: Promise<Buffer | ServiceError>) => {
    const got = await answer;
    assert.ok(got instanceof Error, "it was let in");
    return got;
  };
  const register = async (by = client(host)) => {
    const answer = await call(by, REGISTER, hello(1, 1));
    assert.ok(Buffer.isBuffer(answer), String(answer));
    return /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(answer.toString("latin1"))?.[0] ?? assert.fail("no lease");
  };
  const trail = () => journal.audit.map(({ sentence }) => sentence);

  it("W-019 W-024 lets an enrolled driver host register and look itself up, whatever a newer release adds", async () => {
    const by = client(host);
    const answer = await call(by, REGISTER, hello(1, 2));
    assert.ok(Buffer.isBuffer(answer), String(answer));
    assert.deepEqual([...answer.subarray(0, 2)], [8, 1]);
    const seen = await call(by, LOOK_UP);
    assert.ok(Buffer.isBuffer(seen), String(seen));
    assert.match(seen.toString("latin1"), new RegExp(uriOf(host.name)));
    assert.deepEqual(
      mesh.modules().map(({ id, state, release }) => [id, state, release]),
      [["driver-host/plant-2", "up", "9.9"]],
    );
  });

  for (const [what, shown, because] of [
    ["no certificate", async () => null, /It shows no certificate/],
    [
      "one of another site's authority",
      () => identity({}, clock.now(), stranger),
      /No authority of this site has signed/,
    ],
    ["one that expired before the grace", () => identity({}, clock.now() - 20 * DAY), /the grace of 72 h is over/],
  ] as const) {
    it(`W-019 drops a peer with ${what}, and says so in the trail once`, async () => {
      const peer = await shown();
      for (let attempt = 0; attempt < 2; attempt++) {
        assert.equal((await refusal(call(client(peer), REGISTER, hello(1, 1)))).code, status.UNAVAILABLE);
      }
      assert.equal(trail().length, 1, trail().join("\n"));
      assert.match(trail()[0] ?? "", because);
    });
  }

  it("W-019 speaks no TLS 1.2, and nothing without TLS", async () => {
    const old = connect({
      port: mesh.port,
      host: "127.0.0.1",
      maxVersion: "TLSv1.2",
      rejectUnauthorized: false,
      key: host.key.open(),
      cert: host.chain,
    });
    const [thrown] = (await once(old, "error")) as [Error & { code: string }];
    assert.match(thrown.code, /PROTOCOL_VERSION/);
    const plain = connectTcp(mesh.port, "127.0.0.1");
    plain.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    plain.on("error", () => {});
    plain.resume();
    await once(plain, "close");
    assert.equal(mesh.modules()[0]?.state, "awaited");
  });

  for (const [role, path] of [
    ["notifier-host", SERVE],
    ["driver-host", NOTIFY],
    ["standby", REGISTER],
    ["core", "/tocsin.mesh.v1.Navigation/Renew"],
  ] as const) {
    it(`W-024 refuses a ${role} on ${path}: its certificate is good, its role is not`, async () => {
      const by = client(await identity({ role, node: "elsewhere" }));
      const answer = await refusal(path.endsWith("/Serve") ? stream(by, path) : call(by, path));
      assert.equal(answer.code, status.PERMISSION_DENIED);
      assert.match(answer.details, new RegExp(`a ${role} may not call ${path}; it is for `));
      assert.match(trail()[0] ?? "", new RegExp(`did not let tocsin://.*/${role}/elsewhere/main call ${path}`));
    });
  }

  it("W-050 admits a module that has a port of its own there and nowhere else, and nobody else there", async () => {
    const apart = await identity({ node: "apart" });
    const registered = await call(client(apart, authority.roots, ownPort), REGISTER, hello(1, 1));
    assert.ok(Buffer.isBuffer(registered), String(registered));
    await refusal(call(client(apart), REGISTER, hello(1, 1)));
    await refusal(call(client(host, authority.roots, ownPort), REGISTER, hello(1, 1)));
    assert.match(trail()[0] ?? "", /did not let .*\/driver-host\/apart\/main connect: It has a port of its own, \d+\./);
    assert.match(trail()[1] ?? "", /plant-2\/main connect: Port \d+ is that of driver-host\/apart alone\./);
  });

  it("says which port of the mesh is somebody else's, and listens on none of them", async () => {
    const taken = createTcpServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const modulePorts = [
      { module: "driver-host/apart", port: await freePort(), from: [] },
      { module: "driver-host/b3", port, from: [] },
    ];
    const settings = { listen: { host: "127.0.0.1", port: 0 }, modulePorts };
    await assert.rejects(open(settings), {
      message: new RegExp(`The mesh can't listen on 127.0.0.1:${port} for driver-host/b3: .*EADDRINUSE`),
    });
    const [apart] = modulePorts;
    const [refused] = (await once(connectTcp(apart?.port ?? 0, "127.0.0.1"), "error")) as [NodeJS.ErrnoException];
    assert.equal(refused.code, "ECONNREFUSED");
    taken.close();
  });

  it("W-062 shows a module itself only", async () => {
    await register();
    const seen = await call(client(await identity({ role: "notifier-host", node: "other" })), LOOK_UP);
    assert.deepEqual(seen, Buffer.alloc(0));
    const all = await call(client(await identity({ role: "standby", node: "core-2" })), LOOK_UP);
    assert.ok(Buffer.isBuffer(all));
    assert.match(all.toString("latin1"), /driver-host\/plant-2/);
  });

  it("refuses a module of two releases on, saying which versions both speak", async () => {
    const answer = await refusal(call(client(host), REGISTER, hello(2, 3)));
    assert.equal(answer.code, status.FAILED_PRECONDITION);
    assert.match(
      answer.details,
      /the module speaks versions 2 to 3 of the mesh protocol and the core 1 to 1; bring the core up to date/,
    );
  });

  it("refuses a second driver host of a node while the first one is there", async () => {
    await register();
    const answer = await refusal(call(client(await identity({ instance: "second" })), REGISTER, hello(1, 1)));
    assert.equal(answer.code, status.ALREADY_EXISTS);
    assert.match(answer.details, /plant-2 has a driver-host already, main; stop it before you start second/);
  });

  it("ends the connection of a host that is put on the deny list, at once, and lets it in no more", async () => {
    const by = client(host);
    const lease = await register(by);
    const ended = stream(by, SERVE, opening(lease));
    const denied = denial("evict", uriOf(host.name), [host.chain], clock.now(), "it was stolen");
    const list: DenyList = {
      type: "tocsin-deny-list",
      site: authority.site,
      version: 1,
      at: clock.now(),
      denied: [denied],
      authorities: [],
    };
    assert.equal(denyList.accept(authority.signList(list)).taken, true);
    assert.equal((await ended).code, status.UNAVAILABLE);
    assert.equal((await refusal(call(client(host), REGISTER, hello(1, 1)))).code, status.UNAVAILABLE);
    assert.match(trail().join("\n"), /did not let tocsin:.* stay connected: It was evicted .*it was stolen/);
  });

  it("W-031 shows its new certificate to new connections, and no stream that stands ends", async () => {
    const by = client(host);
    const lease = await register(by);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    const received: Buffer[] = [];
    const ends: string[] = [];
    opened.on("data", (message: Buffer) => received.push(message));
    opened.on("error", ({ message }) => ends.push(message));
    opened.write(opening(lease));
    await once(opened, "data");
    const before = await serialShown();
    onRenewed(await identity({ role: "core", node: "core-1", instance: "core" }));
    assert.notEqual(await serialShown(), before);
    opened.write(reports(1, 1, ["after the renewal"]));
    await until(() => stored.length === 1);
    assert.deepEqual(ends, []);
  });

  it("takes life-safety alone from a host whose certificate has expired within the grace", async () => {
    const by = client(await identity({}, clock.now() - 8 * DAY));
    const lease = await register(by);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    const received: string[] = [];
    opened.on("data", (message: Buffer) => received.push(message.toString("latin1")));
    opened.on("error", () => {});
    opened.write(opening(lease));
    await once(opened, "data");
    opened.write(reports(2, 1, ["ordinary"]));
    opened.write(reports(1, 1, ["fire"]));
    await until(() => stored.length > 0 && received.some((one) => one.includes("only life-safety messages pass")));
    assert.deepEqual(
      stored.map(({ point }) => point),
      ["fire"],
    );
  });

  it("stores what is sent twice once, goes on behind a gap, and takes nothing for a source of another host", async () => {
    const by = client(host);
    const lease = await register(by);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    opened.on("data", () => {});
    opened.on("error", () => {});
    opened.write(opening(lease));
    opened.write(reports(2, 1, ["a", "b"]));
    opened.write(reports(2, 1, ["a", "b", "c"]));
    opened.write(reports(2, 7, ["d"], "vault"));
    opened.write(reports(2, 8, ["e"]));
    await until(() => stored.at(-1)?.number === 8);
    assert.deepEqual(
      stored.map(({ point }) => point),
      ["a", "b", "c", "e"],
    );
    assert.match(trail().join("\n"), /bring a report: the source vault is not one that plant-2 serves/);
  });

  it("shows what a host overhears of its own sources to those who watch, within bounds, and asks it for no more", async () => {
    hosted.apply([
      Source.parse({ id: "shop", name: "Shop", driver: "sia-dc09", host: "plant-2" }),
      Source.parse({ id: "vault", name: "Vault", driver: "sia-dc09", host: "apart" }),
    ]);
    const leave = [
      traffic.watch("shop", (line) => heard.push(line)),
      traffic.watch("vault", (line) => heard.push(line)),
    ];
    const by = client(host);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    const came: string[] = [];
    opened.on("data", (data: Buffer) => came.push(data.toString("latin1")));
    opened.on("error", () => {});
    opened.write(opening(await register(by)));
    await until(() => came.some((one) => one.startsWith(WATCHED)));
    opened.write(overheard("vault", "of another host"));
    opened.write(overheard("shop", "\0".repeat(100)));
    await until(() => heard.length > 0);
    const [only] = heard;
    assert.deepEqual(heard, [
      { outcome: "refused", why: "damaged", raw: "\ufffd".repeat(100), number: 1, at: only?.at },
    ]);
    for (const one of leave) one();
    await until(() => came.at(-1) === NOBODY_WATCHES);
    assert.deepEqual(
      came.filter((one) => one.startsWith("*")),
      [`${WATCHED}shop`, NOBODY_WATCHES],
    );
  });

  it("waits for a database that is behind, and loses and reorders nothing", async () => {
    const by = client(host);
    const lease = await register(by);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    opened.on("data", () => {});
    opened.on("error", () => {});
    opened.write(opening(lease));
    traffic.watch("shop", (line) => heard.push(line));
    refusing = new Fault("overloaded", "100000 rows wait", { transient: true });
    const points = Array.from({ length: 100 }, (_, at) => `p${at + 1}`);
    for (let from = 0; from < 100; from += 10) opened.write(reports(2, from + 1, points.slice(from, from + 10)));
    await once(opened, "data");
    refusing = null;
    await until(() => stored.length === 100 && heard.length === 100);
    assert.deepEqual(
      stored.map(({ point }) => point),
      points,
    );
  });

  it("gives up a host that reads nothing, after half a minute, and holds no more for it", async () => {
    const by = client(host);
    const lease = await register(by);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    const ended = once(opened, "error") as Promise<[ServiceError]>;
    opened.write(opening(lease));
    await once(opened, "metadata");
    opened.pause();
    secret = "x".repeat(100_000);
    for (let times = 0; times < 40; times++) hosted.changed("plant-2");
    clock.advance(31_000);
    opened.resume();
    const [thrown] = await ended;
    assert.equal(thrown.code, status.UNAVAILABLE);
    assert.match(thrown.details, /plant-2 reads nothing/);
  });

  it("ends the stream of a host whose lease is over, so that what hung in it comes again over the next one, fires first", async () => {
    const by = client(host);
    const opened = by.makeBidiStreamRequest(SERVE, same, same);
    const ended = once(opened, "error") as Promise<[ServiceError]>;
    opened.on("data", () => {});
    opened.write(opening(await register(by)));
    await once(opened, "data");
    clock.advance(11_000);
    const [{ code, details }] = await ended;
    assert.deepEqual([code, details], [status.UNAVAILABLE, "the lease is over"]);
    const next = by.makeBidiStreamRequest(SERVE, same, same);
    next.on("error", () => {});
    next.write(opening(await register(by)));
    next.write(reports(2, 1, ["door"]));
    await until(() => stored.length === 1);
  });

  it("raises one alarm for a host that falls silent", async () => {
    await register();
    clock.advance(11_000);
    await until(() => mesh.modules()[0]?.state === "lost");
    const [alarm, ...more] = told.filter(({ kind }) => kind === "raise");
    assert.equal(alarm?.point, "module/driver-host/plant-2");
    assert.equal(more.length, 0);
  });

  async function serialShown(): Promise<string> {
    const socket: TLSSocket = connect({
      port: mesh.port,
      host: "127.0.0.1",
      key: host.key.open(),
      cert: host.chain,
      ca: authority.roots,
      ALPNProtocols: ["h2"],
      checkServerIdentity: () => undefined,
    });
    socket.on("error", () => {});
    await once(socket, "secureConnect");
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  }
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

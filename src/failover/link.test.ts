import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { type ConnectionOptions, connect } from "node:tls";
import { silentLog } from "#kernel/log.ts";
import { type Authority, openAuthority } from "#trust/authority.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { denial } from "#trust/deny-list.ts";
import { type Identity, type PeerName, uriOf } from "#trust/identity.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { Seal } from "#trust/seal.ts";
import { joined } from "../../test/peers/module-process.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { until } from "../../test/peers/whole-server.ts";
import { dial, LinkListener } from "./link.ts";
import { PairTrust } from "./pair-trust.ts";

const DAY = 86_400_000;

describe("port 4017", () => {
  const clock = new VirtualClock();
  let folder: string;
  let authority: Authority;
  let stranger: Authority;
  let core: Identity;
  let standby: Identity;
  let listener: LinkListener;
  let trust: PairTrust;
  let served: string[];
  let refusals: string[];
  const sockets: Socket[] = [];
  const trusts: PairTrust[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-link-"));
    const open = (name: string) =>
      openAuthority({ dataFolder: join(folder, name), seal: new Seal(randomBytes(32)), now: clock.now() - 60 * DAY });
    [authority, stranger] = [await open("own"), await open("stranger")];
    [core, standby] = [await identity({ role: "core" }), await identity({ role: "standby" })];
  });
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    served = [];
    refusals = [];
    trust = trustOf(core);
    listener = new LinkListener({
      listen: { host: "127.0.0.1", port: 0 },
      trust,
      clock,
      log: silentLog,
      refused: (who, because) => void refusals.push(`${who}: ${because}`),
      serve: (hello, wire, peer) => {
        served.push(`${peer.role} wants ${hello.want}`);
        wire.say({ ok: true });
        return Promise.resolve();
      },
    });
    await until("it listens", () => listener.port > 0);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener.close();
    for (const one of trusts.splice(0)) one.stop();
  });

  const identity = (who: Partial<PeerName>, at = clock.now(), by = authority) =>
    joined({ authority: async () => by }, { node: "core-2", ...who }, at);

  /** Of a machine that has joined with this certificate. */
  function trustOf(shown: Identity): PairTrust {
    const dataFolder = mkdtempSync(join(folder, "node-"));
    writeIdentity(join(dataFolder, "trust"), shown);
    const one = new PairTrust({ dataFolder, clock, log: silentLog });
    trusts.push(one);
    return one;
  }

  const dialling = (shown: Identity) =>
    dial(
      { host: "127.0.0.1", port: listener.port },
      { trust: trustOf(shown), hello: { v: 1, want: "status", starting: false } },
    );

  /** TLS of somebody else's: what the listener answers until it ends the connection, or why there is none. */
  async function speaks(options: ConnectionOptions, said = '{"v":1,"want":"status"}\n'): Promise<string> {
    const socket = connect({ host: "127.0.0.1", port: listener.port, rejectUnauthorized: false, ...options });
    sockets.push(socket);
    socket.end(said);
    return text(socket).catch((thrown: Error) => thrown.message);
  }

  function tcp(from = "127.0.0.1"): Socket {
    const socket = connectTcp({ host: "127.0.0.1", port: listener.port, localAddress: from });
    socket.on("error", () => {});
    sockets.push(socket);
    return socket;
  }

  it("W-059 serves the other core", async () => {
    const { wire, answer } = await dialling(standby);
    wire.close();
    assert.deepEqual([answer["ok"], served, refusals], [true, ["standby wants status"], []]);
  });

  const WRONG: readonly [string, () => Promise<Identity>, RegExp][] = [
    ["of a foreign authority", () => identity({ role: "core" }, clock.now(), stranger), /127\.0\.0\.1: No authority/],
    ["of a driver host", () => identity({ role: "driver-host" }), /driver-host.*and no core of this site/],
    ["of a workspace's page", () => identity({ role: "notifier-host" }), /notifier-host.*and no core of this site/],
    ["that has expired", () => identity({ role: "core" }, clock.now() - 8 * DAY), /expired/],
    ["that is not valid yet", () => identity({ role: "core" }, clock.now() + DAY), /valid only from/],
  ];
  for (const [what, shown, because] of WRONG) {
    it(`W-059 serves no certificate ${what}, and says so at this end only`, async () => {
      const { key, chain } = await shown();
      assert.doesNotMatch(await speaks({ key: key.open(), cert: chain }), /ok|refused/);
      await until("the refusal is told", () => refusals.length > 0);
      assert.match(refusals.join("\n"), because);
      assert.deepEqual(served, []);
    });
  }

  it("W-059 serves nobody without a certificate", async () => {
    assert.doesNotMatch(await speaks({}), /ok/);
    await until("the refusal is told", () => refusals.length > 0);
    assert.match(refusals.join("\n"), /127\.0\.0\.1: It shows no certificate/);
    assert.deepEqual(served, []);
  });

  it("W-059 speaks no TLS 1.2", async () => {
    const { key, chain } = core;
    const said = await speaks({ key: key.open(), cert: chain, maxVersion: "TLSv1.2" });
    assert.match(said, /protocol version/);
    assert.deepEqual([served, refusals], [[], []]);
  });

  it("W-059 ends the connection of a peer that is evicted, and lets it in no more", async () => {
    const { wire } = await dialling(standby);
    const ended = once(wire.socket, "close");
    const denied = denial("evict", uriOf(standby.name), [standby.chain], clock.now(), "it was stolen");
    const { site } = authority;
    const list = authority.signList({
      type: "tocsin-deny-list",
      site,
      version: 1,
      at: clock.now(),
      denied: [denied],
      authorities: [],
    });
    const file = authorityFiles(trust.dataFolder).denyList;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, list);
    clock.advance(5000);
    await ended;
    assert.match(refusals.join("\n"), /It was evicted.*it was stolen/);
    await assert.rejects(dialling(standby), { code: "unreachable" });
    assert.deepEqual(served, ["standby wants status"]);
  });

  it("is not left to somebody else by who dials it", async () => {
    const shown = await identity({ role: "driver-host" });
    await listener.close();
    const imposter = new LinkListener({
      listen: { host: "127.0.0.1", port: 0 },
      trust: trustOf(shown),
      clock,
      log: silentLog,
      refused: () => {},
      serve: (_, wire) => Promise.resolve(wire.say({ ok: true })),
    });
    await until("it listens", () => imposter.port > 0);
    try {
      const hello = { v: 1, want: "status" } as const;
      await assert.rejects(dial({ host: "127.0.0.1", port: imposter.port }, { trust, hello }), {
        code: "untrusted",
        message: /is not the other core\. It is a driver-host/,
      });
    } finally {
      await imposter.close();
    }
  });

  const GARBAGE: readonly [string, string][] = [
    ["no JSON", "GET / HTTP/1.1\r\n\r\n"],
    ["JSON that is no message", "[]\n"],
    ["null", "null\n"],
    ["another version", '{"v":2,"want":"status"}\n'],
    ["a line without end", "x".repeat(2 * 1024 * 1024)],
    ["nothing at all", ""],
  ];
  for (const [what, said] of GARBAGE) {
    it(`ends the connection of a peer that says ${what}`, async () => {
      const { key, chain } = core;
      assert.doesNotMatch(await speaks({ key: key.open(), cert: chain }, said), /ok/);
      assert.deepEqual(served, []);
    });
  }

  it("waits three seconds for what a peer wants", async () => {
    const { key, chain } = core;
    const socket = connect({
      host: "127.0.0.1",
      port: listener.port,
      rejectUnauthorized: false,
      key: key.open(),
      cert: chain,
    });
    sockets.push(socket);
    socket.on("error", () => {});
    const timers = clock.pending;
    await until("the peer is admitted", () => clock.pending > timers);
    const ended = once(socket, "close");
    socket.resume();
    clock.advance(3000);
    await ended;
  });

  it("is open for the other core while somebody floods it", async () => {
    const flood = Array.from({ length: 100 }, () => tcp("127.0.0.9"));
    const gone = () => flood.filter(({ closed }) => closed).length;
    await until("most of the flood is turned away", () => gone() >= 90);
    flood.find(({ closed }) => !closed)?.write(randomBytes(10_000));
    const { wire } = await dialling(standby);
    wire.close();
    assert.deepEqual(served, ["standby wants status"]);
  });
});

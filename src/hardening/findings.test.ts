import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { MESH, partsOf, siteOf } from "../../test/peers/port-site.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { silentLog } from "../kernel/log.ts";
import { findingsOf } from "./findings.ts";
import { type Listener, machineListeners, ownInodes, readProcNet } from "./listeners.ts";
import { matrixOf } from "./matrix.ts";
import { PortDesk } from "./port-desk.ts";

/** Made by hand after proc_net(5): a listener on 127.0.0.1, a connection, and listeners of IPv6 addresses. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:20FB 00000000:0000 0A 00000000:00000000 00:00000000 00000000   990        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0A4D000A:20FB 0A4D0001:C350 01 00000000:00000000 00:00000000 00000000   990        0 4712 1 0000000000000000 100 0 0 10 0
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
   1: 000000FD7700000000000000AB000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0000000000000000 100 0 0 10 0
   2: 0000000000000000FFFF0000024D4D0A:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4715 1 0000000000000000 100 0 0 10 0
`;

const listener = (more: Partial<Listener> = {}): Listener => ({
  transport: "tcp",
  address: "0.0.0.0",
  port: 8443,
  inode: 1,
  uid: 990,
  ...more,
});
const matrix = matrixOf(partsOf(siteOf({})));
const found = (listeners: readonly Listener[], own: readonly number[] = [1]) =>
  findingsOf(matrix, listeners, new Set(own)).map(({ what, port }) => `${what} ${port}`);

describe("what the machine listens on", () => {
  it("is read from the kernel's tables, connections left out", () => {
    assert.deepEqual(readProcNet(TCP, "tcp"), [
      { transport: "tcp", address: "127.0.0.1", port: 8443, inode: 4711, uid: 990 },
    ]);
    assert.deepEqual(
      readProcNet(TCP6, "tcp").map(({ address, port }) => `${address} ${port}`),
      [":: 22", "fd00:0:0:77::ab 22", "10.77.77.2 22"],
    );
    assert.deepEqual(readProcNet("", "udp"), []);
  });

  it("is read from this very process", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    t.after(() => (server.close(), socket.close()));
    await Promise.all([once(server, "listening"), once(socket, "listening")]);
    const own = ownInodes();
    const mine = machineListeners().filter(({ inode }) => own.has(inode));
    const ports = [(server.address() as AddressInfo).port, socket.address().port];
    assert.deepEqual(
      ["tcp", "udp"].map(
        (transport, at) => mine.find((one) => one.transport === transport && one.port === ports[at])?.address,
      ),
      ["127.0.0.1", "127.0.0.1"],
    );
  });
});

describe("the machine held against the matrix", () => {
  const cases: [what: string, listeners: readonly Listener[], findings: readonly string[]][] = [
    ["exactly what is declared", [listener()], []],
    ["the same by a socket of both families", [listener({ address: "::" })], []],
    ["nothing", [], ["silent 8443"]],
    ["the port by another transport", [listener({ transport: "udp" })], ["silent 8443", "undeclared 8443"]],
    ["W-067 one more of its own", [listener(), listener({ port: 9999 })], ["undeclared 9999"]],
    [
      "one of its own on this machine only",
      [listener(), listener({ port: 9999, address: "127.0.0.1" })],
      ["undeclared 9999"],
    ],
    ["N-056 one of another program", [listener(), listener({ port: 8000, inode: 2 })], ["foreign 8000"]],
    [
      "one of another program on this machine only",
      [listener(), listener({ address: "127.0.0.1", port: 8000, inode: 2 })],
      [],
    ],
  ];
  for (const [what, listeners, findings] of cases) {
    it(what, () => assert.deepEqual(found(listeners), findings));
  }

  it("takes any port of the kind for a listener whose port only the system knows", () => {
    const open = matrixOf(partsOf(siteOf({}), { webPort: 0 }));
    assert.deepEqual(findingsOf(open, [listener({ port: 41_000 })], new Set([1])), []);
  });
});

describe("the port of the trust ceremony", () => {
  const settings = { ...partsOf(siteOf({})).settings, mesh: MESH };
  const seen = [listener(), listener({ port: 4020 }), listener({ port: 4018, address: "::" })];
  const said = (windowOpen: boolean, listeners = seen) =>
    findingsOf(matrixOf(partsOf(siteOf({}), { settings, windowOpen })), listeners, new Set([1])).map(
      ({ what, port }) => `${what} ${port}`,
    );

  it("W-027, W-028 is a finding when it is open outside a window, and when a window has no port", () => {
    assert.deepEqual(said(true), []);
    assert.deepEqual(said(false), ["undeclared 4018"]);
    assert.deepEqual(said(false, seen.slice(0, 2)), []);
    assert.deepEqual(said(true, seen.slice(0, 2)), ["silent 4018"]);
  });
});

describe("the watch over the ports", () => {
  it("raises an alarm for what two looks in a row see, and clears it when it has gone", () => {
    const clock = new VirtualClock();
    const reports: string[] = [];
    let listeners: Listener[] = [listener(), listener({ port: 9999 })];
    const desk = new PortDesk({
      clock,
      log: silentLog,
      machine: { listeners: () => listeners, own: () => new Set([1]) },
      own: ({ kind, point }) => reports.push(`${kind} ${point}`),
      facts: () => partsOf(siteOf({})),
    });
    desk.start(["ports/silent/web", "disk"]);
    clock.advance(60_000);
    assert.deepEqual(reports, ["clear ports/silent/web"]);
    clock.advance(60_000);
    assert.deepEqual(reports.splice(0), ["clear ports/silent/web", "raise ports/undeclared/tcp-9999"]);
    clock.advance(60_000);
    listeners = [listener()];
    clock.advance(60_000);
    assert.deepEqual(reports, ["clear ports/undeclared/tcp-9999"]);
    desk.stop();
    listeners = [];
    clock.advance(600_000);
    assert.equal(reports.length, 1);
  });
});

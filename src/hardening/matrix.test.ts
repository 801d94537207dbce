import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EVERYTHING, everything, MESH, NETWORK, partsOf, siteOf } from "../../test/peers/port-site.ts";
import { diagram } from "./diagram.ts";
import { lint } from "./lint.ts";
import { isLocalOnly, matrixOf } from "./matrix.ts";
import { conduitsOf } from "./zones-table.ts";

const bare = (more: Parameters<typeof partsOf>[1] = {}) => matrixOf(partsOf(siteOf({}), more));
const ids = ({ flows }: ReturnType<typeof matrixOf>) => flows.map(({ id }) => id);

describe("the port matrix", () => {
  it("P-123, P-139 has the page alone while nothing is configured, and a row for each thing that is", () => {
    assert.deepEqual(ids(bare()), ["web"]);
    assert.deepEqual(ids(everything()), [
      "api",
      "channel/hook/post",
      "channel/mail/inbox",
      "channel/mail/sign-in",
      "channel/mail/submission",
      "channel/mail/submission-2",
      "channel/mail/submission-3",
      "channel/modem/modem",
      "channel/sms/message-centre",
      "directory/house/query",
      "directory/provider/provider",
      "host/ssh",
      "mesh",
      "names/1-tcp",
      "names/1-udp",
      "source/boiler/poll",
      "source/panels/panels-tcp",
      "source/panels/panels-udp",
      "trust",
      "web",
      "witness/collector/copy",
    ]);
    assert.deepEqual(everything().notes, []);
  });

  it("P-046, W-054 loses the row of what is switched off", () => {
    const site = siteOf({
      source: (EVERYTHING.source ?? []).map((one) => ({ ...one, enabled: false })),
      channel: (EVERYTHING.channel ?? []).map((one) => ({ ...one, enabled: false })),
    });
    assert.deepEqual(ids(matrixOf(partsOf(site))), ["web"]);
  });

  it("says who signs the page's certificate by ACME, and where it comes to look", () => {
    const acme = {
      directory: "https://ca.plant.example:9000/acme/directory",
      email: null,
      root: null,
      listen: { host: null, port: 8080 },
      binding: null,
    };
    const parts = partsOf(siteOf({}));
    const { flows } = matrixOf({ ...parts, settings: { ...parts.settings, acme } });
    const seen = flows.filter(({ id }) => id.startsWith("acme"));
    assert.deepEqual(
      seen.map(({ id, direction, active, listener: { address, port } }) => [id, direction, active, address, port]),
      [
        ["acme", "out", true, "ca.plant.example", 9000],
        ["acme-look", "in", false, "::", 8080],
      ],
    );
  });

  it("W-051, N-048, N-053 follows the settings: another port is another row at once", () => {
    const [flow] = bare({
      settings: { ...partsOf(siteOf({})).settings, listen: { host: "::", port: 6161 } },
      webPort: 6161,
    }).flows;
    assert.equal(flow?.listener.port, 6161);
    const app = {
      host: "db.plant.example",
      port: 5433,
      name: "tocsin",
      user: "a",
      password: null,
      ca: null,
      local: false,
      tls: true,
    };
    const settings = { ...partsOf(siteOf({})).settings, database: { app, fenced: null, reader: null, migrator: null } };
    const database = bare({ settings }).flows.find(({ id }) => id === "database");
    assert.deepEqual([database?.listener.port, database?.encrypted, database?.zone.to], [5433, "yes", "database"]);
  });

  it("W-013, W-061 names the database and the control socket as files when they are on this machine", () => {
    assert.deepEqual(
      bare().sockets.map(({ id }) => id),
      ["control", "database-local"],
    );
    assert.ok(!ids(bare()).includes("database"));
  });

  it("P-132, P-140 takes the direction from who opens the connection, and pins the peers", () => {
    const flows = new Map(everything().flows.map((flow) => [flow.id, flow]));
    assert.deepEqual(flows.get("source/panels/panels-tcp")?.peers, ["10.77.2.20", "10.77.2.21"]);
    assert.deepEqual(flows.get("source/panels/panels-tcp")?.zone, { from: "devices", to: "server" });
    assert.deepEqual(flows.get("source/boiler/poll")?.zone, { from: "server", to: "devices" });
  });

  it("keeps its hash while a window opens and a waiver runs out, and changes it with a port", () => {
    const site = siteOf(EVERYTHING);
    const settings = { ...partsOf(site).settings, mesh: MESH };
    const { hash } = matrixOf(partsOf(site, { settings }));
    assert.equal(matrixOf(partsOf(site, { settings, windowOpen: true, at: 1 })).hash, hash);
    assert.notEqual(matrixOf(partsOf(site, { settings, webPort: 8444 })).hash, hash);
  });

  it("W-049, W-050, W-063 has one port for all modules, and the rows of a module's machine are those of its own node", () => {
    const settings = { ...partsOf(siteOf({})).settings, mesh: MESH, publicUrl: "https://core-1.plant.example:8443" };
    const source = (EVERYTHING.source ?? []).map((one) => ({
      ...one,
      host: one["id"] === "program" ? undefined : "edge-1",
    }));
    const { flows } = matrixOf(partsOf(siteOf({ source }), { settings }));
    const rows = flows.map(({ id, node, direction, zone }) => `${node} ${id} ${direction} ${zone.from} ${zone.to}`);
    assert.deepEqual(rows, [
      "core-1 api in integrations server",
      "core-1 mesh in modules server",
      "edge-1 mesh/edge-1 out modules server",
      "edge-1 source/boiler/poll out modules devices",
      "edge-1 source/panels/panels-tcp in devices modules",
      "edge-1 source/panels/panels-udp in devices modules",
      "core-1 trust in modules server",
      "core-1 web in operators server",
    ]);
    assert.equal(flows.filter(({ listener }) => listener.port > 4020 && listener.port <= 4100).length, 0);
  });

  it("W-050, W-063 gives a module that has one its own port, for its own addresses, and lets its machine out to that one", () => {
    const modulePorts = [{ module: "driver-host/edge-1", port: 4021, from: ["10.77.1.2"] }];
    const settings = { ...partsOf(siteOf({})).settings, mesh: { ...MESH, modulePorts } };
    const source = [{ id: "program", name: "Program", driver: "http", host: "edge-1" }];
    const channel = [{ ...EVERYTHING.channel?.at(-1), host: "edge-1" }];
    const { flows } = matrixOf(partsOf(siteOf({ source, channel }), { settings }));
    const rows = flows
      .filter(({ id }) => id.startsWith("mesh"))
      .map(({ id, node, listener, peers }) => `${node} ${id} ${listener.port} ${peers?.join() ?? "all"}`);
    assert.deepEqual(rows, [
      "core-1 mesh 4020 all",
      "core-1 mesh-port/driver-host/edge-1 4021 10.77.1.2",
      "edge-1 mesh/edge-1 4020 all",
      "edge-1 mesh/edge-1/driver-host 4021 all",
    ]);
  });

  it("says which settings can't be read instead of leaving a row out silently", () => {
    const site = siteOf({ source: [{ id: "odd", name: "Odd", driver: "gone" }] });
    assert.match(matrixOf(partsOf(site)).notes.join(), /source 'odd' can't be said/);
  });

  it("knows a listener that answers this machine only", () => {
    const settings = { ...partsOf(siteOf({})).settings, listen: { host: "127.0.0.1", port: 8443 } };
    assert.ok(bare({ settings }).flows.every(isLocalOnly));
    assert.deepEqual(conduitsOf(bare({ settings })), []);
  });

  it("N-019, P-047 lists zones and what may pass between them", () => {
    const conduits = conduitsOf(everything()).map(({ from, to, flows }) => `${from} ${to} ${flows.length}`);
    assert.deepEqual(conduits, [
      "devices server 2",
      "integrations server 1",
      "management server 1",
      "modules server 2",
      "operators server 1",
      "server devices 1",
      "server services 13",
    ]);
  });
});

describe("the lint of the matrix", () => {
  it("W-055, W-064 names what is not encrypted until a waiver with a date stands for it", () => {
    const named = (network: object) => {
      const site = siteOf({ ...EVERYTHING, setting: [{ id: "site", network }] });
      return lint(matrixOf(partsOf(site))).flatMap(({ rule, flows }) => (rule === "clear-text" ? flows : []));
    };
    const waiver = { flow: "source/boiler/poll", because: "The device speaks nothing else" };
    assert.deepEqual(named(NETWORK), ["source/boiler/poll"]);
    assert.deepEqual(named({ ...NETWORK, waivers: [{ ...waiver, until: "2026-11-22" }] }), []);
    assert.deepEqual(named({ ...NETWORK, waivers: [{ ...waiver, until: "2026-11-21" }] }), ["source/boiler/poll"]);
  });

  it("W-065 refuses a range of more than 200 ports without a waiver", () => {
    const [web] = bare().flows;
    assert.ok(web);
    const wide = (last: number, waiver: typeof web.waiver = null) =>
      lint({ flows: [{ ...web, listener: { ...web.listener, port: 10_001, lastPort: last }, waiver }] });
    assert.deepEqual(wide(10_200), []);
    assert.deepEqual(
      wide(10_201).map(({ rule, level }) => `${level} ${rule}`),
      ["error range-wide"],
    );
    assert.deepEqual(wide(10_201, { until: "2027-01-01", because: "an old exchange" }), []);
  });

  it("P-131 finds one connection that is said to be encrypted and not, and one that is listed twice", () => {
    const [web] = bare().flows;
    assert.ok(web);
    const rules = (other: typeof web) => lint({ flows: [web, other] }).map(({ rule }) => rule);
    assert.deepEqual(rules({ ...web, id: "b", app: "web", encrypted: "no" }).sort(), [
      "clear-text",
      "encryption-ambiguous",
    ]);
    assert.deepEqual(rules({ ...web, id: "b" }), ["duplicate"]);
    assert.deepEqual(rules({ ...web, id: "b", encrypted: "no", listener: { ...web.listener, port: 1, lastPort: 1 } }), [
      "flag-contradiction",
      "clear-text",
    ]);
  });
});

describe("the picture of the matrix", () => {
  it("W-068 draws every flow once, and nothing that could run in a browser", () => {
    const svg = diagram(everything());
    for (const { id } of everything().flows) assert.equal(svg.split(`>${id}<`).length, 2, id);
    assert.doesNotMatch(svg, /<script|on\w+=|href=/);
    assert.match(diagram({ ...everything(), node: '<b onload="x">' }), /&lt;b onload=&quot;x&quot;&gt;/);
  });
});

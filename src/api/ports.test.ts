import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, enrolled, openTestCore, type TestCore } from "../../test/peers/api-core.ts";
import { NETWORK } from "../../test/peers/port-site.ts";

describe("the ports by the API", () => {
  let test: TestCore;
  let cookie: string;
  const ask = (method: "GET" | "PUT", url: string, payload?: object) =>
    test.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
  const source = (id: string, settings: object, more: object = {}) =>
    ask("PUT", `/api/v1/site/source/${id}`, { name: id, driver: "sia-dc09", enabled: true, settings, ...more });
  const flows = async () => {
    const { matrix } = (await ask("GET", "/api/v1/ports")).json();
    return (matrix.flows as { id: string; listener: { port: number } }[]).map(
      ({ id, listener }) => `${id} ${listener.port}`,
    );
  };

  before(async () => {
    test = await openTestCore();
    cookie = await enrolled(test);
    await ask("PUT", "/api/v1/site/setting/site", { network: NETWORK, approvals: { fourEyes: "off" } });
  });
  after(() => test.close());

  it("P-123 a source that is enabled has its rows at once, and none when it is switched off", async () => {
    const local = { host: "127.0.0.1", port: 12_199, accounts: [{ account: "1234" }] };
    const before = await flows();
    assert.deepEqual(before, ["api 8443", "host/ssh 22", "web 8443"]);
    assert.ok((await source("panels", local)).statusCode < 300);
    assert.deepEqual(await flows(), [
      "api 8443",
      "host/ssh 22",
      "source/panels/panels-tcp 12199",
      "source/panels/panels-udp 12199",
      "web 8443",
    ]);
    await source("panels", local, { enabled: false });
    assert.deepEqual(await flows(), before);
  });

  it("N-041 one port for two is refused with the name of the other user", async () => {
    const settings = { host: "127.0.0.1", port: 12_198 };
    assert.ok((await source("north", settings)).statusCode < 300);
    const refused = await source("south", { host: "0.0.0.0", port: 12_198 });
    assert.equal(refused.statusCode, 422);
    assert.match(refused.body, /port that is free \(the source 'north' has this one\)/);
    const page = await source("south", { host: "0.0.0.0", port: 8443, udp: false });
    assert.equal(page.statusCode, 422);
    assert.match(page.body, /Tocsin's own page has this one/);
    assert.ok(
      (await source("south", { host: "127.0.0.2", port: 12_198 })).statusCode < 300,
      "another address is another place",
    );
    assert.ok((await source("west", { host: "127.0.0.1", port: 12_198 }, { enabled: false })).statusCode < 300);
  });

  it("gives the rules as a file, in the words that are asked for", async () => {
    const rules = await ask("GET", "/api/v1/ports/firewall?format=nftables");
    assert.match(rules.headers["content-disposition"] ?? "", /filename="tocsin\.nft"/);
    assert.match(rules.body, /^table inet tocsin \{/m);
    assert.match((await ask("GET", "/api/v1/ports/firewall?format=windows")).body, /New-NetFirewallRule/);
    assert.equal((await ask("GET", "/api/v1/ports/firewall?format=pf")).statusCode, 400);
  });

  it("refuses a zone that is no address, and a waiver without a reason", async () => {
    for (const network of [
      { zones: { operators: ["the office"] } },
      { waivers: [{ flow: "web", until: "2027-01-01", because: "" }] },
    ]) {
      assert.equal((await ask("PUT", "/api/v1/site/setting/site", { network })).statusCode, 400);
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matrixOfSite } from "../../test/peers/port-site.ts";
import { findingsOf } from "./findings.ts";
import { rulesOf } from "./firewall/rules.ts";
import { lint } from "./lint.ts";

const trunk = (name: string, rest: object = {}) => ({ name, server: "10.77.3.40", user: "880", ...rest });
const site = (...trunks: readonly object[]) => ({
  channel: [{ id: "phone", name: "Telephone", kind: "voice", settings: { trunks } }],
});
const rows = (...trunks: readonly object[]) =>
  matrixOfSite(site(...trunks))
    .flows.filter(({ id }) => id.startsWith("channel/phone/"))
    .map(({ id, direction, transport, app, encrypted, listener: { port, lastPort }, peers }) =>
      `${id.slice(14)} ${direction} ${transport} ${port}-${lastPort} ${app} ${encrypted} ${peers?.join(" ") ?? ""}`.trim(),
    );

describe("the ports of telephone calls", () => {
  it("W-065 by TLS: the server's port, and no more than the range for sound", () => {
    assert.deepEqual(rows(trunk("PBX")), [
      "media-1 in udp 20000-20199 srtp yes 10.77.3.40",
      "trunk-1 out tcp 5061-5061 sips yes",
    ]);
    const matrix = matrixOfSite(site(trunk("PBX")));
    assert.deepEqual(
      lint(matrix).filter(({ flows }) => flows.some((id) => id.startsWith("channel/phone/"))),
      [],
    );
    const wide = lint(matrixOfSite(site(trunk("PBX", { mediaPorts: { from: 10_000, to: 20_000 } }))));
    assert.ok(wide.some(({ rule, level }) => rule === "range-wide" && level === "error"));
  });

  it("W-065, N-028 in clear: our own port too, and only for the server; trunks that share their ports share a row", () => {
    const clear = { transport: "udp" };
    assert.deepEqual(
      rows(
        trunk("PBX", clear),
        trunk("Provider", { ...clear, server: "sip.provider.example", localPort: 5070, mediaPeers: ["10.77.6.0/24"] }),
      ),
      [
        "media-1 in udp 20000-20199 rtp no 10.77.3.40 sip.provider.example 10.77.6.0/24",
        "own-1 in udp 5060-5060 sip no 10.77.3.40",
        "own-2 in udp 5070-5070 sip no sip.provider.example",
        "trunk-1 out udp 5060-5060 sip no",
        "trunk-2 out udp 5060-5060 sip no",
      ],
    );
  });

  it("become rules with the addresses of the server's name, and nobody is let in while it has none", () => {
    const matrix = matrixOfSite(site(trunk("PBX", { server: "pbx.plant.example" })));
    const inbound = (found: ReadonlyMap<string, readonly string[]>) => {
      const rules = rulesOf(matrix, found);
      return { rule: rules.inbound.find(({ flow }) => flow === "channel/phone/media-1"), notes: rules.notes };
    };
    const { rule } = inbound(new Map([["pbx.plant.example", ["10.77.3.40"]]]));
    assert.deepEqual(
      [rule?.port, rule?.lastPort, rule?.from],
      [20_000, 20_199, { peers: { v4: ["10.77.3.40"], v6: [] } }],
    );
    const without = inbound(new Map());
    assert.equal(without.rule, undefined);
    assert.ok(
      without.notes.includes("Nobody is let in to channel/phone/media-1: pbx.plant.example has no address now."),
    );
  });

  it("are neither silent between calls nor unexplained during one", () => {
    const matrix = matrixOfSite(site(trunk("PBX", { transport: "udp" })));
    const listener = { transport: "udp", address: "10.77.0.5", inode: 1, uid: 990 } as const;
    const found = (...ports: readonly number[]) =>
      findingsOf(
        matrix,
        ports.map((port) => ({ ...listener, port })),
        new Set([1]),
      )
        .filter(({ transport }) => transport === "udp")
        .map(({ what, port }) => `${what} ${port}`);
    assert.deepEqual(found(), []);
    assert.deepEqual(found(5060, 20_000, 20_198), []);
    assert.deepEqual(found(20_200), ["undeclared 20200"]);
  });
});

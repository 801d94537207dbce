import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { EVERYTHING, everything, FOUND, MESH, matrixOfSite, partsOf, siteOf } from "../../../test/peers/port-site.ts";
import { diagram } from "../diagram.ts";
import { matrixOf } from "../matrix.ts";
import { FORMATS, type Format } from "./formats.ts";
import { differenceOf, normalised } from "./listing.ts";
import { FEATURES } from "./nftables.ts";
import { byFamily } from "./rules.ts";
import { firewallText } from "./text.ts";

const ALL = new Set(FEATURES);
const golden = (name: string) => join(import.meta.dirname, "golden", name);
const nft = (matrix: Parameters<typeof firewallText>[1]) => firewallText("nftables", matrix, FOUND, ALL);

/** `GOLDEN=write node --test …` writes the texts anew; read them before they are committed. */
function assertGolden(name: string, text: string): void {
  if (process.env["GOLDEN"] === "write") writeFileSync(golden(name), text);
  assert.equal(text, readFileSync(golden(name), "utf8"));
}

describe("the text of the rules", () => {
  const titles: Readonly<Record<Format, string>> = {
    nftables: "P-044, N-020 nftables: as it was read and approved",
    iptables: "P-004 iptables: as it was read and approved",
    ip6tables: "P-004 ip6tables: as it was read and approved",
    windows: "P-054 Windows: as it was read and approved",
    systemd: "the drop-in for systemd: as it was read and approved",
    plan: "P-004, N-019 the plan of zones: as it was read and approved",
  };
  for (const format of FORMATS) {
    it(titles[format], () => assertGolden(`${format}.txt`, firewallText(format, everything(), FOUND, ALL)));
  }

  it("W-068 the picture: as it was looked at and approved", () => assertGolden("ports.svg", diagram(everything())));

  it("W-050 has for a module's machine the rules of that machine alone", () => {
    const source = (EVERYTHING.source ?? []).map((one) => ({ ...one, host: "edge-1" }));
    const { setting = [] } = EVERYTHING;
    const settings = { ...partsOf(siteOf({})).settings, mesh: MESH };
    const text = firewallText(
      "nftables",
      matrixOf(partsOf(siteOf({ setting, source }), { settings })),
      FOUND,
      ALL,
      "edge-1",
    );
    assert.deepEqual(
      [...text.matchAll(/accept comment "flow:([^"]+)"/g)].map(([, flow]) => flow),
      ["source/panels/panels-tcp", "source/panels/panels-udp"],
    );
  });

  it("W-013 has no rule for the database, the control socket and a page of this machine alone", () => {
    const settings = { ...partsOf(siteOf({})).settings, listen: { host: "127.0.0.1", port: 8443 } };
    const text = nft(matrixOf(partsOf(siteOf({ setting: EVERYTHING.setting ?? [] }), { settings })));
    assert.doesNotMatch(text, /5432|flow:web/);
  });

  it("P-125, N-023, W-066 lets people in to the page alone", () => {
    const operators = nft(everything())
      .split("\n")
      .filter((line) => line.includes("@operators") && line.includes("accept"));
    assert.deepEqual(
      operators.map((line) => / dport (\d+) /.exec(line)?.[1]),
      ["8443", "8443"],
    );
  });

  it("says who is let in nowhere, and leaves the rule out", () => {
    const text = nft(matrixOfSite({}));
    assert.match(text, /^# Note: Nobody is let in to web: the zone operators has no addresses/m);
    assert.doesNotMatch(text, /flow:web/);
  });

  it("leaves out what the kernel lacks and is still whole", () => {
    const text = firewallText("nftables", everything(), FOUND, new Set());
    assert.doesNotMatch(text, /flood|many4|log prefix|skuid|tocsin_out/);
    assert.match(text, /policy drop/);
  });

  it("cannot be made to hold a line of somebody else's", () => {
    const notes = ["name\ntable inet tocsin { } ; drop"];
    const lines = nft({ ...everything(), notes }).split("\n");
    assert.equal(lines.filter((line) => line.startsWith("table inet tocsin")).length, 2);
  });
});

describe("addresses for a set", () => {
  const cases: [what: string, list: readonly string[], v4: readonly string[], v6: readonly string[]][] = [
    ["apart by family, once each", ["10.0.0.1", "fd00::1", "10.0.0.1"], ["10.0.0.1"], ["fd00::1"]],
    ["without what lies in a network", ["10.0.0.7", "10.0.0.0/24", "10.0.0.0/16"], ["10.0.0.0/16"], []],
    ["one of two ways to write a network", ["10.0.0.1/24", "10.0.0.2/24"], ["10.0.0.1/24"], []],
    [
      "networks side by side",
      ["10.0.0.0/24", "10.0.1.0/24", "fd00::/64"],
      ["10.0.0.0/24", "10.0.1.0/24"],
      ["fd00::/64"],
    ],
  ];
  for (const [what, list, v4, v6] of cases) it(what, () => assert.deepEqual(byFamily(list), { v4, v6 }));
});

describe("a listing of the kernel", () => {
  const rule = (handle: number, packets: number, port: number) => ({
    rule: {
      family: "inet",
      table: "tocsin",
      chain: "input",
      handle,
      expr: [{ counter: { packets, bytes: 1 } }, { right: port }],
    },
  });
  const set = (flags: string[], elem: unknown[]) => ({ set: { name: "s", handle: 1, flags, elem } });
  const read = (...nftables: object[]) => normalised({ nftables: [{ metainfo: { version: "1.0.6" } }, ...nftables] });

  it("is the same whatever passed, and whoever a moving set holds", () => {
    assert.deepEqual(read(rule(1, 5, 80), set(["dynamic"], ["10.0.0.1"])), read(rule(9, 7, 80), set(["dynamic"], [])));
  });

  it("P-055 differs by a rule and by an address, and names both", () => {
    const difference = differenceOf(
      read(rule(1, 1, 80), set(["interval"], ["a"])),
      read(rule(1, 1, 23), set(["interval"], ["b"])),
    );
    assert.equal(difference.missing.length, 2);
    assert.match(difference.added[0] ?? "", /^rule in chain "input": .*23/);
    assert.match(difference.added[1] ?? "", /^set "s": .*"b"/);
  });
});

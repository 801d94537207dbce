import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inherited, lineage, nearest, partitionOfArea } from "./areas.ts";
import { checkDocument, checkRemoved, KIND_NAMES, readDocument, type SiteDocument } from "./check.ts";
import type { Site } from "./site.ts";
import { WantedSite } from "./wanted.ts";

const CATALOGS = { drivers: [], channels: [] };
const SHEET = { name: "Safety sheet", url: "https://intranet.example/boiler" };
const PICTURE = "0".repeat(64);

function document(kind: SiteDocument["kind"], body: object): SiteDocument {
  const reading = readDocument(kind, body);
  if ("mistakes" in reading) throw new Error(reading.mistakes.map(({ message }) => message).join());
  return reading.document;
}

function siteOf(...documents: SiteDocument[]): Site {
  const items = Object.fromEntries(KIND_NAMES.map((kind) => [kind, new Map()])) as Record<string, Map<string, unknown>>;
  for (const { kind, body } of documents) items[kind]?.set(body.id, { version: 1, body });
  return { items } as unknown as Site;
}

const area = (id: string, more: object = {}) => document("area", { id, name: id.toUpperCase(), ...more });
const point = (more: object = {}) =>
  document("point", { id: "plc/1", source: "plc", address: "1", name: "Boiler", ...more }) as SiteDocument & {
    kind: "point";
  };

describe("what a point inherits from its areas", () => {
  it("is its own first, then from its area upwards, each with where it is said", () => {
    const boiler = point({ area: "cellar", instructions: "Close valve 7.", links: [SHEET] });
    const site = siteOf(
      area("works", { instructions: "Call the porter.", consequence: "The works stand still.", pictures: [PICTURE] }),
      area("hall", { parent: "works" }),
      area("cellar", { parent: "hall", instructions: "Take the gas detector.", cause: "Low water." }),
      boiler,
    );
    const works = { kind: "area", id: "works", name: "WORKS" };
    const cellar = { kind: "area", id: "cellar", name: "CELLAR" };
    const own = { kind: "point", id: "plc/1", name: "Boiler" };
    assert.deepEqual(inherited(site, boiler.body), {
      instructions: [
        { value: "Close valve 7.", from: own },
        { value: "Take the gas detector.", from: cellar },
        { value: "Call the porter.", from: works },
      ],
      cause: [{ value: "Low water.", from: cellar }],
      consequence: [{ value: "The works stand still.", from: works }],
      links: [{ value: SHEET, from: own }],
      pictures: [{ value: PICTURE, from: works }],
    });
  });

  it("is nothing where nothing is said, or only blanks", () => {
    const nothing = { instructions: [], cause: [], consequence: [], links: [], pictures: [] };
    assert.deepEqual(inherited(siteOf(), point({ instructions: " \n" }).body), nothing);
    assert.deepEqual(inherited(siteOf(area("works")), point({ area: "works" }).body), nothing);
  });

  it("is said nearest by the point itself, else by the area nearest to it", () => {
    const hall = area("hall", { instructions: "Take the gas detector.", consequence: "The hall fills." });
    const site = siteOf(hall, point({ area: "hall", instructions: "Close valve 7." }));
    assert.equal(nearest(site, "plc/1", "instructions"), "Close valve 7.");
    assert.equal(nearest(site, "plc/1", "consequence"), "The hall fills.");
    assert.equal(nearest(site, "plc/2", "instructions"), null);
  });

  it("ends where an area is missing or comes again, whatever the database holds", () => {
    const site = siteOf(area("a", { parent: "b" }), area("b", { parent: "a" }), area("c", { parent: "gone" }));
    assert.deepEqual(
      lineage(site.items.area, "a").map(({ id }) => id),
      ["a", "b"],
    );
    assert.deepEqual(
      lineage(site.items.area, "c").map(({ id }) => id),
      ["c"],
    );
  });

  it("knows the partition of the nearest area that names one", () => {
    const { area: areas } = siteOf(
      area("works", { partition: "north" }),
      area("hall", { parent: "works" }),
      area("lawn"),
    ).items;
    assert.deepEqual([partitionOfArea(areas, "hall"), partitionOfArea(areas, "lawn")], ["north", null]);
  });
});

describe("the check of areas", () => {
  const check = (site: Site, ...documents: SiteDocument[]) =>
    documents
      .flatMap((one) => checkDocument(one, new WantedSite(site, documents, []), CATALOGS))
      .map(({ message }) => message);

  it("lets none lie in itself, straight or by others", () => {
    assert.deepEqual(check(siteOf(), area("a", { parent: "a" })), [
      `parent: expected an area that does not itself lie in 'a', found "a"`,
    ]);
    const site = siteOf(area("a"), area("b", { parent: "a" }), area("c", { parent: "b" }));
    assert.deepEqual(check(site, area("a", { parent: "c" })), [
      `parent: expected an area that does not itself lie in 'a', found "c"`,
    ]);
    assert.deepEqual(check(site, area("c", { parent: "a" })), []);
  });

  it("wants parents, partitions and areas of points that exist", () => {
    assert.deepEqual(check(siteOf(), area("a", { parent: "gone", partition: "north" })), [
      `parent: expected the id of an area that exists, found "gone"`,
      `partition: expected the id of a partition that exists, found "north"`,
    ]);
    const site = siteOf(document("source", { id: "plc", name: "PLC", driver: "x" }));
    assert.deepEqual(check(site, point({ area: "gone" })), [
      `area: expected the id of an area that exists, found "gone"`,
    ]);
  });

  it("refuses to remove an area in which something lies", () => {
    const site = siteOf(area("works"), area("hall", { parent: "works" }), point({ area: "hall" }));
    const refused = (id: string) =>
      checkRemoved([{ kind: "area", id }], new WantedSite(site, [], [{ kind: "area", id }])).map(
        ({ message }) => message,
      );
    assert.deepEqual(refused("works"), [
      "The area 'works' can't be removed: the area 'hall' refers to it (parent). Change that first",
    ]);
    assert.deepEqual(refused("hall"), [
      "The area 'hall' can't be removed: the point 'plc/1' refers to it (area). Change that first",
    ]);
  });

  for (const url of ["http://intranet.example", "javascript:alert(1)", "data:text/html,x", "https:", "intranet"]) {
    it(`takes no link to ${url}`, () => {
      const reading = readDocument("area", { id: "a", name: "A", links: [{ name: "x", url }] });
      assert("mistakes" in reading);
      assert.equal(reading.mistakes[0]?.path.join("."), "links.0.url");
    });
  }
});

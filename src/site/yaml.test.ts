import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSiteYaml, writeSiteYaml } from "./yaml.ts";

const GOOD = `site:
  name: Plant 4
  timeZone: Europe/Berlin
partitions:
  - { id: east, name: East }
persons:
  - id: anna
    name: Anna
    methods:
      - { id: mail, channel: mail, address: anna@example.org }
sources:
  - id: web
    name: Web
    driver: http
    partition: east
`;

/** Each with the place and the words of its first complaint. */
const REFUSED: readonly (readonly [what: string, text: string, place: `${number}:${number}`, says: RegExp])[] = [
  ["a tab as indentation", "persons:\n\t- id: anna\n", "2:1", /tab/i],
  ["a key twice", "persons: []\nteams: []\npersons: []\n", "3:1", /unique/i],
  ["an open quote", 'site:\n  name: "Plant\n', "3:1", /quote/i],
  ["an unknown kind", "persons: []\nperson: []\n", "2:1", /person: expected one of site, partitions, .*found 'person'/],
  ["a list as the whole", "- 1\n- 2\n", "1:1", /a map with keys such as site/],
  ["a text as the whole", "hello\n", "1:1", /a map with keys such as site/],
  [
    "a map where a list belongs",
    "persons:\n  anna: { name: Anna }\n",
    "2:3",
    /expected a string, found nothing|no such key/,
  ],
  [
    "a text where a document belongs",
    "teams:\n  - id: a\n    name: A\n    members: []\n  - night shift\n",
    "5:5",
    /teams: expected a list of maps, found "night shift"/,
  ],
  [
    "an unknown field",
    "persons:\n  - id: anna\n    name: Anna\n    phone: 1\n",
    "4:5",
    /person: phone: expected no such key, found 'phone'/,
  ],
  ["a bad id", "persons:\n  - id: Anna K\n    name: Anna\n", "2:5", /id: expected lower-case letters.*found "Anna K"/],
  ["a missing field", "persons:\n  - id: anna\n", "2:5", /name: expected a string, found nothing/],
  [
    "a wrong number",
    "policies:\n  - id: p\n    name: P\n    steps:\n      - waitSec: soon\n        tell: [{ person: anna }]\n",
    "5:9",
    /steps\[0\]\.waitSec: expected a number, found "soon"/,
  ],
  [
    "a target of no kind",
    "policies:\n  - id: p\n    name: P\n    steps:\n      - tell:\n          - { robot: r2 }\n",
    "6:13",
    /tell/,
  ],
  [
    "an unknown time zone",
    "schedules:\n  - id: s\n    name: S\n    timeZone: Mars/Base\n",
    "4:5",
    /an IANA time zone such as Europe\/Berlin, found "Mars\/Base"/,
  ],
  [
    "a condition of no type",
    "points:\n  - id: web/a\n    source: web\n    address: a\n    name: A\n    conditions:\n      - { type: higher, limit: 3 }\n",
    "7:11",
    /type/,
  ],
  [
    "the same id twice",
    "teams:\n  - { id: a, name: A, members: [] }\n  - { id: a, name: B, members: [] }\n",
    "3:7",
    /an id of its own, found "a" twice/,
  ],
  ["an id for the site", "site:\n  id: other\n", "2:3", /id: expected site, found "other"/],
  ["an unknown tag", "site:\n  name: !!js/function 'x'\n", "2:9", /tag/i],
];

describe("a site file", () => {
  it("is read into documents", () => {
    const reading = readSiteYaml(GOOD, "site.yaml");
    assert.equal(reading.kind, "read");
    const documents = reading.kind === "read" ? reading.documents : [];
    assert.deepEqual(
      documents.map(({ kind, body }) => `${kind} ${body.id}`),
      ["setting site", "partition east", "person anna", "source web"],
    );
  });

  it("says where a document and its fields stand", () => {
    const reading = readSiteYaml(GOOD, "site.yaml");
    const locate = reading.kind === "read" ? reading.locate : () => null;
    assert.deepEqual(locate("person", "anna", ["methods", 0, "channel"]), { line: 10, column: 21 });
    assert.deepEqual(locate("source", "web", ["driver"]), { line: 14, column: 5 });
    assert.equal(locate("source", "nowhere", []), null);
  });

  it("comes back the same after it was written", () => {
    const reading = readSiteYaml(GOOD, "site.yaml");
    const documents = reading.kind === "read" ? reading.documents : [];
    const again = readSiteYaml(writeSiteYaml(documents), "again.yaml");
    assert.deepEqual(again.kind === "read" ? again.documents : again.mistakes, documents);
  });

  it("may be empty", () => {
    for (const text of ["", "# nothing yet\n", "persons:\nteams: []\n"]) {
      const reading = readSiteYaml(text, "site.yaml");
      assert.deepEqual(reading.kind === "read" ? reading.documents : reading.mistakes, []);
    }
  });

  for (const [what, text, place, says] of REFUSED) {
    it(`with ${what} is refused at ${place}`, () => {
      const reading = readSiteYaml(text, "site.yaml");
      assert.equal(reading.kind, "refused");
      const first = reading.kind === "refused" ? reading.mistakes[0] : undefined;
      assert.ok(first?.message.startsWith(`site.yaml:${place}: `), first?.message);
      assert.match(first?.message ?? "", says);
    });
  }

  it("does not blow up on aliases that multiply", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\npersons:\n  - { id: a, name: *c }\n`;
    assert.equal(readSiteYaml(bomb, "site.yaml").kind, "refused");
  });
});

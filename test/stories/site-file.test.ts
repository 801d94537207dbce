import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Story } from "./story.ts";

const FIRST = `\
site:
  name: Riverside Works
  timeZone: Europe/Berlin
channels:
  - id: mail
    name: E-mail
    kind: smtp
    settings:
      servers: [{ host: localhost, port: PORT }]
      from: alarms@plant.example
      login: { type: password, user: alarms, password: correct horse }
persons:
  - id: anna
    name: Anna Berg
    methods:
      - { id: mail, channel: mail, address: anna@plant.example }
policies:
  - id: all
    name: Everybody
    steps:
      - waitSec: 300
        tell:
          - person: anna
routes:
  - { id: all, order: 1, policy: all, sources: [building] }
sources:
  - { id: building, name: Building system, driver: http }
`;

test("a site file: refused with place and reason, planned, applied, exported, and the same again", async (t) => {
  const story = await Story.open(t);
  const port = /"port":(\d+)/.exec(JSON.stringify(story.mailServer.settings))?.[1] ?? assert.fail("no port");
  const good = FIRST.replace("PORT", port);
  const file = story.file("site.yaml", good);
  const exported = async () => (await story.tocsin("export")).out;
  const empty = await exported();

  const broken = story.file(
    "broken.yaml",
    good.replace("waitSec: 300", "waitSec: soon").replace("policy: all", "policy: nights"),
  );
  const refused = await story.tocsin("apply", broken);
  assert.deepEqual([refused.code, refused.out], [1, ""]);
  const lineOf = (text: string) =>
    readFileSync(broken, "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1;
  assert.match(
    refused.err,
    new RegExp(`${broken}:${lineOf("waitSec")}:9: policy: steps\\[0\\]\\.waitSec: expected a number, found "soon"`),
  );
  const dangling = await story.tocsin(
    "apply",
    story.file("broken.yaml", good.replace("policy: all", "policy: nights")),
  );
  assert.equal(dangling.code, 1);
  assert.match(dangling.err, new RegExp(`${broken}:${lineOf("id: all, order")}:\\d+: .*expected .*found "nights"`));
  const torn = await story.tocsin("apply", story.file("torn.yaml", "persons:\n  - id: [\n"));
  assert.equal(torn.code, 1);
  assert.match(torn.err, /torn\.yaml:\d+:\d+: /);
  assert.equal(await exported(), empty, "nothing has changed");

  const planned = await story.tocsin("plan", file);
  assert.equal(planned.code, 0, planned.err);
  for (const line of [
    "+ create channel mail",
    "+ create person anna",
    "+ create policy all",
    "+ create route all",
    "+ create source building",
  ])
    assert.ok(planned.out.includes(`${line}\n`), `${line} in:\n${planned.out}`);
  assert.ok(!planned.out.includes("correct horse"), "no secret is shown");
  assert.match(planned.out, /\n6 to create, 0 to change, 0 to delete\n/);
  assert.equal(await exported(), empty, "a plan changes nothing");

  const applied = await story.tocsin("apply", file);
  assert.equal(applied.code, 0, applied.err);
  assert.match(applied.out, /\n6 created, 0 changed, 0 deleted\n/);
  const full = await exported();
  assert.match(full, /name: Riverside Works/);
  assert.ok(!full.includes("correct horse"), "no secret is exported");
  assert.match((await story.tocsin("plan", file)).out, /^Nothing would change/);

  const again = await story.tocsin("plan", story.file("exported.yaml", full), "--prune");
  assert.match(again.out, /^Nothing would change/, again.err);
  const change = await story.tocsin("plan", story.file("changed.yaml", full.replace("waitSec: 300", "waitSec: 120")));
  assert.match(change.out, /~ change policy all\n {4}steps\[0\]\.waitSec: 300 → 120\n/);
  const less = await story.tocsin(
    "plan",
    "--prune",
    story.file("less.yaml", full.replace(/^routes:[^]*?(?=^sources:)/m, "")),
  );
  assert.match(less.out, /- delete route all\n/);
  assert.equal(await exported(), full, "plans change nothing");
});

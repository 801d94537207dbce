import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { SMTPServer } from "smtp-server";
import type { ChannelHealth } from "#channels/open-channel.ts";
import type { SourceHealth } from "#drivers/health.ts";
import { findSealed } from "#trust/sealed-search.ts";
import { type FarSides, type SiteFile, Story } from "./story.ts";

const KEY = "00112233445566778899aabbccddeeff";

/** A relay within the house that takes mails without a sign-in. */
async function openRelay(story: Story, came: (text: string) => void): Promise<number> {
  const relay = new SMTPServer({
    closeTimeout: 50,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, _, taken) {
      text(stream)
        .then(came)
        .then(() => taken(), taken);
    },
  });
  relay.listen(0, "127.0.0.1");
  await once(relay.server, "listening");
  story.ending({ close: () => new Promise<void>((resolve) => relay.close(resolve)) });
  return (relay.server.address() as AddressInfo).port;
}

const plainMail = (port: number) => ({
  servers: [{ host: "localhost", port, security: "plain" }],
  from: "alarms@plant.example",
});

const site = (port: number, { channels, person }: FarSides): SiteFile => {
  const ben = person("ben", ["mail", "hook"]) as { methods: object[] };
  return {
    channels: [...channels, { id: "plain", name: "Plain mail", kind: "smtp", settings: plainMail(port) }],
    persons: [{ ...ben, methods: [...ben.methods, { id: "plain", channel: "plain", address: "ben@plant.example" }] }],
    policies: [{ id: "ben", name: "Ben", steps: [{ waitSec: 86_400, tell: [{ person: "ben" }] }] }],
    routes: [{ id: "all", order: 1, sources: ["building"], policy: "ben" }],
    sources: [
      { id: "building", name: "Building", driver: "http" },
      {
        id: "panel",
        name: "Panel",
        driver: "sia-dc09",
        settings: { port: 0, accounts: [{ account: "1234", key: KEY }] },
      },
    ],
  };
};

const fire = {
  point: "hall",
  kind: "raise",
  category: "fire",
  condition: "smoke",
  priority: "critical",
  text: "Smoke in the hall",
};

test("P-099 a root key that doesn't open: the server receives, raises and tells what it can, and says what it can't", async (t) => {
  const story = await Story.open(t);
  const relayed: string[] = [];
  const port = await openRelay(story, (mail) => {
    relayed.push(mail);
    story.happened();
  });
  await story.apply(site(port, story.far));
  const trust = join(story.dataFolder, "trust");
  const status = async () => JSON.parse((await story.askAs({}, "GET", "/api/v1/status")).text) as { seal: string };
  const channel = async (id: string) =>
    (await story.get<{ items: ChannelHealth[] }>("/api/v1/channels")).items.find((one) => one.id === id) ??
    assert.fail(id);
  const source = async (id: string) =>
    (await story.get<{ items: SourceHealth[] }>("/api/v1/sources")).items.find((one) => one.id === id);
  assert.equal((await status()).seal, "open");
  await story.until("the panel's receiver listens", async () => (await source("panel"))?.state === "up");

  const away = join(story.folder, "machine.key");
  await story.restart(() => {
    // What a restored backup looks like on another machine: another root key, or none that opens.
    assert.deepEqual(
      readdirSync(trust).filter((name) => /key/.test(name) && !/web|site-ca/.test(name)),
      ["machine.key"],
    );
    renameSync(join(trust, "machine.key"), away);
    renameSync(story.file("damaged", "{"), join(trust, "root.key.json"));
  });

  assert.equal((await status()).seal, "closed");
  const own = await story.alarm("tocsin/seal");
  assert.equal(own.priority, "critical");
  assert.match(own.text, /runs without its secrets.*root\.key\.json is damaged.*tocsin seal recover/);
  assert.match((await channel("hook")).because, /can't be opened.*seal is closed/);
  assert.match((await channel("mail")).because, /can't be opened.*seal is closed/);
  assert.equal((await channel("plain")).state, "up");
  assert.match((await source("panel"))?.why ?? "", /secrets in the settings can't be opened.*seal is closed/);

  await story.report("building", [fire]);
  const alarm = await story.alarm("building/hall");
  await story.until("Ben is told by the channel that needs no secret", () =>
    relayed.some((mail) => mail.includes("Smoke")),
  );
  await story.good("POST", `/api/v1/alarms/${alarm.id}/acknowledge`, {
    occurrence: alarm.occurrence,
    sequence: alarm.sequence,
  });
  const refused = await story.ask("PUT", "/api/v1/site/channel/new", {
    id: "new",
    name: "New",
    kind: "webhook",
    settings: { secret: "sixteen characters at least" },
  });
  assert.match(JSON.stringify(refused.body), /the seal is closed/);

  await story.restart(() => {
    renameSync(join(trust, "root.key.json"), join(story.folder, "damaged"));
    renameSync(away, join(trust, "machine.key"));
  });
  assert.equal((await status()).seal, "open");
  await story.alarm("tocsin/seal", ({ active }) => !active);
  await story.until("the panel's receiver listens", async () => (await source("panel"))?.state === "up");
  assert.equal((await channel("hook")).state, "up");
  story.posts.takeAll();
  story.mails.takeAll();
});

test("a root key is rotated while everything runs, by its command, and moved, and all of it is in the trail", async (t) => {
  const story = await Story.open(t);
  await story.apply(site(await openRelay(story, () => {}), story.far));
  const source = async () =>
    (await story.get<{ items: (SourceHealth & { since: number })[] }>("/api/v1/sources")).items.find(
      ({ id }) => id === "panel",
    );
  const before = await story.until("the panel's receiver listens", async () => {
    const panel = await source();
    return panel?.state === "up" && panel;
  });
  const rotated = await story.tocsin("seal", "rotate");
  assert.deepEqual([rotated.code, rotated.err], [0, ""]);
  assert.match(rotated.out, /The root key is now [0-9a-f]{16}; \d+ rows were sealed anew/);
  assert.equal((await source())?.since, before.since, "nothing was disconnected");

  const sealed = await findSealed(story.server.core.pool, null, { records: true });
  assert(sealed.length > 2, "the house has sealed something");
  for (const { column, known } of sealed) assert(known, `${column} holds sealed values that no rotation knows of`);

  const again = await story.tocsin("seal", "rotate");
  assert.equal(again.code, 1);
  assert.match(again.err, /is not over. It ends at the next start/);
  assert.match((await story.tocsin("seal", "provider", "file")).out, /now kept by a key file/);
  assert.match((await story.tocsin("seal", "status")).out, /Level +key-file[\s\S]*Former/);

  await story.restart();
  await story.until(
    "the former key is given up",
    async () => !/Former/.test((await story.tocsin("seal", "status")).out),
  );
  const authority = await story.server.core.trust.authority();
  authority.signList({
    type: "tocsin-deny-list",
    site: authority.site,
    version: 1,
    at: 0,
    denied: [],
    authorities: [],
  });
  await authority.signWeb(["localhost"], story.clock.now());
  await authority.renewIssuing(authority.issuingCertificate.validToDate.getTime());
  await story.report("building", [fire]);
  await story.mails.take("Ben is told by mail, whose secret was sealed anew", ({ subject }) =>
    subject.includes("Smoke"),
  );
  await story.posts.take("and by the hook", ({ subject }) => subject.includes("Smoke"));
  const trail = (await story.sentences()).join("\n");
  assert.match(trail, /began to replace the root key/);
  assert.match(trail, /rows of config\.item were sealed anew/);
  assert.match(trail, /cli:root ordered that a key file keeps the root key|ordered that a key file keeps the root key/);
  assert.match(trail, /The former root key [0-9a-f]{16} was given up/);
  assert.doesNotMatch(readFileSync(join(story.dataFolder, "trust", "root.key.json"), "utf8"), /machine\.key/);
  story.posts.takeAll();
  story.mails.takeAll();
});

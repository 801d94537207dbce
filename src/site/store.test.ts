import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { z } from "zod";
import { Feed } from "#events/feed.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import type { Actor } from "#store/batch.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease, type Lease } from "#store/lease.ts";
import { Seal } from "#trust/seal.ts";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { readDocument, type SiteDocument } from "./check.ts";
import { planText } from "./plan.ts";
import { SiteStore } from "./store.ts";

const ANNA: Actor = { id: "operator:anna", via: "screen" };
const KEY = "00112233445566778899AABBCCDDEEFF";

const PANEL = {
  name: "panel",
  settings: z.strictObject({
    port: z.int().min(1).default(12128),
    accounts: z
      .array(
        z.strictObject({
          account: z.string().min(3),
          key: z
            .string()
            .regex(/^[0-9A-F]{32}$/, "expected 32 hexadecimal digits")
            .meta({ secret: true })
            .optional(),
          note: z.string().optional(),
        }),
      )
      .default([]),
  }),
};
const MAIL = {
  name: "mail",
  settings: z.strictObject({ host: z.string(), password: z.string().meta({ secret: true }).optional() }),
  address: z.email(),
};

function document(kind: SiteDocument["kind"], body: object): SiteDocument {
  const reading = readDocument(kind, body);
  if ("mistakes" in reading) throw new Error(JSON.stringify(reading.mistakes));
  return reading.document;
}

const channel = document("channel", {
  id: "mail",
  name: "Mail",
  kind: "mail",
  settings: { host: "mx", password: "hunter2hunter2" },
});
const person = (id: string, more: object = {}) =>
  document("person", { id, name: id, methods: [{ id: "m", channel: "mail", address: `${id}@example.org` }], ...more });
const panel = (accounts: object[], more: object = {}) =>
  document("source", { id: "panel", name: "Panel", driver: "panel", settings: { accounts }, ...more });

describe("the site", () => {
  let database: TestDatabase;
  let lease: Lease;
  let journal: LeasedJournal;
  let pool: pg.Pool;
  let feed: Feed;
  let store: SiteStore;
  const sealer = new Seal(randomBytes(32));
  const openStore = async () => {
    const site = new SiteStore({
      pool,
      journal,
      feed,
      log: silentLog,
      sealer,
      catalogs: { drivers: [PANEL], channels: [MAIL] },
    });
    await site.load();
    return site;
  };
  const stored = async () =>
    (await pool.query("select kind, id, version, body from config.item order by kind, id")).rows;
  const refusal = async (work: () => Promise<unknown>): Promise<string> => {
    const before = await stored();
    const said = await work().then(
      () => assert.fail("it was not refused"),
      (thrown: Error) => thrown.message,
    );
    assert.deepEqual(await stored(), before, "a refused change changed something");
    return said;
  };
  const apply = (documents: SiteDocument[], prune = false) => store.apply(documents, { actor: ANNA, prune });

  before(async () => {
    database = await openTestDatabase();
    const parts = { clock: systemClock, log: silentLog };
    lease = await acquireLease(
      () => database.app(),
      { holder: "test", address: "" },
      { ...parts, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
    );
    journal = new LeasedJournal(() => database.app(), lease, parts);
    pool = new pg.Pool(database.app());
    feed = new Feed("test");
    store = await openStore();
  });
  after(async () => {
    await journal.close();
    await lease.release();
    await pool.end();
    await database.close();
  });

  it("is changed as a whole, with versions, audit entries and messages to those who watch", async () => {
    const heard: string[] = [];
    const stop = store.onChange((kind, id) => heard.push(`${kind} ${id}`));
    const before = store.current;
    const team = document("team", { id: "all", name: "All", members: ["anna", "bert"] });
    const changes = await apply([team, person("anna"), person("bert"), channel]);
    stop();
    assert.deepEqual(
      changes.map(({ action, kind, id }) => `${action} ${kind} ${id}`),
      ["create team all", "create person anna", "create person bert", "create channel mail"],
    );
    assert.deepEqual(heard, ["team all", "person anna", "person bert", "channel mail"]);
    assert.notEqual(store.current, before);
    assert.deepEqual(feed.since(feed.seq - 1)?.[0]?.data, { kind: "channel", id: "mail", version: 1 });
    const { rows } = await pool.query("select object, sentence from audit.entry order by seq");
    assert.deepEqual(rows[0], { object: "team:all", sentence: "The team 'all' was created." });
    assert.deepEqual(
      await apply([team, person("anna"), person("bert"), channel]),
      [],
      "a second apply changes nothing",
    );
  });

  it("is the same after a restart", async () => {
    const again = await openStore();
    assert.deepEqual(again.items, store.items);
    assert.equal(again.openSettings("channel", "mail")["password"], "hunter2hunter2");
  });

  const REFUSED: readonly (readonly [what: string, documents: SiteDocument[], says: RegExp])[] = [
    [
      "a reference to nobody",
      [document("team", { id: "t", name: "T", members: ["anna", "zoe"] })],
      /team 't': members\[1\]: expected the id of a person that exists, found "zoe"/,
    ],
    [
      "an unknown driver",
      [document("source", { id: "s", name: "S", driver: "morse" })],
      /driver: expected one of panel, found "morse"/,
    ],
    [
      "settings that the driver does not take",
      [panel([{ account: "12" }])],
      /settings\.accounts\[0\]\.account: expected a length of at least 3, found "12"/,
    ],
    [
      "unknown settings",
      [document("source", { id: "s", name: "S", driver: "panel", settings: { baud: 9600 } })],
      /settings\.baud: expected no such key/,
    ],
    [
      "a secret that is not there to keep",
      [panel([{ account: "1234", key: "***" }])],
      /settings\.accounts\[0\]\.key: expected the secret itself/,
    ],
    [
      "an address that the channel can't use",
      [person("carl", { methods: [{ id: "m", channel: "mail", address: "carl" }] })],
      /methods\[0\]\.address: expected a valid/,
    ],
    [
      "a rule with another's method",
      [person("carl", { rules: [{ priorities: ["high"], tell: [{ method: "sms" }] }] })],
      /rules\[0\]\.tell\[0\]\.method: expected the id of one of this person's methods \(m\), found "sms"/,
    ],
    [
      "a point with another id",
      [panel([]), document("point", { id: "panel/b", source: "panel", address: "a", name: "A" })],
      /id: expected "panel\/a", found "panel\/b"/,
    ],
    [
      "two routes of one order",
      [document("route", { id: "a", order: 1, policy: null }), document("route", { id: "b", order: 1, policy: null })],
      /order: expected a number of its own/,
    ],
    [
      "a source named like Tocsin itself",
      [document("source", { id: "tocsin", name: "T", driver: "panel" })],
      /id: expected another id/,
    ],
    [
      "an override that ends before it begins",
      [
        document("schedule", {
          id: "s",
          name: "S",
          timeZone: "UTC",
          overrides: [{ from: "2026-01-02T00:00", to: "2026-01-01T00:00" }],
        }),
      ],
      /overrides\[0\]\.to: expected a time after/,
    ],
  ];
  for (const [what, documents, says] of REFUSED) {
    it(`refuses ${what}, and keeps everything as it was`, async () => {
      assert.match(await refusal(() => apply([person("dora"), ...documents])), says);
    });
  }

  it("N-036 never shows a secret in what it says", async () => {
    const said = await refusal(() => apply([panel([{ account: "1234", key: "my secret that is too short" }])]));
    assert.match(said, /key: expected 32 hexadecimal digits, found \*\*\*/);
    assert.doesNotMatch(said, /my secret/);
  });

  it("seals secrets, shows them as ***, keeps them when *** comes back, and finds them by account", async () => {
    const keys = [
      { account: "1111", key: KEY },
      { account: "2222", key: KEY.toLowerCase().toUpperCase().replace("0", "F") },
    ];
    await apply([panel(keys)]);
    const { rows } = await pool.query(
      "select body::text as text from config.item where id = 'panel' union all select body::text from config.item_version union all select details from audit.entry",
    );
    for (const { text } of rows) assert.ok(!String(text).includes(KEY), "a key lies in the database in clear");
    const [shown] = [...store.shown("source")];
    const accounts = shown?.settings["accounts"] as object[] | undefined;
    assert.deepEqual(accounts?.[0], { account: "1111", key: "***" });
    // Put back as it was shown, in another order and with a new account in front.
    const turned = [{ account: "3333" }, { account: "2222", key: "***" }, { account: "1111", key: "***" }];
    const changes = await apply([panel(turned)]);
    assert.doesNotMatch(planText(changes), new RegExp(KEY));
    assert.deepEqual(store.openSettings("source", "panel")["accounts"], [{ account: "3333" }, keys[1], keys[0]]);
    assert.match(await refusal(() => apply([panel([{ account: "9999", key: "***" }])])), /the secret itself/);
    assert.deepEqual(await apply([panel(turned)]), [], "the same secrets again change nothing");
    // After a restart, too, where the database gives fields back in an order of its own.
    const again = await openStore();
    const renamed = [...again.shown("source")].map(({ settings }) => settings["accounts"] as { account: string }[]);
    const changed = (renamed[0] ?? []).map((one) => ({ ...one, note: `panel ${one.account}` }));
    assert.equal((await again.apply([panel(changed)], { actor: ANNA, prune: false })).length, 1);
    assert.deepEqual(again.openSettings("source", "panel")["accounts"], [
      { account: "3333", note: "panel 3333" },
      { ...keys[1], note: "panel 2222" },
      { ...keys[0], note: "panel 1111" },
    ]);
    await store.load();
  });

  it("removes only what nobody refers to", async () => {
    const said = await refusal(() => store.remove("person", "anna", { actor: ANNA }));
    assert.match(said, /person 'anna' can't be removed: the team 'all' refers to it \(members\.0\)/);
    await store.put(document("team", { id: "all", name: "All", members: ["bert"] }), { actor: ANNA });
    await store.remove("person", "anna", { actor: ANNA });
    assert.equal(store.get("person", "anna"), undefined);
  });

  it("counts versions on after a removal, and refuses a change of what was changed meanwhile", async () => {
    assert.equal(await store.put(person("anna"), { actor: ANNA, version: 0 }), 3);
    assert.match(
      await refusal(() => store.put(person("anna", { name: "A" }), { actor: ANNA, version: 1 })),
      /changed meanwhile and is now version 3/,
    );
    assert.match(await refusal(() => store.remove("person", "anna", { actor: ANNA, version: 2 })), /now version 3/);
    const [first, second] = await Promise.allSettled([
      store.put(person("anna", { name: "B" }), { actor: ANNA, version: 3 }),
      store.put(person("anna", { name: "C" }), { actor: ANNA, version: 3 }),
    ]);
    assert.deepEqual([first.status, second.status], ["fulfilled", "rejected"]);
    const { rows } = await pool.query(
      "select version, body is null as gone from config.item_version where id = 'anna' order by version",
    );
    assert.deepEqual(rows, [
      { version: 1, gone: false },
      { version: 2, gone: true },
      { version: 3, gone: false },
      { version: 4, gone: false },
    ]);
  });

  it("with prune removes what is not in the file, and says so before", async () => {
    const documents = [channel, person("bert"), document("team", { id: "all", name: "All", members: ["bert"] })];
    const plan = store.plan(documents, { prune: true });
    assert.match(
      planText(plan),
      /- delete person anna\n- delete source panel\n\n0 to create, 0 to change, 2 to delete/,
    );
    assert.deepEqual(await apply(documents, true), plan);
    assert.deepEqual(
      (await stored()).map(({ kind, id }) => `${kind} ${id}`),
      ["channel mail", "person bert", "team all"],
    );
  });

  it("knows the versions of a policy that callouts began with", async () => {
    const policy = (name: string) => document("policy", { id: "p", name, steps: [{ tell: [{ person: "bert" }] }] });
    await apply([policy("One")]);
    await apply([policy("Two")]);
    assert.deepEqual(
      [store.policyVersion("p", 1)?.name, store.policyVersion("p", 2)?.name, store.policyVersion("p", 3)],
      ["One", "Two", undefined],
    );
    assert.equal((await openStore()).policyVersion("p", 1), undefined, "no callout runs with it");
    await journal.submit("alarm", (batch) =>
      batch.callout({
        id: 1,
        alarm: 1,
        occurrence: 1,
        sequence: 1,
        partition: "site",
        priority: "high",
        policy: "p",
        policyVersion: 1,
        state: "running",
        dueAt: null,
        startedAt: 0,
        endedAt: null,
        because: "",
        position: {
          step: -1,
          round: 0,
          stepAt: 0,
          waiting: [],
          told: [],
          acknowledged: [],
          acknowledgementEndsAt: null,
        },
      }),
    );
    assert.equal((await openStore()).policyVersion("p", 1)?.name, "One");
  });
});

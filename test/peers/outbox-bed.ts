import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import pg from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { Channel, Heard } from "#channels/channel.ts";
import { HostedChannels } from "#channels/hosted.ts";
import { Outbox } from "#channels/outbox.ts";
import type { OutboxHost } from "#channels/outbox-host.ts";
import type { OwnDevice } from "#channels/own-devices.ts";
import { readNotification } from "#channels/rows.ts";
import { webhook } from "#channels/webhook/index.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { Secret } from "#kernel/secret.ts";
import { ReplyCodes } from "#replies/code.ts";
import { SITE_KINDS, type Site, type SiteKind } from "#site/site.ts";
import type { Batch } from "#store/batch.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { openTestDatabase } from "./database.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A channel of webhooks. */
export const plant = { id: "plant", name: "Plant", kind: "webhook", settings: { secret: "a secret of the plant" } };

/** Anna, whom `plant` reaches at this address. */
export const anna = (address: string) => ({
  id: "anna",
  name: "Anna",
  methods: [{ id: "hook", channel: "plant", address }],
});

type Documents = Partial<Record<SiteKind, readonly Record<string, unknown>[]>>;

/** A site from documents as they stand in YAML; `versions` counts up the ones that a test changes. */
export function siteOf(documents: Documents, version = 1): Site {
  const items: Record<string, Map<string, unknown>> = {};
  for (const [kind, schema] of Object.entries(SITE_KINDS)) {
    const bodies = (documents[kind as SiteKind] ?? []).map((body) => schema.parse(body));
    items[kind] = new Map(bodies.map((body) => [body.id, { version, body }]));
  }
  return { items } as unknown as Site;
}

export function alarmOf(some: Partial<Alarm>): Alarm {
  return {
    id: 1,
    source: "plc",
    point: "boiler.pressure",
    condition: "high",
    partition: "site",
    category: "technical",
    priority: "high",
    tags: [],
    text: "Boiler pressure high",
    state: "unacknowledged",
    active: true,
    acknowledged: false,
    latched: false,
    shelf: null,
    suppressedBy: [],
    outOfService: null,
    quality: "good",
    severity: 1,
    occurrence: 1,
    sequence: 1,
    chatter: 0,
    raisedAt: Date.UTC(2026, 0, 15, 12),
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    dueAt: null,
    foundActive: false,
    silent: false,
    value: null,
    changedAt: Date.UTC(2026, 0, 15, 12),
    ...some,
  };
}

/** An outbox on a real database and journal, with a clock that jumps. */
export async function openOutboxBed(
  t: TestContext,
  documents: Documents,
  kinds: readonly Channel[] = [webhook],
  tested?: (batch: Batch, notification: Notification) => void,
) {
  const database = await openTestDatabase();
  const parts = { clock: systemClock, log: silentLog };
  const app = () => database.app();
  const lease = await acquireLease(
    app,
    { holder: "one", address: "https://one" },
    { ...parts, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
  );
  const journal = new LeasedJournal(app, lease, parts);
  const pool = new pg.Pool({ ...database.app(), max: 4 });
  const look = new pg.Client(database.superuser());
  await look.connect();
  const clock = new VirtualClock(Date.now());
  const feed = new Feed("1");
  const alarms = new Map<number, Alarm>();
  const failed: { id: number; because: string }[] = [];
  const own: Report[] = [];
  /** By person; and what became of messages to them. */
  const devices = new Map<string, OwnDevice[]>();
  const tried: [device: string, outcome: string][] = [];
  const said: (Heard & { channel: string })[] = [];
  let listener: OutboxHost["heard"] = () => Promise.resolve();
  let site = siteOf(documents);
  let sure = true;
  let busy = false;
  const codes = new ReplyCodes(new Secret(Buffer.alloc(32, 7)));
  const open = () =>
    new Outbox({
      hosted: new HostedChannels(),
      devices: { of: (person) => devices.get(person) ?? [], tried: (id, { outcome }) => tried.push([id, outcome]) },
      resultsApartMs: 0,
      journal,
      pool,
      clock,
      log: silentLog,
      feed,
      site: () => site,
      alarm: (id) => alarms.get(id),
      kinds,
      publicUrl: "https://alarms.example",
      codes,
      ...(tested ? { tested } : {}),
      failed: (_batch, notification, because) => failed.push({ id: notification.id, because }),
      own: (report) => own.push(report),
      heard: (channel, words, via) => {
        said.push({ channel, ...words });
        return listener(channel, words, via);
      },
      unseal: (channel) => channel.settings,
      answered: () => Promise.resolve({ done: false, because: "Nobody takes answers here." }),
      sure: () => sure,
      busy: () => busy,
    });
  const outbox = open();
  t.after(async () => {
    await outbox.close();
    await journal.close();
    await lease.release();
    await pool.end();
    await look.end();
    await database.close();
  });
  return {
    outbox,
    /** Another one on the same database, as after a restart. */
    open,
    journal,
    log: silentLog,
    pool,
    look,
    clock,
    feed,
    alarms,
    failed,
    own,
    /** What channels were told, by `ChannelHost.heard`. */
    said,
    devices,
    tried,
    /** Who deals with what channels are told; nobody at first. */
    onHeard(listen: typeof listener) {
      listener = listen;
    },
    codes,
    site: () => site,
    /** Whether the core is certain to be the active one. */
    setSure(certain: boolean) {
      sure = certain;
    },
    /** Whether much waits to be decided. */
    setBusy(much: boolean) {
      busy = much;
    },
    setSite(changed: Documents, version: number) {
      site = siteOf(changed, version);
    },
    /** Stores and enqueues, as the dispatcher does. */
    async notify(some: readonly Partial<Notification>[], box: Outbox | null = outbox): Promise<Notification[]> {
      return journal.submit(
        "alarm",
        (batch) =>
          some.map((one) => {
            const notification: Notification = {
              kind: "alarm",
              callout: 1,
              alarm: 1,
              occurrence: 1,
              sequence: 1,
              priority: "high",
              person: "anna",
              method: "hook",
              channel: "plant",
              address: "",
              step: 0,
              round: 0,
              state: "pending",
              attempts: 0,
              dueAt: clock.now(),
              createdAt: clock.now(),
              sentAt: null,
              because: "anna is on call",
              receipt: null,
              digest: null,
              text: null,
              repliedAt: null,
              ...one,
              id: batch.nextId("notification"),
            };
            batch.notification(notification);
            batch.afterwards(() => box?.enqueue(notification));
            return notification;
          }),
        some.length,
      );
    },
    /** Resolves once the notification stands in this state on disk. */
    async reached(id: number, state: Notification["state"]): Promise<Notification> {
      for (let tries = 0; tries < 100_000; tries++) {
        const notification = await readNotification(pool, id);
        if (notification?.state === state) return notification;
        // What is set only now, for a moment that a test has passed already, rings too.
        clock.advance(0);
      }
      throw new Error(
        `notification ${id} did not become ${state}: ${JSON.stringify([await readNotification(pool, id), outbox.health()])}`,
      );
    },
    async row(id: number): Promise<Record<string, unknown>> {
      const { rows } = await look.query("select * from core.notification where id = $1", [id]);
      return (rows[0] ?? {}) as Record<string, unknown>;
    },
  };
}

/** The first message of a topic that fits, also one that was told before. */
export function heard<T>(feed: Feed, topic: string, fits: (data: T) => boolean): Promise<T> {
  const told = feed.since(0)?.find((message) => message.topic === topic && fits(message.data as T));
  if (told) return Promise.resolve(told.data as T);
  return new Promise((resolve) => {
    const stop = feed.listen((message) => {
      if (message.topic !== topic || !fits(message.data as T)) return;
      stop();
      resolve(message.data as T);
    });
  });
}

/** A receiver of webhooks that answers as it is told to. */
export async function openReceiver(t: TestContext) {
  const bodies: Record<string, unknown>[] = [];
  const receiver = {
    url: "",
    bodies,
    status: 200,
    ids: () => bodies.map((body) => Number(body["id"])),
    /** While held, requests arrive and get no answer. */
    held: null as http.ServerResponse[] | null,
    arrived: (_count: number): Promise<void> => Promise.resolve(),
  };
  const waits: { count: number; resolve: () => void }[] = [];
  receiver.arrived = (count) =>
    bodies.length >= count ? Promise.resolve() : new Promise((resolve) => waits.push({ count, resolve }));
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      for (const wait of waits) if (bodies.length >= wait.count) wait.resolve();
      if (receiver.held) receiver.held.push(response);
      else response.writeHead(receiver.status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return receiver;
}

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmOrder, Seen } from "#alarms/orders.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";
import { Inbox } from "#replies/inbox.ts";
import { readMail } from "#replies/mail-message.ts";
import { SiteConflict } from "#site/refusal.ts";
import type { Schedule } from "#site/schedule.ts";
import type { Actor } from "#store/batch.ts";
import { alarmOf, openOutboxBed } from "./outbox-bed.ts";

/** An inbox on the outbox of a bed, that hears its channels; what it orders is kept and changes the bed's alarms. */
export function openInbox(
  t: TestContext,
  bed: Awaited<ReturnType<typeof openOutboxBed>>,
  clock: Clock = bed.clock,
): {
  readonly inbox: Inbox;
  readonly acknowledged: (AlarmOrder & Seen)[];
  /** Resolves with the first acknowledgement. */
  readonly answered: Promise<AlarmOrder & Seen>;
  readonly shelved: { readonly alarm: number; readonly minutes: number | undefined; readonly reason: string }[];
  readonly escalated: { readonly alarm: number; readonly actor: Actor }[];
  /** Who may shelve. */
  readonly shelvers: Set<string>;
} {
  const acknowledged: (AlarmOrder & Seen)[] = [];
  const { promise: answered, resolve: answer } = Promise.withResolvers<AlarmOrder & Seen>();
  const shelved: { alarm: number; minutes: number | undefined; reason: string }[] = [];
  const escalated: { alarm: number; actor: Actor }[] = [];
  const shelvers = new Set<string>();
  const changed = (id: number, some: Partial<Alarm>) => {
    const after = { ...(bed.alarms.get(id) ?? assert.fail(`there is no alarm ${id}`)), ...some };
    bed.alarms.set(id, after);
    return Promise.resolve(after);
  };
  const inbox = new Inbox({
    journal: bed.journal,
    pool: bed.pool,
    clock,
    log: silentLog,
    site: bed.site,
    called: (actor) => bed.site().items.person.get(actor.replace("person:", ""))?.body.name ?? null,
    codes: bed.codes,
    outbox: bed.outbox,
    alarms: {
      alarm: (id) => bed.alarms.get(id),
      all: () => bed.alarms.values(),
      async acknowledge(order) {
        // As long as a slow commit, in which others answer too.
        for (let trips = 0; trips < 20; trips++) await bed.pool.query("select 1");
        if (bed.alarms.get(order.alarm)?.sequence !== order.sequence) {
          throw new Fault("conflict", "The alarm has become graver: answer the newest message.");
        }
        acknowledged.push(order);
        answer(order);
        return changed(order.alarm, { acknowledged: true, acknowledgedBy: order.actor.id });
      },
      shelve({ alarm, minutes, reason, actor }) {
        shelved.push({ alarm, minutes, reason });
        return changed(alarm, { shelf: { kind: "timed", until: clock.now(), by: actor.id, reason }, state: "shelved" });
      },
    },
    dispatcher: {
      escalateNow(alarm, actor) {
        escalated.push({ alarm, actor });
        return Promise.resolve();
      },
    },
    mayShelve: (person) => shelvers.has(person),
    async changeSite(document, { version, alongside }) {
      const schedules = bed.site().items.schedule as Map<string, { version: number; body: Schedule }>;
      const present = schedules.get(document.body.id)?.version ?? 0;
      if (version !== present) throw new SiteConflict(document.kind, document.body.id, present);
      await bed.journal.submit("operator", (batch) => alongside?.(batch, []));
      schedules.set(document.body.id, { version: present + 1, body: document.body as Schedule });
      return present + 1;
    },
  });
  t.after(() => inbox.close());
  bed.onHeard((channel, words, via) => inbox.byText(channel, words, via));
  return { inbox, acknowledged, answered, shelved, escalated, shelvers };
}

/** Anna, Otto and one who has gone, on a channel that rejects their addresses: what the inbox sends is looked at on disk. */
export async function openInboxBed(
  t: TestContext,
  annas: object = {},
  others: readonly Record<string, unknown>[] = [],
) {
  const person = (id: string, active = true) => ({
    id,
    name: id,
    active,
    methods: [{ id: "mail", channel: "plant", address: `${id}@plant.example` }],
  });
  const bed = await openOutboxBed(t, {
    channel: [{ id: "plant", name: "Plant", kind: "webhook", settings: { secret: "a secret of the plant" } }],
    person: [{ ...person("anna"), ...annas }, person("otto"), person("gone", false), ...others],
    source: [{ id: "plc", name: "Boiler house", driver: "http" }],
    point: [{ id: "plc/boiler.pressure", source: "plc", address: "boiler.pressure", name: "Boiler 3 pressure" }],
  });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2 }));
  const { inbox, ...orders } = openInbox(t, bed);
  /** Stored and sent earlier; the mail itself doesn't matter here. */
  const [sent] = await bed.notify(
    [{ occurrence: 17, sequence: 2, method: "mail", address: "anna@plant.example", state: "accepted", dueAt: null }],
    null,
  );
  const notification = sent ?? assert.fail();
  const code = bed.codes.code(notification.id);
  let mails = 0;
  const mail = async (some: { from?: string; subject?: string; text?: string; headers?: string[]; id?: string } = {}) =>
    inbox.byMail(
      await readMail(
        Buffer.from(
          [
            `From: <${some.from ?? "anna@plant.example"}>`,
            `Message-ID: <${some.id ?? `${++mails}`}@plant.example>`,
            `Subject: ${some.subject ?? `Re: HIGH [#${code}]`}`,
            "Content-Type: text/plain; charset=utf-8",
            ...(some.headers ?? []),
            "",
            some.text ?? "ACK on my way",
          ].join("\r\n"),
        ),
      ),
    );
  const replies = async () => {
    const { rows } = await bed.look.query(
      "select address, text from core.notification where kind = 'confirmation' order by id",
    );
    return rows as { address: string; text: string }[];
  };
  return { ...bed, ...orders, inbox, notification, code, mail, replies };
}

import type { Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmOrders } from "#alarms/orders.ts";
import type { ChannelAnswer, ChannelOutcome } from "#channels/channel.ts";
import type { Outbox } from "#channels/outbox.ts";
import { oneLine } from "#channels/render.ts";
import { readNotification } from "#channels/rows.ts";
import { Settings as SmtpSettings } from "#channels/smtp/settings.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Actor, Journal } from "#store/batch.ts";
import { mentionsCode, type ReplyCodes } from "./code.ts";
import { HELP, readAnswer, type Verb } from "./grammar.ts";
import type { ReceivedMail } from "./mail-message.ts";
import { type Mailbox, openMailbox } from "./mailbox.ts";

/** A message can be answered for so long. */
const ANSWERABLE_MS = 72 * 3_600_000;
const HOUR_MS = 3_600_000;
/** How often one address gets the answer that its mail could not be used. */
const REFUSALS_PER_HOUR = 5;
const REMEMBERED = 5000;

export interface InboxHost {
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  readonly codes: ReplyCodes;
  readonly alarms: Pick<AlarmOrders, "acknowledge" | "alarm">;
  readonly dispatcher: { escalateNow(alarm: number, actor: Actor): Promise<unknown> };
  readonly outbox: Pick<Outbox, "send" | "bounced" | "replied" | "settings" | "inboxTrouble">;
}

/** What became of an answer. `because` is a whole sentence for the person. */
export interface Outcome {
  readonly kind: "done" | "refused" | "ignored" | "bounce";
  readonly because: string;
  readonly notification?: number | undefined;
}

/** What the reply page shows. */
export interface Look {
  readonly state: "open" | "answered" | "expired" | "moved-on" | "unknown";
  /** A sentence for the person. */
  readonly because: string;
  readonly notification: Notification | null;
  readonly alarm: Alarm | null;
  readonly personName: string;
  readonly sourceName: string;
  readonly instructions: string | null;
}

/** Turns what persons answer, by mail or by link, into orders; whoever can't prove that the message is theirs orders nothing. */
export class Inbox {
  readonly #host: InboxHost;
  readonly #mailboxes = new Map<string, { version: number; mailbox: Mailbox }>();
  /** Message-IDs that were dealt with: the same mail can come twice. */
  readonly #seen = new Set<string>();
  readonly #answering = new Set<number>();
  readonly #refusals = new Map<string, { since: number; times: number }>();
  #applying: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(host: InboxHost) {
    this.#host = host;
  }

  /** Opens, reopens and closes mailboxes as the site's mail channels say. */
  apply(): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply());
    return this.#applying;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#applying;
    await Promise.all([...this.#mailboxes.values()].map(({ mailbox }) => mailbox.close()));
  }

  /**
   * An answer by mail. Rejects with a transient `Fault` when it could not be dealt with now: the mail must come again.
   * @param proof what a reply must show, and which server vouches for its sender
   */
  async byMail(
    mail: ReceivedMail,
    proof: { readonly proof: "code" | "code-and-thread"; readonly authenticatedBy?: string | undefined } = {
      proof: "code",
    },
  ): Promise<Outcome> {
    if (mail.messageId !== "" && this.#seen.has(mail.messageId)) {
      return { kind: "ignored", because: "The same mail was dealt with before." };
    }
    const outcome = await this.#judge(mail, proof);
    if (mail.messageId !== "") this.#seen.add(mail.messageId);
    if (this.#seen.size > REMEMBERED)
      for (const old of [...this.#seen].slice(0, REMEMBERED / 2)) this.#seen.delete(old);
    this.#host.log.info(
      { outcome: outcome.kind, notification: outcome.notification },
      `a mail came: ${outcome.because}`,
    );
    return outcome;
  }

  /** What a link leads to. Changes nothing: mail scanners open links too. */
  async look(token: string): Promise<Look> {
    const { codes, site, alarms, clock } = this.#host;
    const id = codes.readToken(token);
    const notification = id === null ? null : await readNotification(this.#host.pool, id);
    if (!notification || notification.kind !== "alarm") {
      const because = "This link is not one of ours, or it is incomplete. Open it from the message itself.";
      return {
        state: "unknown",
        because,
        notification: null,
        alarm: null,
        personName: "",
        sourceName: "",
        instructions: null,
      };
    }
    const alarm = alarms.alarm(notification.alarm) ?? null;
    const { items } = site();
    const refusal = whyTooLate(notification, alarm, clock.now());
    return {
      ...(refusal ?? { state: "open", because: "" }),
      notification,
      alarm,
      personName: items.person.get(notification.person)?.body.name ?? notification.person,
      sourceName: alarm ? (items.source.get(alarm.source)?.body.name ?? alarm.source) : "",
      instructions: alarm ? (items.point.get(`${alarm.source}/${alarm.point}`)?.body.instructions ?? null) : null,
    };
  }

  /** An answer by the link's page. */
  async answer(
    token: string,
    { verb, comment }: { verb: Exclude<Verb, "help">; comment?: string | undefined },
  ): Promise<Outcome> {
    const { notification, because } = await this.look(token);
    if (!notification) return { kind: "refused", because };
    return this.#act(notification, verb, comment ?? "", "link");
  }

  /** An answer on a channel that knows by itself to whom it speaks. Rejects with a transient `Fault` when it can't be stored now. */
  async byChannel({ notification: id, verb, via, comment = "" }: ChannelAnswer): Promise<ChannelOutcome> {
    const notification = await readNotification(this.#host.pool, id);
    if (!notification || notification.kind !== "alarm") {
      return { done: false, because: "This message asks for no answer; nothing was done." };
    }
    const { kind, because } = await this.#act(notification, verb, comment, via);
    return { done: kind === "done", because };
  }

  async #judge(
    mail: ReceivedMail,
    { proof, authenticatedBy }: Parameters<Inbox["byMail"]>[1] & object,
  ): Promise<Outcome> {
    const { codes, pool } = this.#host;
    if (mail.bounce) return this.#bounce(mail.bounce);
    if (mail.automatic !== null) return { kind: "ignored", because: `Not an answer: ${mail.automatic}.` };
    const written = codes.find(mail.fresh);
    const named = written.length > 0 ? written : codes.find(mail.subject);
    const referred = codes.find(mail.thread);
    const ids = named.length > 0 ? named : referred;
    const [id] = ids;
    if (id === undefined) return this.#refuseUnproven(mail);
    const notification = await readNotification(pool, id);
    if (!notification || notification.kind !== "alarm") return this.#refuseUnproven(mail);
    if (!this.#isFrom(mail.from, notification)) {
      const because = `${mail.from} is not an address of the person to whom this message went; nothing was done.`;
      await this.#audit(notification, because, mail.from);
      return { kind: "refused", because, notification: id };
    }
    const refuse = async (because: string) => this.#tellRefusal(notification, mail.from, because);
    if (authenticatedBy !== undefined && !mail.authenticatedBy(authenticatedBy)) {
      const because = `${authenticatedBy} does not vouch for the sender ${mail.from}; nothing was done.`;
      await this.#audit(notification, because, mail.from);
      return { kind: "refused", because, notification: id };
    }
    if (ids.length > 1) return refuse("Your answer names several messages; answer each of them by itself.");
    if (proof === "code-and-thread" && !referred.includes(id)) {
      return refuse("Use the reply function of your mail program: your mail does not refer to our message.");
    }
    const answer = readAnswer(mail.fresh);
    if (!answer) return refuse(`Your answer was not understood and nothing was done. ${HELP}`);
    if (answer.verb === "help") return refuse(HELP);
    const outcome = await this.#act(notification, answer.verb, answer.comment, "email");
    if (outcome.kind === "refused") return refuse(outcome.because);
    await this.#confirm(notification, mail.from, outcome.because);
    return outcome;
  }

  async #bounce({ recipient, because, about }: NonNullable<ReceivedMail["bounce"]>): Promise<Outcome> {
    const { codes, pool, outbox } = this.#host;
    for (const id of codes.find(about)) {
      const notification = await readNotification(pool, id);
      if (!notification || notification.state === "rejected" || notification.repliedAt !== null) continue;
      if (recipient !== "" && recipient.toLowerCase() !== notification.address.toLowerCase()) continue;
      await outbox.bounced(notification, `${notification.address} can't be reached: ${oneLine(because).slice(0, 300)}`);
      return {
        kind: "bounce",
        because: `The mail to ${notification.address} came back: ${because}.`,
        notification: id,
      };
    }
    return { kind: "ignored", because: "A bounce of a mail that we don't know." };
  }

  /** Acts once for each message, whoever of two racing answers comes first. */
  async #act(
    notification: Notification,
    verb: Exclude<Verb, "help">,
    comment: string,
    via: "email" | "link" | ChannelAnswer["via"],
  ): Promise<Outcome> {
    const { alarms, dispatcher, site, clock } = this.#host;
    const { id, alarm: alarmId, occurrence, sequence } = notification;
    const person = site().items.person.get(notification.person)?.body;
    const refused = (because: string): Outcome => ({ kind: "refused", because, notification: id });
    if (!person?.active)
      return refused("You are not listed as a person who answers alarms any more; nothing was done.");
    if (this.#answering.has(id)) return refused("This message is just being answered.");
    this.#answering.add(id);
    try {
      const current = await readNotification(this.#host.pool, id);
      const alarm = alarms.alarm(alarmId);
      const tooLate = whyTooLate(current ?? notification, alarm ?? null, clock.now());
      if (tooLate) return refused(tooLate.because);
      const actor: Actor = { id: `person:${person.id}`, via };
      if (verb === "escalate") {
        await dispatcher.escalateNow(alarmId, actor);
        return {
          kind: "done",
          because: `Escalated: the next persons are called about "${alarm?.text ?? alarmId}".`,
          notification: id,
        };
      }
      const after = await alarms.acknowledge({
        alarm: alarmId,
        occurrence,
        sequence,
        actor,
        comment: comment || undefined,
      });
      await this.#markReplied(notification);
      const because = after.acknowledged
        ? `Acknowledged: you have taken over "${after.text}".`
        : `Your answer about "${after.text}" is noted; others still have to answer too.`;
      return { kind: "done", because, notification: id };
    } catch (thrown) {
      if (thrown instanceof Fault && !thrown.transient) return refused(thrown.message);
      throw thrown;
    } finally {
      this.#answering.delete(id);
    }
  }

  async #markReplied({ id }: Notification): Promise<void> {
    const { journal, outbox } = this.#host;
    await journal.submit("operator", (batch) => {
      outbox.replied(id, batch.now);
      batch.also("update core.notification set replied_at = $2 where id = $1 and replied_at is null", [
        id,
        new Date(batch.now),
      ]);
    });
  }

  /** Strangers get no answer; a known person learns what is missing. */
  async #refuseUnproven(mail: ReceivedMail): Promise<Outcome> {
    const because = mentionsCode(`${mail.subject} ${mail.fresh}`)
      ? "The code in your mail is not right; nothing was done. Answer by the reply function, or open the link in the message."
      : "Your mail carries no code of a message; nothing was done. Answer by the reply function, or open the link in the message.";
    for (const { body: person } of this.#host.site().items.person.values()) {
      const method = person.methods.find(({ address }) => address.toLowerCase() === mail.from);
      if (!method || !person.active) continue;
      if (this.#mayAnswerRefusal(mail.from)) {
        await this.#host.outbox.send({
          kind: "confirmation",
          person: person.id,
          method: method.id,
          channel: method.channel,
          address: method.address,
          text: because,
          because: "a mail from this address could not be used",
        });
      }
      return { kind: "refused", because };
    }
    return { kind: "ignored", because: "A mail from a stranger, without a code of a message." };
  }

  async #tellRefusal(notification: Notification, from: string, because: string): Promise<Outcome> {
    await this.#audit(notification, because, from);
    if (this.#mayAnswerRefusal(from)) await this.#confirm(notification, from, because);
    return { kind: "refused", because, notification: notification.id };
  }

  async #confirm(notification: Notification, from: string, text: string): Promise<void> {
    const { person, method, channel, alarm, occurrence, sequence } = notification;
    const other = this.#methodsOf(person).find(({ address }) => address.toLowerCase() === from);
    await this.#host.outbox.send({
      kind: "confirmation",
      person,
      alarm,
      occurrence,
      sequence,
      text,
      because: "it answers your mail",
      method: other?.id ?? method,
      channel: other?.channel ?? channel,
      address: other?.address ?? notification.address,
    });
  }

  #mayAnswerRefusal(from: string): boolean {
    const now = this.#host.clock.now();
    const known = this.#refusals.get(from);
    const count = known && now - known.since < HOUR_MS ? known : { since: now, times: 0 };
    this.#refusals.set(from, count);
    if (this.#refusals.size > REMEMBERED) this.#refusals.clear();
    return ++count.times <= REFUSALS_PER_HOUR;
  }

  #isFrom(from: string, notification: Notification): boolean {
    return this.#methodsOf(notification.person).some(({ address }) => address.toLowerCase() === from);
  }

  #methodsOf(person: string) {
    return this.#host.site().items.person.get(person)?.body.methods ?? [];
  }

  async #audit(notification: Notification, because: string, from: string): Promise<void> {
    await this.#host.journal.submit("background", (batch) =>
      batch.audit({
        actor: { id: `person:${notification.person}`, via: "email" },
        action: "reply.refused",
        object: `alarm:${notification.alarm}`,
        sentence: `A reply by mail about alarm ${notification.alarm} was refused: ${because}`,
        details: { notification: notification.id, from: oneLine(from).slice(0, 320) },
      }),
    );
  }

  async #apply(): Promise<void> {
    if (this.#closed) return;
    const wanted = new Map(
      [...this.#host.site().items.channel].filter(([, { body }]) => body.kind === "smtp" && body.enabled),
    );
    for (const [id, open] of this.#mailboxes) {
      if (wanted.get(id)?.version === open.version) continue;
      this.#mailboxes.delete(id);
      await open.mailbox.close();
    }
    for (const [id, { version }] of wanted) {
      if (this.#mailboxes.has(id)) continue;
      const { clock, log, outbox } = this.#host;
      try {
        const settings = SmtpSettings.safeParse(await outbox.settings(id));
        // Bad settings stand in the channel's health already.
        if (!settings.success || !settings.data.inbox) continue;
        const { inbox } = settings.data;
        const mailbox = openMailbox(inbox, {
          clock,
          log: log.child({ inbox: id }),
          take: (mail) => this.byMail(mail, inbox),
          trouble: (why) => outbox.inboxTrouble(id, why),
        });
        this.#mailboxes.set(id, { version, mailbox });
      } catch (thrown) {
        outbox.inboxTrouble(id, saying(thrown));
      }
    }
  }
}

function whyTooLate(
  notification: Notification,
  alarm: Alarm | null,
  now: number,
): { readonly state: Exclude<Look["state"], "open">; readonly because: string } | null {
  if (notification.repliedAt !== null) {
    return { state: "answered", because: "This message was answered already; every message can be answered once." };
  }
  if (now - notification.createdAt > ANSWERABLE_MS) {
    return { state: "expired", because: "This message is older than three days and can't be answered any more." };
  }
  if (!alarm || alarm.occurrence !== notification.occurrence) {
    return { state: "moved-on", because: "The alarm has ended since this message was sent; nothing is left to do." };
  }
  if (alarm.acknowledged) {
    const by = alarm.acknowledgedBy ? ` by ${alarm.acknowledgedBy.replace(/^\w+:/u, "")}` : "";
    return { state: "moved-on", because: `The alarm is acknowledged already${by}.` };
  }
  if (alarm.sequence > notification.sequence) {
    return {
      state: "moved-on",
      because: "The alarm was reported again or became graver since this message was sent: answer the newest message.",
    };
  }
  return null;
}

import type { Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmOrders } from "#alarms/orders.ts";
import type { ChannelAnswer, ChannelOutcome, Heard } from "#channels/channel.ts";
import type { Outbox } from "#channels/outbox.ts";
import { oneLine } from "#channels/render.ts";
import { readNotification } from "#channels/rows.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Actor, Journal } from "#store/batch.ts";
import { AnswerLimit } from "./answer-limit.ts";
import { recordBounce } from "./bounce.ts";
import { mentionsCode, type ReplyCodes } from "./code.ts";
import { HELP, newText, readAnswer, type Verb } from "./grammar.ts";
import type { ReceivedMail } from "./mail-message.ts";
import { Mailboxes } from "./mailboxes.ts";
import { QuestionDesk } from "./question-desk.ts";
import { meansAll, readQuestion } from "./request-grammar.ts";
import { HOW, isOf, type Said, WAYS } from "./said.ts";
import { whyTooLate } from "./too-late.ts";

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
  readonly alarms: Pick<AlarmOrders, "acknowledge" | "alarm" | "all">;
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

/** Turns what persons answer, by mail, by chat or by link, into orders; whoever can't prove that the message is theirs orders nothing. */
export class Inbox {
  readonly #host: InboxHost;
  readonly #mailboxes: Mailboxes;
  /** Message-IDs that were dealt with: the same mail can come twice. */
  readonly #seen = new Set<string>();
  readonly #answering = new Set<number>();
  readonly #refusals: AnswerLimit;
  readonly #questions: QuestionDesk;

  constructor(host: InboxHost) {
    this.#host = host;
    this.#refusals = new AnswerLimit(host.clock, REFUSALS_PER_HOUR);
    this.#questions = new QuestionDesk(host);
    this.#mailboxes = new Mailboxes({ ...host, take: (mail, inbox) => this.byMail(mail, inbox) });
  }

  /** Opens, reopens and closes mailboxes as the site's mail channels say. */
  apply(): Promise<void> {
    return this.#mailboxes.apply();
  }

  close(): Promise<void> {
    return this.#mailboxes.close();
  }

  /**
   * An answer by a channel that carries text. Sender and code must both be right: the channel vouches for the sender.
   * Rejects with a transient `Fault` when it could not be dealt with now.
   */
  async byText(channel: string, { from, text }: Heard): Promise<Outcome> {
    const sender = from.toLowerCase();
    const fresh = newText(text);
    const ids = this.#host.codes.find(fresh);
    const outcome = await this.#judge({ fresh, ids, sender, channel, via: "chat" });
    this.#host.log.info(
      { channel, outcome: outcome.kind, notification: outcome.notification },
      `an answer came: ${outcome.because}`,
    );
    return outcome;
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
    const outcome = await this.#judgeMail(mail, proof);
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

  async #judgeMail(
    mail: ReceivedMail,
    { proof, authenticatedBy }: Parameters<Inbox["byMail"]>[1] & object,
  ): Promise<Outcome> {
    const { codes } = this.#host;
    if (mail.bounce) return recordBounce(this.#host, mail.bounce);
    if (mail.automatic !== null) return { kind: "ignored", because: `Not an answer: ${mail.automatic}.` };
    const written = codes.find(mail.fresh);
    const named = written.length > 0 ? written : codes.find(mail.subject);
    const referred = codes.find(mail.thread);
    const doubt = (id: number) => {
      if (authenticatedBy !== undefined && !mail.authenticatedBy(authenticatedBy)) {
        return {
          because: `${authenticatedBy} does not vouch for the sender ${mail.from}; nothing was done.`,
          tell: false,
        };
      }
      if (proof === "code-and-thread" && !referred.includes(id)) {
        const because = "Use the reply function of your mail program: your mail does not refer to our message.";
        return { because, tell: true };
      }
      return null;
    };
    const ids = named.length > 0 ? named : referred;
    return this.#judge({ fresh: mail.fresh, subject: mail.subject, ids, sender: mail.from, via: "email", doubt });
  }

  async #judge(said: Said): Promise<Outcome> {
    const { fresh, ids, sender, via } = said;
    const question = readQuestion(fresh);
    const asking = question && this.#senderOf(said);
    if (question && asking) {
      const answered = await this.#questions.answer(question, asking.person, asking.method);
      const because = `${asking.person.name} asked: ${question.ask}.`;
      return { kind: answered ? "done" : "ignored", because };
    }
    const [id] = ids;
    if (id === undefined) return this.#refuseUnproven(said);
    const notification = await readNotification(this.#host.pool, id);
    if (!notification || notification.kind !== "alarm") return this.#refuseUnproven(said);
    if (!this.#methodsOf(notification.person).some((method) => isOf(method, said))) {
      const because = `${sender} is not an address of the person to whom this message went; nothing was done.`;
      await this.#audit(notification, because, said);
      return { kind: "refused", because, notification: id };
    }
    const refuse = async (because: string) => this.#tellRefusal(notification, said, because);
    const doubt = said.doubt?.(id);
    if (doubt && !doubt.tell) {
      await this.#audit(notification, doubt.because, said);
      return { kind: "refused", because: doubt.because, notification: id };
    }
    if (doubt) return refuse(doubt.because);
    const answer = readAnswer(fresh);
    if (!answer) return refuse(`Your answer was not understood and nothing was done. ${HELP}`);
    if (answer.verb === "help") return refuse(HELP);
    const all = meansAll(fresh);
    if (all || ids.length > 1) {
      if (answer.verb !== "acknowledge") return refuse("Only ACK may name several messages; answer each by itself.");
      return this.#acknowledgeSeveral(notification, said, all);
    }
    const outcome = await this.#act(notification, answer.verb, answer.comment, via);
    if (outcome.kind === "refused") return refuse(outcome.because);
    await this.#confirm(notification, said, outcome.because);
    return outcome;
  }

  /** Each by its own code, or with one good code everything that waits for this person. */
  async #acknowledgeSeveral(first: Notification, said: Said, all: boolean): Promise<Outcome> {
    const { person } = first;
    const named = await Promise.all(said.ids.map((id) => readNotification(this.#host.pool, id)));
    const wanted = all ? (await this.#questions.waiting(person)).map(({ notification }) => notification) : named;
    const outcomes: Outcome[] = [];
    for (const one of wanted) {
      if (one?.kind !== "alarm" || one.person !== person || said.doubt?.(one.id)) continue;
      outcomes.push(await this.#act(one, "acknowledge", "", said.via));
    }
    const done = outcomes.filter(({ kind }) => kind === "done").length;
    const refusals = outcomes.flatMap(({ kind, because }) => (kind === "done" ? [] : [because]));
    const because = `${done} of ${wanted.length} messages acknowledged. ${[...new Set(refusals)].join(" ")}`.trim();
    await this.#confirm(first, said, because);
    return { kind: done > 0 ? "done" : "refused", because, notification: first.id };
  }

  /** Acts once for each message, whoever of two racing answers comes first. */
  async #act(
    notification: Notification,
    verb: Exclude<Verb, "help">,
    comment: string,
    via: Said["via"] | "link" | ChannelAnswer["via"],
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
  async #refuseUnproven(said: Said): Promise<Outcome> {
    const what = WAYS[said.via];
    const because = mentionsCode(`${said.subject ?? ""} ${said.fresh}`)
      ? `The code in your ${what} is not right; nothing was done. ${HOW[said.via]}`
      : `Your ${what} carries no code of a message; nothing was done. ${HOW[said.via]}`;
    const known = this.#senderOf(said);
    if (!known) return { kind: "ignored", because: `A ${what} from a stranger, without a code of a message.` };
    if (this.#refusals.allows(said.sender)) {
      const { id: method, channel, address } = known.method;
      await this.#host.outbox.send({
        kind: "confirmation",
        person: known.person.id,
        method,
        channel,
        address,
        text: because,
        because: `a ${what} from this address could not be used`,
      });
    }
    return { kind: "refused", because };
  }

  async #tellRefusal(notification: Notification, said: Said, because: string): Promise<Outcome> {
    await this.#audit(notification, because, said);
    if (this.#refusals.allows(said.sender)) await this.#confirm(notification, said, because);
    return { kind: "refused", because, notification: notification.id };
  }

  async #confirm(notification: Notification, said: Said, text: string): Promise<void> {
    const { person, method, channel, alarm, occurrence, sequence } = notification;
    const other = this.#methodsOf(person).find((one) => isOf(one, said));
    await this.#host.outbox.send({
      kind: "confirmation",
      person,
      alarm,
      occurrence,
      sequence,
      text,
      because: `it answers your ${WAYS[said.via]}`,
      method: other?.id ?? method,
      channel: other?.channel ?? channel,
      address: other?.address ?? notification.address,
    });
  }

  /** The active person to whom this address belongs. */
  #senderOf(said: Said) {
    for (const { body: person } of this.#host.site().items.person.values()) {
      const method = person.methods.find((one) => isOf(one, said));
      if (method && person.active) return { person, method };
    }
    return null;
  }

  #methodsOf(person: string) {
    return this.#host.site().items.person.get(person)?.body.methods ?? [];
  }

  async #audit(notification: Notification, because: string, { sender, via }: Said): Promise<void> {
    await this.#host.journal.submit("background", (batch) =>
      batch.audit({
        actor: { id: `person:${notification.person}`, via },
        action: "reply.refused",
        object: `alarm:${notification.alarm}`,
        sentence: `A reply by ${WAYS[via]} about alarm ${notification.alarm} was refused: ${because}`,
        details: { notification: notification.id, from: oneLine(sender).slice(0, 320) },
      }),
    );
  }
}

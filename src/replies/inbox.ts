import type { Pool } from "pg";
import type { ChannelAnswer, ChannelOutcome, Heard } from "#channels/channel.ts";
import type { Outbox } from "#channels/outbox.ts";
import { oneLine } from "#channels/render.ts";
import { readBetween, readNotification } from "#channels/rows.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Logger } from "#kernel/log.ts";
import { nearest } from "#site/areas.ts";
import { whereCalled } from "#site/called.ts";
import type { Person } from "#site/person.ts";
import { languageOf, settingsOf } from "#site/site.ts";
import { AnswerDesk, type AnswerDeskHost } from "./answer-desk.ts";
import { AnswerLimit } from "./answer-limit.ts";
import { recordBounce } from "./bounce.ts";
import { CallDesk } from "./call-desk.ts";
import { mentionsCode, type ReplyCodes, readRange } from "./code.ts";
import { newText } from "./fresh-text.ts";
import { bareRanges, type Request, readRequest } from "./grammar.ts";
import type { ReceivedMail } from "./mail-message.ts";
import { Mailboxes } from "./mailboxes.ts";
import { OrderDesk, type OrderDeskHost, type Orderer } from "./order-desk.ts";
import type { Look, Outcome } from "./outcome.ts";
import type { Done } from "./pending-orders.ts";
import { QuestionDesk, type QuestionDeskHost } from "./question-desk.ts";
import type { Question } from "./questions.ts";
import { isOf, type Said, WAYS } from "./said.ts";
import { TEXTS, type Tell, type Texts } from "./texts.ts";
import { ENGLISH } from "./texts-english.ts";
import { whyTooLate } from "./too-late.ts";

/** How often one address gets the answer that its mail could not be used. */
const REFUSALS_PER_HOUR = 5;
const REMEMBERED = 5000;

export interface InboxHost extends QuestionDeskHost, AnswerDeskHost, OrderDeskHost {
  /** Reads only. */
  readonly pool: Pool;
  readonly log: Logger;
  readonly codes: ReplyCodes;
  readonly alarms: QuestionDeskHost["alarms"] & AnswerDeskHost["alarms"] & OrderDeskHost["alarms"];
  readonly outbox: Pick<Outbox, "send" | "bounced" | "replied" | "settings" | "inboxTrouble">;
}

/** Turns what persons answer, by mail, by chat or by link, into orders; whoever can't prove that the message is theirs orders nothing. */
export class Inbox {
  readonly #host: InboxHost;
  readonly #mailboxes: Mailboxes;
  /** Message-IDs that were dealt with: the same mail can come twice. */
  readonly #seen = new Set<string>();
  readonly #refusals: AnswerLimit;
  readonly #questions: QuestionDesk;
  readonly #answers: AnswerDesk;
  readonly #orders: OrderDesk;
  readonly #calls: CallDesk;

  constructor(host: InboxHost) {
    this.#host = host;
    this.#refusals = new AnswerLimit(host.clock, REFUSALS_PER_HOUR);
    this.#questions = new QuestionDesk(host);
    this.#answers = new AnswerDesk(host);
    this.#orders = new OrderDesk(host);
    this.#calls = new CallDesk(host, this.#questions, this.#orders);
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
   * Words by a channel that carries them. The channel vouches for the sender; a message's code must be right besides.
   * Rejects with a transient `Fault` when it could not be dealt with now.
   */
  async byText(channel: string, { from, text }: Heard, via: "sms" | "chat"): Promise<Outcome> {
    const sender = from.toLowerCase();
    const fresh = newText(text);
    const ids = this.#host.codes.find(fresh);
    const outcome = await this.#judge({ fresh, ids, sender, channel, via });
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
    const { codes, site, alarms, clock, called } = this.#host;
    const id = codes.readToken(token);
    const notification = id === null ? null : await readNotification(this.#host.pool, id);
    if (!notification || notification.kind !== "alarm") {
      return {
        state: "unknown",
        because: TEXTS[settingsOf(site()).language].unknownLink,
        notification: null,
        alarm: null,
        personName: "",
        where: "",
        instructions: null,
      };
    }
    const alarm = alarms.alarm(notification.alarm) ?? null;
    const { items } = site();
    const refusal = whyTooLate(notification, alarm, { now: clock.now(), called });
    return {
      state: refusal?.state ?? "open",
      because: refusal?.tell(this.#textsOf(notification.person)) ?? "",
      notification,
      alarm,
      personName: items.person.get(notification.person)?.body.name ?? notification.person,
      where: alarm ? whereCalled({ items }, alarm) : "",
      instructions: alarm ? nearest({ items }, `${alarm.source}/${alarm.point}`, "instructions") : null,
    };
  }

  /** An answer by the link's page. */
  async answer(
    token: string,
    { verb, comment }: { verb: "acknowledge" | "escalate"; comment?: string | undefined },
  ): Promise<Outcome> {
    const { notification, because } = await this.look(token);
    if (!notification) return { kind: "refused", because };
    return this.#outcome(await this.#answers.answer(notification, verb, comment ?? "", "link"), notification);
  }

  /** An answer on a channel that knows by itself to whom it speaks. Rejects with a transient `Fault` when it can't be stored now. */
  async byChannel({ notification: id, verb, via, comment = "" }: ChannelAnswer): Promise<ChannelOutcome> {
    const notification = await readNotification(this.#host.pool, id);
    if (!notification || notification.kind !== "alarm") {
      return { done: false, because: this.#textsOf(notification?.person ?? "").asksNothing };
    }
    const { kind, because } = this.#outcome(await this.#answers.answer(notification, verb, comment, via), notification);
    return { done: kind === "done", because };
  }

  /** For people who call in by that channel. */
  callDesk(channel: string): ReturnType<CallDesk["on"]> {
    return this.#calls.on(channel);
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
        return { tell: (texts: Texts) => texts.notVouchedFor(authenticatedBy, mail.from), answer: false };
      }
      if (proof === "code-and-thread" && !referred.includes(id)) {
        return { tell: (texts: Texts) => texts.noThread, answer: true };
      }
      return null;
    };
    const ids = named.length > 0 ? named : referred;
    return this.#judge({ fresh: mail.fresh, subject: mail.subject, ids, sender: mail.from, via: "email", doubt });
  }

  async #judge(said: Said): Promise<Outcome> {
    const request = readRequest(said.fresh);
    if (request && isQuestion(request)) {
      const asking = this.#senderOf(said);
      if (asking) return this.#question(request, asking);
    }
    const [id] = said.ids;
    const notification = id === undefined ? null : await readNotification(this.#host.pool, id);
    if (notification?.kind !== "alarm") return this.#withoutMessage(said, request);
    if (!this.#methodsOf(notification.person).some((method) => isOf(method, said))) {
      return this.#refuse(notification, said, (texts) => texts.notTheirs(said.sender), false);
    }
    const doubt = said.doubt?.(notification.id);
    if (doubt) return this.#refuse(notification, said, doubt.tell, doubt.answer);
    if (!request) return this.#refuse(notification, said, (texts) => `${texts.notUnderstood} ${texts.help}`);
    const done = await this.#carryOut(request, notification, said);
    if (done.kind === "refused") return this.#refuse(notification, said, done.tell);
    const outcome = this.#outcome(done, notification);
    await this.#confirm(notification, said, outcome.because);
    return outcome;
  }

  /** Of a person who is proven by a message's code. */
  async #carryOut(request: Request, notification: Notification, said: Said): Promise<Done> {
    const { via } = said;
    const refused = (tell: Tell): Done => ({ kind: "refused", tell });
    switch (request.ask) {
      case "acknowledge": {
        const several = await this.#severalOf(request.all, notification, said);
        if (several) return this.#answers.acknowledgeSeveral(several.theirs, several.named, via);
        return this.#answers.answer(notification, "acknowledge", request.comment, via);
      }
      case "escalate":
        if (said.ids.length > 1) return refused((texts) => texts.onlyAcknowledgeSeveral);
        return this.#answers.answer(notification, "escalate", request.comment, via);
      case "shelve": {
        const words = request.words.filter((word) => this.#host.codes.find(word).length === 0);
        return this.#answers.once(notification, "shelve", via, (alarm, person) =>
          this.#orders.shelve(words, { person, via, proven: true }, alarm),
        );
      }
      case "duty":
      case "confirm": {
        const person = this.#host.site().items.person.get(notification.person)?.body;
        if (!person?.active) return refused((texts) => texts.notListed);
        // A code is good for its message, and would be good for duty again and again.
        return this.#order(request, { person, via, proven: false });
      }
      case "help":
      case "list":
      case "who":
      case "report":
      case "status":
        return refused((texts) => texts.help);
    }
  }

  #order(request: Extract<Request, { ask: "shelve" | "duty" | "confirm" }>, orderer: Orderer): Promise<Done> {
    switch (request.ask) {
      case "shelve":
        return this.#orders.shelve(request.words, orderer, null);
      case "duty":
        return this.#orders.duty(request.on, request.words, orderer);
      case "confirm":
        return this.#orders.confirm(orderer.person, request.number);
    }
  }

  /**
   * What is acknowledged besides the message whose code proves the sender; null: only that one. Each by its own code, or with
   * one good code a range of what went to this person, or all that waits for that person.
   */
  async #severalOf(
    all: boolean,
    { id: proof, person }: Notification,
    said: Said,
  ): Promise<{ theirs: readonly Notification[]; named: number } | null> {
    const { pool, codes } = this.#host;
    if (all) {
      const theirs = (await this.#questions.waiting(person)).map(({ notification }) => notification);
      return { theirs, named: theirs.length };
    }
    const bare = bareRanges(said.fresh).flatMap((range) => readRange(range) ?? []);
    const ranges = [...codes.findRanges(said.fresh), ...bare];
    const named = ranges.length === 0 ? said.ids : codes.find(said.fresh);
    if (ranges.length === 0 && named.length < 2) return null;
    const found = new Map<number, Notification>();
    for (const id of named) {
      const one = id !== proof && said.doubt?.(id) ? null : await readNotification(pool, id);
      if (one?.kind === "alarm" && one.person === person) found.set(id, one);
    }
    const foreign = named.length - found.size;
    for (const range of ranges) for (const one of await readBetween(pool, person, range)) found.set(one.id, one);
    const theirs = [...found.values()].toSorted((one, other) => one.id - other.id);
    return { theirs, named: theirs.length + foreign };
  }

  async #question(question: Question, { person, method }: { person: Person; method: Person["methods"][number] }) {
    const answered = await this.#questions.answer(question, person, method);
    const because = `${person.name} asked: ${question.ask}.`;
    return { kind: answered ? "done" : "ignored", because } as const;
  }

  /** Strangers get no answer; a known person is asked back, or learns what is missing. */
  async #withoutMessage(said: Said, request: Request | null): Promise<Outcome> {
    const what = WAYS[said.via];
    const known = this.#senderOf(said);
    if (!known) return { kind: "ignored", because: `A ${what} from a stranger, without a code of a message.` };
    const { person, method } = known;
    const isOrder = request?.ask === "shelve" || request?.ask === "duty" || request?.ask === "confirm";
    const refused = (tell: Tell): Done => ({ kind: "refused", tell });
    let done = refused((texts) => whyNoMessage(said, texts));
    if (isOrder && this.#sendersOf(said).length > 1) done = refused((texts) => texts.sharedAddress);
    else if (isOrder) done = await this.#order(request, { person, via: said.via, proven: false });
    const because = done.tell(this.#textsOf(person.id));
    if (done.kind !== "refused" || this.#refusals.allows(said.sender)) {
      const { id, channel, address } = method;
      const about =
        done.kind === "refused" ? `a ${what} from this address could not be used` : `it answers your ${what}`;
      await this.#host.outbox.send({
        kind: "confirmation",
        person: person.id,
        method: id,
        channel,
        address,
        text: because,
        because: about,
      });
    }
    if (done.kind === "refused" && isOrder) await this.#audit(person.id, null, done.tell, said);
    return { kind: done.kind, because };
  }

  async #refuse(notification: Notification, said: Said, tell: Tell, answer = true): Promise<Outcome> {
    await this.#audit(notification.person, notification, tell, said);
    const outcome = this.#outcome({ kind: "refused", tell }, notification);
    if (answer && this.#refusals.allows(said.sender)) await this.#confirm(notification, said, outcome.because);
    return outcome;
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

  /** The active person to whom this address belongs; the first one, of those who share a telephone. */
  #senderOf(said: Said) {
    return this.#sendersOf(said)[0] ?? null;
  }

  #sendersOf(said: Said) {
    return Array.from(this.#host.site().items.person.values()).flatMap(({ body: person }) => {
      const method = person.active ? person.methods.find((one) => isOf(one, said)) : undefined;
      return method ? [{ person, method }] : [];
    });
  }

  #methodsOf(person: string) {
    return this.#host.site().items.person.get(person)?.body.methods ?? [];
  }

  #textsOf(person: string): Texts {
    return TEXTS[languageOf(this.#host.site(), person)];
  }

  #outcome({ kind, tell }: Done, { id, person }: Notification): Outcome {
    const language = languageOf(this.#host.site(), person);
    return { kind, because: tell(TEXTS[language]), notification: id, language };
  }

  async #audit(person: string, about: Notification | null, tell: Tell, { sender, via }: Said): Promise<void> {
    const object = about ? `alarm:${about.alarm}` : `person:${person}`;
    const subject = about ? `A reply by ${WAYS[via]} about alarm ${about.alarm}` : `An order by ${WAYS[via]}`;
    await this.#host.journal.submit("background", (batch) =>
      batch.audit({
        actor: { id: `person:${person}`, via },
        action: "reply.refused",
        object,
        sentence: `${subject} was refused: ${tell(ENGLISH)}`,
        details: { notification: about?.id ?? null, from: oneLine(sender).slice(0, 320) },
      }),
    );
  }
}

function isQuestion(request: Request): request is Question {
  return !["acknowledge", "escalate", "shelve", "duty", "confirm"].includes(request.ask);
}

function whyNoMessage({ fresh, subject = "", via }: Said, texts: Texts): string {
  if (bareRanges(fresh).length > 0) return texts.rangeWithoutCode;
  return `${mentionsCode(`${subject} ${fresh}`) ? texts.wrongCode : texts.noCode} ${texts.how[via]}`;
}

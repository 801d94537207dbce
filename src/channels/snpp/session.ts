import type { Clock } from "#kernel/clock.ts";
import type { Conversation } from "#wire/conversation.ts";
import type { Delivery } from "../channel.ts";
import { CHOICES } from "./page.ts";
import { cutReply, type Reply, readRefusal, readSend, type Sent, type Step } from "./reply.ts";
import type { Settings } from "./settings.ts";

/** What a server turned out to know of the protocol: RFC 1861 §4.3 (1), §4.5 (2), §4.6 (3). */
export type Level = 1 | 2 | 3;

export interface Page {
  readonly pager: string;
  readonly text: string;
  readonly serviceLevel: number | undefined;
  /** Whether the person is to be asked for an answer. */
  readonly asks: boolean;
}

/** One dialogue with a paging server. It never asks for more than the server has shown to know. */
export class SnppSession {
  /** Beyond this a command was answered with "not implemented". */
  level: Level;
  /** SEND is on its way: whether the page went out can't be known until it is answered. */
  sending = false;
  readonly #conversation: Conversation;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #until: number;

  constructor(conversation: Conversation, settings: Settings, clock: Clock, level: Level) {
    this.#conversation = conversation;
    this.#settings = settings;
    this.#clock = clock;
    this.#until = clock.now() + settings.timeoutMs;
    this.level = level;
  }

  /** Null: the server takes pages. Throws the conversation's `Fault`s. */
  async begin(): Promise<Delivery | null> {
    const greeting = await this.#hear();
    if (greeting.code !== 220) return this.#refused("greeting", greeting);
    const { login } = this.#settings;
    if (!login) return null;
    const answer = await this.ask(`LOGIn ${login.user}${login.password === "" ? "" : ` ${login.password}`}`);
    return isGood(answer) ? null : this.#refused("login", answer);
  }

  /** One page. What the server knows of levels 3 and 2 is used; what it does not is left out. */
  async send(page: Page): Promise<Sent> {
    let twoWay = page.asks && this.level === 3 && (await this.#option("2WAY", 3));
    if (twoWay) await this.#option("RTYPe MULTICHOICE", 3);
    let pager = await this.ask(`PAGEr ${page.pager}`);
    if (!isGood(pager) && twoWay && Math.floor(pager.code / 100) !== 4) {
      // Not a two-way pager, or not within reach as one (550, 750): an ordinary page may still arrive.
      twoWay = false;
      const reset = await this.ask("RESEt");
      if (!isGood(reset)) return { delivery: this.#refused("pager", pager) };
      pager = await this.ask(`PAGEr ${page.pager}`);
    }
    if (!isGood(pager)) return { delivery: this.#refused("pager", pager) };
    if (this.level > 1 && page.serviceLevel !== undefined) await this.#option(`LEVEl ${page.serviceLevel}`, 2);
    if (this.level > 1 && this.#settings.callerId !== undefined) {
      await this.#option(`CALLerid ${this.#settings.callerId}`, 2);
    }
    const text = await this.ask(`MESSage ${page.text}`);
    if (!isGood(text)) return { delivery: this.#refused("text", text) };
    if (twoWay) for (const { code, words } of CHOICES) await this.#option(`MCREsponse ${code} ${words}`, 3);
    this.sending = true;
    const sent = readSend(await this.ask("SEND"), this.#settings.host);
    this.sending = false;
    return sent;
  }

  /** Says a command and waits for its answer. */
  ask(command: string): Promise<Reply> {
    this.#conversation.say(`${command}\r\n`);
    return this.#hear();
  }

  /** Says goodbye without waiting for the answer. */
  quit(): void {
    if (this.#conversation.usable) this.#conversation.say("QUIT\r\n");
    this.#conversation.end();
  }

  /** A command that the page can do without. A server that does not know it is of a lower level. */
  async #option(command: string, level: 2 | 3): Promise<boolean> {
    const answer = await this.ask(command);
    if (answer.code === 500) this.level = level === 3 ? 2 : 1;
    return isGood(answer);
  }

  #hear(): Promise<Reply> {
    return this.#conversation.hear(cutReply, Math.max(1, this.#until - this.#clock.now()));
  }

  #refused(step: Step, reply: Reply): Delivery {
    return readRefusal(step, reply, this.#settings.host);
  }
}

function isGood({ code }: Reply): boolean {
  return [2, 8, 9].includes(Math.floor(code / 100));
}

import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Conversation } from "#wire/conversation.ts";
import type { Delivery } from "../channel.ts";
import { CR, cutHeard, type Heard, LOG_OFF, logOn, pageBlock } from "./frame.ts";
import type { Settings } from "./settings.ts";

/** TAP 1.8: the carriage return that wakes the terminal is sent every two seconds, three times at most. */
const WAKE_EVERY_MS = 2000;
const WAKES = 3;
/** A block, or the logging on, is repeated so often when the terminal says NAK. */
const REPEATS = 3;

type Answer = Exclude<Heard["kind"], "message">;

/** One session with a paging terminal. It throws the conversation's `Fault`s; what the terminal says is a value. */
export class TapSession {
  /** A block is on its way: whether the terminal took it can't be known until it answers. */
  sending = false;
  readonly #conversation: Conversation;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #until: number;
  /** What the terminal said in words since the last thing that we sent. */
  #words: string[] = [];

  constructor(conversation: Conversation, settings: Settings, clock: Clock) {
    this.#conversation = conversation;
    this.#settings = settings;
    this.#clock = clock;
    this.#until = clock.now() + settings.timeoutMs;
  }

  /** Null: the terminal takes pages. */
  async begin(): Promise<Delivery | null> {
    if (!(await this.#wake())) return this.#outage("did not ask for an ID");
    for (let attempt = 1; attempt <= REPEATS; attempt++) {
      this.#say(logOn(this.#settings.password));
      const answer = await this.#hear(["ack", "nak", "disconnect", "go-ahead"]);
      if (answer === "disconnect") return this.#outage("refused the session");
      if (answer === "nak") continue;
      // Some say the go-ahead without the acknowledgement before it.
      if (answer === "go-ahead" || (await this.#hear(["go-ahead", "disconnect"])) === "go-ahead") return null;
      return this.#outage("refused the session");
    }
    return this.#outage(`did not take the logging on in ${REPEATS} attempts (is the password right?)`);
  }

  /** One page. */
  async send(pager: string, text: string): Promise<Delivery> {
    const block = pageBlock(pager, text);
    for (let attempt = 1; attempt <= REPEATS; attempt++) {
      this.sending = true;
      this.#say(block);
      const answer = await this.#hear(["ack", "nak", "refused", "disconnect"]);
      this.sending = false;
      if (answer === "ack") return { outcome: "accepted", because: this.#because("took the page") };
      if (answer === "refused") return { outcome: "rejected", because: this.#because("refused the page") };
      if (answer === "disconnect") return this.#outage("ended the session instead of taking the page");
    }
    return { outcome: "retry", because: this.#because(`found the page damaged ${REPEATS} times`), outage: true };
  }

  /** Says goodbye without waiting for the answer. */
  quit(): void {
    if (this.#conversation.usable) this.#conversation.say(LOG_OFF);
    this.#conversation.end();
  }

  async #wake(): Promise<boolean> {
    for (let attempt = 1; attempt <= WAKES; attempt++) {
      this.#say(Buffer.of(CR));
      try {
        return (await this.#hear(["id"], WAKE_EVERY_MS)) === "id";
      } catch (thrown) {
        if (!(thrown instanceof Fault && thrown.code === "timed-out") || this.#clock.now() >= this.#until) throw thrown;
      }
    }
    return false;
  }

  #say(bytes: Uint8Array): void {
    this.#words = [];
    this.#conversation.say(bytes);
  }

  /** The next of these answers; words before it are kept, and answers to what was asked before are passed over. */
  async #hear<A extends Answer>(wanted: readonly A[], withinMs = this.#settings.answerMs): Promise<A> {
    const until = Math.min(this.#until, this.#clock.now() + withinMs);
    for (;;) {
      const heard = await this.#conversation.hear(cutHeard, Math.max(1, until - this.#clock.now()));
      const found = wanted.find((kind) => kind === heard.kind);
      if (found) return found;
      if (heard.kind === "message" && heard.text !== "" && this.#words.length < 10) this.#words.push(heard.text);
    }
  }

  #outage(what: string): Delivery {
    return { outcome: "retry", because: this.#because(what), outage: true };
  }

  #because(what: string): string {
    const { host, port } = this.#settings;
    return [`${host}:${port} ${what}`, ...this.#words].join(": ").slice(0, 300);
  }
}

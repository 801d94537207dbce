import { waitUntil } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { Expectations } from "./expectations.ts";
import { placeOf, type Settings } from "./settings.ts";
import { conditionOf, signIn } from "./sign-in.ts";
import type { XmppStream } from "./stream.ts";
import { childOf, type Element, escapeXml } from "./xml.ts";

const RECEIPTS = "urn:xmpp:receipts";
const PING = "urn:xmpp:ping";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const KEEP_ALIVE_MS = 60_000;
/** What a person wrote is brought again so often when the house can't take it now. */
const TRIES = 60;
const AGAIN_MS = 5000;

/** One signed-in stream, another one whenever it is lost. */
export class XmppLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #expected = new Expectations();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #stream: XmppStream | null = null;
  #lost = "it is signing in";
  #pings = 0;
  #changed = Promise.withResolvers<void>();

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#host = host;
    this.#running = this.#run();
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const deadline = this.#deadline(signal);
    const { domain } = placeOf(this.#settings);
    try {
      const stream = await this.#signedIn(deadline.signal);
      const id = `tocsin-${message.id}-${message.attempt}`;
      const said = this.#expected.message(id, message);
      stream.write(stanzaOf(message, id));
      await Promise.race([said, this.#ping(stream, deadline.signal)]);
      return this.#expected.accepted(id) ?? { outcome: "accepted", because: `${domain} has it`, receipt: id };
    } catch (thrown) {
      const because = signal.aborted ? "the channel was closed" : `${domain}: ${deadline.why() ?? saying(thrown)}`;
      return { outcome: "retry", because, outage: true };
    } finally {
      deadline.cancel();
    }
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const deadline = this.#deadline(this.#closing.signal);
    const { domain } = placeOf(this.#settings);
    try {
      await this.#ping(await this.#signedIn(deadline.signal), deadline.signal);
      return { ok: true, because: `${domain} answers` };
    } catch (thrown) {
      return { ok: false, because: `${domain}: ${deadline.why() ?? saying(thrown)}` };
    } finally {
      deadline.cancel();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#stream?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, log, transcript } = this.#host;
    const { signal } = this.#closing;
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const deadline = this.#deadline(signal);
      try {
        const stream = await signIn(this.#settings, deadline.signal, transcript).finally(deadline.cancel);
        waitMs = FIRST_WAIT_MS;
        this.#say(stream, "");
        await this.#converse(stream).finally(() => stream.close());
      } catch (thrown) {
        this.#say(null, deadline.why() ?? saying(thrown));
        this.#expected.lost();
        if (signal.aborted) return;
        log.warn(`the XMPP stream of ${this.#settings.address} is lost: ${this.#lost}; tried again in ${waitMs} ms`);
        await waitUntil(clock, clock.now() + waitMs, signal).catch(() => {});
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  }

  /** Ends only by throwing: the stream has ended. */
  async #converse(stream: XmppStream): Promise<never> {
    const { clock } = this.#host;
    let cancel = () => {};
    const keepAlive = () => {
      cancel = clock.at(clock.now() + KEEP_ALIVE_MS, () => {
        const deadline = this.#deadline(this.#closing.signal);
        this.#ping(stream, deadline.signal)
          .then(keepAlive, () => stream.close())
          .finally(deadline.cancel);
      });
    };
    keepAlive();
    try {
      for (;;) {
        const piece = await stream.next();
        if (piece.kind === "damaged") throw new Error(`what came is no XMPP: ${piece.because}`);
        if (piece.kind === "closed") throw new Error("the server ended the stream");
        if (piece.kind === "stanza") this.#take(stream, piece.stanza);
      }
    } finally {
      cancel();
    }
  }

  #take(stream: XmppStream, stanza: Element): void {
    const { type = "", id = "", from = "" } = stanza.attributes;
    if (stanza.name === "error") throw new Error(`the server ended the stream: ${conditionOf(stanza)}`);
    if (stanza.name === "iq" && (type === "get" || type === "set")) stream.write(answerTo(stanza));
    else if (stanza.name === "iq") this.#expected.answered(id);
    else if (stanza.name === "message" && type === "error") this.#refused(stanza);
    else if (stanza.name === "message" && (type === "chat" || type === "normal" || type === "")) {
      const receipt = childOf(stanza, "received", RECEIPTS)?.attributes["id"];
      if (receipt !== undefined) this.#received(receipt, bareOf(from));
      const body = childOf(stanza, "body", "jabber:client")?.text ?? "";
      if (body.trim() !== "") void this.#hear(stream, stanza, body);
    }
  }

  #received(id: string, from: string): void {
    const delivery = { outcome: "delivered", because: `${from} has it`, receipt: id } as const;
    const message = this.#expected.said(id, from, delivery);
    if (message !== null) this.#host.afterwards(message, delivery);
  }

  #refused(stanza: Element): void {
    const { id = "", from = "" } = stanza.attributes;
    const because = `${bareOf(from)} can't be reached: ${conditionOf(stanza)}`;
    const later = childOf(stanza, "error")?.attributes["type"] === "wait";
    const message = this.#expected.said(id, bareOf(from), { outcome: later ? "retry" : "rejected", because });
    if (message !== null) this.#host.afterwards(message, { outcome: "rejected", because });
  }

  /** The sender's server, or ours, vouches for `from` (RFC 6120 §8.1.2). */
  async #hear(stream: XmppStream, stanza: Element, text: string): Promise<void> {
    const { clock, log, heard } = this.#host;
    const { signal } = this.#closing;
    const { from = "", id } = stanza.attributes;
    for (let tries = 1; tries <= TRIES && !signal.aborted; tries++) {
      try {
        await heard({ from: bareOf(from), text: text.slice(0, 20_000) });
        if (id !== undefined && childOf(stanza, "request", RECEIPTS)) {
          stream.write(
            `<message to='${escapeXml(from)}'><received xmlns='${RECEIPTS}' id='${escapeXml(id)}'/></message>`,
          );
        }
        return;
      } catch (thrown) {
        log.warn(`what ${bareOf(from)} wrote is dealt with later: ${saying(thrown)}`);
        await waitUntil(clock, clock.now() + AGAIN_MS, signal).catch(() => {});
      }
    }
  }

  /** A server deals with what we say in order: its answer means that it has all that went before (XEP-0199). */
  async #ping(stream: XmppStream, signal: AbortSignal): Promise<void> {
    const id = `ping-${++this.#pings}`;
    const answered = this.#expected.answer(id);
    const { domain } = placeOf(this.#settings);
    stream.write(`<iq type='get' id='${id}' to='${escapeXml(domain)}'><ping xmlns='${PING}'/></iq>`);
    await orAborted(answered, signal);
  }

  async #signedIn(signal: AbortSignal): Promise<XmppStream> {
    while (this.#stream === null) {
      // A wrong password is no reason to let every message wait for the whole time.
      if (this.#lost !== "it is signing in") throw new Error(this.#lost);
      await orAborted(this.#changed.promise, signal);
    }
    return this.#stream;
  }

  #say(stream: XmppStream | null, lost: string): void {
    this.#stream = stream;
    this.#lost = lost;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #deadline(outer: AbortSignal) {
    const { clock } = this.#host;
    const { timeoutMs } = this.#settings;
    const over = new AbortController();
    let why: string | null = null;
    const cancel = clock.at(clock.now() + timeoutMs, () => {
      why = `no answer within ${timeoutMs} ms`;
      over.abort(new Error(why));
    });
    return { signal: AbortSignal.any([outer, over.signal]), cancel, why: () => why };
  }
}

function orAborted<T>(wanted: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    wanted.finally(() => signal.removeEventListener("abort", stop)).then(resolve, reject);
  });
}

/** XEP-0184: a receipt is asked for; the thread holds an occurrence together (RFC 6121 §5.2.5). */
function stanzaOf({ to, text, thread }: Message, id: string): string {
  const threadXml = thread === undefined ? "" : `<thread>${escapeXml(thread)}</thread>`;
  return `<message to='${escapeXml(to)}' type='chat' id='${id}'><body>${escapeXml(text)}</body>${threadXml}<request xmlns='${RECEIPTS}'/></message>`;
}

/** RFC 6120 §8.2.3: every question gets an answer; we know only one. */
function answerTo({ attributes, children }: Element): string {
  const { id = "", from } = attributes;
  const to = from === undefined ? "" : ` to='${escapeXml(from)}'`;
  const known = attributes["type"] === "get" && children.some(({ namespace }) => namespace === PING);
  return known
    ? `<iq type='result' id='${escapeXml(id)}'${to}/>`
    : `<iq type='error' id='${escapeXml(id)}'${to}><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`;
}

function bareOf(address: string): string {
  return address.replace(/\/.*$/su, "").toLowerCase();
}

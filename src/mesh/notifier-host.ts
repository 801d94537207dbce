import { join } from "node:path";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type {
  AlarmStanding,
  Channel,
  ChannelHost,
  ChannelOutcome,
  Delivery,
  Line,
  Message,
} from "#channels/channel.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Speech } from "#speech/speech.ts";
import { deskOver } from "./call-desk.ts";
import { type Duplex, faultOf, openStream } from "./calls.ts";
import type { Condition, CoreSession, Serving } from "./core-link.ts";
import {
  type AssignedChannel,
  type ChannelAssignment,
  type Check,
  type Deliver,
  FromNotifierHostSchema as FromHost,
  type FromNotifierHostSchema,
  NotifierHosts,
  type Silence,
  type ToldAnswer,
  type ToNotifierHost,
  type ToNotifierHostSchema,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import { keyOf, SentRecord } from "./sent-record.ts";

type Stream = Duplex<typeof FromNotifierHostSchema, typeof ToNotifierHostSchema>;
type ToSend = NonNullable<MessageInitShape<typeof FromNotifierHostSchema>["message"]>;

export interface NotifierHostParts {
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Where it keeps what was sent. */
  readonly folder: string;
  /** Below it channels keep what would be lost with the process. */
  readonly channelFolder: string;
  readonly speech: Speech;
}

/** Somebody holds a telephone, or the next announcement waits. */
const QUESTION_MS = 5000;
/** How soon a channel is opened again that could not be opened. */
const AGAIN_MS = 30_000;

interface Open {
  readonly assigned: AssignedChannel;
  /** Resolves when what the channel was before is closed: both may want the same port. */
  readonly former: Promise<void>;
  /** What failed is tried again after a while, and with the next message. */
  line: Promise<Line> | null;
  cancelOpening: () => void;
}

/** Sends messages for a core on another machine. What a far side has taken is not sent again, whatever is lost on the way. */
export class NotifierHostModule {
  readonly #parts: NotifierHostParts;
  readonly #sent: SentRecord;
  readonly #channels = new Map<string, Open>();
  /** By the key of the message; it may outlast the link by which it was asked for. */
  readonly #underWay = new Map<string, Promise<Delivery>>();
  readonly #told = new Map<bigint, (answer: ToldAnswer | Fault) => void>();
  readonly #stopping = new AbortController();
  /** Channels that want to know whether the core is reached. */
  readonly #watching = new Map<Open, (isReached: boolean) => void>();
  #stream: Stream | undefined;
  #number = 0n;

  private constructor(parts: NotifierHostParts, sent: SentRecord) {
    this.#parts = parts;
    this.#sent = sent;
  }

  static async open(parts: NotifierHostParts): Promise<NotifierHostModule> {
    return new NotifierHostModule(parts, await SentRecord.open(parts));
  }

  condition(): Condition {
    const { trouble } = this.#sent;
    return { spooledReports: 0, spooledBytes: 0, troubles: trouble === null ? [] : [trouble] };
  }

  serve({ client, lease }: CoreSession): Serving {
    const stream = openStream(client, NotifierHosts.method.serve);
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const asked = new Map<bigint, AbortController>();
    stream.on("error", (thrown) => reject(faultOf(thrown)));
    stream.on("end", () => reject(new Fault("unreachable", "the core ended the stream", { transient: true })));
    stream.on("data", ({ message }: ToNotifierHost) => {
      switch (message.case) {
        case "assignment":
          return this.#assign(message.value);
        case "deliver": {
          const takenBack = new AbortController();
          asked.set(message.value.request, takenBack);
          return void this.#asked(stream, message.value, takenBack).finally(() => asked.delete(message.value.request));
        }
        case "check":
          return void this.#checked(stream, message.value);
        case "silence":
          return void this.#silenced(stream, message.value);
        case "takeBack":
          return asked.get(message.value.request)?.abort();
        case "toldAnswer":
          return this.#told.get(message.value.number)?.(message.value);
        case undefined:
          return; // something that only a newer core says
      }
    });
    const write = (message: ToSend) => stream.write(create(FromHost, { message }));
    write({ case: "opening", value: { lease } });
    this.#reached(stream);
    const over = (why: Fault) => {
      if (this.#stream !== stream) return;
      this.#reached(undefined);
      for (const end of this.#told.values()) end(why);
    };
    ended.catch(over);
    return {
      ended,
      close: () => {
        stream.cancel();
        reject(new Fault("not-active", "the stream was closed", { transient: true }));
      },
    };
  }

  #reached(stream: Stream | undefined): void {
    this.#stream = stream;
    for (const tell of this.#watching.values()) tell(stream !== undefined);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#underWay.values());
    const all = [...this.#channels.values()];
    this.#channels.clear();
    for (const { line, cancelOpening } of all) {
      cancelOpening();
      await closed(line);
    }
    await this.#parts.speech[Symbol.asyncDispose]();
    await this.#sent.close();
  }

  async #asked(stream: Stream, deliver: Deliver, takenBack: AbortController): Promise<void> {
    const { clock } = this.#parts;
    const cancel = clock.at(clock.now() + deliver.patienceMs, () => takenBack.abort());
    let delivery: Delivery;
    try {
      delivery = await this.#deliver(deliver, takenBack.signal);
    } catch (thrown) {
      delivery = { outcome: "retry", because: saying(thrown) };
    } finally {
      cancel();
    }
    this.#answer(stream, deliver.request, delivery);
  }

  async #checked(stream: Stream, { request, channel }: Check): Promise<void> {
    let checked: Awaited<ReturnType<Line["check"]>>;
    try {
      checked = await (await this.#lineOf(channel)).check();
    } catch (thrown) {
      checked = { ok: false, because: saying(thrown) };
    }
    this.#answer(stream, request, checked);
  }

  /** What can't be silenced now is not answered: the core says so after a while. */
  async #silenced(stream: Stream, { request, channel }: Silence): Promise<void> {
    try {
      const silenced = (await (await this.#lineOf(channel)).silence?.()) ?? null;
      this.#answer(stream, request, { silenced });
    } catch (thrown) {
      this.#parts.log.error({ channel, because: saying(thrown) }, "a channel could not be silenced");
    }
  }

  /** The same message is under way once, however often it is asked for. */
  async #deliver({ channel, messageJson }: Deliver, takenBack: AbortSignal): Promise<Delivery> {
    const message = JSON.parse(messageJson) as Message;
    const key = keyOf(channel, message);
    const taken = this.#sent.taken(key);
    if (taken) return taken;
    const known = this.#underWay.get(key);
    if (known) return known;
    const sending = this.#send(channel, message, AbortSignal.any([takenBack, this.#stopping.signal]));
    this.#underWay.set(key, sending);
    try {
      return await sending;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #send(channel: string, message: Message, signal: AbortSignal): Promise<Delivery> {
    let line: Line;
    try {
      line = await this.#lineOf(channel);
    } catch (thrown) {
      return { outcome: "retry", because: `it can't be opened on its host: ${saying(thrown)}`, outage: true };
    }
    const delivery = await line.deliver(message, signal);
    if (delivery.outcome === "delivered" || delivery.outcome === "accepted") {
      await this.#sent.add(keyOf(channel, message), delivery);
    }
    return delivery;
  }

  #lineOf(id: string): Promise<Line> {
    const open = this.#channels.get(id);
    if (!open) return Promise.reject(new Fault("not-found", `the core does not assign the channel ${id}`));
    open.line ??= this.#open(open);
    open.line.catch(() => {
      open.line = null;
    });
    return open.line;
  }

  /** At once: by some channels people call, or write to us. */
  #openSoon(open: Open, waitMs: number): void {
    const { clock, log } = this.#parts;
    const { id } = open.assigned;
    open.cancelOpening = clock.at(clock.now() + waitMs, () => {
      this.#lineOf(id).catch((thrown: unknown) => {
        log.warn({ channel: id, because: saying(thrown) }, "a channel could not be opened; it is tried again");
        if (this.#channels.get(id) === open) this.#openSoon(open, AGAIN_MS);
      });
    });
  }

  async #open(open: Open): Promise<Line> {
    const { id, kind: name, settingsJson } = open.assigned;
    await open.former;
    const kind = this.#parts.channels.find((one) => one.name === name);
    if (!kind) throw new Fault("misconfigured", `this release of Tocsin has no kind of channel '${name}'`);
    const settings = kind.settings.parse(JSON.parse(settingsJson));
    const { clock, log } = this.#parts;
    const house: ChannelHost = {
      clock,
      log: log.child({ channel: id }),
      speech: this.#parts.speech,
      folder: join(this.#parts.channelFolder, id),
      answered: async (answer) => JSON.parse(await this.#tell(id, "answered", answer)) as ChannelOutcome,
      heard: (heard) => this.#tell(id, "heard", heard),
      desk: deskOver((question) => this.#question(id, "ask", question)),
      alarm: async (alarm) => JSON.parse(await this.#question(id, "alarm", { alarm })) as AlarmStanding | null,
      whenReached: (told) => {
        this.#watching.set(open, told);
        told(this.#stream !== undefined);
      },
      afterwards: (notification, delivery) => {
        this.#tell(id, "afterwards", { id: notification, delivery }).catch((thrown: unknown) =>
          log.warn(`what became of notification ${notification} could not be told to the core: ${saying(thrown)}`),
        );
      },
    };
    return kind.open(settings, house);
  }

  /** Resolves with the core's answer. Rejects when the core could not deal with it: it must be brought again. */
  #tell(channel: string, what: string, value: object): Promise<string> {
    const stream = this.#stream;
    if (!stream) return Promise.reject(new Fault("unreachable", "there is no link to the core", { transient: true }));
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#told.set(number, (answer) => {
        this.#told.delete(number);
        if (answer instanceof Fault) reject(answer);
        else if (answer.failed !== "") reject(new Fault("refused", answer.failed, { transient: true }));
        else resolve(answer.json);
      });
      const json = JSON.stringify(value);
      stream.write(create(FromHost, { message: { case: "told", value: { number, channel, what, json } } }));
    });
  }

  /** What must be known soon, or not at all. */
  async #question(channel: string, what: string, value: object): Promise<string> {
    const { clock } = this.#parts;
    const late = Promise.withResolvers<never>();
    const cancel = clock.at(clock.now() + QUESTION_MS, () =>
      late.reject(new Fault("unreachable", "the core gave no answer in time", { transient: true })),
    );
    try {
      return await Promise.race([this.#tell(channel, what, value), late.promise]);
    } finally {
      cancel();
    }
  }

  #answer(stream: Stream, request: bigint, said: object): void {
    if (!stream.writable) return;
    stream.write(create(FromHost, { message: { case: "answer", value: { request, json: JSON.stringify(said) } } }));
  }

  /** What stays as it is stays open, with what is under way: also when another core has taken over. */
  #assign({ channels }: ChannelAssignment): void {
    if (this.#stopping.signal.aborted) return;
    const wanted = new Map(channels.map((channel) => [channel.id, channel]));
    const former = new Map<string, Promise<void>>();
    for (const [id, open] of this.#channels) {
      const { assigned, line } = open;
      const next = wanted.get(id);
      if (next?.kind === assigned.kind && next.settingsJson === assigned.settingsJson) continue;
      this.#channels.delete(id);
      this.#watching.delete(open);
      open.cancelOpening();
      const closing = closed(line).catch((thrown: unknown) => {
        this.#parts.log.warn({ channel: id, because: saying(thrown) }, "a channel could not be closed");
      });
      former.set(id, closing);
    }
    for (const [id, assigned] of wanted) {
      if (this.#channels.has(id)) continue;
      const open: Open = {
        assigned,
        former: former.get(id) ?? Promise.resolve(),
        line: null,
        cancelOpening: () => {},
      };
      this.#channels.set(id, open);
      this.#openSoon(open, 0);
    }
  }
}

async function closed(line: Promise<Line> | null): Promise<void> {
  const open = await line?.catch(() => null);
  await open?.[Symbol.asyncDispose]();
}

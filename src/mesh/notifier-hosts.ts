import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { z } from "zod";
import type { Delivery, Message } from "#channels/channel.ts";
import type { HostedChannel, HostedChannels, WayToHosts } from "#channels/hosted.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { answerQuestion, type Spokesman } from "./call-desk.ts";
import {
  type FromNotifierHost,
  type Told,
  type ToNotifierHost,
  ToNotifierHostSchema,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import type { Peer } from "./listener.ts";
import { writeTo } from "./unread.ts";

type Call = ServerDuplexStream<FromNotifierHost, ToNotifierHost>;
type ToSend = NonNullable<MessageInitShape<typeof ToNotifierHostSchema>["message"]>;

/** A call that rings through takes minutes; who has not answered by then is asked again. */
const PATIENCE_MS = 300_000;
/** What the answer may take on its way. */
const ON_THE_WAY_MS = 5000;
const CHECK_MS = 15_000;
/** Messages of a host for which answers of people are taken. */
const GIVEN_KEPT = 10_000;

const Because = z.string().max(2000);
const Receipt = z.string().max(500).optional();
const Said = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("delivered"), because: Because, receipt: Receipt }),
  z.object({ outcome: z.literal("accepted"), because: Because, receipt: Receipt }),
  z.object({
    outcome: z.literal("retry"),
    because: Because,
    afterMs: z.number().nonnegative().optional(),
    outage: z.boolean().optional(),
  }),
  z.object({ outcome: z.literal("rejected"), because: Because, gone: z.literal(true).optional() }),
]);
const Checked = z.object({ ok: z.boolean(), because: Because });
const Silenced = z.object({ silenced: z.int().nonnegative().nullable() });
const AlarmId = z.object({ alarm: z.int() });
const Answered = z.object({
  notification: z.int(),
  verb: z.enum(["acknowledge", "escalate"]),
  via: z.enum(["phone", "pager"]),
  comment: z.string().max(2000).optional(),
});
const Heard = z.object({ from: z.string().max(500), text: z.string().max(20_000) });
const Afterwards = z.object({
  id: z.int(),
  delivery: z.discriminatedUnion("outcome", [Said.options[0], Said.options[3]]),
});

export interface NotifierHostsParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly hosted: HostedChannels;
  readonly verifyLease: (peer: Peer, lease: string) => void;
  readonly statusOf: (thrown: unknown) => { code: number; details: string };
}

interface Served {
  readonly call: Call;
  readonly peer: Peer;
  readonly waiting: Map<bigint, (json: string | null) => void>;
}

/** The core's end of every notifier host: gives it its channels and messages, and takes what comes back. */
export class NotifierHostsDesk implements WayToHosts {
  readonly #parts: NotifierHostsParts;
  /** By node. */
  readonly #served = new Map<string, Served>();
  /** Channel and notification of what was given to hosts. */
  readonly #given = new Set<string>();
  /** Channel and person of those whom that went to. */
  readonly #told = new Set<string>();
  #request = 0n;

  constructor(parts: NotifierHostsParts) {
    this.#parts = parts;
  }

  serve(call: Call, peer: Peer): void {
    const served: Served = { call, peer, waiting: new Map() };
    call.on("data", (message: FromNotifierHost) => {
      try {
        this.#take(served, message);
      } catch (thrown) {
        this.#end(served, thrown);
      }
    });
    call.on("end", () => {
      this.#leave(served);
      call.end();
    });
    for (const event of ["error", "cancelled", "close"]) call.on(event, () => this.#leave(served));
  }

  close(): void {
    for (const served of this.#served.values()) this.#end(served, new Fault("not-active", "this core stops"));
  }

  /** The lease of a host is over: nobody waits for it any more. */
  lost(host: string): void {
    const served = this.#served.get(host);
    if (served) this.#end(served, new Fault("not-active", "the lease is over", { transient: true }));
  }

  /** Gives a host its channels as they are configured now. */
  assign(host: string): void {
    const served = this.#served.get(host);
    if (!served) return;
    const own = this.#parts.hosted.of(host);
    const channels = own.map(({ id, kind, settings }) => ({ id, kind, settingsJson: JSON.stringify(settings) }));
    this.#write(served, { case: "assignment", value: { channels } });
  }

  async deliver(channel: HostedChannel, message: Message, signal: AbortSignal): Promise<Delivery> {
    const served = this.#served.get(channel.host);
    if (!served) return { outcome: "retry", because: notConnected(channel.host), outage: true };
    const { admitted, because } = served.peer.verdict();
    if (admitted !== "all" && message.priority !== "life-safety") return { outcome: "retry", because };
    this.#give(channel, message.id);
    const json = await this.#ask(
      served,
      (request) => ({
        case: "deliver",
        value: { request, channel: channel.id, patienceMs: PATIENCE_MS, messageJson: JSON.stringify(message) },
      }),
      PATIENCE_MS + ON_THE_WAY_MS,
      signal,
    );
    if (json === null) {
      const lost = `the notifier host on ${channel.host} was lost before it answered; it is asked again what became of it`;
      return { outcome: "retry", because: lost, outage: true };
    }
    const said = read(Said, json);
    return said ?? { outcome: "retry", because: `the notifier host on ${channel.host} answered with something else` };
  }

  async check(channel: HostedChannel): Promise<{ ok: boolean; because: string }> {
    const served = this.#served.get(channel.host);
    if (!served) return { ok: false, because: notConnected(channel.host) };
    const json = await this.#ask(
      served,
      (request) => ({ case: "check", value: { request, channel: channel.id } }),
      CHECK_MS,
    );
    const said = json === null ? null : read(Checked, json);
    return said ?? { ok: false, because: `the notifier host on ${channel.host} gave no answer` };
  }

  async silence(channel: HostedChannel): Promise<number | null> {
    const served = this.#served.get(channel.host);
    if (!served) throw new Fault("unreachable", notConnected(channel.host), { transient: true });
    const json = await this.#ask(
      served,
      (request) => ({ case: "silence", value: { request, channel: channel.id } }),
      CHECK_MS,
    );
    const said = json === null ? null : read(Silenced, json);
    if (said) return said.silenced;
    throw new Fault(
      "unreachable",
      `the notifier host on ${channel.host} did not say that it is silent: try again, or silence it there`,
      { transient: true },
    );
  }

  /** @returns null: there is no answer, and there will be none */
  #ask(
    served: Served,
    what: (request: bigint) => ToSend,
    patienceMs: number,
    signal?: AbortSignal,
  ): Promise<string | null> {
    const { clock } = this.#parts;
    const request = ++this.#request;
    return new Promise((resolve) => {
      const end = (json: string | null) => {
        cancel();
        signal?.removeEventListener("abort", takeBack);
        served.waiting.delete(request);
        resolve(json);
      };
      const takeBack = () => {
        this.#write(served, { case: "takeBack", value: { request } });
        end(null);
      };
      const cancel = clock.at(clock.now() + patienceMs, takeBack);
      signal?.addEventListener("abort", takeBack, { once: true });
      served.waiting.set(request, end);
      this.#write(served, what(request));
    });
  }

  #take(served: Served, { message }: FromNotifierHost): void {
    const { node } = served.peer.name;
    if (message.case === "opening") {
      this.#parts.verifyLease(served.peer, message.value.lease);
      const former = this.#served.get(node);
      this.#served.set(node, served);
      if (former && former !== served) {
        this.#end(former, new Fault("not-active", "another stream of this host has taken its place"));
      }
      this.assign(node);
    } else if (this.#served.get(node) !== served) {
      throw new Fault("invalid", "an answer without an opening");
    } else if (message.case === "answer") {
      served.waiting.get(message.value.request)?.(message.value.json);
    } else if (message.case === "told") {
      const { number } = message.value;
      this.#heard(node, message.value).then(
        (json) => this.#write(served, { case: "toldAnswer", value: { number, json, failed: "" } }),
        (thrown: unknown) =>
          this.#write(served, { case: "toldAnswer", value: { number, json: "", failed: saying(thrown) } }),
      );
    }
  }

  /** A host speaks for its own channels, and for messages that it was given. */
  async #heard(node: string, { channel: id, what, json }: Told): Promise<string> {
    const channel = this.#parts.hosted.get(node, id);
    if (!channel) throw new Fault("not-found", `${id} is no channel of the notifier host on ${node}`);
    const { house } = channel;
    const refuse = () => new Fault("invalid", `what the notifier host on ${node} says of ${id} can't be read`);
    switch (what) {
      case "answered": {
        const answer = read(Answered, json);
        if (!answer) throw refuse();
        if (this.#given.has(keyOf(channel, answer.notification))) return JSON.stringify(await house.answered(answer));
        throw new Fault("forbidden", `notification ${answer.notification} was not given to ${node}`);
      }
      case "heard": {
        const heard = read(Heard, json);
        if (!heard) throw refuse();
        await house.heard(heard);
        return "";
      }
      case "afterwards": {
        const after = read(Afterwards, json);
        if (!after) throw refuse();
        house.afterwards(after.id, after.delivery);
        return "";
      }
      case "ask":
        if (!house.desk) throw new Fault("not-found", `${id} has no desk here`);
        return answerQuestion(json, house.desk, this.#spokesman(channel));
      case "alarm": {
        const asked = read(AlarmId, json);
        if (!asked || !house.alarm) throw refuse();
        const alarm = await house.alarm(asked.alarm);
        if (!alarm) return "null";
        const { occurrence, sequence, state, silent } = alarm;
        return JSON.stringify({ occurrence, sequence, state, silent });
      }
      default:
        throw refuse();
    }
  }

  #spokesman(channel: HostedChannel): Spokesman {
    const keyOfPerson = (person: string) => `${channel.id}/${person}`;
    return {
      node: channel.host,
      calls: (person) => channel.callers.includes(person),
      isGiven: (notification) => this.#given.has(keyOf(channel, notification)),
      give: (notification) => this.#give(channel, notification),
      isTold: (person) => this.#told.has(keyOfPerson(person)),
      told: (person) => this.#told.add(keyOfPerson(person)),
    };
  }

  #give(channel: HostedChannel, notification: number): void {
    const key = keyOf(channel, notification);
    this.#given.delete(key);
    this.#given.add(key);
    const [oldest] = this.#given;
    if (this.#given.size > GIVEN_KEPT && oldest !== undefined) this.#given.delete(oldest);
  }

  #write(served: Served, message: ToSend): void {
    const { call, peer } = served;
    if (!call.writable || call.cancelled) return;
    const end = (why: Fault) => this.#end(served, why);
    writeTo(call, create(ToNotifierHostSchema, { message }), { clock: this.#parts.clock, node: peer.name.node, end });
  }

  #end(served: Served, why: unknown): void {
    this.#leave(served);
    served.call.emit("error", this.#parts.statusOf(why));
  }

  #leave(served: Served): void {
    const { node } = served.peer.name;
    if (this.#served.get(node) === served) this.#served.delete(node);
    for (const end of served.waiting.values()) end(null);
  }
}

function keyOf({ id }: HostedChannel, notification: number): string {
  return `${id}/${notification}`;
}

function notConnected(host: string): string {
  return `the notifier host on ${host} ("tocsin module notifier-host") is not connected`;
}

/** null: not as this release knows it. */
function read<T>(schema: z.ZodType<T>, json: string): T | null {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

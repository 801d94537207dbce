import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { systemClock } from "#kernel/clock.ts";
import { writePacket } from "#wire/rtp/packet.ts";
import { type OwnEnd, readSession, type Session, writeOffer } from "#wire/rtp/sdp.ts";
import { UserAgent } from "#wire/sip/agent.ts";
import type { CallAnswer, OutgoingCall } from "#wire/sip/call.ts";

const DIGITS = "0123456789*#";

/** A telephone that calls and presses keys, by RFC 4733 or by INFO's better known sister. It is also the PBX that the other side knows. */
export class Telephone {
  readonly agent: UserAgent;
  readonly #socket: Socket;
  #session: Session | null = null;
  #call: OutgoingCall | null = null;
  #pressed = 0;
  readonly #over = Promise.withResolvers<string>();

  /** @param port of whom it calls, on loopback */
  static async open(user: string, port: number): Promise<Telephone> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const agent = await UserAgent.open(
      {
        transport: "udp",
        server: { host: "127.0.0.1", port },
        domain: "127.0.0.1",
        user,
        displayName: user,
        address: "127.0.0.1",
        port: 0,
        timeoutMs: 10_000,
        agentName: "telephone",
      },
      systemClock,
    );
    return new Telephone(agent, socket);
  }

  private constructor(agent: UserAgent, socket: Socket) {
    this.agent = agent;
    this.#socket = socket;
  }

  /** Why the other side hung up. */
  get over(): Promise<string> {
    return this.#over.promise;
  }

  async call(number: string, change: Partial<OwnEnd> = {}): Promise<CallAnswer> {
    const own = { host: "127.0.0.1", port: this.#socket.address().port, id: 1, version: 1, key: null, ...change };
    this.#call = this.agent.call(`sip:${number}@127.0.0.1`, writeOffer(own), {
      ringing: () => {},
      offered: () => null,
      info: () => {},
      ended: (because) => this.#over.resolve(because),
    });
    const answer = await this.#call.answer;
    if (answer.kind === "answered") this.#session = readSession(answer.sdp);
    return answer;
  }

  /** Each key as three packets, so that one may be lost. */
  press(keys: string): void {
    const session = this.#session;
    if (!session) throw new Error("nobody has answered");
    for (const key of keys) {
      const payload = Buffer.of(DIGITS.indexOf(key), 0x0a, 0, 160);
      for (let time = 0; time < 3; time++) {
        const sequence = this.#pressed * 3 + time;
        const packet = {
          payloadType: session.events ?? 101,
          sequence,
          timestamp: this.#pressed * 1600,
          source: 7,
          payload,
        };
        this.#socket.send(writePacket(packet, time === 0), session.port, session.host);
      }
      this.#pressed++;
    }
  }

  async hangUp(): Promise<void> {
    await this.#call?.hangUp();
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.agent[Symbol.asyncDispose]();
  }
}

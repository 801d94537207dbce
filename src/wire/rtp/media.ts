import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { Fault } from "#kernel/fault.ts";
import { plainAddress } from "../listen.ts";
import { EventReader } from "./digits.ts";
import { SILENCE } from "./g711.ts";
import type { Metronome } from "./metronome.ts";
import { readPacket, writePacket } from "./packet.ts";
import type { Session } from "./sdp.ts";

const FRAME_BYTES = 160;
const TRIES = 64;

export interface MediaHost {
  /** Of ours. */
  readonly address: string;
  /** Even numbers of it are used, one for each call. */
  readonly ports: { readonly from: number; readonly to: number };
  readonly metronome: Metronome;
  readonly digit: (digit: string) => void;
}

/** The sound of one call (RFC 3550): what we say, silence in between, and the digits that come back. */
export class Media implements AsyncDisposable {
  readonly port: number;
  readonly #host: MediaHost;
  readonly #socket: Socket;
  readonly #source = randomBytes(4).readUInt32BE();
  readonly #events = new EventReader();
  #sequence = randomBytes(2).readUInt16BE();
  #timestamp = randomBytes(4).readUInt32BE();
  #session: Session | null = null;
  /** Whom we hear: the first that spoke from the address that was agreed. */
  #heard: { readonly host: string; readonly port: number } | null = null;
  #playing: { readonly sound: Buffer; at: number; readonly done: () => void } | null = null;
  #speaks = false;
  #leave = () => {};
  #received = 0;
  #ignored = 0;

  /** @throws Fault `overloaded` when no port of the range is free */
  static async open(host: MediaHost): Promise<Media> {
    const { from, to } = host.ports;
    const first = from + (from % 2);
    const places = Math.max(1, Math.floor((to - first) / 2) + 1);
    const start = randomBytes(2).readUInt16BE() % places;
    for (let tried = 0; tried < Math.min(places, TRIES); tried++) {
      const socket = await bound(host.address, first + 2 * ((start + tried) % places));
      if (socket) return new Media(host, socket);
    }
    throw new Fault(
      "overloaded",
      `no UDP port between ${from} and ${to} is free for the sound of a call; widen mediaPorts`,
      {
        transient: true,
      },
    );
  }

  private constructor(host: MediaHost, socket: Socket) {
    this.#host = host;
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on("error", () => {}); // a lost packet among others
    socket.on("message", (datagram, { address, port }) => this.#take(datagram, plainAddress(address), port));
  }

  /** Packets that were taken, and those that came from elsewhere or were none. */
  get received(): { readonly taken: number; readonly ignored: number } {
    return { taken: this.#received, ignored: this.#ignored };
  }

  /** From now on there is somebody to speak to; again when the far side moved or went on hold. */
  agree(session: Session): void {
    const moved = session.host !== this.#session?.host || session.port !== this.#session.port;
    this.#session = session;
    if (moved) this.#heard = null;
    this.#leave();
    this.#leave = this.#host.metronome.join(() => this.#speak());
  }

  /** Says `sound`, which is in the agreed codec, in place of what is being said. Resolves when it is said or replaced. */
  play(sound: Buffer): Promise<void> {
    this.stop();
    return new Promise((done) => {
      this.#playing = { sound, at: 0, done };
    });
  }

  stop(): void {
    const { done } = this.#playing ?? {};
    this.#playing = null;
    done?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
    this.stop();
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #speak(): void {
    const session = this.#session;
    if (!session || session.port === 0) return;
    const timestamp = this.#timestamp;
    this.#timestamp = (timestamp + FRAME_BYTES) >>> 0;
    if (session.direction === "sendonly" || session.direction === "inactive") {
      this.#speaks = false;
      return;
    }
    const packet = {
      payloadType: session.payloadType,
      sequence: this.#sequence,
      timestamp,
      source: this.#source,
      payload: this.#frame(SILENCE[session.codec]),
    };
    this.#sequence = (this.#sequence + 1) & 0xffff;
    // Whoever speaks from another port than agreed sits behind a translator: that is where it hears us.
    const { host, port } = this.#heard ?? session;
    this.#socket.send(writePacket(packet, !this.#speaks), port, host, () => {});
    this.#speaks = true;
  }

  #frame(silence: number): Buffer {
    const playing = this.#playing;
    if (!playing) return Buffer.alloc(FRAME_BYTES, silence);
    const { sound, at, done } = playing;
    playing.at += FRAME_BYTES;
    if (playing.at >= sound.length) {
      this.#playing = null;
      done();
    }
    const piece = sound.subarray(at, at + FRAME_BYTES);
    return piece.length === FRAME_BYTES
      ? piece
      : Buffer.concat([piece, Buffer.alloc(FRAME_BYTES - piece.length, silence)]);
  }

  #take(datagram: Buffer, host: string, port: number): void {
    const session = this.#session;
    const packet = readPacket(datagram);
    const isTheirs = this.#heard ? host === this.#heard.host && port === this.#heard.port : host === session?.host;
    if (!session || !packet || !isTheirs) {
      this.#ignored++;
      return;
    }
    this.#heard ??= { host, port };
    this.#received++;
    if (packet.payloadType !== session.events) return;
    const digit = this.#events.read(packet);
    if (digit !== null) this.#host.digit(digit);
  }
}

async function bound(address: string, port: number): Promise<Socket | null> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  return new Promise((resolve) => {
    socket.once("error", () => {
      socket.close();
      resolve(null);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

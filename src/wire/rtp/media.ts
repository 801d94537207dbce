import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { Fault } from "#kernel/fault.ts";
import { plainAddress } from "../listen.ts";
import { EventReader } from "./digits.ts";
import { SILENCE } from "./g711.ts";
import type { Metronome } from "./metronome.ts";
import { type RtpPacket, readPacket, writePacket } from "./packet.ts";
import type { Session } from "./sdp.ts";
import { SrtpReceiver, SrtpSender } from "./srtp.ts";
import { ToneReader } from "./tones.ts";

const FRAME_BYTES = 160;
const QUIET = { PCMA: Buffer.alloc(FRAME_BYTES, SILENCE.PCMA), PCMU: Buffer.alloc(FRAME_BYTES, SILENCE.PCMU) };
const TRIES = 64;

export interface MediaHost {
  /** Of ours. */
  readonly address: string;
  /** Even numbers of it are used, one for each call. */
  readonly ports: { readonly from: number; readonly to: number };
  readonly metronome: Metronome;
  readonly digit: (digit: string) => void;
}

/** What was sent, taken, and ignored because it came from elsewhere, was forged or was none. */
export interface Counts {
  readonly sent: number;
  readonly taken: number;
  readonly ignored: number;
}

/** The sound of one call (RFC 3550): what we say, silence in between, and the digits that come back. */
export class Media implements AsyncDisposable {
  readonly port: number;
  readonly #host: MediaHost;
  readonly #socket: Socket;
  readonly #source = randomBytes(4).readUInt32BE();
  readonly #events = new EventReader();
  readonly #tones = new ToneReader();
  // In the lower half, so that the far side can't be wrong about the first turn of the numbers (RFC 3711 §3.3.1).
  #sequence = randomBytes(2).readUInt16BE() >> 1;
  #timestamp = randomBytes(4).readUInt32BE();
  #session: Session | null = null;
  /** Whom we hear: the first that spoke from the address that was agreed. */
  #heard: { readonly host: string; readonly port: number } | null = null;
  #playing: { readonly sound: Buffer; at: number; readonly done: () => void } | null = null;
  #speaks = false;
  #leave = () => {};
  #protection: Protection | null = null;
  /** Of their sound, which tones are read from in order. */
  #newest: number | null = null;
  #sent = 0;
  #taken = 0;
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

  get counts(): Counts {
    return { sent: this.#sent, taken: this.#taken, ignored: this.#ignored };
  }

  /**
   * From now on there is somebody to speak to; again when the far side moved or went on hold.
   * @param key ours, where theirs stands in the session
   */
  agree(session: Session, key: Buffer | null = null): void {
    const moved = session.host !== this.#session?.host || session.port !== this.#session.port;
    this.#session = session;
    if (moved) this.#heard = null;
    this.#protection = protectionOf(session, key, this.#protection);
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
      payload: this.#frame(QUIET[session.codec]),
    };
    this.#sequence = (this.#sequence + 1) & 0xffff;
    // Whoever speaks from another port than agreed sits behind a translator: that is where it hears us.
    const { host, port } = this.#heard ?? session;
    const written = writePacket(packet, !this.#speaks);
    this.#socket.send(this.#protection?.sender.protect(written) ?? written, port, host, () => {});
    this.#sent++;
    this.#speaks = true;
  }

  #frame(quiet: Buffer): Buffer {
    const playing = this.#playing;
    if (!playing) return quiet;
    const { sound, at, done } = playing;
    playing.at += FRAME_BYTES;
    if (playing.at >= sound.length) {
      this.#playing = null;
      done();
    }
    const piece = sound.subarray(at, at + FRAME_BYTES);
    return piece.length === FRAME_BYTES ? piece : Buffer.concat([piece, quiet.subarray(piece.length)]);
  }

  #take(datagram: Buffer, host: string, port: number): void {
    const session = this.#session;
    const isTheirs = this.#heard ? host === this.#heard.host && port === this.#heard.port : host === session?.host;
    const clear = session && isTheirs ? (this.#protection ? this.#protection.receiver.open(datagram) : datagram) : null;
    const packet = clear && readPacket(clear);
    if (!session || !packet) {
      this.#ignored++;
      return;
    }
    this.#heard ??= { host, port };
    this.#taken++;
    for (const digit of this.#digits(session, packet)) this.#host.digit(digit);
  }

  /** Tones in the sound are listened to only where no better way was agreed: a PBX often sends both. */
  #digits(session: Session, packet: RtpPacket): readonly string[] {
    if (session.events !== null) {
      const digit = packet.payloadType === session.events ? this.#events.read(packet) : null;
      return digit === null ? [] : [digit];
    }
    const isNext = this.#newest === null || ((packet.sequence - this.#newest) << 16) >> 16 > 0;
    if (packet.payloadType !== session.payloadType || !isNext) return [];
    this.#newest = packet.sequence;
    return this.#tones.read(session.codec, packet.payload);
  }
}

interface Protection {
  readonly ours: Buffer;
  readonly theirs: Buffer;
  readonly sender: SrtpSender;
  readonly receiver: SrtpReceiver;
}

/** A key that stays the same keeps its count of packets (RFC 4568 §7.1.4). */
function protectionOf({ crypto }: Session, key: Buffer | null, before: Protection | null): Protection | null {
  if (!crypto || !key) return null;
  const [ours, theirs] = [key, crypto.key];
  return {
    ours,
    theirs,
    sender: before?.ours.equals(ours) ? before.sender : new SrtpSender(ours),
    receiver: before?.theirs.equals(theirs) ? before.receiver : new SrtpReceiver(theirs),
  };
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

import { createCipheriv, createDecipheriv } from "node:crypto";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/**
 * A panel that speaks SIA DC-09, for tests, the demo and the bench. It shares no line with the driver, so that a mistake
 * of one shows in the other.
 */

export type Answer = "ack" | "nak" | "duh" | "none";

export interface PanelOptions {
  readonly host: string;
  readonly port: number;
  readonly account: string;
  /** AES key as 32, 48 or 64 hexadecimal digits; its messages are encrypted then. */
  readonly key?: string | undefined;
  readonly udp?: boolean | undefined;
  /** PEM of the receiver's issuer: TLS. */
  readonly tls?: { readonly ca: string } | undefined;
  readonly receiver?: string | undefined;
  readonly line?: string | undefined;
  /** What its clock shows; encrypted messages carry it. */
  readonly now?: (() => number) | undefined;
  /** How long it waits for an answer. */
  readonly waitMs?: number | undefined;
  /** How often it sends a message before it gives up. */
  readonly attempts?: number | undefined;
  readonly binaryCrc?: boolean | undefined;
}

export interface Sending {
  readonly token?: string | undefined;
  /** `[X…]` blocks. */
  readonly extended?: string | undefined;
  /** With a plain message too. */
  readonly timestamp?: boolean | undefined;
  /** Four digits; absent: the next. */
  readonly sequence?: string | undefined;
  /** Not encrypted, though it has a key. */
  readonly plain?: boolean | undefined;
}

export class Panel implements AsyncDisposable {
  /** Texts of the answers, the newest last; encrypted ones decrypted. The last hundred are kept. */
  readonly answers: string[] = [];
  readonly #options: PanelOptions;
  #socket: Socket | null = null;
  #udp: UdpSocket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #sequence = 0;
  readonly #waiters: ((answer: Answer) => void)[] = [];

  constructor(options: PanelOptions) {
    this.#options = options;
  }

  /** Sends DC-03 data such as `Nri1/BA003`, or what `token` wants, and resolves with what came back. */
  async send(data: string, sending: Sending = {}): Promise<Answer> {
    const { account } = this.#options;
    const body = sending.token === "NULL" && data === "" ? "" : `#${account}|${data}`;
    const bytes = this.message(body, sending);
    for (let attempt = 0; attempt < (this.#options.attempts ?? 1); attempt++) {
      const answer = await this.exchange(bytes);
      if (answer !== "none") return answer;
    }
    return "none";
  }

  /** Contact ID: `1130 01 003`. */
  contactId(data: string, sending: Sending = {}): Promise<Answer> {
    return this.send(data, { ...sending, token: "ADM-CID" });
  }

  /** The link test of supervision. */
  linkTest(sending: Sending = {}): Promise<Answer> {
    return this.send("", { ...sending, token: "NULL" });
  }

  /** A whole message as it goes onto the wire. @param block what stands between the first bracket and the first `]` */
  message(block: string, sending: Sending = {}): Buffer {
    const { account, key, receiver, line = "0" } = this.#options;
    const token = sending.token ?? "SIA-DCS";
    const address = `${receiver === undefined ? "" : `R${receiver}`}L${line}#${account}`;
    const sequence = sending.sequence ?? this.#nextSequence();
    const encrypts = key !== undefined && !sending.plain;
    const stamp = encrypts || sending.timestamp ? gmt(this.#options.now?.() ?? Date.now()) : "";
    const tail = `${block}]${sending.extended ?? ""}${stamp}`;
    const data = encrypts ? seal(tail, key) : tail;
    return framed(`"${encrypts ? "*" : ""}${token}"${sequence}${address}[${data}`, this.#options.binaryCrc ?? false);
  }

  /** Sends bytes and waits for one answer. */
  async exchange(bytes: Uint8Array): Promise<Answer> {
    await this.push(bytes);
    return this.answer();
  }

  /** The next answer, or `none` when the patience ends or the connection does. */
  answer(): Promise<Answer> {
    if (!this.#options.udp && !this.#socket) return Promise.resolve("none");
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(patience);
        resolve(answer);
      };
      const patience = setTimeout(() => {
        const at = this.#waiters.indexOf(settle);
        if (at >= 0) this.#waiters.splice(at, 1);
        resolve("none");
      }, this.#options.waitMs ?? 20_000);
      this.#waiters.push(settle);
    });
  }

  /** Sends bytes as they are. */
  async push(bytes: Uint8Array): Promise<void> {
    if (this.#options.udp) {
      const udp = await this.#openUdp();
      await new Promise<void>((resolve, reject) => udp.send(bytes, (error) => (error ? reject(error) : resolve())));
      return;
    }
    const socket = await this.connect();
    await new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));
  }

  /** The connection, opened when there is none. */
  async connect(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const { host, port, tls } = this.#options;
    const socket = tls
      ? connectTls({ host, port, ca: tls.ca, servername: "localhost" })
      : connect({ host, port, noDelay: true });
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    await once(socket, tls ? "secureConnect" : "connect");
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.once("close", () => {
      if (this.#socket === socket) this.#socket = null;
      for (const waiter of this.#waiters.splice(0)) waiter("none");
    });
    return socket;
  }

  async #openUdp(): Promise<UdpSocket> {
    if (this.#udp) return this.#udp;
    const udp = createSocket("udp4");
    this.#udp = udp;
    udp.on("error", () => {});
    udp.on("message", (datagram) => this.#read(datagram));
    udp.connect(this.#options.port, this.#options.host);
    await once(udp, "connect");
    return udp;
  }

  #nextSequence(): string {
    this.#sequence = this.#sequence === 9999 ? 1 : this.#sequence + 1;
    return String(this.#sequence).padStart(4, "0");
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const from = this.#options.binaryCrc ? 7 : 9;
    for (;;) {
      const end = this.#received.indexOf(13, from);
      if (end < 0) return;
      const frame = this.#received.subarray(0, end);
      this.#received = this.#received.subarray(end + 1);
      const body = frame.toString("latin1", from);
      if (
        !framed(body, this.#options.binaryCrc ?? false)
          .subarray(0, -1)
          .equals(frame)
      ) {
        throw new Error(`the receiver sent a frame that is damaged: ${JSON.stringify(frame.toString("latin1"))}`);
      }
      this.#answered(body);
    }
  }

  #answered(body: string): void {
    const { key } = this.#options;
    const bracket = body.indexOf("[");
    const encrypted = body.startsWith('"*');
    const text = encrypted && key ? body.slice(0, bracket + 1) + unseal(body.slice(bracket + 1), key) : body;
    if (this.answers.push(text) > 100) this.answers.shift();
    const token = body.slice(encrypted ? 2 : 1, body.indexOf('"', 1));
    const answer: Answer = token === "ACK" ? "ack" : token === "NAK" ? "nak" : token === "DUH" ? "duh" : "none";
    this.#waiters.shift()?.(answer);
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket && !socket.destroyed) {
      socket.destroy();
      await once(socket, "close");
    }
    const udp = this.#udp;
    this.#udp = null;
    if (udp) await new Promise<void>((resolve) => udp.close(() => resolve()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** LF, CRC, length, body, CR. */
export function framed(body: string, binary = false): Buffer {
  const bytes = Buffer.from(body, "latin1");
  const sum = arc(bytes);
  const length = `000${bytes.length.toString(16)}`.slice(-4).toUpperCase();
  const crc = binary
    ? Buffer.from([sum >> 8, sum & 255])
    : Buffer.from(`000${sum.toString(16)}`.slice(-4).toUpperCase());
  return Buffer.concat([Buffer.from([10]), crc, Buffer.from(length), bytes, Buffer.from([13])]);
}

/** CRC-16 bit by bit, polynomial x^16 + x^15 + x^2 + 1, least significant bit first. */
function arc(bytes: Uint8Array): number {
  let register = 0;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const out = (register ^ (byte >> bit)) & 1;
      register >>= 1;
      if (out) register ^= 0xa001;
    }
  }
  return register;
}

/** Cipher block chaining by hand over single blocks, from a vector of zeros; the pad is letters. */
function seal(tail: string, keyHex: string): string {
  const key = Buffer.from(keyHex, "hex");
  const content = `|${tail}`;
  const pad = "abcdefghijklmnop".slice(0, 16 - (content.length % 16));
  const plain = Buffer.from(pad + content, "latin1");
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  let last = Buffer.alloc(16);
  let sealed = "";
  for (let at = 0; at < plain.length; at += 16) {
    const mixed = Buffer.from(plain.subarray(at, at + 16));
    for (let byte = 0; byte < 16; byte++) mixed[byte] = (mixed[byte] ?? 0) ^ (last[byte] ?? 0);
    last = Buffer.from(cipher.update(mixed));
    sealed += last.toString("hex");
  }
  return sealed.toUpperCase();
}

function unseal(ciphertext: string, keyHex: string): string {
  const key = Buffer.from(keyHex, "hex");
  const decipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const bytes = Buffer.from(ciphertext, "hex");
  let text = "";
  for (let at = 0; at < bytes.length; at += 16) {
    const block = decipher.update(bytes.subarray(at, at + 16));
    for (let byte = 0; byte < 16; byte++) {
      const before = at === 0 ? 0 : (bytes[at - 16 + byte] ?? 0);
      text += String.fromCharCode((block[byte] ?? 0) ^ before);
    }
  }
  return text.slice(text.indexOf("|") + 1);
}

/** `_HH:MM:SS,MM-DD-YYYY` */
function gmt(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `_${time},${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}-${date.getUTCFullYear()}`;
}

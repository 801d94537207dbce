import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** What came with a submit_sm. */
export interface Submitted {
  readonly from: string;
  readonly to: string;
  readonly esmClass: number;
  readonly coding: number;
  readonly message: Buffer;
}

export interface CentreOptions {
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Status of the answer to a bind. */
  readonly bind?: (systemId: string, password: string) => number;
  /** Status of the answer to a submit_sm; null: no answer at all. */
  readonly submit?: (submitted: Submitted, count: number) => number | null;
  /** Sends a receipt of this state after each message, and before its response when `early`. */
  readonly receipt?: { readonly state: string; readonly early?: boolean; readonly hexadecimal?: boolean };
}

/** A message centre for tests that shares no code with the channel: SMPP 3.4 by hand. */
export class MessageCentre {
  readonly submitted: Submitted[] = [];
  readonly responses: { readonly command: number; readonly status: number; readonly sequence: number }[] = [];
  options: CentreOptions;
  binds = 0;
  enquiries = 0;
  came: () => void = () => {};
  readonly #sockets = new Set<Socket>();
  readonly #bound = new Set<Socket>();
  readonly #server: Server;
  #sequence = 1000;

  private constructor(options: CentreOptions) {
    this.options = options;
    const take = (socket: Socket) => this.#take(socket);
    this.#server = options.tls ? createTlsServer(options.tls, take) : createServer(take);
  }

  static async open(options: CentreOptions = {}): Promise<MessageCentre> {
    const centre = new MessageCentre(options);
    centre.#server.on("error", () => {});
    centre.#server.listen(0, "127.0.0.1");
    await once(centre.#server, "listening");
    return centre;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** A person's message to everybody that is bound. */
  bring(from: string, text: string, some: { coding?: number; esmClass?: number; message?: Buffer } = {}): void {
    const message = some.message ?? Buffer.from(text, "latin1");
    this.raw(
      this.#pdu(
        0x05,
        0,
        ++this.#sequence,
        Buffer.concat([
          Buffer.from([0, 1, 1]),
          Buffer.from(`${from}\0`),
          Buffer.from([0, 1]),
          Buffer.from("9000\0"),
          Buffer.from([some.esmClass ?? 0, 0, 0, 0, 0, 0, 0, some.coding ?? 0, 0, message.length]),
          message,
        ]),
      ),
    );
  }

  /** Any octets to everybody that is bound. */
  raw(bytes: Buffer): void {
    for (const socket of this.#bound) socket.write(bytes);
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    let kept = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#bound.delete(socket);
    });
    socket.on("data", (bytes: Buffer) => {
      kept = Buffer.concat([kept, bytes]);
      while (kept.length >= 16 && kept.length >= kept.readUInt32BE(0)) {
        const length = kept.readUInt32BE(0);
        this.#answer(socket, Buffer.from(kept.subarray(0, length)));
        kept = kept.subarray(length);
      }
    });
  }

  #answer(socket: Socket, pdu: Buffer): void {
    const command = pdu.readUInt32BE(4);
    const sequence = pdu.readUInt32BE(12);
    const reply = (status: number, text = "") =>
      socket.write(this.#pdu(0x8000_0000 + command, status, sequence, Buffer.from(`${text}\0`)));
    if (command >= 0x8000_0000) {
      this.responses.push({ command, status: pdu.readUInt32BE(8), sequence });
    } else if (command === 0x09) {
      this.binds++;
      const [systemId = "", password = ""] = pdu.subarray(16).toString("latin1").split("\0");
      const status = this.options.bind?.(systemId, password) ?? 0;
      if (status === 0) this.#bound.add(socket);
      reply(status, "centre");
    } else if (command === 0x04) this.#submit(socket, pdu, reply);
    else if (command === 0x15) {
      this.enquiries++;
      socket.write(this.#pdu(0x8000_0015, 0, sequence));
    } else if (command === 0x06) socket.end(this.#pdu(0x8000_0006, 0, sequence));
    this.came();
  }

  #submit(socket: Socket, pdu: Buffer, reply: (status: number, text?: string) => void): void {
    const fields = readSubmit(pdu);
    this.submitted.push(fields);
    const count = this.submitted.length;
    const status = this.options.submit?.(fields, count) ?? (this.options.submit ? null : 0);
    if (status === null) return;
    const { receipt } = this.options;
    const id = 9_000_000 + count;
    const told = () => {
      if (!receipt) return;
      const name = receipt.hexadecimal ? id.toString(16).toUpperCase().padStart(10, "0") : String(id);
      const text = `id:${name} sub:001 dlvrd:001 submit date:2601151200 done date:2601151200 stat:${receipt.state} err:000 text:`;
      this.bring(fields.to, text, { esmClass: 0x04 });
    };
    if (receipt?.early) told();
    reply(status, status === 0 ? String(id) : "");
    if (receipt && !receipt.early && socket.writable) told();
  }

  #pdu(command: number, status: number, sequence: number, body: Buffer = Buffer.alloc(0)): Buffer {
    const header = Buffer.alloc(16);
    for (const [at, value] of [16 + body.length, command, status, sequence].entries()) {
      header.writeUInt32BE(value, at * 4);
    }
    return Buffer.concat([header, body]);
  }
}

function readSubmit(pdu: Buffer): Submitted {
  let at = pdu.indexOf(0, 16) + 3;
  const text = () => {
    const end = pdu.indexOf(0, at);
    const value = pdu.toString("latin1", at, end);
    at = end + 1;
    return value;
  };
  const from = text();
  at += 2;
  const to = text();
  const esmClass = pdu[at] ?? 0;
  at += 3;
  text();
  text();
  const coding = pdu[at + 2] ?? 0;
  const length = pdu[at + 4] ?? 0;
  return { from, to, esmClass, coding, message: pdu.subarray(at + 5, at + 5 + length) };
}

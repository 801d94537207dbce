import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** Something that goes wrong, for one unit or, without it, for all. */
export type Trouble =
  /** Answers requests that touch `from`..`to` with an exception; without a range all of them. */
  | {
      readonly kind: "exception";
      readonly code: number;
      readonly unit?: number;
      readonly fc?: number;
      readonly from?: number;
      readonly to?: number;
    }
  /** Takes requests and never answers. */
  | { readonly kind: "black-hole"; readonly unit?: number }
  /** Answers when `releaseHeld()` is called, which may be long after the client gave up. */
  | { readonly kind: "hold"; readonly unit?: number }
  /** Sends the first `bytes` bytes of the answer and hangs up. */
  | { readonly kind: "cut"; readonly bytes: number; readonly unit?: number }
  /** Answers under another transaction number. */
  | { readonly kind: "wrong-transaction"; readonly unit?: number }
  /** Answers for another unit. */
  | { readonly kind: "wrong-unit"; readonly unit?: number }
  /** Puts these bytes on the wire instead of an answer. */
  | { readonly kind: "garbage"; readonly bytes: Uint8Array; readonly unit?: number }
  /** Puts these bytes into a proper frame instead of an answer. */
  | { readonly kind: "garbage-in-frame"; readonly bytes: Uint8Array; readonly unit?: number };

/** What a unit holds, by address from 0. What lies beyond the end of an array is an illegal address. */
export interface UnitMemory {
  readonly coils: boolean[];
  readonly inputs: boolean[];
  readonly holding: number[];
  readonly input: number[];
}

export interface Asked {
  readonly unit: number;
  readonly fc: number;
  readonly address: number;
  readonly count: number;
}

/** A PLC, or a gateway with several units, that speaks Modbus TCP on 127.0.0.1 and can be told to misbehave. */
export class Plc implements AsyncDisposable {
  readonly port: number;
  /** What it was asked, oldest first; of a long run only the last few thousand. */
  readonly asked: Asked[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #units: ReadonlyMap<number, UnitMemory>;
  readonly #identity: readonly string[];
  #troubles: readonly Trouble[] = [];
  #held: (() => void)[] = [];
  #connections = 0;
  #watchers: (() => void)[] = [];

  private constructor(
    server: Server,
    port: number,
    units: ReadonlyMap<number, UnitMemory>,
    identity: readonly string[],
  ) {
    this.#server = server;
    this.port = port;
    this.#units = units;
    this.#identity = identity;
    server.on("connection", (socket) => this.#serve(socket));
  }

  /** @param size how many coils, inputs and registers every unit has */
  static async start(
    options: {
      units?: readonly number[];
      size?: number;
      port?: number;
      host?: string;
      identity?: readonly string[];
    } = {},
  ): Promise<Plc> {
    const { units = [1], size = 1000, port = 0, host = "127.0.0.1", identity = ["Tocsin", "PLC", "1.0"] } = options;
    const server = createServer({ noDelay: true });
    server.listen(port, host);
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
    const memory = units.map((unit): [number, UnitMemory] => [
      unit,
      {
        coils: Array.from({ length: size }, () => false),
        inputs: Array.from({ length: size }, () => false),
        holding: Array.from({ length: size }, () => 0),
        input: Array.from({ length: size }, () => 0),
      },
    ]);
    return new Plc(server, address.port, new Map(memory), identity);
  }

  /** The registers and bits of a unit, to be set at will. */
  unit(unit = 1): UnitMemory {
    const memory = this.#units.get(unit);
    if (!memory) throw new Error(`the PLC has no unit ${unit}`);
    return memory;
  }

  /** Writes a 32-bit float, most significant word first unless `swapped`. */
  setFloat(unit: number, bank: "holding" | "input", address: number, value: number, swapped = false): void {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value);
    const words = [view.getUint16(0), view.getUint16(2)];
    if (swapped) words.reverse();
    this.unit(unit)[bank].splice(address, 2, ...words);
  }

  /** Replaces what goes wrong; nothing does without arguments. The first that fits an answer counts. */
  trouble(...troubles: readonly Trouble[]): void {
    this.#troubles = troubles;
  }

  /** Answers now what "hold" kept back. */
  releaseHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const answer of held) answer();
  }

  get held(): number {
    return this.#held.length;
  }

  /** Connections open now, and ever. */
  get open(): number {
    return this.#sockets.size;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Resolves once the simulator was asked, connected or left and `holds` is true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Hangs up on everybody, as a restart does; who calls again is served. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#connections++;
    this.#sockets.add(socket);
    this.#tell();
    let pending = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 8 && pending.length >= 6 + pending.readUInt16BE(4)) {
        const end = 6 + pending.readUInt16BE(4);
        this.#answer(socket, pending.subarray(0, end));
        pending = pending.subarray(end);
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#tell();
    });
  }

  #answer(socket: Socket, request: Buffer): void {
    const [unit, fc] = [request.readUInt8(6), request.readUInt8(7)];
    const plain = fc === 43 || request.length < 12;
    const address = plain ? 0 : request.readUInt16BE(8);
    const count = plain || fc === 5 || fc === 6 ? 1 : request.readUInt16BE(10);
    if (this.asked.length >= 10_000) this.asked.splice(0, 5000);
    this.asked.push({ unit, fc, address, count });
    this.#tell();
    const send = (pdu: Uint8Array, header: { transaction?: number; unit?: number } = {}) => {
      const frame = Buffer.alloc(7 + pdu.length);
      frame.writeUInt16BE(header.transaction ?? request.readUInt16BE(0), 0);
      frame.writeUInt16BE(pdu.length + 1, 4);
      frame.writeUInt8(header.unit ?? unit, 6);
      frame.set(pdu, 7);
      return frame;
    };
    const pdu = () => this.#carryOut(unit, fc, address, count, request.subarray(7));
    const trouble = this.#troubles.find(
      (one) =>
        (one.unit ?? unit) === unit &&
        (one.kind !== "exception" ||
          ((one.fc ?? fc) === fc && (one.from ?? 0) < address + count && (one.to ?? 0xffff) >= address)),
    );
    switch (trouble?.kind) {
      case undefined:
        socket.write(send(pdu()));
        return;
      case "exception":
        socket.write(send(Uint8Array.of(fc | 0x80, trouble.code)));
        return;
      case "black-hole":
        return;
      case "hold":
        this.#held.push(() => socket.write(send(pdu())));
        return;
      case "cut":
        socket.end(send(pdu()).subarray(0, trouble.bytes));
        return;
      case "wrong-transaction":
        socket.write(send(pdu(), { transaction: request.readUInt16BE(0) ^ 0x5555 }));
        return;
      case "wrong-unit":
        socket.write(send(pdu(), { unit: (unit + 1) & 0xff }));
        return;
      case "garbage":
        socket.write(trouble.bytes);
        return;
      case "garbage-in-frame":
        socket.write(send(trouble.bytes.subarray(0, 253)));
    }
  }

  /** The answer's PDU. */
  #carryOut(unit: number, fc: number, address: number, count: number, request: Buffer): Uint8Array {
    const exception = (code: number) => Uint8Array.of(fc | 0x80, code);
    const memory = this.#units.get(unit);
    // What a gateway says of a unit that isn't there.
    if (!memory) return exception(0x0b);
    const bits = fc === 2 ? memory.inputs : memory.coils;
    const words = fc === 4 ? memory.input : memory.holding;
    const bank = fc === 1 || fc === 2 || fc === 5 || fc === 15 ? bits : words;
    if (fc !== 43 && address + count > bank.length) return exception(2);
    switch (fc) {
      case 1:
      case 2: {
        if (count < 1 || count > 2000) return exception(3);
        const packed = new Uint8Array(Math.ceil(count / 8));
        for (let at = 0; at < count; at++)
          if (bits[address + at]) packed[at >> 3] = (packed[at >> 3] ?? 0) + 2 ** (at % 8);
        return Uint8Array.of(fc, packed.length, ...packed);
      }
      case 3:
      case 4: {
        if (count < 1 || count > 125) return exception(3);
        const answer = Buffer.alloc(2 + count * 2);
        answer.writeUInt8(fc, 0);
        answer.writeUInt8(count * 2, 1);
        for (let at = 0; at < count; at++) answer.writeUInt16BE((words[address + at] ?? 0) & 0xffff, 2 + at * 2);
        return answer;
      }
      case 5:
        if (request.readUInt16BE(3) !== 0xff00 && request.readUInt16BE(3) !== 0) return exception(3);
        bits[address] = request.readUInt16BE(3) === 0xff00;
        return request;
      case 6:
        words[address] = request.readUInt16BE(3);
        return request;
      case 15:
        for (let at = 0; at < count; at++)
          bits[address + at] = ((request[6 + Math.floor(at / 8)] ?? 0) & (2 ** (at % 8))) > 0;
        return request.subarray(0, 5);
      case 16:
        for (let at = 0; at < count; at++) words[address + at] = request.readUInt16BE(6 + at * 2);
        return request.subarray(0, 5);
      case 43: {
        const objects = this.#identity.flatMap((text, id) => [id, text.length, ...Buffer.from(text, "latin1")]);
        return Uint8Array.of(0x2b, 0x0e, 0x01, 0x01, 0x00, 0x00, this.#identity.length, ...objects);
      }
      default:
        return exception(1);
    }
  }

  #tell(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }
}

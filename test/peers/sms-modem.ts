import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A message that a program gave to the modem. */
export interface Sent {
  readonly to: string;
  readonly text: string;
  readonly part: readonly [reference: number, total: number, number: number] | null;
}

export interface ModemOptions {
  /** Absent: the SIM card wants none. */
  readonly pin?: string;
  /** Answers of its own to commands; null: it is silent. */
  readonly answers?: (command: string) => string | null | undefined;
  /** Status of the report to each message; absent: delivered. */
  readonly report?: number;
}

const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: Readonly<Record<number, string>> = {
  0x0a: "\f",
  0x14: "^",
  0x28: "{",
  0x29: "}",
  0x2f: "\\",
  0x3c: "[",
  0x3d: "~",
  0x3e: "]",
  0x40: "|",
  0x65: "€",
};

/** What gammu and smsd ask of a modem, and what stands behind `=?`. */
const FIXED: Readonly<Record<string, string>> = {
  "+CSCS=?": '+CSCS: ("GSM","IRA","UCS2")',
  "+CSCS?": '+CSCS: "GSM"',
  "+CREG=?": "+CREG: (0-2)",
  "+CMEE=?": "+CMEE: (0-2)",
  "+CSMS=?": "+CSMS: (0,1)",
  "+CSMS?": "+CSMS: 0,1,1,1",
  "+CSMS=1": "+CSMS: 1,1,1",
  "+CMGF=?": "+CMGF: (0,1)",
  "+CNMI=?": "+CNMI: (0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)",
  "+CPMS=?": '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")',
  "+CREG?": "+CREG: 0,1",
  "+CGREG?": "+CGREG: 0,1",
  "+CSQ": "+CSQ: 23,99",
  "+COPS?": '+COPS: 0,0,"TocsinNet"',
  "+CSCA?": '+CSCA: "+491710760000",145',
  "+CGMI": "Tocsin",
  "+GMI": "Tocsin",
  "+CGMM": "SimModem",
  "+GMM": "SimModem",
  "+CGMR": "1.0",
  "+GMR": "1.0",
  I: "1.0",
  I4: "1.0",
  "+CGSN": "490154203237518",
  "+GSN": "490154203237518",
  "+CIMI": "262019876543210",
};
const PLAIN_OK =
  /^(?:|Z|&F|V1|Q0|&D2|&C1|S0=\d+|S7=\d+|\+IFC.*|\+ICF.*|\+CLIP.*|\+CRC.*|\+CMEE=.*|\+CREG=.*|\+CUSD.*|\+CFUN.*|\+CSMS=.*|\+CSCS=.*|\+CSDH.*|\+CMMS.*|\+CSMP=.*|\+CCFC.*|\+COPS=\d.*|\+CNMA.*)$/u;

/** A GSM modem on TCP, as a serial server offers it, that shares no code with the channel. gammu and smstools accept it. */
export class SmsModem {
  readonly commands: string[] = [];
  readonly sent: Sent[] = [];
  readonly storage = new Map<number, { readonly hex: string; readonly length: number }>();
  options: ModemOptions;
  pinTries = 0;
  came: () => void = () => {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #unlocked: boolean;
  #reference = 0;
  #index = 0;

  private constructor(options: ModemOptions) {
    this.options = options;
    this.#unlocked = options.pin === undefined;
    this.#server = createServer((socket) => this.#take(socket));
  }

  static async open(options: ModemOptions = {}): Promise<SmsModem> {
    const modem = new SmsModem(options);
    modem.#server.listen(0, "127.0.0.1");
    await once(modem.#server, "listening");
    return modem;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.unplug();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  unplug(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Whatever it says by itself. */
  say(line: string): void {
    for (const socket of this.#sockets) socket.write(`\r\n${line}\r\n`);
  }

  /** A person's message comes into the storage, and the modem tells so unless `quietly`. */
  receive(from: string, text: string, quietly = false): void {
    this.storage.set(++this.#index, deliverOf(from, text));
    if (!quietly) this.say(`+CMTI: "SM",${this.#index}`);
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    let [kept, echo, expected] = ["", true, null as number | null];
    let reports = false;
    const answer = (line: string | null, final = "OK") =>
      socket.write(`${line === null ? "" : `\r\n${line}\r\n`}\r\n${final}\r\n`);
    const submit = (hex: string, length: number): void => {
      const unit = Buffer.from(hex, "hex");
      if (unit.length - 1 - (unit[0] ?? 0) !== length) {
        answer(null, "+CMS ERROR: 304");
        return;
      }
      const sent = readSubmit(unit);
      this.sent.push(sent);
      this.#reference = (this.#reference + 1) % 256;
      answer(`+CMGS: ${this.#reference}`);
      if (!reports || !sent.wantsReport) return;
      const report = Buffer.concat([
        Buffer.from([2, this.#reference]),
        addressOf(sent.to),
        STAMP,
        STAMP,
        Buffer.from([this.options.report ?? 0]),
      ]);
      socket.write(`\r\n+CDS: ${report.length}\r\n00${report.toString("hex").toUpperCase()}\r\n`);
    };
    const command = (line: string) => {
      this.commands.push(line);
      const name = line.slice(2).toUpperCase();
      const own = this.options.answers?.(line);
      if (own === null) return undefined;
      if (own !== undefined) return socket.write(own);
      if (!/^AT/iu.test(line)) return answer(null, "ERROR");
      if (/^E[01]/u.test(name)) {
        echo = name.startsWith("E1");
        return answer(null);
      }
      if (name === "+CPIN?") return answer(`+CPIN: ${this.#unlocked ? "READY" : "SIM PIN"}`);
      if (name.startsWith("+CPINR")) return answer(`+CPINR: SIM PIN,${3 - this.pinTries},3`);
      if (name.startsWith("+CPIN=")) {
        this.pinTries++;
        this.#unlocked = line.includes(`"${this.options.pin}"`);
        if (this.#unlocked) this.pinTries = 0;
        return answer(null, this.#unlocked ? "OK" : "+CME ERROR: 16");
      }
      const used = `${this.storage.size},50`;
      if (name === "+CPMS?") return answer(`+CPMS: "SM",${used},"SM",${used},"SM",${used}`);
      const fixed = FIXED[name];
      if (fixed !== undefined) return answer(fixed);
      if (name.startsWith("+CPMS=")) return answer(`+CPMS: ${used},${used},${used}`);
      if (name.startsWith("+CMGF?")) return answer("+CMGF: 0");
      if (name.startsWith("+CMGF=")) return answer(null, name === "+CMGF=0" || name === "+CMGF=1" ? "OK" : "ERROR");
      if (name === "+CNMI?") return answer(`+CNMI: 2,1,0,${reports ? 1 : 0},0`);
      if (name.startsWith("+CNMI=")) {
        reports = name.split(",")[3] === "1";
        return answer(null);
      }
      if (name.startsWith("+CMGS=")) {
        expected = Number(name.slice(6));
        return socket.write("\r\n> ");
      }
      if (name.startsWith("+CMGL")) {
        for (const [index, { hex, length }] of this.storage)
          socket.write(`\r\n+CMGL: ${index},0,,${length}\r\n${hex}\r\n`);
        return answer(null);
      }
      const [, verb, index] = /^\+CMG([RD])=(\d+)/u.exec(name) ?? [];
      if (verb === "D") {
        this.storage.delete(Number(index));
        return answer(null);
      }
      const stored = this.storage.get(Number(index));
      if (verb === "R")
        return stored ? answer(`+CMGR: 0,,${stored.length}\r\n${stored.hex}`) : answer(null, "+CMS ERROR: 321");
      return answer(null, PLAIN_OK.test(name) ? "OK" : "ERROR");
    };
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (bytes: Buffer) => {
      for (const letter of bytes.toString("latin1")) {
        if (letter === "\u001b") {
          if (expected !== null) answer(null);
          [expected, kept] = [null, ""];
        } else if (expected !== null && letter === "\u001a") {
          const length = expected;
          expected = null;
          submit(kept.trim(), length);
          kept = "";
        } else if (expected === null && letter === "\r") {
          const line = kept.trim();
          kept = "";
          if (echo) socket.write(`${line}\r`);
          if (line !== "") command(line);
        } else if (letter !== "\n") kept += letter;
      }
      this.came();
    });
  }
}

/** 2026-01-15 12:00:00 +00 */
const STAMP = Buffer.from("62105121000000", "hex");

function addressOf(number: string): Buffer {
  const digits = number.replace("+", "");
  const padded = digits.length % 2 === 1 ? `${digits}F` : digits;
  const octets = Array.from({ length: padded.length / 2 }, (_, at) => `${padded[2 * at + 1]}${padded[2 * at]}`);
  return Buffer.concat([Buffer.from([digits.length, 0x91]), Buffer.from(octets.join(""), "hex")]);
}

function deliverOf(from: string, text: string): { hex: string; length: number } {
  const codes = Array.from(text, (letter) => GSM.indexOf(letter));
  const plain = codes.every((code) => code >= 0);
  let [sum, bits] = [0n, 0n];
  for (const code of codes) {
    sum |= BigInt(Math.max(0, code)) << bits;
    bits += 7n;
  }
  const packed = Array.from({ length: Math.ceil((codes.length * 7) / 8) }, (_, at) =>
    Number((sum >> BigInt(8 * at)) & 255n),
  );
  const data = plain ? Buffer.from(packed) : Buffer.from(text, "utf16le").swap16();
  const unit = Buffer.concat([
    Buffer.from([4]),
    addressOf(from),
    Buffer.from([0, plain ? 0 : 8]),
    STAMP,
    Buffer.from([plain ? codes.length : data.length]),
    data,
  ]);
  return { hex: `00${unit.toString("hex").toUpperCase()}`, length: unit.length };
}

function readSubmit(whole: Buffer): Sent & { readonly wantsReport: boolean } {
  const unit = whole.subarray(1 + (whole[0] ?? 0));
  const first = unit[0] ?? 0;
  const digits = unit[2] ?? 0;
  const behind = 4 + Math.ceil(digits / 2);
  const number = Array.from(
    unit.subarray(4, behind),
    (octet) => `${(octet & 15).toString(16)}${(octet >> 4).toString(16)}`,
  );
  const scheme = unit[behind + 1] ?? 0;
  const validity = [0, 7, 1, 7][(first >> 3) & 3] ?? 0;
  const at = behind + 2 + validity;
  const length = unit[at] ?? 0;
  const data = unit.subarray(at + 1);
  const header = (first & 0x40) === 0 ? 0 : (data[0] ?? 0) + 1;
  const wide = header === 7 ? 1 : 0;
  const part = header === 0 ? null : ([data[3] ?? 0, data[4 + wide] ?? 0, data[5 + wide] ?? 0] as const);
  const text =
    (scheme & 0x0c) === 8
      ? Buffer.from(data.subarray(header, length)).swap16().toString("utf16le")
      : unpacked(data, length, Math.ceil((header * 8) / 7));
  return {
    to: `${(unit[3] ?? 0) === 0x91 ? "+" : ""}${number.join("").slice(0, digits)}`,
    text,
    part,
    wantsReport: (first & 0x20) !== 0,
  };
}

function unpacked(data: Buffer, count: number, skip: number): string {
  let sum = 0n;
  for (const [at, octet] of data.entries()) sum |= BigInt(octet) << BigInt(8 * at);
  let text = "";
  for (let at = skip; at < count; at++) {
    const code = Number((sum >> BigInt(7 * at)) & 127n);
    text += code === 0x1b ? (EXTENDED[Number((sum >> BigInt(7 * ++at)) & 127n)] ?? "?") : GSM.charAt(code);
  }
  return text;
}

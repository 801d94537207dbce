import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type Field, field, type SipMessage, type SipRequest, writeMessage } from "#wire/sip/message.ts";
import { readDatagram } from "#wire/sip/read.ts";

const COPIED = ["via", "from", "call-id", "cseq", "record-route"];

/** A SIP server over UDP that says exactly what a test wants, also what no server should. */
export class ScriptedSip {
  readonly port: number;
  readonly #socket: Socket;
  readonly #came: SipMessage[] = [];
  #from: { readonly port: number; readonly address: string } | null = null;
  #wake: () => void = () => {};

  static async open(): Promise<ScriptedSip> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new ScriptedSip(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on("message", (datagram, from) => {
      const read = readDatagram(datagram);
      if (read.kind !== "message") return;
      this.#from = from;
      this.#came.push(read.message);
      this.#wake();
    });
  }

  /** The next one that fits, whatever came before it. */
  async take<T extends SipMessage>(fits: (message: SipMessage) => message is T): Promise<T> {
    for (;;) {
      const at = this.#came.findIndex(fits);
      const [found] = at < 0 ? [] : this.#came.splice(0, at + 1).slice(at);
      if (found && fits(found)) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  request(method: string): Promise<SipRequest> {
    return this.take((message): message is SipRequest => message.kind === "request" && message.method === method);
  }

  /** The status of the next answer to a request of ours, and the whole of it. */
  response() {
    return this.take((message) => message.kind === "response");
  }

  /** @param tag ours, in To */
  answer(
    request: SipRequest,
    status: number,
    { tag = "", fields = [], body = "" }: { tag?: string; fields?: readonly Field[]; body?: string } = {},
  ): void {
    const to = `${field(request, "to") ?? ""}${tag === "" ? "" : `;tag=${tag}`}`;
    const copied = request.fields.filter(([name]) => COPIED.includes(name));
    this.say({
      kind: "response",
      status,
      reason: "As the test wants",
      fields: [...copied, ["to", to], ...fields],
      body: Buffer.from(body),
    });
  }

  /** 2xx with a contact, as telephones answer. */
  pickUp(invite: SipRequest, tag: string, fields: readonly Field[] = [], body = SDP): void {
    const contact: Field = ["contact", `<sip:phone@127.0.0.1:${this.port}>`];
    this.answer(invite, 200, { tag, fields: [contact, ["content-type", "application/sdp"], ...fields], body });
  }

  /** A request of ours within the call that `invite` began and we have answered with `tag`. */
  ask(invite: SipRequest, tag: string, method: string, number: number, more: readonly Field[] = [], body = ""): void {
    const fields: Field[] = [
      ["via", `SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${method}${number}`],
      ["max-forwards", "70"],
      ["from", `${field(invite, "to") ?? ""};tag=${tag}`],
      ["to", field(invite, "from") ?? ""],
      ["call-id", field(invite, "call-id") ?? ""],
      ["cseq", `${number} ${method}`],
      ["contact", `<sip:phone@127.0.0.1:${this.port}>`],
      ...more,
    ];
    this.say({ kind: "request", method, uri: "sip:tocsin@127.0.0.1", fields, body: Buffer.from(body) });
  }

  say(message: SipMessage, port = this.#from?.port ?? 0): void {
    this.send(writeMessage(message), port);
  }

  /** Anything at all. */
  send(datagram: Buffer, port: number): void {
    this.#socket.send(datagram, port, "127.0.0.1");
  }

  close(): void {
    this.#socket.close();
  }
}

/** A telephone that speaks A-law and digits, on a port where nobody listens. */
export const SDP = `v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 9 RTP/AVP 8 101
a=rtpmap:101 telephone-event/8000
`.replaceAll("\n", "\r\n");

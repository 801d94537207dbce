import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectSecure } from "node:tls";
import { Fault } from "#kernel/fault.ts";
import type { Transcript } from "#wire/transcript.ts";
import { type Piece, StanzaCutter } from "./xml.ts";

/** A stream's socket with its stanzas, one after the other. */
export class XmppStream {
  #socket: Socket;
  #cutter = new StanzaCutter();
  readonly #pieces: Piece[] = [];
  #wake = () => {};
  #ended: string | null = null;
  readonly #transcript: Transcript | undefined;
  readonly #take = (bytes: Buffer) => {
    if (this.#transcript?.listening) this.#transcript.received(shown(bytes.toString()));
    this.#pieces.push(...this.#cutter.push(bytes));
    this.#wake();
  };

  private constructor(socket: Socket, transcript: Transcript | undefined) {
    this.#socket = socket;
    this.#transcript = transcript;
    this.#listen();
  }

  /** @param tls settings of the connection when it is encrypted from the first byte; null: `secure` follows */
  static async connect(
    { host, port }: { host: string; port: number },
    tls: { servername: string; ca?: string | undefined } | null,
    signal: AbortSignal,
    transcript?: Transcript,
  ): Promise<XmppStream> {
    const socket = tls
      ? connectSecure({ host, port, ...tlsOptions(tls), ALPNProtocols: ["xmpp-client"] })
      : connectPlain({ host, port });
    await opened(socket, tls ? "secureConnect" : "connect", signal);
    socket.setNoDelay(true);
    return new XmppStream(socket, transcript);
  }

  /** RFC 6120 §5.4.3.3: from here on everything is encrypted, and what came in the clear behind `proceed` is suspicious. */
  async secure(tls: { servername: string; ca?: string | undefined }, signal: AbortSignal): Promise<void> {
    const plain = this.#socket;
    if (this.#pieces.length > 0 || this.#cutter.pending) {
      throw new Fault("untrusted", "the server said something in the clear behind its consent to encrypt");
    }
    plain.removeAllListeners();
    plain.on("error", () => {});
    const socket = connectSecure({ socket: plain, ...tlsOptions(tls) });
    await opened(socket, "secureConnect", signal);
    this.#socket = socket;
    this.#listen();
    this.begin();
  }

  /** What comes belongs to a new stream: after the encryption, after the sign-in. */
  begin(): void {
    this.#cutter = new StanzaCutter();
  }

  write(xml: string): void {
    if (this.#ended !== null) return;
    if (this.#transcript?.listening) this.#transcript.sent(shown(xml));
    this.#socket.write(xml);
  }

  /** The next piece. Rejects when the stream has ended, saying why. */
  async next(): Promise<Piece> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece) return piece;
      if (this.#ended !== null) throw new Fault("unreachable", this.#ended, { transient: true });
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  close(): void {
    this.write("</stream:stream>");
    this.#socket.end();
    this.#socket.destroySoon();
    this.#end("the stream was closed");
  }

  #listen(): void {
    this.#socket.on("data", this.#take);
    this.#socket.on("error", (error) => this.#end(error.message));
    this.#socket.on("close", () => this.#end("the server closed the connection"));
  }

  #end(because: string): void {
    this.#ended ??= because;
    this.#wake();
  }
}

/** Without what the sign-in proves: a password could be guessed from it (RFC 5802 §9). */
function shown(xml: string): string {
  return xml.replace(/(<(?:auth|challenge|response|success)\b[^>]*>)[^<]+/gu, "$1***");
}

function tlsOptions({ servername, ca }: { servername: string; ca?: string | undefined }) {
  return {
    servername,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
  } as const;
}

async function opened(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  try {
    await once(socket, event, { signal });
  } catch (thrown) {
    socket.on("error", () => {});
    socket.destroy();
    throw thrown;
  }
}

import { once } from "node:events";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { dial } from "#wire/dial.ts";
import { readable, type Transcript } from "#wire/transcript.ts";
import {
  bindBody,
  COMMANDS,
  type DeliverBody,
  INVALID_COMMAND,
  LATER,
  OK,
  type Pdu,
  PduCutter,
  pduOf,
  RESPONSE,
  readDeliver,
} from "./pdu.ts";
import type { Settings } from "./settings.ts";
import { meaningOf } from "./status.ts";

export interface SessionHost {
  readonly clock: Clock;
  readonly transcript?: Transcript | undefined;
  /** What the centre brings. It is answered when this resolves; when it rejects, the centre brings it again. */
  readonly brought: (deliver: DeliverBody) => Promise<void>;
  /** Once, when the session has ended. */
  readonly ended: (because: string) => void;
}

/** One bound session with the centre. */
export class SmppSession {
  readonly #settings: Settings;
  readonly #host: SessionHost;
  readonly #socket: Socket;
  readonly #cutter = new PduCutter();
  readonly #asked = new Map<number, { resolve: (pdu: Pdu) => void; reject: (fault: Fault) => void }>();
  #sequence = 0;
  #ended = false;
  #cancelEnquiry = () => {};

  private constructor(settings: Settings, host: SessionHost, socket: Socket) {
    this.#settings = settings;
    this.#host = host;
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.on("error", (error) => this.close(saying(error)));
    socket.on("close", () => this.close("the centre closed the connection"));
  }

  /** @throws Fault `unreachable`, `timed-out`, `untrusted`, or `refused` when the centre does not take the sign-in */
  static async open(settings: Settings, host: SessionHost, signal: AbortSignal): Promise<SmppSession> {
    const session = new SmppSession(settings, host, await connected(settings, host.clock, signal));
    try {
      const { systemId, password, systemType } = settings;
      const { status } = await session.ask(COMMANDS.bindTransceiver, bindBody(systemId, password, systemType));
      if (status !== OK) {
        throw new Fault("refused", `${placeOf(settings)}: ${meaningOf(status).says}`, { transient: true });
      }
    } catch (thrown) {
      session.close(saying(thrown));
      throw thrown;
    }
    session.#enquireLater();
    return session;
  }

  get usable(): boolean {
    return !this.#ended;
  }

  /** Resolves with the response of the same sequence number. */
  ask(command: number, body?: Buffer): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(lost(this.#settings, "the session has ended"));
      const { clock } = this.#host;
      this.#sequence = (this.#sequence % 0x7fff_ffff) + 1;
      const sequence = this.#sequence;
      // A centre that leaves one request without an answer is not to be trusted with the next one.
      const cancel = clock.at(clock.now() + this.#settings.timeoutMs, () =>
        this.close(`it gave no answer within ${this.#settings.timeoutMs} ms`),
      );
      const settle = () => {
        cancel();
        this.#asked.delete(sequence);
      };
      this.#asked.set(sequence, {
        resolve(pdu) {
          settle();
          resolve(pdu);
        },
        reject(fault) {
          settle();
          reject(fault);
        },
      });
      this.#write(command, sequence, body);
    });
  }

  /** Tells the centre that we leave, and does not wait for what it says. */
  leave(): void {
    if (!this.#ended) this.#write(COMMANDS.unbind, ++this.#sequence);
    this.close("we have ended it");
  }

  close(because: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelEnquiry();
    this.#socket.destroySoon();
    for (const { reject } of this.#asked.values()) reject(lost(this.#settings, because));
    this.#host.ended(because);
  }

  #read(bytes: Buffer): void {
    const { pdus, why } = this.#cutter.push(bytes);
    for (const pdu of pdus) this.#take(pdu);
    if (why !== null) this.close(why);
  }

  #take(pdu: Pdu): void {
    const { command, sequence, body } = pdu;
    const { transcript } = this.#host;
    if (transcript?.listening) transcript.received(lineOf(pdu));
    if (command >= RESPONSE) {
      this.#asked.get(sequence)?.resolve(pdu);
      return;
    }
    switch (command) {
      case COMMANDS.deliver: {
        const deliver = readDeliver(body);
        const answer = (status: number) => this.#answer(command, sequence, Buffer.from([0]), status);
        // What can't be read will not be better when it comes again.
        if (!deliver) return answer(OK);
        this.#host.brought(deliver).then(
          () => answer(OK),
          () => answer(LATER),
        );
        return;
      }
      case COMMANDS.enquireLink:
        return this.#answer(command, sequence);
      case COMMANDS.unbind:
        this.#answer(command, sequence);
        return this.close("the centre ended the session (unbind)");
      default:
        if (!this.#ended) this.#write(COMMANDS.genericNack, sequence, undefined, INVALID_COMMAND);
    }
  }

  #answer(command: number, sequence: number, body?: Buffer, status = OK): void {
    if (!this.#ended) this.#write(RESPONSE + command, sequence, body, status);
  }

  #write(command: number, sequence: number, body: Buffer = Buffer.alloc(0), status = OK): void {
    const { transcript } = this.#host;
    if (transcript?.listening) transcript.sent(lineOf({ command, status, sequence, body }));
    this.#socket.write(pduOf(command, sequence, body, status));
  }

  #enquireLater(): void {
    const { clock } = this.#host;
    this.#cancelEnquiry = clock.at(clock.now() + this.#settings.enquireSec * 1000, () => {
      this.ask(COMMANDS.enquireLink).then(
        () => {
          if (!this.#ended) this.#enquireLater();
        },
        () => {},
      );
    });
  }
}

const NAMES = new Map(Object.entries(COMMANDS).map(([name, command]) => [command as number, name]));

/** `submit, sequence 7, 62 bytes: …`; of what signs in, not the content. */
function lineOf({ command, status, sequence, body }: Pdu): string {
  const plain = command % RESPONSE;
  const name = NAMES.get(plain) ?? `command ${plain.toString(16)}`;
  const what = command >= RESPONSE ? `${name} answered: ${meaningOf(status).says}` : name;
  const hidden = plain === COMMANDS.bindTransceiver && command < RESPONSE;
  const content = body.length === 0 ? "" : hidden ? ": ***" : `: ${readable(body)}`;
  return `${what}, sequence ${sequence}, ${body.length} bytes${content}`;
}

export function placeOf({ host, port }: Settings): string {
  return `${host}:${port}`;
}

function lost(settings: Settings, because: string): Fault {
  return new Fault("unreachable", `${placeOf(settings)}: ${because}`, { transient: true });
}

async function connected(settings: Settings, clock: Clock, signal: AbortSignal): Promise<Socket> {
  const { host, port, security, ca, timeoutMs } = settings;
  const plain = await dial({ host, port, timeoutMs, signal, clock });
  if (security === "plain") return plain;
  const socket = connectTls({
    socket: plain,
    host,
    minVersion: "TLSv1.2",
    ...(/^[\d.]+$|:/u.test(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
  });
  const hurry = new AbortController();
  const cancel = clock.at(clock.now() + timeoutMs, () => hurry.abort());
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.any([signal, hurry.signal]) });
    return socket;
  } catch (cause) {
    socket.on("error", () => {});
    socket.destroy();
    throw new Fault("untrusted", `${placeOf(settings)}: no TLS with it: ${saying(cause)}`, { cause, transient: true });
  } finally {
    cancel();
  }
}

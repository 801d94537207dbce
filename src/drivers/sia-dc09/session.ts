import type { DriverHost, Session } from "#drivers/driver.ts";
import { tcpLimits } from "#drivers/tcp-limits.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { type Sender, UdpListener } from "#wire/datagrams.ts";
import { type Connection, TcpListener } from "#wire/listen.ts";
import { type Frame, FrameCutter } from "./frame.ts";
import { Receiver } from "./receiver.ts";
import type { Settings } from "./settings.ts";

/** Frames of one connection that wait for the one before them; beyond this the connection is not read. */
const WAITING = 32;

/** A receiver that listens: every panel is served by the same session. */
export class Dc09Session implements Session {
  readonly lost: Promise<never>;
  readonly #settings: Settings;
  readonly #host: DriverHost;
  readonly #receiver: Receiver;
  #tcp: TcpListener | null = null;
  #udp: UdpListener | null = null;
  #closing: Promise<void> | null = null;
  #datagramsUnderWay = 0;
  #lose: (fault: unknown) => void = () => {};
  readonly #abort = () => void this[Symbol.asyncDispose]();

  static async open(settings: Settings, host: DriverHost): Promise<Dc09Session> {
    if (host.signal.aborted) throw notActive(host);
    const session = new Dc09Session(settings, host);
    try {
      await session.#listen();
      if (host.signal.aborted) throw notActive(host);
    } catch (fault) {
      await session[Symbol.asyncDispose]();
      throw fault;
    }
    return session;
  }

  private constructor(settings: Settings, host: DriverHost) {
    this.#settings = settings;
    this.#host = host;
    this.#receiver = new Receiver(settings, host);
    this.lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => {});
    host.signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** The port that it listens on, by whichever transport. */
  get port(): number {
    return this.#tcp?.port ?? this.#udp?.port ?? this.#settings.port;
  }

  get connections(): number {
    return this.#tcp?.connections ?? 0;
  }

  async #listen(): Promise<void> {
    const { host, port, tcp, udp, tls, limits } = this.#settings;
    const ways: string[] = [];
    if (tcp) {
      this.#tcp = await TcpListener.open({
        host,
        port,
        tls,
        clock: this.#host.clock,
        limits: tcpLimits(limits),
        connected: (connection) => this.#converse(connection),
        refused: (why, address) => this.#host.refused(`the connection of ${address} was ended: ${why}`, ""),
      });
      this.#tcp.lost.catch(this.#lose);
      ways.push(tls ? "TLS" : "TCP");
    }
    if (udp) {
      const received = (datagram: Buffer, from: Sender) => this.#datagram(datagram, from);
      this.#udp = await UdpListener.open({ host, port: this.port, received });
      this.#udp.lost.catch(this.#lose);
      ways.push("UDP");
    }
    this.#host.link("up", `listening on ${host}:${this.port} by ${ways.join(" and ")}`);
  }

  /** One frame after the other: a panel waits for its answer before it sends the next. */
  #converse(connection: Connection): void {
    const { socket, address } = connection;
    const { limits } = this.#settings;
    const { clock } = this.#host;
    const cutter = new FrameCutter(limits.frameBytes);
    const tooSlow = `a frame was not finished within ${limits.partialFrameSec} s`;
    let waiting: Frame[] = [];
    let busy = false;
    let ended = false;
    let damaged = 0;

    const work = async () => {
      busy = true;
      let answers = "";
      for (let next = 0; next < waiting.length && !socket.destroyed; next++) {
        const frame = waiting[next];
        if (!frame) continue;
        damaged = frame.kind === "damaged" ? damaged + frame.bytes : 0;
        let answer = this.#receiver.answer(frame, address);
        if (answer instanceof Promise) {
          if (answers) connection.send(answers);
          answers = "";
          answer = await answer;
        }
        if (answer) answers += answer;
      }
      waiting = [];
      busy = false;
      if (answers) connection.send(answers);
      if (damaged > limits.noiseBytes) connection.end(`${damaged} bytes came that are no frames`);
      if (ended) socket.end();
      else if (socket.isPaused()) socket.resume();
    };

    socket.on("data", (chunk: Buffer) => {
      const now = clock.now();
      connection.heard(now);
      const frames = cutter.cut(chunk);
      if (frames.length > 0 || !cutter.partial) connection.mustBeDoneBy(null);
      if (cutter.partial && !connection.hasDeadline) {
        connection.mustBeDoneBy({ at: now + limits.partialFrameSec * 1000, why: tooSlow });
      }
      for (const frame of frames) waiting.push(frame);
      if (waiting.length > WAITING) socket.pause();
      if (!busy && waiting.length > 0) work().catch((fault: unknown) => this.#broken(fault));
    });
    socket.once("end", () => {
      ended = true;
      if (!busy) socket.end();
    });
    socket.once("close", () => {
      const [left] = cutter.end();
      if (left) void this.#receiver.answer(left, address);
    });
  }

  /** We are wrong about something: better a new session than one that goes on like this. */
  #broken(cause: unknown): void {
    this.#lose(new Fault("internal", `the receiver broke down: ${saying(cause)}`, { cause, transient: true }));
  }

  #datagram(datagram: Buffer, from: Sender): void {
    const { datagramsUnderWay } = this.#settings.limits;
    if (this.#datagramsUnderWay >= datagramsUnderWay) {
      const why = `${datagramsUnderWay} UDP messages are being stored already: dropped, so that the panel repeats it`;
      this.#host.refused(`${from.address}: ${why}`, datagram.toString("latin1", 0, 512));
      return;
    }
    const cutter = new FrameCutter(this.#settings.limits.frameBytes);
    const [frame] = [...cutter.cut(datagram), ...cutter.end()];
    if (!frame) return;
    const answer = this.#receiver.answer(frame, from.address);
    if (answer instanceof Promise) {
      this.#datagramsUnderWay++;
      void answer.then((late) => {
        this.#datagramsUnderWay--;
        if (late) this.#udp?.send(late, from);
      });
    } else if (answer) this.#udp?.send(answer, from);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#host.signal.removeEventListener("abort", this.#abort);
    this.#receiver.end();
    await Promise.all([this.#tcp?.[Symbol.asyncDispose](), this.#udp?.[Symbol.asyncDispose]()]);
  }
}

function notActive(host: DriverHost): Fault {
  return new Fault("not-active", "the source was switched off before it listened", { cause: host.signal.reason });
}

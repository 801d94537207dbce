import net from "node:net";
import tls from "node:tls";
import { xoauth2 } from "#channels/smtp/oauth.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { LONGEST_MAIL } from "./mail-message.ts";
import { pause, type Session } from "./session.ts";

const ANSWER_MS = 30_000;
/** Beyond this an answer is no answer any more. */
const LONGEST_ANSWER = 4 * LONGEST_MAIL;

/** Fetches and deletes what is there, again and again (RFC 1939). Rejects when a session fails. */
export async function pollPop3(session: Session): Promise<void> {
  const { settings, clock, signal, works } = session;
  while (!signal.aborted) {
    const later = await fetchAll(session);
    works();
    await pause(clock, later ? 5000 : settings.pollSec * 1000, signal);
  }
}

async function fetchAll({ settings, clock, tokens, signal, take }: Session): Promise<boolean> {
  const { host, security, ca, login } = settings;
  const secure = {
    host,
    servername: net.isIP(host) ? "" : host,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ca,
  } as const;
  const port = settings.port ?? 995;
  const socket = security === "tls" ? tls.connect({ ...secure, port }) : net.connect({ host, port });
  let pop = new Conversation(socket, host, clock, signal);
  try {
    await pop.line();
    if (security === "starttls") {
      await pop.ask("STLS");
      pop.release();
      pop = new Conversation(tls.connect({ ...secure, socket }), host, clock, signal);
    }
    if (login.type === "password") {
      await pop.ask(`USER ${inOneLine(login.user)}`);
      await pop.ask(`PASS ${inOneLine(login.password)}`, "PASS");
    } else {
      const token = await tokens?.get();
      if (!token) throw new Fault("misconfigured", "no client credentials are configured for XOAUTH2");
      await pop.ask(`AUTH XOAUTH2 ${xoauth2(login.user, token)}`, "AUTH XOAUTH2").catch((thrown: unknown) => {
        tokens?.refused(token);
        throw thrown;
      });
    }
    let later = false;
    for (const listed of (await pop.askLines("LIST")).split("\r\n")) {
      const [number = "", size = ""] = listed.split(" ");
      if (!/^\d+$/u.test(number) || signal.aborted) continue;
      // What is too large for an answer is looked at only at its beginning.
      const raw = await pop.askLines(Number(size) <= LONGEST_MAIL ? `RETR ${number}` : `TOP ${number} 100`);
      if (await take(Buffer.from(raw, "latin1"))) await pop.ask(`DELE ${number}`);
      else later = true;
    }
    // Only QUIT makes the deletions happen.
    await pop.ask("QUIT");
    return later;
  } finally {
    pop.end();
  }
}

function inOneLine(text: string): string {
  return text.replace(/[\r\n\0]/gu, "");
}

/** One command, one answer. */
class Conversation {
  readonly #socket: net.Socket;
  readonly #host: string;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #abort = () => this.#socket.destroy();
  readonly #onData = (chunk: Buffer) => {
    this.#received += chunk.toString("latin1");
    if (this.#received.length > LONGEST_ANSWER) this.#socket.destroy();
    this.#wake();
  };
  readonly #onError = (error: Error) => {
    this.#trouble = error;
    this.#wake();
  };
  readonly #onClose = () => {
    this.#trouble ??= new Fault("unreachable", `${this.#host} closed the connection`, { transient: true });
    this.#wake();
  };
  #received = "";
  #trouble: Error | null = null;
  #wake: () => void = () => {};

  constructor(socket: net.Socket, host: string, clock: Clock, signal: AbortSignal) {
    this.#socket = socket;
    this.#host = host;
    this.#clock = clock;
    this.#signal = signal;
    signal.addEventListener("abort", this.#abort);
    socket.on("data", this.#onData).on("error", this.#onError).on("close", this.#onClose);
  }

  /** An answer of one line; throws what the server refuses. */
  async line(command = "the connection"): Promise<string> {
    await this.#until(() => this.#received.includes("\r\n"));
    const end = this.#received.indexOf("\r\n");
    const line = this.#received.slice(0, end);
    this.#received = this.#received.slice(end + 2);
    if (!line.startsWith("+OK"))
      throw new Fault("refused", `${this.#host} answered to ${command}: ${line.slice(0, 200)}`);
    return line;
  }

  ask(command: string, name = command): Promise<string> {
    this.#socket.write(`${command}\r\n`);
    return this.line(name);
  }

  /** An answer of several lines, up to the line with a single dot (RFC 1939 §3). */
  async askLines(command: string): Promise<string> {
    await this.ask(command);
    await this.#until(() => this.#received.startsWith(".\r\n") || this.#received.includes("\r\n.\r\n"));
    const end = this.#received.startsWith(".\r\n") ? 0 : this.#received.indexOf("\r\n.\r\n") + 2;
    const body = this.#received.slice(0, end).replace(/^\.\./gmu, ".");
    this.#received = this.#received.slice(end + 3);
    return body;
  }

  /** Hands the socket over to TLS. */
  release(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#socket.off("data", this.#onData).off("close", this.#onClose);
  }

  end(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#socket.destroy();
  }

  async #until(met: () => boolean): Promise<void> {
    const cancel = this.#clock.at(this.#clock.now() + ANSWER_MS, () => {
      this.#trouble ??= new Fault("timed-out", `${this.#host} did not answer within ${ANSWER_MS / 1000} s`, {
        transient: true,
      });
      this.#wake();
    });
    try {
      while (!met()) {
        if (this.#trouble) throw this.#trouble;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      cancel();
    }
  }
}

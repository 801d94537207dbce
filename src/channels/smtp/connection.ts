import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { Fault } from "#kernel/fault.ts";
import type { Transcript } from "#wire/transcript.ts";
import type { TokenSource } from "./oauth.ts";
import { xoauth2 } from "./oauth.ts";
import { portOf, type Server, type Settings } from "./settings.ts";

export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly id: string;
}

/**
 * A name of our own for signing in by XOAUTH2: under its real name nodemailer would rather take the first method that the
 * server offers.
 */
const OAUTH = "TOCSIN-XOAUTH2";
/** The caller's deadline comes first; nodemailer's own timers are the net below it. */
const GRACE_MS = 1000;

/** One session with one server, signed in. Errors are nodemailer's, with the server's code. */
export class SmtpSession {
  readonly server: string;
  readonly #connection: SMTPConnection;
  /** How many mails it carried. */
  sent = 0;
  #open = true;

  private constructor(connection: SMTPConnection, server: string) {
    this.#connection = connection;
    this.server = server;
    connection.on("error", () => {
      this.#open = false;
    });
    connection.on("end", () => {
      this.#open = false;
    });
  }

  static async open(
    Connection: typeof SMTPConnection,
    server: Server,
    { login, ca, timeoutMs }: Settings,
    tokens: TokenSource | null,
    signal: AbortSignal,
    transcript?: Transcript,
  ): Promise<SmtpSession> {
    const connection = new Connection({
      host: server.host,
      port: portOf(server),
      secure: server.security === "tls",
      requireTLS: server.security === "starttls",
      ignoreTLS: server.security === "plain",
      connectionTimeout: timeoutMs + GRACE_MS,
      greetingTimeout: timeoutMs + GRACE_MS,
      socketTimeout: timeoutMs + GRACE_MS,
      dnsTimeout: timeoutMs + GRACE_MS,
      maxResponseSize: 65_536,
      allowInternalNetworkInterfaces: true,
      ...(transcript === undefined ? {} : { logger: loggerOf(transcript), transactionLog: true }),
      tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
      customAuth: {
        [OAUTH]: async (context) => {
          if (!tokens) throw new Fault("misconfigured", "no client credentials are configured for XOAUTH2");
          for (let attempt = 0; ; attempt++) {
            const token = await tokens.get();
            let answer = await context.sendCommand(`AUTH XOAUTH2 ${xoauth2(tokens.user, token)}`);
            // RFC 7628 §3.2.3: the server explains its refusal, and wants an empty line before it says so.
            if (answer.status === 334) answer = await context.sendCommand("");
            if (answer.status >= 200 && answer.status < 300) return;
            tokens.refused(token);
            if (attempt > 0) throw refusal(answer.response, answer.status);
          }
        },
      },
    });
    const session = new SmtpSession(connection, `${server.host}:${portOf(server)}`);
    const cut = () => connection.close();
    signal.addEventListener("abort", cut, { once: true });
    try {
      await whenDone(connection, (done) => connection.connect(done));
      if (login) await whenDone(connection, (done) => connection.login(auth(login), done));
    } catch (thrown) {
      session.close();
      throw thrown;
    } finally {
      signal.removeEventListener("abort", cut);
    }
    return session;
  }

  get usable(): boolean {
    return this.#open;
  }

  /** Resolves with what the server said last. Rejects, and the session is closed, when `signal` aborts before. */
  async send({ from, to, id }: Envelope, raw: Buffer, signal: AbortSignal): Promise<string> {
    const cut = () => this.close();
    signal.addEventListener("abort", cut, { once: true });
    this.sent++;
    try {
      return await whenDone<string>(this.#connection, (done) =>
        this.#connection.send(
          { from, to: [to], size: raw.length, dsn: { ret: "HDRS", envid: id, notify: "FAILURE" } },
          raw,
          (error, info) => (error ? done(error) : done(null, info?.response ?? "")),
        ),
      );
    } finally {
      signal.removeEventListener("abort", cut);
    }
  }

  /** Makes it ready for another mail after a refused one. */
  async reset(): Promise<void> {
    await whenDone(this.#connection, (done) => this.#connection.reset(done)).catch(() => this.close());
  }

  quit(): void {
    if (this.#open) this.#connection.quit();
    this.#open = false;
  }

  close(): void {
    this.#open = false;
    this.#connection.close();
  }
}

function auth(login: NonNullable<Settings["login"]>) {
  return login.type === "password"
    ? { user: login.user, credentials: { user: login.user, pass: login.password } }
    : { user: login.user, method: OAUTH, credentials: { user: login.user, pass: "" } };
}

/** nodemailer tells of commands and answers, with what signs in blotted out, and not of the mail itself. */
function loggerOf(transcript: Transcript) {
  const told = (entry: object, text: unknown) => {
    if (!transcript.listening || !("tnx" in entry) || typeof text !== "string") return;
    if (entry.tnx === "client") transcript.sent(text);
    if (entry.tnx === "server") transcript.received(text);
  };
  const silent = () => {};
  return { level: silent, trace: silent, debug: told, info: silent, warn: silent, error: silent, fatal: silent };
}

function refusal(response: string, responseCode: number): Error {
  return Object.assign(new Error(response), { code: "EAUTH", command: "AUTH XOAUTH2", responseCode, response });
}

/** What the connection does to tell: by its callback, by an error, or by closing without either. */
function whenDone<T>(
  connection: SMTPConnection,
  act: (done: (error?: Error | null, answer?: T) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (error: Error | null, answer?: T) => {
      connection.removeListener("error", failed);
      connection.removeListener("end", ended);
      if (error) reject(error);
      else resolve(answer as T);
    };
    const failed = (error: Error) => settle(error);
    // What the server said before it closed is told after the closing.
    const ended = () =>
      setImmediate(
        settle,
        new Fault("unreachable", "the server closed the connection without an answer", { transient: true }),
      );
    connection.once("error", failed);
    connection.once("end", ended);
    act((error, answer) => settle(error ?? null, answer));
  });
}

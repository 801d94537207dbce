import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { makeAuthority } from "./authority.ts";

/** One mail as a person would see it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names of its files. */
  readonly attachments: readonly string[];
  /** The files themselves, as they arrived. */
  readonly files: readonly Buffer[];
  readonly messageId: string;
  /** Path of the signed link, or null. */
  readonly link: string | null;
}

/** `slow`: takes connections and never greets. `refuses`: answers every recipient with 550. */
export type Mood = "takes" | "slow" | "refuses";

const LOGIN = { type: "password", user: "alarms", password: "correct horse" } as const;

/** A mail server with STARTTLS by an authority of its own, and a sign-in. It can be slow, refuse, or be down. */
export class MailServer {
  mood: Mood = "takes";
  /** Connections that were taken and never greeted. */
  kept = 0;
  readonly ca: string;
  readonly #certificate: { readonly key: string; readonly cert: string };
  readonly #take: (mail: Mail) => void;
  #server: SMTPServer;
  #port = 0;

  private constructor(
    ca: string,
    certificate: { readonly key: string; readonly cert: string },
    take: (mail: Mail) => void,
  ) {
    this.ca = ca;
    this.#certificate = certificate;
    this.#take = take;
    this.#server = this.#make();
  }

  static async open(take: (mail: Mail) => void): Promise<MailServer> {
    const authority = await makeAuthority();
    const server = new MailServer(authority.cert, await authority.issue("localhost"), take);
    await server.up();
    return server;
  }

  /** Settings of a channel of the kind smtp that sends by it. */
  get settings(): object {
    return {
      servers: [{ host: "localhost", port: this.#port }],
      from: "alarms@plant.example",
      login: LOGIN,
      ca: this.ca,
      timeoutMs: 20_000,
    };
  }

  async up(): Promise<void> {
    this.#server = this.#make();
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server.server, "listening");
    this.#port = (this.#server.server.address() as AddressInfo).port;
  }

  /** Nobody listens any more; who is connected is cut off. */
  async down(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(resolve));
    for (const connection of this.#server.connections) {
      (connection as unknown as { _socket: Socket })._socket.destroy();
    }
    await closed;
  }

  async #read(raw: Buffer, recipients: readonly string[]): Promise<void> {
    const mail = await PostalMime.parse(raw);
    const { subject = "", text = "", html = "", messageId = "" } = mail;
    const attachments = mail.attachments.map(({ filename }) => filename ?? "");
    const files = mail.attachments.map(({ content }) => Buffer.from(content as ArrayBuffer));
    const link = /https:\/\/[^/\s]+(\/r\/\S+)/.exec(text)?.[1] ?? null;
    for (const to of recipients) this.#take({ to, subject, text, html, attachments, files, messageId, link });
  }

  #make(): SMTPServer {
    const server = new SMTPServer({
      ...this.#certificate,
      closeTimeout: 50,
      onConnect: (_session, done) => {
        if (this.mood === "slow") this.kept++;
        else done();
      },
      onAuth: ({ username, password }, _session, done) =>
        username === LOGIN.user && password === LOGIN.password
          ? done(null, { user: username })
          : done(new Error("no such user")),
      onRcptTo: ({ address }, _session, done) =>
        this.mood === "refuses"
          ? done(Object.assign(new Error(`5.1.1 ${address}: no such mailbox here`), { responseCode: 550 }))
          : done(),
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          done(null, "queued");
          const to = envelope.rcptTo.map(({ address }) => address);
          void this.#read(Buffer.concat(chunks), to);
        });
      },
    });
    server.on("error", () => {});
    return server;
  }
}

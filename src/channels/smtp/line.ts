import type MailComposer from "nodemailer/lib/mail-composer";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { Fault, saying } from "#kernel/fault.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { oneLine } from "../render.ts";
import { readFailure } from "./answer.ts";
import { SmtpSession } from "./connection.ts";
import { mailOf } from "./mail.ts";
import { TokenSource } from "./oauth.ts";
import { portOf, type Settings } from "./settings.ts";

const KEPT = 5;
const MAILS_PER_SESSION = 100;
const IDLE_MS = 20_000;
/** A server that could not be reached is asked last for so long. */
const AVOIDED_MS = 60_000;

export interface Nodemailer {
  readonly Connection: typeof SMTPConnection;
  readonly Composer: typeof MailComposer;
}

/** Sessions kept for a while, the servers in order, one mail per message. */
export class SmtpLine implements Line {
  readonly #settings: Settings;
  readonly #host: ChannelHost;
  readonly #mailer: Nodemailer;
  readonly #tokens: TokenSource | null;
  readonly #idle: { session: SmtpSession; cancel: () => void }[] = [];
  readonly #avoided = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor(settings: Settings, host: ChannelHost, mailer: Nodemailer) {
    this.#settings = settings;
    this.#host = host;
    this.#mailer = mailer;
    this.#tokens = settings.login?.type === "oauth" ? new TokenSource(settings.login, host.clock) : null;
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const mail = mailOf(message, this.#settings);
    const raw = await new this.#mailer.Composer({
      ...mail,
      references: [...mail.references],
      attachments: [...mail.attachments],
      ...(mail.references[0] === undefined ? {} : { inReplyTo: mail.references[0] }),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build();
    const envelope = { from: this.#settings.from, to: message.to, id: `tocsin-${message.id}` };
    return this.#within(signal, async (deadline) => {
      const kept = this.#takeIdle();
      if (kept) {
        const delivery = await this.#sendBy(kept, envelope, raw, deadline);
        // The server had closed what we kept: that says nothing about the mail.
        if (delivery) return delivery;
      }
      const session = await this.#connect(deadline);
      if (!(session instanceof SmtpSession)) return session;
      return (
        (await this.#sendBy(session, envelope, raw, deadline)) ?? {
          outcome: "retry",
          because: `${session.server} closed the connection instead of taking the mail`,
          outage: true,
        }
      );
    });
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const delivery = await this.#within(this.#closing.signal, async (deadline) => {
      const session = await this.#connect(deadline);
      if (!(session instanceof SmtpSession)) return session;
      this.#keep(session);
      return { outcome: "accepted", because: `${session.server} takes mails` } as const;
    });
    return { ok: delivery.outcome === "accepted", because: delivery.because };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    for (const { session, cancel } of this.#idle.splice(0)) {
      cancel();
      session.close();
    }
  }

  /** One deadline over everything: a server that drips or lies can't hold a mail longer. */
  async #within(signal: AbortSignal, act: (deadline: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
    const { clock } = this.#host;
    const { timeoutMs } = this.#settings;
    const cutting = new AbortController();
    const cancel = clock.at(clock.now() + timeoutMs, () => cutting.abort());
    try {
      const delivery = await act(AbortSignal.any([signal, this.#closing.signal, cutting.signal]));
      if (!cutting.signal.aborted || delivery.outcome !== "retry") return delivery;
      const because = `${this.#settings.servers.map(({ host }) => host).join(", ")}: the mail was not taken within ${timeoutMs} ms`;
      return { outcome: "retry", because, outage: true };
    } finally {
      cancel();
    }
  }

  /** Undefined: the session turned out to be closed before the server said anything. */
  async #sendBy(
    session: SmtpSession,
    envelope: { from: string; to: string; id: string },
    raw: Buffer,
    deadline: AbortSignal,
  ): Promise<Delivery | undefined> {
    try {
      const response = await session.send(envelope, raw, deadline);
      this.#keep(session);
      return {
        outcome: "accepted",
        because: `${session.server}: ${oneLine(response).slice(0, 200)}`,
        receipt: oneLine(response).slice(0, 200),
      };
    } catch (thrown) {
      const failure = readFailure(thrown, session.server);
      const answered = typeof thrown === "object" && thrown !== null && "responseCode" in thrown && thrown.responseCode;
      if (!answered) {
        session.close();
        if (!deadline.aborted && session.sent > 1) return undefined;
        return failure;
      }
      if (failure.outcome === "retry" && failure.outage) session.close();
      else {
        await session.reset();
        this.#keep(session);
      }
      return failure;
    }
  }

  async #connect(deadline: AbortSignal): Promise<SmtpSession | Delivery> {
    const now = this.#host.clock.now();
    const key = ({ host, port }: { host: string; port?: number | undefined }) => `${host}:${port ?? ""}`;
    const avoided = (server: Settings["servers"][number]) => Number((this.#avoided.get(key(server)) ?? 0) > now);
    const inOrder = this.#settings.servers.toSorted((one, other) => avoided(one) - avoided(other));
    const troubles: string[] = [];
    for (const server of inOrder) {
      if (deadline.aborted) break;
      const name = `${server.host}:${portOf(server)}`;
      try {
        const { Connection } = this.#mailer;
        const session = await SmtpSession.open(
          Connection,
          server,
          this.#settings,
          this.#tokens,
          deadline,
          this.#host.transcript,
        );
        this.#avoided.delete(key(server));
        return session;
      } catch (thrown) {
        this.#avoided.set(key(server), now + AVOIDED_MS);
        const why = thrown instanceof Fault ? `${name}: ${saying(thrown)}` : readFailure(thrown, name).because;
        troubles.push(why);
      }
    }
    return { outcome: "retry", because: troubles.join("; ") || "no server could be asked", outage: true };
  }

  #takeIdle(): SmtpSession | undefined {
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      kept.cancel();
      if (kept.session.usable) return kept.session;
    }
    return undefined;
  }

  #keep(session: SmtpSession): void {
    if (!session.usable) return;
    if (this.#closing.signal.aborted || session.sent >= MAILS_PER_SESSION || this.#idle.length >= KEPT) {
      session.quit();
      return;
    }
    const kept = {
      session,
      cancel: this.#host.clock.at(this.#host.clock.now() + IDLE_MS, () => {
        this.#idle.splice(this.#idle.indexOf(kept), 1);
        session.quit();
      }),
    };
    this.#idle.push(kept);
  }
}

import type { Outbox } from "#channels/outbox.ts";
import { type InboxSettings, Settings as SmtpSettings } from "#channels/smtp/settings.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { ReceivedMail } from "./mail-message.ts";
import { type Mailbox, openMailbox } from "./mailbox.ts";

export interface MailboxesHost {
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  readonly outbox: Pick<Outbox, "settings" | "inboxTrouble">;
  /** Rejects when the mail must be brought again later. */
  readonly take: (mail: ReceivedMail, inbox: InboxSettings) => Promise<unknown>;
}

/** The mailboxes of the site's mail channels, opened and closed as the site says. */
export class Mailboxes {
  readonly #host: MailboxesHost;
  readonly #open = new Map<string, { version: number; mailbox: Mailbox }>();
  #applying: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(host: MailboxesHost) {
    this.#host = host;
  }

  apply(): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply());
    return this.#applying;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#applying;
    await Promise.all([...this.#open.values()].map(({ mailbox }) => mailbox.close()));
  }

  async #apply(): Promise<void> {
    if (this.#closed) return;
    const wanted = new Map(
      [...this.#host.site().items.channel].filter(([, { body }]) => body.kind === "smtp" && body.enabled),
    );
    for (const [id, open] of this.#open) {
      if (wanted.get(id)?.version === open.version) continue;
      this.#open.delete(id);
      await open.mailbox.close();
    }
    for (const [id, { version }] of wanted) {
      if (this.#open.has(id)) continue;
      const { clock, log, outbox } = this.#host;
      try {
        const settings = SmtpSettings.safeParse(await outbox.settings(id));
        // Bad settings stand in the channel's health already.
        if (!settings.success || !settings.data.inbox) continue;
        const { inbox } = settings.data;
        const mailbox = openMailbox(inbox, {
          clock,
          log: log.child({ inbox: id }),
          take: (mail) => this.#host.take(mail, inbox),
          trouble: (why) => outbox.inboxTrouble(id, why),
        });
        this.#open.set(id, { version, mailbox });
      } catch (thrown) {
        outbox.inboxTrouble(id, saying(thrown));
      }
    }
  }
}

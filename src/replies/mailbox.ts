import { TokenSource } from "#channels/smtp/oauth.ts";
import { type InboxSettings } from "#channels/smtp/settings.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { watchImap } from "./imap.ts";
import { type ReceivedMail, readMail } from "./mail-message.ts";
import { pollPop3 } from "./pop3.ts";
import { pause, type Session } from "./session.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** A connection that is cut and comes back at once is nobody's concern. */
const TROUBLE_AFTER = 3;

export interface MailboxHost {
  readonly clock: Clock;
  readonly log: Logger;
  /** Rejects when the mail must be brought again later. */
  readonly take: (mail: ReceivedMail) => Promise<unknown>;
  /** Null: it works. */
  readonly trouble: (why: string | null) => void;
}

export interface Mailbox {
  close(): Promise<void>;
}

/** Keeps a session with the mailbox, another one whenever it is lost, with growing pauses. */
export function openMailbox(settings: InboxSettings, host: MailboxHost): Mailbox {
  const { clock, log } = host;
  const closing = new AbortController();
  const tokens = settings.login.type === "oauth" ? new TokenSource(settings.login, clock) : null;
  let waitMs = FIRST_WAIT_MS;
  let failures = 0;
  const session: Session = {
    settings,
    clock,
    tokens,
    signal: closing.signal,
    works() {
      waitMs = FIRST_WAIT_MS;
      failures = 0;
      host.trouble(null);
    },
    async take(raw) {
      try {
        await host.take(await readMail(raw));
        return true;
      } catch (thrown) {
        const transient = typeof thrown === "object" && thrown !== null && "transient" in thrown && thrown.transient;
        log.warn(
          { err: thrown },
          transient ? "a mail is dealt with later" : "a mail could not be read and is passed over",
        );
        return transient !== true;
      }
    },
  };
  const run = async () => {
    while (!closing.signal.aborted) {
      try {
        await (settings.protocol === "imap" ? watchImap(session) : pollPop3(session));
      } catch (thrown) {
        if (closing.signal.aborted) break;
        if (++failures >= TROUBLE_AFTER) host.trouble(`replies can't be read from ${settings.host}: ${saying(thrown)}`);
        log.warn(`the mailbox on ${settings.host} is lost: ${saying(thrown)}; tried again in ${waitMs / 1000} s`);
        await pause(clock, waitMs, closing.signal);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  };
  const running = run();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

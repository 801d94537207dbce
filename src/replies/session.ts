import type { TokenSource } from "#channels/smtp/oauth.ts";
import type { InboxSettings } from "#channels/smtp/settings.ts";
import type { Clock } from "#kernel/clock.ts";

/** What a protocol needs to bring the mails of one session. */
export interface Session {
  readonly settings: InboxSettings;
  readonly clock: Clock;
  readonly tokens: TokenSource | null;
  readonly signal: AbortSignal;
  /** The mailbox is open and was read to its end. */
  readonly works: () => void;
  /** True: the mail is dealt with, and may be marked or deleted. */
  readonly take: (raw: Buffer) => Promise<boolean>;
}

/** Ends early, without rejecting, when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.at(clock.now() + ms, end);
    signal.addEventListener("abort", end);
  });
}

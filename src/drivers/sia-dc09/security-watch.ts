import type { DriverHost } from "#drivers/driver.ts";
import type { Report } from "#events/event.ts";
import { saying } from "#kernel/fault.ts";
import { TokenBucket } from "#wire/token-bucket.ts";
import type { Account } from "./account.ts";
import { SECURITY_CONDITIONS, type SecurityCondition } from "./judge.ts";

/** Repeats of the same trouble are told this often, and no oftener. */
const AT_MOST_EVERY_SEC = 60;

interface Watched {
  readonly limit: TokenBucket;
  /** Since the start, nothing was decrypted yet that could have ended what an earlier run raised. */
  toBeEnded: boolean;
}

/** Raises an alarm about a panel whose messages can't be decrypted or come in plain, and ends it with the next good one. */
export class SecurityWatch {
  readonly #host: DriverHost;
  readonly #watched = new Map<Account, Watched>();

  constructor(host: DriverHost) {
    this.#host = host;
  }

  failed(account: Account, condition: SecurityCondition, why: string, raw: string): void {
    const watched = this.#watch(account);
    watched.toBeEnded = true;
    if (!watched.limit.take(this.#host.clock.now())) return;
    this.#tell({
      point: `${account.id}/0/system`,
      kind: "raise",
      category: "communication",
      priority: "high",
      condition,
      text: why,
      raw,
    });
  }

  decrypted(account: Account, raw: string): void {
    const watched = this.#watch(account);
    if (!watched.toBeEnded) return;
    watched.toBeEnded = false;
    const point = `${account.id}/0/system`;
    this.#tell(
      {
        point,
        kind: "clear",
        category: "communication",
        condition: "decryption-failed",
        text: `Account ${account.called}: its messages can be decrypted`,
        alsoClears: [{ point, conditions: SECURITY_CONDITIONS }],
        raw,
      },
      () => {
        watched.toBeEnded = true;
      },
    );
  }

  #watch(account: Account): Watched {
    let watched = this.#watched.get(account);
    if (!watched) {
      watched = { limit: new TokenBucket(1 / AT_MOST_EVERY_SEC, 1), toBeEnded: true };
      this.#watched.set(account, watched);
    }
    return watched;
  }

  /** No panel waits for this; what could not be stored is told with the next message. */
  #tell(report: Report, otherwise?: () => void): void {
    this.#host.report(report).catch((fault: unknown) => {
      this.#host.log.warn({ point: report.point, condition: report.condition }, `not stored: ${saying(fault)}`);
      otherwise?.();
    });
  }
}

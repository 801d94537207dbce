import { digitsOf } from "#wire/sms/number.ts";
import { judgeStatus } from "#wire/sms/tpdu.ts";

const KEPT = 1000;

interface Sent {
  readonly notification: number;
  readonly parts: number;
  delivered: number;
}

/** Which notification a status report is about. In memory: after a restart a message stays `accepted`. */
export class Reports {
  readonly #sent = new Map<string, Sent>();

  /** @returns what is told what the modem calls each part, at once: 0 to 255, used again and again */
  expect(notification: number, to: string, parts: number): (reference: number) => void {
    const sent = { notification, parts, delivered: 0 };
    return (reference) => {
      const key = keyOf(reference, to);
      // The newest is the last one, so that the oldest goes first.
      this.#sent.delete(key);
      this.#sent.set(key, sent);
      const [oldest] = this.#sent.keys();
      if (this.#sent.size > KEPT && oldest !== undefined) this.#sent.delete(oldest);
    };
  }

  /** What it says about a whole message, or null: parts are missing, it is still tried, or it isn't ours. */
  take(report: {
    readonly reference: number;
    readonly to: string;
    readonly status: number;
  }): { readonly notification: number; readonly outcome: "delivered" | "rejected" } | null {
    const verdict = judgeStatus(report.status);
    const key = keyOf(report.reference, report.to);
    const sent = this.#sent.get(key);
    if (!sent || verdict === "trying") return null;
    this.#sent.delete(key);
    if (verdict === "failed") {
      for (const [other, { notification }] of this.#sent) {
        if (notification === sent.notification) this.#sent.delete(other);
      }
      return { notification: sent.notification, outcome: "rejected" };
    }
    sent.delivered++;
    return sent.delivered === sent.parts ? { notification: sent.notification, outcome: "delivered" } : null;
  }
}

/** Networks report with the national number now and then: the last digits tell enough. */
function keyOf(reference: number, to: string): string {
  return `${reference} ${digitsOf(to).slice(-7)}`;
}

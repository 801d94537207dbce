import type { Answer } from "./agent.ts";
import { field, type SipRequest } from "./message.ts";

/** What a NOTIFY says about a transfer: the status of the new call, and whether it is the last word. */
export interface ReferReport {
  readonly status: number;
  readonly isLast: boolean;
}

/** What became of a transfer. `because` is for logs. */
export interface Transfer {
  readonly done: boolean;
  readonly because: string;
}

/** RFC 3515 §2.4.4 and §2.4.5: a status line as message/sipfrag. Null: it is about something else, or broken. */
export function readReferReport(request: SipRequest): ReferReport | null {
  if (!/^\s*refer\s*(?:;|$)/iu.test(field(request, "event") ?? "")) return null;
  if (!/^\s*message\/sipfrag\s*(?:;|$)/iu.test(field(request, "content-type") ?? "")) return null;
  const status = Number(/^SIP\/2\.0 (\d{3})(?: |\r|\n|$)/u.exec(request.body.toString("latin1"))?.[1]);
  if (!(status >= 100 && status < 700)) return null;
  return { status, isLast: status >= 200 || /^\s*terminated/iu.test(field(request, "subscription-state") ?? "") };
}

/** A transfer that was asked for, until it is known what became of it. */
export class Referral {
  readonly #over = Promise.withResolvers<Transfer>();
  #accepted = false;

  get outcome(): Promise<Transfer> {
    return this.#over.promise;
  }

  /** The answer to the REFER itself: 2xx promises to try, and anything else is the end. */
  answered(answer: Answer): void {
    if (answer.kind === "failed") return this.#over.resolve({ done: false, because: answer.because });
    const { status, reason } = answer.response;
    if (status < 300) this.#accepted = true;
    else this.#over.resolve({ done: false, because: `${status} ${reason}` });
  }

  reported({ status, isLast }: ReferReport): void {
    this.#accepted = true; // a report may overtake the answer
    if (isLast) this.#over.resolve({ done: status >= 200 && status < 300, because: `the new call: ${status}` });
  }

  /** The call is over. A PBX that has taken the transfer over may end it before it reports. */
  left(): void {
    this.#over.resolve({ done: this.#accepted, because: "the call was ended by the other side" });
  }

  givenUp(because: string): void {
    this.#over.resolve({ done: false, because });
  }
}

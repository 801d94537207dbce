import type { Answer } from "#wire/sip/agent.ts";
import { field } from "#wire/sip/message.ts";
import type { Delivery } from "../channel.ts";

const BUSY_MS = 15_000;
const AWAY_MS = 30_000;

/** What a SIP answer means for the text (RFC 3428 §7, RFC 3261 §21). */
export function deliveryOf(answer: Answer, attempt: number, tries: number): Delivery {
  if (answer.kind === "failed") return { outcome: "retry", because: answer.because, outage: true };
  const { status, reason } = answer.response;
  const said = `${status} ${reason}`;
  const again = (because: string, afterMs: number): Delivery =>
    attempt >= tries
      ? { outcome: "rejected", because: `${because}; this was try ${attempt} of ${tries}` }
      : { outcome: "retry", because, afterMs };
  if (status === 202) return { outcome: "accepted", because: `the server keeps it for the handset (${said})` };
  if (status < 300) return { outcome: "delivered", because: `the handset has it (${said})` };
  switch (status) {
    case 486:
    case 600:
      return again(`the handset is busy (${said})`, BUSY_MS);
    case 408:
    case 480:
      return again(`the handset is out of reach or switched off (${said})`, AWAY_MS);
    case 404:
    case 410:
    case 414:
    case 416:
    case 484:
    case 485:
    case 604:
      return { outcome: "rejected", because: `this number can't be reached (${said}); correct it` };
    case 405:
    case 415:
    case 501:
    case 606:
      return { outcome: "rejected", because: `this handset takes no texts (${said})` };
    case 413:
    case 513:
      return { outcome: "rejected", because: `the text is too long for the handset (${said}); lower longest` };
    case 603:
      return { outcome: "rejected", because: `the text was declined (${said})` };
    case 401:
    case 403:
    case 407:
      return {
        outcome: "retry",
        because: `${said}; check user and password, and whether texts may be sent`,
        outage: true,
      };
    default: {
      const seconds = Number.parseInt(field(answer.response, "retry-after") ?? "", 10);
      return { outcome: "retry", because: said, outage: true, ...(seconds > 0 ? { afterMs: seconds * 1000 } : {}) };
    }
  }
}

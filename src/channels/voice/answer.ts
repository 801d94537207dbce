import type { CallAnswer } from "#wire/sip/call.ts";
import type { Delivery } from "../channel.ts";
import type { Ending } from "./script.ts";

/** How a call ended, from the number dialled to the last digit. Each has its own consequence. */
export type CallOutcome =
  | { readonly kind: "spoken"; readonly ending: Ending; readonly said?: string | undefined; readonly deaf?: boolean }
  /** `deaf`: no sound came from there during the whole call, so that no key could be heard either. */
  | { readonly kind: "hung-up"; readonly deaf?: boolean }
  | { readonly kind: "busy" | "no-answer" | "declined" | "bad-number" | "no-sound"; readonly said: string }
  /** The trunk's trouble, not that of the person. `credentials`: it refuses who we are. */
  | { readonly kind: "trunk"; readonly said: string; readonly afterMs?: number | undefined };

const BUSY_MS = 20_000;
const NO_ANSWER_MS = 30_000;
const NO_DIGIT_MS = 30_000;
/** They speak with each other. */
const TRANSFERRED_MS = 120_000;
const DEAF = "; no sound came from there: look whether the firewall lets UDP to mediaPorts through";

/** What a SIP answer means for the person who was called (RFC 3261 §21). */
export function readRefusal(answer: Exclude<CallAnswer, { kind: "answered" }>, trunk: string): CallOutcome {
  if (answer.kind === "given-up") return { kind: "no-answer", said: "nobody answered" };
  if (answer.kind === "failed") return { kind: "trunk", said: `${trunk}: ${answer.because}` };
  const { status, reason, afterMs } = answer;
  const said = `${trunk}: ${status} ${reason}`;
  switch (status) {
    case 486:
    case 600:
      return { kind: "busy", said };
    case 408:
    case 480:
    case 487:
      return { kind: "no-answer", said };
    case 603:
    case 607:
      return { kind: "declined", said };
    case 404:
    case 410:
    case 414:
    case 416:
    case 484:
    case 485:
    case 604:
      return { kind: "bad-number", said };
    case 401:
    case 403:
    case 407:
      return { kind: "trunk", said: `${said}; check user and password, and whether this number may be called` };
    case 415:
    case 488:
    case 606:
      return { kind: "no-sound", said };
    default:
      return { kind: "trunk", said, afterMs };
  }
}

/** What an ended call means for the message. Only a digit acknowledges; a call that was merely answered is made again. */
export function deliveryOf(outcome: CallOutcome, attempt: number, calls: number): Delivery {
  const again = (because: string, afterMs: number): Delivery =>
    attempt >= calls
      ? { outcome: "rejected", because: `${because}; this was call ${attempt} of ${calls}` }
      : { outcome: "retry", because, afterMs };
  switch (outcome.kind) {
    case "spoken":
      return ofEnding(outcome, again);
    case "hung-up":
      return again(
        `answered, and hung up without a digit: nobody acknowledged${outcome.deaf ? DEAF : ""}`,
        NO_DIGIT_MS,
      );
    case "busy":
      return again(`busy (${outcome.said})`, BUSY_MS);
    case "no-answer":
      return again(`no answer (${outcome.said})`, NO_ANSWER_MS);
    case "declined":
      return { outcome: "rejected", because: `the call was declined (${outcome.said})` };
    case "bad-number":
      return { outcome: "rejected", because: `this number can't be reached (${outcome.said}); correct it` };
    case "no-sound":
      return { outcome: "rejected", because: `the far side takes no sound that we speak, G.711 (${outcome.said})` };
    case "trunk":
      return { outcome: "retry", because: outcome.said, afterMs: outcome.afterMs, outage: true };
  }
}

function ofEnding(
  { ending, said, deaf }: Extract<CallOutcome, { kind: "spoken" }>,
  again: (because: string, afterMs: number) => Delivery,
): Delivery {
  switch (ending) {
    case "acknowledged":
      return { outcome: "delivered", because: "answered and acknowledged by a digit" };
    case "escalated":
      return { outcome: "delivered", because: "answered, declined and escalated by a digit" };
    case "refused":
      return { outcome: "delivered", because: `answered; the digit came too late: ${said ?? ""}` };
    case "heard":
      return { outcome: "delivered", because: "answered and spoken to the end" };
    case "no-digit":
      return again(`answered without a digit: nobody acknowledged${deaf ? DEAF : ""}`, NO_DIGIT_MS);
    case "transferred":
      return again("answered, and connected with somebody on duty: nobody acknowledged", TRANSFERRED_MS);
    case "wrong-pin":
      return { outcome: "rejected", because: "answered, and the PIN was wrong three times" };
  }
}

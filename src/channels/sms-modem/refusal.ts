import { saying } from "#kernel/fault.ts";
import type { Delivery } from "../channel.ts";
import { AtError } from "./at-session.ts";

/** 3GPP TS 27.005 §3.2.5 and, up to 127, the causes of 3GPP TS 24.011 annex E-2. */
const SAYS: ReadonlyMap<number, string> = new Map([
  [1, "nobody has this number"],
  [8, "the operator bars messages"],
  [10, "calls are barred"],
  [21, "the network rejected the message"],
  [27, "the telephone can't be reached"],
  [28, "the network does not know the subscriber"],
  [30, "the network does not know the subscriber"],
  [38, "the network is out of order"],
  [41, "the network has a temporary failure"],
  [42, "the network is congested"],
  [47, "the network has no resources"],
  [50, "the subscription does not hold messages"],
  [304, "the modem does not take this message unit"],
  [310, "there is no SIM card"],
  [311, "the SIM card wants its PIN"],
  [313, "the SIM card has failed"],
  [314, "the SIM card is busy"],
  [315, "the SIM card is the wrong one"],
  [316, "the SIM card wants its PUK"],
  [320, "the memory has failed"],
  [322, "the memory is full"],
  [330, "the number of the message centre is not known; set it in the SIM card"],
  [331, "there is no network"],
  [332, "the network did not answer"],
]);
const ABOUT_THE_NUMBER = new Set([1, 28, 30]);
const ABOUT_THE_MESSAGE = new Set([304, 305]);

export const MEMORY_FULL = 322;

/** What a failure to send means for the message: never to this number, later, or nothing goes at all. */
export function readRefusal(thrown: unknown, name: string): Delivery {
  if (!(thrown instanceof AtError)) return { outcome: "retry", because: saying(thrown), outage: true };
  const { kind, code } = thrown;
  const because = `${name}: ${(kind === "CMS" && code !== null && SAYS.get(code)) || "it refused"} (${thrown.message})`;
  if (kind === "CMS" && code !== null) {
    if (ABOUT_THE_NUMBER.has(code) || ABOUT_THE_MESSAGE.has(code)) return { outcome: "rejected", because };
    // Below 128: what the network said about this message.
    if (code < 128 && code !== 38 && code !== 50) return { outcome: "retry", because };
    if (code === 314 || code === MEMORY_FULL) return { outcome: "retry", because };
  }
  return { outcome: "retry", because, outage: true };
}

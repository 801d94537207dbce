import type { Delivery } from "../channel.ts";

/** What a command status of submit_sm_resp means for the message (SMPP 3.4 §5.1.3). `throttled`: send more slowly. */
export type Meaning = "throttled" | "rejected" | "retry" | "outage";

const MEANINGS: ReadonlyMap<number, readonly [name: string, meaning: Meaning]> = new Map([
  [0x01, ["the message is too long (ESME_RINVMSGLEN)", "rejected"]],
  [0x04, ["it does not take messages in this state (ESME_RINVBNDSTS)", "outage"]],
  [0x08, ["it has an error of its own (ESME_RSYSERR)", "outage"]],
  [0x0a, ["it does not take our sender; look at `from` (ESME_RINVSRCADR)", "outage"]],
  [0x0b, ["the number is not good (ESME_RINVDSTADR)", "rejected"]],
  [0x0d, ["it refused the sign-in (ESME_RBINDFAIL)", "outage"]],
  [0x0e, ["the password is not right (ESME_RINVPASWD)", "outage"]],
  [0x0f, ["it does not know the system id (ESME_RINVSYSID)", "outage"]],
  [0x14, ["its queue is full (ESME_RMSGQFUL)", "throttled"]],
  [0x45, ["it could not take the message (ESME_RSUBMITFAIL)", "retry"]],
  [0x50, ["it does not take the number's type (ESME_RINVDSTTON)", "rejected"]],
  [0x51, ["it does not take the number's plan (ESME_RINVDSTNPI)", "rejected"]],
  [0x58, ["we send too fast (ESME_RTHROTTLED)", "throttled"]],
  [0x65, ["it will never take this message (ESME_RX_P_APPN)", "rejected"]],
]);

export function meaningOf(status: number): { readonly says: string; readonly meaning: Meaning } {
  const [says, meaning] = MEANINGS.get(status) ?? [`it answered with the status 0x${status.toString(16)}`, "retry"];
  return { says, meaning };
}

/** @param pauseMs how long nothing is sent to a centre that is throttling */
export function deliveryOf(status: number, server: string, pauseMs: number): Delivery {
  const { says, meaning } = meaningOf(status);
  const because = `${server}: ${says}`;
  switch (meaning) {
    case "rejected":
      return { outcome: "rejected", because };
    case "throttled":
      return { outcome: "retry", because, afterMs: pauseMs };
    case "outage":
      return { outcome: "retry", because, outage: true };
    case "retry":
      return { outcome: "retry", because };
  }
}

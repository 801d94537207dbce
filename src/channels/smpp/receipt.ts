import type { DeliverBody } from "./pdu.ts";
import { MESSAGE_STATE, RECEIPTED_MESSAGE_ID } from "./pdu.ts";

export interface Receipt {
  /** As the centre wrote it: often in another base than in submit_sm_resp. */
  readonly id: string;
  readonly outcome: "delivered" | "failed" | "trying";
  readonly says: string;
}

/** §5.2.28 */
const STATES = ["", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD"];

/** A delivery receipt (§5.2.12, appendix B), or null when it is a person's message. */
export function readReceipt({ esmClass, message, parameters }: DeliverBody): Receipt | null {
  if ((esmClass & 0x3c) !== 0x04) return null;
  const said = message.toString("latin1");
  const id = parameters.get(RECEIPTED_MESSAGE_ID)?.toString("latin1").replaceAll("\0", "");
  const state = parameters.get(MESSAGE_STATE)?.[0];
  const stat = (state === undefined ? undefined : STATES[state]) ?? /\bstat:(\w{1,10})/iu.exec(said)?.[1] ?? "";
  const err = /\berr:(\w{1,10})/iu.exec(said)?.[1];
  return {
    id: id ?? /\bid:([^\s]{1,65})/iu.exec(said)?.[1] ?? "",
    outcome: judge(stat.toUpperCase()),
    says: `${stat.toUpperCase() || "no state"}${err === undefined || /^0+$/u.test(err) ? "" : `, error ${err}`}`,
  };
}

function judge(state: string): Receipt["outcome"] {
  if (state === "DELIVRD") return "delivered";
  return ["EXPIRED", "DELETED", "UNDELIV", "REJECTD"].includes(state) ? "failed" : "trying";
}

/** The ways in which centres write one id: as it is, and from decimal to hexadecimal and back. */
export function spellings(id: string): string[] {
  const plain = id.toLowerCase().replace(/^0+(?=.)/u, "");
  const all = new Set([plain]);
  if (/^\d{1,20}$/u.test(plain)) all.add(BigInt(plain).toString(16));
  if (/^[0-9a-f]{1,16}$/u.test(plain)) all.add(BigInt(`0x${plain}`).toString(10));
  return [...all];
}

import type { Tell } from "./texts.ts";

/** What brings words of people. `phone`: a call whose caller has proven who they are. */
export type Way = "email" | "sms" | "chat" | "phone";

/** What somebody said, whatever brought it. */
export interface Said {
  readonly via: Way;
  /** Lower case. */
  readonly sender: string;
  /** The channel that vouches for the sender; absent: any address of the person may have sent it. */
  readonly channel?: string | undefined;
  readonly subject?: string | undefined;
  /** What was written newly. */
  readonly fresh: string;
  /** The notifications whose codes it carries: the first one proves the sender. */
  readonly ids: readonly number[];
  /** Why it isn't proven, and whether the person is told so. */
  readonly doubt?: (id: number) => { readonly tell: Tell; readonly answer: boolean } | null;
}

/** For the audit trail. */
export const WAYS: Readonly<Record<Way, string>> = { email: "mail", sms: "SMS", chat: "chat", phone: "phone" };

/** Whether it comes from this contact method. */
export function isOf({ channel, address }: { channel: string; address: string }, said: Said): boolean {
  return address.toLowerCase() === said.sender && (said.channel === undefined || said.channel === channel);
}

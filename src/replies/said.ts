/** What somebody said, whatever brought it. */
export interface Said {
  readonly via: "email" | "chat";
  /** Lower case. */
  readonly sender: string;
  /** The channel that vouches for the sender; absent: any address of the person may have sent it. */
  readonly channel?: string | undefined;
  readonly subject?: string | undefined;
  /** What was written newly. */
  readonly fresh: string;
  /** The notifications whose codes it carries. */
  readonly ids: readonly number[];
  /** Why it isn't proven, and whether the person is told so. */
  readonly doubt?: (id: number) => { readonly because: string; readonly tell: boolean } | null;
}

export const WAYS: Readonly<Record<Said["via"], string>> = { email: "mail", chat: "message" };
export const HOW: Readonly<Record<Said["via"], string>> = {
  email: "Answer by the reply function, or open the link in the message.",
  chat: "Write ACK and the code of the message that you answer, or open its link.",
};

/** Whether it comes from this contact method. */
export function isOf({ channel, address }: { channel: string; address: string }, said: Said): boolean {
  return address.toLowerCase() === said.sender && (said.channel === undefined || said.channel === channel);
}

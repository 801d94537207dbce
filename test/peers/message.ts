import type { Message } from "#channels/channel.ts";

/** A message about an alarm, with what a test needs to be different. */
export function messageOf(some: Partial<Message> = {}): Message {
  return {
    id: 42,
    kind: "alarm",
    to: "+4915112345678",
    personName: "Anna",
    subject: "HIGH: Boiler pressure high, Boiler house",
    text: "",
    priority: "high",
    code: "1a-7f3k",
    facts: {},
    attempt: 1,
    createdAt: 0,
    ...some,
  };
}

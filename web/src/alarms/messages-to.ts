import type { Notification } from "../api/contract.ts";

/** All messages of a callout to one person: what an operator asks first is whether that person has been reached. */
export interface MessagesTo {
  readonly person: string;
  /** The earliest first. */
  readonly messages: readonly Notification[];
  /** When the person answered for the last time; null: never. */
  readonly answeredAt: number | null;
}

/** Messages by whom they are for: first those who have answered, then in the order in which they were told. */
export function messagesByPerson(notifications: readonly Notification[]): readonly MessagesTo[] {
  const people = new Map<string, Notification[]>();
  for (const message of notifications.toSorted((a, b) => a.createdAt - b.createdAt)) {
    people.set(message.person, [...(people.get(message.person) ?? []), message]);
  }
  return Array.from(people, ([person, messages]) => {
    const answers = messages.flatMap(({ repliedAt }) => (repliedAt === null ? [] : [repliedAt]));
    return { person, messages, answeredAt: answers.length === 0 ? null : Math.max(...answers) };
  }).sort((a, b) => Number(b.answeredAt !== null) - Number(a.answeredAt !== null));
}

import { oneLine } from "#channels/render.ts";
import { readNotification } from "#channels/rows.ts";
import type { InboxHost } from "./inbox.ts";
import type { Bounce } from "./mail-message.ts";
import type { Outcome } from "./outcome.ts";

/** A report that a mail could not be delivered fails the notification whose code it quotes. */
export async function recordBounce(
  { codes, pool, outbox }: Pick<InboxHost, "codes" | "pool" | "outbox">,
  { recipient, because, about }: Bounce,
): Promise<Outcome> {
  for (const id of codes.find(about)) {
    const notification = await readNotification(pool, id);
    if (!notification || notification.state === "rejected" || notification.repliedAt !== null) continue;
    if (recipient !== "" && recipient.toLowerCase() !== notification.address.toLowerCase()) continue;
    await outbox.bounced(notification, `${notification.address} can't be reached: ${oneLine(because).slice(0, 300)}`);
    return {
      kind: "bounce",
      because: `The mail to ${notification.address} came back: ${because}.`,
      notification: id,
    };
  }
  return { kind: "ignored", because: "A bounce of a mail that we don't know." };
}

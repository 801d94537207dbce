import { z } from "zod";

/** Of an answer to `/sync` (Client-Server API v1.11 §6.4.4) what we look at; anything else may stand in it. */
const Sync = z.object({
  next_batch: z.string().min(1).max(1000),
  rooms: z
    .object({
      join: z
        .record(z.string(), z.object({ timeline: z.object({ events: z.array(z.unknown()) }).optional() }))
        .optional(),
    })
    .optional(),
});
const TextEvent = z.object({
  event_id: z.string().min(1).max(300),
  sender: z.string().max(255),
  type: z.literal("m.room.message"),
  content: z.object({
    msgtype: z.literal("m.text"),
    body: z.string(),
    "m.relates_to": z.object({ rel_type: z.string().optional() }).optional(),
  }),
});

export interface Said {
  readonly event: string;
  readonly room: string;
  readonly from: string;
  readonly text: string;
}

/** What people wrote, in order, and where the next question begins. Null: that is no answer to `/sync`. */
export function readSync(body: string, self: string): { readonly next: string; readonly said: readonly Said[] } | null {
  const reading = Sync.safeParse(parsed(body));
  if (!reading.success) return null;
  const said: Said[] = [];
  for (const [room, { timeline }] of Object.entries(reading.data.rooms?.join ?? {})) {
    for (const one of timeline?.events ?? []) {
      const event = TextEvent.safeParse(one);
      // An edit of something older is no new answer.
      if (
        !event.success ||
        event.data.sender === self ||
        event.data.content["m.relates_to"]?.rel_type === "m.replace"
      ) {
        continue;
      }
      const { event_id: id, sender, content } = event.data;
      said.push({ event: id, room, from: sender, text: withoutFallback(content.body).slice(0, 20_000) });
    }
  }
  return { next: reading.data.next_batch, said };
}

/** Rich replies quote what they answer at their beginning, line by line (§11.3, "Fallbacks for rich replies"). */
function withoutFallback(body: string): string {
  return body.startsWith("> <") ? body.replace(/^(?:> [^\n]*\n?)+\n?/u, "") : body;
}

export function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

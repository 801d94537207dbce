import type { Alarm } from "#alarms/alarm.ts";
import type { FeedMessage } from "#events/feed.ts";
import { DEFAULT_PARTITION } from "#site/check.ts";
import { viewOf } from "./alarm-view.ts";
import type { Core } from "./core.ts";

type Part = Pick<Core, "site" | "callouts" | "alarms" | "feed">;

/** One message as it goes over the wire. */
export function messageText(core: Part, { seq, topic, data }: FeedMessage): string {
  const shown = topic === "alarm" ? viewOf(core, data as Alarm) : data;
  return `id: ${core.feed.epoch}:${seq}\nevent: ${topic}\ndata: ${JSON.stringify(shown)}\n\n`;
}

/** The partition that a message concerns; null when it concerns everybody. */
export function partitionOf(core: Part, { topic, data }: FeedMessage): string | null {
  switch (topic) {
    case "alarm":
    case "callout":
      return (data as { partition: string }).partition;
    case "notification":
      return core.alarms.alarm((data as { alarm: number }).alarm)?.partition ?? DEFAULT_PARTITION;
    case "source":
      return core.site.get("source", (data as { id: string }).id)?.body.partition ?? DEFAULT_PARTITION;
    case "site":
      return documentPartition(core, data as { kind: string; id: string });
    case "channel":
    case "health":
    case "session":
    case "approval":
      return null;
  }
}

function documentPartition(core: Part, { kind, id }: { kind: string; id: string }): string | null {
  if (kind === "source" || kind === "workstation") return core.site.get(kind, id)?.body.partition ?? null;
  if (kind !== "point") return null;
  const point = core.site.get("point", id)?.body;
  if (!point) return null;
  return point.partition ?? core.site.get("source", point.source)?.body.partition ?? DEFAULT_PARTITION;
}

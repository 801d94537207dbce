import type { Alarm } from "#alarms/alarm.ts";
import type { Callout } from "#escalation/callout.ts";
import type { FeedMessage } from "#events/feed.ts";
import { may, type Who } from "#operators/roles.ts";
import type { SiteDocument } from "#site/check.ts";
import { DEFAULT_PARTITION } from "#site/check.ts";
import type { SiteKind } from "#site/site.ts";
import { actorsNamed, actorsOfAlarms } from "./actor-names.ts";
import { viewOf } from "./alarm-view.ts";
import type { Core } from "./core.ts";
import { visibleTo } from "./site-rights.ts";

type Part = Pick<Core, "site" | "callouts" | "alarms" | "feed" | "access">;

/** One message as it goes over the wire. */
export function messageText(core: Part, { seq, topic, data }: FeedMessage): string {
  return `id: ${core.feed.epoch}:${seq}\nevent: ${topic}\ndata: ${JSON.stringify(shown(core, topic, data))}\n\n`;
}

/** What names people by id says what they are called: a screen that was away asks nobody else before it shows them. */
function shown(core: Part, topic: FeedMessage["topic"], data: unknown): unknown {
  if (topic === "alarm") {
    const alarm = viewOf(core, data as Alarm);
    return named(alarm, actorsOfAlarms(core, [alarm]));
  }
  if (topic === "callout") {
    const callout = data as Callout;
    return named(callout, actorsNamed(core, callout.because));
  }
  return data;
}

function named(shows: object, actors: Readonly<Record<string, string>>): object {
  return Object.keys(actors).length === 0 ? shows : { ...shows, actors };
}

/** Whether somebody with the right to the feed may have this message too. */
export function concerns(core: Part, who: Who, { topic, data }: FeedMessage): boolean {
  switch (topic) {
    case "alarm":
    case "callout":
    case "procedure":
      return may(who, "alarms:read", { partition: (data as { partition: string }).partition });
    case "notification": {
      const alarm = core.alarms.alarm((data as { alarm: number }).alarm);
      return may(who, "alarms:read", { partition: alarm?.partition ?? DEFAULT_PARTITION });
    }
    case "source": {
      const source = core.site.get("source", (data as { id: string }).id)?.body;
      return may(who, "site:read", { partition: source?.partition ?? DEFAULT_PARTITION });
    }
    case "site":
      return may(who, "site:read") && seesDocument(core, who, data as { kind: SiteKind; id: string });
    case "module":
    case "trust":
      return may(who, "site:read", { everywhere: true });
    case "channel":
    case "health":
    case "session":
    case "approval":
    case "hand-over":
    case "swap":
      return true;
  }
}

/** A document that was removed lies in no partition any more: only those who see the whole site learn of it. */
function seesDocument(core: Part, who: Who, { kind, id }: { kind: SiteKind; id: string }): boolean {
  if (may(who, "site:read", { everywhere: true })) return true;
  const body = core.site.get(kind, id)?.body;
  return body !== undefined && visibleTo(core.site, who)({ kind, body } as SiteDocument);
}

import type { Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { Channel, ChannelHost, Heard } from "./channel.ts";
import type { HostedChannels } from "./hosted.ts";
import type { ChannelItem } from "./open-channel.ts";
import type { OwnDevices } from "./own-devices.ts";

/** What an outbox needs of the house around it. */
export interface OutboxHost {
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  readonly site: () => Site;
  readonly alarm: (id: number) => Alarm | undefined;
  /** A running callout may want further persons' answers after the first one; absent: an acknowledged alarm is quiet. */
  readonly callout?: (id: number) => Callout | undefined;
  readonly kinds: readonly Channel[];
  /** The channels that other machines serve. */
  readonly hosted: HostedChannels;
  /** On which people have switched push on. */
  readonly devices: OwnDevices;
  readonly publicUrl: string;
  readonly codes: { code(id: number): string; token(id: number): string };
  /** Told within the batch that records it: the person's next way is to be used. */
  readonly failed: (batch: Batch, notification: Notification, because: string) => void;
  /** See `ResultsHost`. */
  readonly tested?: (batch: Batch, notification: Notification) => void;
  /** Somebody wrote to us on a channel. Rejects when it must be brought again. */
  readonly heard: (channel: string, heard: Heard, via: "sms" | "chat") => Promise<unknown>;
  /** See `ResultsHost`. */
  readonly resultsApartMs?: number;
  /** Tocsin's own condition, for the alarm engine. */
  readonly own: (report: Report) => void;
  /** Whether this core is certain to be the active one: otherwise nothing goes out. Absent: always. */
  readonly sure?: () => boolean;
  /** Whether much waits to be decided: messages that are not for life-safety then go out a little later. Absent: never. */
  readonly busy?: () => boolean;
  /** See `ChannelHost`. */
  readonly answered: ChannelHost["answered"];
  /** See `ChannelHost`. @param channel the one that people call */
  readonly desk?: (channel: string) => ChannelHost["desk"];
  /** See `ChannelHost`. */
  readonly speech?: ChannelHost["speech"];
  /** Below it channels keep what would be lost with the process. Absent: nowhere. */
  readonly folder?: string;
  /** The channel's settings with their sealed secrets opened. Throws a `Fault` when one can't be. */
  readonly unseal: (channel: ChannelItem) => Record<string, unknown> | Promise<Record<string, unknown>>;
}

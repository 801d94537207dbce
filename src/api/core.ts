import type { Pool } from "pg";
import type { AlarmOrders } from "#alarms/orders.ts";
import type { Retention } from "#audit/retention-desk.ts";
import type { Witnesses } from "#audit/witnesses.ts";
import type { Channel } from "#channels/channel.ts";
import type { DrillState } from "#channels/drill-desk.ts";
import type { ChannelHealth } from "#channels/open-channel.ts";
import type { PushDevices } from "#channels/push-devices.ts";
import type { TrialDesk } from "#channels/trial-desk.ts";
import type { DirectoryDesk } from "#directory/desk.ts";
import type { Driver, PointReading } from "#drivers/driver.ts";
import type { SourceHealth } from "#drivers/health.ts";
import type { ConnectionTest } from "#drivers/keeper.ts";
import type { Traffic } from "#drivers/traffic.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import type { Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { FailoverDesk } from "#failover/desk.ts";
import type { PortDesk } from "#hardening/port-desk.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import type { ModuleHealth } from "#mesh/navigation.ts";
import type { ReportDesk } from "#numbers/report-desk.ts";
import type { Access } from "#operators/access.ts";
import type { FourEyes } from "#operators/four-eyes.ts";
import type { Procedures } from "#procedures/procedures.ts";
import type { Inbox } from "#replies/inbox.ts";
import type { SiteStore } from "#site/store.ts";
import type { Speech } from "#speech/speech.ts";
import type { Actor, Journal } from "#store/batch.ts";
import type { FencedRows } from "#store/fence.ts";
import type { Ceremony } from "#trust/ceremony/ceremony.ts";
import type { TrustDesk } from "#trust/desk.ts";
import type { Rotated } from "#trust/rotation.ts";

/** All that the API may use of the house. Parts that only an active core has are not touched while it is not active. */
export interface Core {
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  /** For reading lists; its role may read and write rows and nothing else. */
  readonly pool: Pool;
  /** For reading on behalf of somebody: the database itself keeps to their partitions. */
  readonly rows: FencedRows;
  readonly journal: Journal;
  readonly feed: Feed;
  /** Who vouches for machines, who is known, who is refused. */
  readonly trust: TrustDesk;
  readonly access: Access;
  readonly fourEyes: FourEyes;
  /** Where people sign in who have no password here. */
  readonly directories: Pick<DirectoryDesk, "providers" | "begin" | "finish">;
  readonly site: SiteStore;
  readonly alarms: AlarmOrders;
  readonly callouts: Callouts;
  readonly sources: Sources;
  readonly outbox: Outbox;
  readonly verification: Verification;
  readonly drills: Drills;
  readonly reports: Pick<ReportDesk, "nextAt" | "sendNow" | "preview">;
  /** What to do about alarms, step by step. */
  readonly procedures: Pick<Procedures, "desk" | "running">;
  /** Tries channels out. */
  readonly trials: Pick<TrialDesk, "begin" | "get">;
  /** Makes sound of text. */
  readonly speech: Pick<Speech, "sound" | "said">;
  /** Where people have switched push on. */
  readonly pushDevices: Pick<PushDevices, "listOf" | "register" | "remove">;
  /** Takes answers by link. */
  readonly inbox: Pick<Inbox, "look" | "answer">;
  /** Who keeps copies of the audit trail. */
  readonly witnesses: Pick<Witnesses, "health" | "assured">;
  /** What becomes of old entries of the audit trail. */
  readonly retention: Pick<Retention, "plan" | "run">;
  /** Who connects to whom, and whether the machine agrees. */
  readonly ports: Pick<PortDesk, "look">;
  readonly modules: Modules;
  /** null: this core is not one of a pair. */
  readonly failover: Pick<FailoverDesk, "status" | "handOver" | "drills"> | null;
  readonly seal: SealDesk;
  /** Lets other machines join. */
  readonly ceremony: Omit<Ceremony, "stop">;
  readonly drivers: readonly Driver[];
  readonly channels: readonly Channel[];
  /** Where the built files of `web/` are. */
  readonly pageFolder: string;
  /** Whether `/metrics` answers on the loopback address without a token. */
  readonly metricsOnLoopback: boolean;
  /** An example site: the page offers to show people around. */
  readonly demo: boolean;
  /** Whether the owner has confirmed this address. */
  verified(person: string, channel: string, address: string): boolean;
  mode(): Mode;
  /** Whether the journal reaches its database. */
  databaseHealth(): DatabaseHealth;
  /** Where the active core answers, as far as it is known. */
  activeAddress(): string | null;
  /** Resolves once all of them are stored. */
  report(source: string, reports: readonly Report[]): Promise<{ readonly first: number; readonly last: number }>;
  figures(): Figures;
}

export interface DatabaseHealth {
  readonly database: "up" | "down";
  readonly because: string;
}

export type Mode = "starting" | "active" | "standby";

/** Of the root key. */
export interface SealDesk {
  /** Why secrets can't be opened; null: they can. */
  closed(): string | null;
  /** Makes a new root key and seals everything anew. */
  rotate(actor: Actor): Promise<Rotated>;
  /** Takes over into the trail what was done to the seal by commands. */
  foldNotes(): Promise<void>;
}

/** Of the dispatcher. */
export interface Callouts {
  /** The callout of the alarm's present occurrence. */
  calloutOf(alarm: number): Callout | undefined;
  /** The next step begins now. */
  escalateNow(alarm: number, actor: Actor): Promise<Callout>;
}

/** Of the supervisor. */
export interface Sources {
  health(): readonly SourceHealth[];
  /** The candidate was taken into the configuration: it is no longer listed. */
  adopted(source: string, key: string): void;
  /** What the sources send; of those that a driver host hears, what it brought. */
  readonly traffic: Pick<Traffic, "watch">;
  /** Asks a device for one point now. Rejects with a `Fault` when that can't be. */
  read(source: string, point: string): Promise<PointReading>;
  /** Tests the connection now. Rejects with a `Fault` when there is none to test. */
  test(source: string): Promise<ConnectionTest>;
}

/** Of the mesh. */
export interface Modules {
  /** Why none can register; null: they can. */
  readonly closed: string | null;
  /** Where they register; 0: nowhere. */
  readonly port: number;
  modules(): readonly ModuleHealth[];
  /** Throws a `Fault` when there is no such module, or it isn't connected. */
  restart(id: string, because: string, actor: Actor): Promise<void>;
}

/** Of the outbox. */
export interface Outbox {
  health(): readonly ChannelHealth[];
  /** A channel's settings with their secrets opened. */
  settings(channel: string): Promise<Record<string, unknown>>;
  /** What waits, or waits for one person, is not sent any more. Resolves with how many there were. */
  purge(channel: string, person: string | null, actor: Actor, reason: string): Promise<number>;
  /** A channel that sounds falls silent; nothing is acknowledged. Resolves with how many announcements that were. */
  silence(channel: string, actor: Actor): Promise<number>;
  /** Stores a message of its own and sends it. */
  send(
    what: Pick<Notification, "kind" | "person" | "method" | "channel" | "address" | "text" | "because" | "priority">,
  ): Promise<unknown>;
  /** Sends a test message to one contact method. */
  test(person: string, method: string, actor: Actor): Promise<unknown>;
}

/** Test messages that prove that people can be reached. */
export interface Drills {
  state(): readonly DrillState[];
  run(id: string, actor: Actor): Promise<void>;
}

export interface Verification {
  methods(person: string): Promise<
    readonly {
      readonly method: string;
      readonly channel: string;
      readonly address: string;
      readonly verifiedAt: Instant | null;
    }[]
  >;
  /** Sends a code to the address. */
  begin(person: string, method: string, actor: Actor): Promise<void>;
  confirm(person: string, method: string, code: string, actor: Actor): Promise<Instant>;
  vouch(person: string, method: string, reason: string, actor: Actor): Promise<Instant>;
}

/** What `/metrics` shows. Counters rise from the start of the process. */
export interface Figures {
  readonly events: number;
  readonly repeats: number;
  readonly batches: number;
  readonly rows: number;
  /** Rows that wait for the database. */
  readonly waiting: number;
  readonly lastCommitMs: number;
}

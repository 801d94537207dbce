import type { Alarm, AlarmState } from "../../../src/alarms/alarm.ts";
import type { Callout, CalloutState, Notification } from "../../../src/escalation/callout.ts";
import type { Category, Priority } from "../../../src/events/event.ts";
import type { FailoverStatus } from "../../../src/failover/desk.ts";
import type { Finding } from "../../../src/hardening/findings.ts";
import type { Matrix } from "../../../src/hardening/flow.ts";
import type { AlarmNote } from "../../../src/incidents/notes.ts";
import type { Inherited } from "../../../src/site/areas.ts";
import type { Language } from "../../../src/site/language.ts";
import type { Point } from "../../../src/site/point.ts";
import type { SiteItem, SiteKind } from "../../../src/site/site.ts";

/** What the server's API says, as types. Instants are milliseconds since 1970. */
export type { Alarm, AlarmState } from "../../../src/alarms/alarm.ts";
export type { AlarmFacts, Callout, Notification } from "../../../src/escalation/callout.ts";
export type { Category, Priority } from "../../../src/events/event.ts";
export type { Drill as HandOverDrill, DrillView as HandOverDrills } from "../../../src/failover/drill.ts";
export type { Flow } from "../../../src/hardening/flow.ts";
export type { Person } from "../../../src/site/person.ts";
export type { Policy, Route, Target } from "../../../src/site/policy.ts";
export type { SiteKind } from "../../../src/site/site.ts";
export type {
  FactorKind,
  LockedCounts,
  OwnSession,
  PendingSignIn,
  Profile,
  PushProfile,
  Session,
  SessionLine,
  UnmannedPlace,
  WorkstationLine,
} from "./sessions.ts";

export interface Ports {
  readonly matrix: Matrix;
  /** Null: nobody compared. */
  readonly findings: readonly Finding[] | null;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Status {
  readonly mode: "active" | "standby" | "starting";
  readonly enrolled: boolean;
  readonly version: string;
  readonly siteName: string;
  readonly now: number;
  /** The site's, as IANA names it. */
  readonly timeZone: string;
  /** closed: the server can't open its secrets, and what needs one doesn't work. */
  readonly seal: "open" | "closed";
  /** OpenID providers with whom people can sign in. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** An example site. */
  readonly demo: boolean;
  /** Where the other core of a pair is; null: not known. */
  readonly otherCore: string | null;
}

interface CalloutBrief {
  readonly id: number;
  readonly state: CalloutState;
  readonly step: number;
  /** Ids of the persons that it has told. */
  readonly told: readonly string[];
  readonly dueAt: number | null;
  readonly because: string;
}

export interface AlarmView extends Alarm {
  readonly sourceName: string;
  readonly pointName: string;
  /** Id of the area of its point. */
  readonly area: string | null;
  readonly callout: CalloutBrief | null;
}

export interface AlarmPage extends List<AlarmView> {
  readonly total: number;
  readonly feed: { readonly epoch: string; readonly seq: number };
}

export interface TransitionRecord {
  readonly at: number;
  readonly input: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
  readonly actor: string;
  readonly via: string;
  readonly comment: string | null;
  readonly sequence: number;
  readonly occurrence: number;
}

/** What became of a message at one moment. */
export interface Attempt {
  readonly notification: number;
  readonly at: number;
  readonly number: number;
  readonly state: Notification["state"];
  readonly because: string;
}

export interface AlarmDetail {
  readonly alarm: AlarmView;
  readonly point: Point | null;
  /** What its point and the areas above it say. */
  readonly inherited: Inherited | null;
  /** What whoever takes over must know. */
  readonly note: AlarmNote | null;
  readonly transitions: readonly TransitionRecord[];
  readonly callouts: readonly (Callout & { readonly policyName?: string })[];
  readonly notifications: readonly Notification[];
  /** Of these notifications, where their rows can't say it all. */
  readonly attempts: readonly Attempt[];
}

export interface SourceHealth {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly enabled: boolean;
  readonly state: "up" | "degraded" | "down" | "disabled";
  readonly why: string;
  readonly since: number;
  readonly parts: readonly {
    readonly part: string;
    readonly state: string;
    readonly why: string;
    readonly since: number;
  }[];
  readonly events: number;
  readonly refused: number;
  readonly lastRefusals: readonly { readonly at: number; readonly why: string; readonly raw: string }[];
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly key: string;
  readonly about: Readonly<Record<string, string>>;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
}

export interface ChannelHealth {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly state: "up" | "failing" | "disabled";
  readonly because: string;
  readonly since: number;
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
}

export interface MethodState {
  readonly method: string;
  readonly channel: string;
  readonly address: string;
  readonly verifiedAt: number | null;
}

export interface OnCall {
  readonly schedules: readonly {
    readonly id: string;
    readonly name: string;
    readonly onDuty: readonly { readonly person: string; readonly name: string; readonly until: number | null }[];
    readonly next: readonly { readonly person: string; readonly name: string; readonly from: number }[];
  }[];
  readonly gaps: readonly { readonly schedule: string; readonly from: number; readonly to: number }[];
}

export interface Simulation {
  readonly policy: { readonly id: string; readonly name: string } | null;
  readonly because: string;
  readonly steps: readonly {
    readonly at: number;
    readonly person: string;
    readonly personName: string;
    readonly method: string;
    readonly channel: string;
    readonly address: string;
    readonly because: string;
  }[];
  readonly withheld: readonly {
    readonly at: number;
    readonly person: string;
    readonly personName: string;
    readonly because: string;
  }[];
  /** A step finds nobody to tell. */
  readonly nobody: readonly { readonly at: number; readonly because: string }[];
  readonly end: { readonly at: number; readonly because: string };
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly via: string;
  readonly action: string;
  readonly object: string;
  readonly sentence: string;
}

/** Something that is switched on and doesn't work as it should. */
export interface Trouble {
  readonly kind: "source" | "channel" | "module";
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly because: string;
  readonly since: number;
}

export interface Troubles extends List<Trouble> {
  /** How many sources are switched on, well or not. */
  readonly sources: number;
}

/** What the search has found. */
export interface Hit {
  /** A kind of document of the site, or an alarm. */
  readonly kind: SiteKind | "alarm";
  readonly id: string;
  readonly name: string;
  readonly priority?: Priority;
  readonly state?: AlarmState;
}

/** Of the pair of cores that this server is one of; without a pair there is nothing but `enabled`. */
export type Failover = { readonly enabled: false } | ({ readonly enabled: true } & FailoverStatus);

export interface ModuleHealth {
  readonly id: string;
  readonly role: "driver-host" | "notifier-host" | "audit-witness";
  readonly node: string;
  readonly state: "up" | "lost" | "awaited";
  readonly because: string;
  readonly since: number;
  readonly release: string | null;
  readonly address: string | null;
  readonly latencyMs: number | null;
  readonly spooledReports: number;
  readonly spooledBytes: number;
  readonly troubles: readonly string[];
}

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
}

export type SiteDocument<K extends SiteKind = SiteKind> = SiteItem<K>;

/** One message of the live feed. */
export type FeedMessage =
  | { readonly seq: number; readonly topic: "alarm"; readonly data: AlarmView }
  | { readonly seq: number; readonly topic: "callout"; readonly data: Callout }
  | { readonly seq: number; readonly topic: "notification"; readonly data: Notification }
  | { readonly seq: number; readonly topic: "source"; readonly data: SourceHealth }
  | { readonly seq: number; readonly topic: "module"; readonly data: ModuleHealth }
  | { readonly seq: number; readonly topic: "channel"; readonly data: ChannelHealth }
  | { readonly seq: number; readonly topic: "site"; readonly data: { readonly kind: SiteKind; readonly id: string } }
  | {
      readonly seq: number;
      readonly topic: "health";
      readonly data: { readonly database: "up" | "down"; readonly because: string };
    }
  | { readonly seq: number; readonly topic: "approval"; readonly data: { readonly id: string; readonly state: string } }
  | { readonly seq: number; readonly topic: "hand-over"; readonly data: unknown }
  | { readonly seq: number; readonly topic: "swap"; readonly data: unknown }
  | {
      readonly seq: number;
      readonly topic: "procedure";
      readonly data: { readonly id: string; readonly alarm: number; readonly overdue: boolean };
    }
  | { readonly seq: number; readonly topic: "trust"; readonly data: unknown }
  | { readonly seq: number; readonly topic: "session"; readonly data: unknown };

/** From the gravest to the mildest; the compiler proves that none is missing. */
export const PRIORITY_ORDER = {
  "life-safety": 0,
  critical: 1,
  high: 2,
  medium: 3,
  low: 4,
} as const satisfies Record<Priority, number>;
export const LANGUAGES: readonly Language[] = ["en", "de"];
export const PRIORITIES: readonly Priority[] = ["life-safety", "critical", "high", "medium", "low"];

const CATEGORY_SET: Record<Category, true> = {
  fire: true,
  gas: true,
  medical: true,
  panic: true,
  "hold-up": true,
  intrusion: true,
  tamper: true,
  access: true,
  water: true,
  technical: true,
  trouble: true,
  power: true,
  communication: true,
  system: true,
  arming: true,
  test: true,
  maintenance: true,
  other: true,
};
export const CATEGORIES = Object.keys(CATEGORY_SET) as Category[];

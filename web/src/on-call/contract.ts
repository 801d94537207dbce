import type { Schedule as SiteSchedule } from "../../../src/site/schedule.ts";

export type Schedule = SiteSchedule;
export type Rotation = Schedule["rotations"][number];
export type Override = Schedule["overrides"][number];

/** Instants in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Shift extends Span {
  readonly person: string;
  readonly name: string;
  readonly because: string;
}

export interface LayerSpan extends Span {
  /** null: nobody takes over. */
  readonly person: string | null;
  readonly replaces?: string;
  readonly joins?: boolean;
  readonly note?: string;
}

export interface Layer {
  readonly kind: "rotation" | "holiday" | "override";
  readonly id: string;
  readonly spans: readonly LayerSpan[];
}

/** `GET /api/v1/schedules/ID/shifts` */
export interface Roster {
  readonly schedule: string;
  readonly timeZone: string;
  readonly shifts: readonly Shift[];
  readonly gaps: readonly Span[];
  readonly layers: readonly Layer[];
}

/** `POST /api/v1/schedules/preview` */
export interface Preview extends Roster {
  readonly newGaps: readonly Span[];
  readonly unknown: readonly string[];
  readonly clashes: readonly (Span & { readonly first: number; readonly second: number })[];
}

/** `GET /api/v1/profile/duty` */
export interface OwnDuty {
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly schedules: readonly {
    readonly id: string;
    readonly name: string;
    readonly timeZone: string;
    readonly onDuty: boolean;
    readonly until: number | null;
    readonly because: string | null;
    /** `to` null: no end is planned. */
    readonly shifts: readonly { readonly from: number; readonly to: number | null; readonly because: string }[];
    readonly after: readonly { readonly person: string; readonly name: string; readonly from: number }[];
  }[];
  readonly policies: readonly {
    readonly policy: string;
    readonly name: string;
    readonly steps: readonly number[];
    readonly isFallback: boolean;
    readonly as: readonly { readonly kind: "person" | "team" | "schedule"; readonly name?: string }[];
    readonly routes: readonly string[];
  }[];
  readonly methods: readonly {
    readonly id: string;
    readonly channel: string;
    readonly channelName: string;
    readonly address: string;
    readonly whyNot: string | null;
  }[];
  readonly colleagues: readonly { readonly id: string; readonly name: string; readonly answers: boolean }[];
}

export interface Swap extends Span {
  readonly id: string;
  readonly schedule: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly giver: { readonly id: string; readonly name: string };
  readonly taker: { readonly id: string; readonly name: string };
  readonly note: string;
  readonly offeredAt: number;
  readonly expiresAt: number;
  readonly state: "offered" | "accepted" | "declined" | "withdrawn" | "expired";
  /** It was offered to whoever is signed in, who has not answered yet. */
  readonly awaitsYou: boolean;
}

/** How a test message ended; `delivery` is null while it is under way. */
export interface MethodTest {
  readonly startedAt: number;
  readonly delivery: {
    readonly outcome: "delivered" | "accepted" | "retry" | "rejected";
    readonly because: string;
  } | null;
}

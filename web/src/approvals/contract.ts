/** A request that waits for a second person, as the server shows it. */
export interface Approval {
  readonly id: string;
  readonly hash: string;
  readonly kind: "action" | "elevation" | "review";
  readonly state: "open" | "carried-out" | "denied" | "withdrawn" | "expired" | "stale" | "closed";
  readonly summary: string;
  readonly reason: string;
  readonly requester: { readonly id: string; readonly name: string };
  readonly difference: readonly {
    readonly object: string;
    readonly action: string;
    readonly fields: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
  }[];
  readonly askedAt: number;
  readonly expiresAt: number | null;
  readonly overdue: boolean;
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
  readonly comment: string;
  /** Whoever looks at it asked for it. */
  readonly own: boolean;
}

/** A role for a limited time. */
export interface Elevation {
  readonly id: string;
  readonly operator: string;
  readonly operatorName: string;
  readonly role: string;
  /** Of a shipped role its id. */
  readonly roleName: string;
  readonly partitions: readonly string[];
  readonly reason: string;
  readonly approvedBy: string;
  readonly endsAt: number;
}

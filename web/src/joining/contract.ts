export const ROLES = ["driver-host", "notifier-host", "audit-witness", "standby", "core"] as const;

/** The window for machines to join, as the server shows it. Instants in ms UTC. */
export interface Window {
  /** null: closed, or open for tokens alone. */
  readonly closesAt: number | null;
  readonly expected: Readonly<Record<"role" | "node" | "instance", string | null>> | null;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly attemptsLeft: number;
  readonly turnedAway: number;
  readonly mismatches: number;
  readonly reached: readonly {
    readonly from: string;
    readonly at: number;
    readonly version: string;
    readonly protocol: number;
    readonly aheadMs: number;
  }[];
  readonly run: Run | null;
  readonly last: { readonly enrolled: boolean; readonly because: string } | null;
  readonly closedBecause: string | null;
}

/** A machine that wants to join. */
export interface Run {
  readonly id: number;
  readonly from: string;
  readonly role: string;
  readonly node: string;
  readonly instance: string;
  readonly stage: "greeting" | "comparing" | "waiting" | "issuing" | "over";
  /** To be read out. */
  readonly digits: string;
}

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

/** What a module of this machine can be elsewhere. */
export const MODULE_ROLES = ["driver-host", "notifier-host", "audit-witness"] as const;

/** What answered at another machine's window. */
export interface Found {
  readonly address: string;
  readonly tls: string;
  readonly version: string;
  readonly site: string;
}

export interface Tested {
  readonly found: Found | null;
  readonly wrong: readonly string[];
}

/** A module of this machine that joins another site. */
export interface Elsewhere {
  readonly state: "idle" | "reaching" | "comparing" | "waiting" | "joined" | "failed";
  readonly place: string | null;
  readonly wanted: { readonly role: string } | null;
  readonly found: Found | null;
  /** To be read out. */
  readonly words: readonly string[] | null;
  readonly because: string | null;
  readonly transcript: string | null;
  readonly folder: string | null;
}

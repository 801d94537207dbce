import type { Instant } from "#kernel/clock.ts";
import type { Port } from "#kernel/port.ts";
import type { Zone } from "#site/network.ts";

/** One end of a connection. */
export interface End {
  /** `tocsin`, `browser`, `source`, `mail server`. */
  readonly kind: string;
  /** Which of them: the id of the source, the node. */
  readonly instance: string;
  /** Name or address; null: any of its zone. */
  readonly address: string | null;
}

/**
 * One row of the port matrix: who opens a connection to whom, by which port, and why. It exists only while something is
 * configured that needs it.
 */
export interface Flow {
  /** `web`, `source/panels/panels-tcp`. Stays the same as long as what needs it stays. */
  readonly id: string;
  /** What kind of flow it is, on every installation the same: `web`, `driver/sia-dc09/panels-tcp`. */
  readonly sort: string;
  /** Whose firewall must know it, and which way it goes from there. */
  readonly node: string;
  readonly initiator: End;
  readonly listener: End & { readonly port: number; readonly lastPort: number };
  readonly transport: Port["transport"];
  readonly app: string;
  readonly encrypted: Port["encrypted"];
  readonly proof: Port["proof"];
  /** Where another port can be chosen; null: nowhere. */
  readonly setting: string | null;
  readonly zone: { readonly from: Zone; readonly to: Zone };
  /** `in`: its node listens; `out`: it dials; `host`: another program of it listens. */
  readonly direction: "in" | "out" | "host";
  /** Listening: the only addresses that are answered; null: all of the zone. */
  readonly peers: readonly string[] | null;
  /** It is no trouble when nothing listens there just now. */
  readonly intermittent?: true;
  /** Open at this moment. A window that is closed has a rule and no listener. */
  readonly active: boolean;
  readonly purpose: string;
  readonly waiver: { readonly until: string; readonly because: string } | null;
}

/** Local ways in, by a file that only some accounts may open. They have no port. */
export interface LocalSocket {
  readonly id: string;
  readonly path: string;
  readonly purpose: string;
}

export interface Matrix {
  readonly node: string;
  readonly at: Instant;
  /** SHA-256 over flows and zones: what every set of rules made from it carries in its head. */
  readonly hash: string;
  /** Account of the running server. */
  readonly uid: number;
  /** By id. */
  readonly flows: readonly Flow[];
  readonly sockets: readonly LocalSocket[];
  readonly zones: Readonly<Record<Exclude<Zone, "server">, readonly string[]>>;
  /** What could not be said, and why. */
  readonly notes: readonly string[];
}

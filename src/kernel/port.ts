/** How the far side proves who it is; `certificate` is that of the server alone, `mutual-tls` that of both. */
export const PROOFS = ["mutual-tls", "certificate", "token", "password", "key", "none"] as const;

/**
 * One connection that settings make a part of the house open or wait for: a row of the port matrix. One row per transport;
 * who opens the connection decides the direction.
 */
export interface Port {
  /** Tells the ports of one source or channel apart: `panels`, `submission`. */
  readonly name: string;
  readonly direction: "in" | "out";
  readonly transport: "tcp" | "udp";
  /** Listening: the address that is listened on. Dialling: name or address of the far side. */
  readonly host: string;
  readonly port: number;
  /** Listening on a range: its end. Absent: one port. */
  readonly lastPort?: number;
  /** Listened on only now and then, as calls and sessions come and go. */
  readonly intermittent?: true;
  /** What is spoken: `https`, `modbus`. */
  readonly app: string;
  /** `peer-decides`: both is taken, and the far side chooses. */
  readonly encrypted: "yes" | "no" | "peer-decides";
  readonly proof: (typeof PROOFS)[number];
  /** Where another port can be chosen, from the settings of its part on; null: nowhere. */
  readonly setting: string | null;
  /** Listening: the only addresses and networks that are answered, or names that the same settings dial. Absent: any. */
  readonly peers?: readonly string[];
  readonly purpose: string;
}

/** Where a URL leads, or null when it isn't one. IPv6 addresses come without brackets. */
export function placeOf(url: string, ports: Readonly<Record<string, number>>): { host: string; port: number } | null {
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) || (ports[protocol.slice(0, -1)] ?? 0) };
}

/** A place that somebody listens on. */
export type Place = Pick<Port, "transport" | "host" | "port">;

/** Whether two listeners can't both have their place. */
export function collide(one: Place, other: Place): boolean {
  const anywhere = (host: string) => host === "0.0.0.0" || host === "::";
  const overlap = one.host === other.host || anywhere(one.host) || anywhere(other.host);
  return one.port !== 0 && one.transport === other.transport && one.port === other.port && overlap;
}

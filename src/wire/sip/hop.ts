export const TRANSPORTS = ["udp", "tcp", "tls"] as const;

/** Where a message goes or came from. `host` is an address, not a name. */
export interface Hop {
  readonly transport: (typeof TRANSPORTS)[number];
  readonly host: string;
  readonly port: number;
}

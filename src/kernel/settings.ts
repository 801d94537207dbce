import type { Secret } from "./secret.ts";

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: Secret | null;
  /** File with the authority that signed the server's certificate; null: those that Node trusts. */
  readonly ca: string | null;
  /** On this machine, where TLS is not demanded: a loopback address or the folder of a Unix socket. */
  readonly local: boolean;
}

export interface ExternalDatabase {
  readonly app: DatabaseAddress;
  readonly reader: DatabaseAddress | null;
  readonly migrator: DatabaseAddress | null;
}

export interface Settings {
  readonly dataFolder: string;
  /** null: the embedded one. */
  readonly database: ExternalDatabase | null;
}

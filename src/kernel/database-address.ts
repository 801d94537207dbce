import { isIP } from "node:net";
import { Secret } from "./secret.ts";

/** How one role reaches an external database. */
export interface DatabaseAddress {
  /** Name, address, or, for a Unix socket, its folder. */
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: Secret | null;
  /** File with the authority that signed the server's certificate; null: those that Node trusts. */
  readonly ca: string | null;
  /** On this machine, where TLS is not demanded: a loopback address or a Unix socket. */
  readonly local: boolean;
  /** Whether TLS is spoken, always with the certificate and the name verified. */
  readonly tls: boolean;
}

export type AddressReading =
  | { readonly kind: "valid"; readonly address: DatabaseAddress }
  | { readonly kind: "invalid"; readonly why: string };

/**
 * Reads `postgresql://role[:secret]@host[:port]/name`, or `postgresql://role@/name?host=/folder` for a Unix socket.
 * TLS is verified in full wherever the server is not on this machine, and nothing can switch that off.
 */
export function readAddress(url: string, ca: string | null = null, user = "tocsin_app"): AddressReading {
  const invalid = (why: string): AddressReading => ({ kind: "invalid", why });
  const shape =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?(\[[0-9a-f:.]+\]|[^:@/?]*)(?::(\d+))?\/([^?]*)(?:\?(.*))?$/i.exec(
      url,
    );
  if (!shape) return invalid("expected postgresql://role@host:port/database");
  const [, role = "", secret, bracketed = "", port = "5432", name = "", query = ""] = shape;
  const options = new URLSearchParams(query);
  for (const option of options.keys()) {
    if (option !== "host" && option !== "sslmode")
      return invalid(`expected no option but host and sslmode, found ${option}`);
  }
  const folder = options.get("host");
  const host = folder ?? bracketed.replace(/^\[|\]$/g, "");
  if (host === "") return invalid("expected a host");
  if (folder && !folder.startsWith("/")) return invalid("expected the folder of a Unix socket as host option");
  if (name === "" || name.includes("/")) return invalid("expected the name of a database after the host");
  if (Number(port) < 1 || Number(port) > 65_535) return invalid("expected a port from 1 to 65535");
  const local = isLocal(host);
  const mode = options.get("sslmode") ?? (local && ca === null ? "disable" : "verify-full");
  if (mode !== "verify-full" && !(local && mode === "disable")) {
    return invalid(
      `expected sslmode verify-full, the only one that keeps impostors out${local ? " (or disable, on this machine)" : ""}, found ${mode}`,
    );
  }
  return {
    kind: "valid",
    address: {
      host,
      port: Number(port),
      name: decodeURIComponent(name),
      user: decodeURIComponent(role) || user,
      password: secret ? new Secret(decodeURIComponent(secret)) : null,
      ca,
      local,
      tls: mode === "verify-full" && !host.startsWith("/"),
    },
  };
}

function isLocal(host: string): boolean {
  return (
    host.startsWith("/") || host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."))
  );
}

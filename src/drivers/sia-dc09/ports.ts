import type { Port } from "#kernel/port.ts";
import type { Settings } from "./settings.ts";

/** TCP and UDP as they are switched on, open only to the panels' addresses where every panel has some. */
export function portsOf({ host, port, tcp, udp, tls, accounts }: Settings): Port[] {
  const pinned = accounts.length > 0 && accounts.every(({ addresses }) => addresses.length > 0);
  const keyed = accounts.filter(({ key, encryption }) => key !== undefined && encryption === "required").length;
  const listening = {
    direction: "in",
    host,
    port,
    app: "sia-dc09",
    setting: "port",
    ...(pinned && { peers: [...new Set(accounts.flatMap(({ addresses }) => addresses))] }),
    purpose: "alarm panels report, SIA DC-09",
  } as const;
  // Each account that has a key may be made to use it; where some have none, those speak in clear.
  const byAccount =
    keyed === 0
      ? ({ encrypted: "no", proof: "none" } as const)
      : ({ encrypted: keyed === accounts.length ? "yes" : "peer-decides", proof: "key" } as const);
  const byTls = { encrypted: "yes", proof: tls?.clientIssuers === undefined ? "certificate" : "mutual-tls" } as const;
  const ports: Port[] = [];
  if (tcp) ports.push({ name: "panels-tcp", transport: "tcp", ...listening, ...(tls ? byTls : byAccount) });
  if (udp) ports.push({ name: "panels-udp", transport: "udp", ...listening, ...byAccount });
  return ports;
}

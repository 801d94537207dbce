import type { Port } from "#kernel/port.ts";
import { isEncrypted, type Settings, type Trunk } from "./settings.ts";

/** The SIP servers, where they reach us, and the ports for sound. */
export function portsOf({ trunks }: Settings): Port[] {
  return [...trunks.map(dialled), ...merged(trunks.flatMap(ownPort)), ...merged(trunks.map(mediaPorts))];
}

function dialled({ transport, server, port, password, name }: Trunk, at: number): Port {
  return {
    name: `trunk-${at + 1}`,
    direction: "out",
    transport: transport === "udp" ? "udp" : "tcp",
    host: server,
    port: port ?? (transport === "tls" ? 5061 : 5060),
    app: transport === "tls" ? "sips" : "sip",
    encrypted: transport === "tls" ? "yes" : "no",
    proof: password === undefined ? "none" : "password",
    setting: `trunks.${at}.port`,
    purpose: `calls by ${name}`,
  };
}

/** With TLS the server speaks by the connection that we have opened. */
function ownPort({ transport, server, address, localPort, name }: Trunk, at: number): Port[] {
  if (transport === "tls") return [];
  return [
    {
      name: `own-${at + 1}`,
      direction: "in",
      transport,
      host: address ?? ANY,
      port: localPort,
      intermittent: true,
      app: "sip",
      encrypted: "no",
      proof: "none",
      setting: `trunks.${at}.localPort`,
      peers: [server],
      purpose: `what the server of ${name} asks of us`,
    },
  ];
}

function mediaPorts(trunk: Trunk, at: number): Port {
  const { server, address, mediaPorts: range, mediaPeers, name } = trunk;
  const isSecret = isEncrypted(trunk);
  return {
    name: `media-${at + 1}`,
    direction: "in",
    transport: "udp",
    host: address ?? ANY,
    port: range.from,
    lastPort: range.to,
    intermittent: true,
    app: isSecret ? "srtp" : "rtp",
    encrypted: isSecret ? "yes" : "no",
    proof: isSecret ? "key" : "none",
    setting: `trunks.${at}.mediaPorts.from`,
    peers: [server, ...mediaPeers],
    purpose: `sound of calls by ${name}`,
  };
}

/** Trunks may share their ports: one row for each place, for the far sides of all of them. */
function merged(ports: readonly Port[]): Port[] {
  const byPlace = new Map<string, Port>();
  for (const port of ports) {
    const place = `${port.transport} ${port.host} ${port.port} ${port.lastPort}`;
    const known = byPlace.get(place);
    const both = known && {
      ...known,
      peers: [...new Set([...(known.peers ?? []), ...(port.peers ?? [])])],
      ...(known.encrypted === port.encrypted
        ? {}
        : { app: "rtp", encrypted: "peer-decides" as const, proof: "none" as const }),
      purpose: `${known.purpose}, ${port.purpose.replace(/^.* by /u, "")}`,
    };
    byPlace.set(place, both ?? port);
  }
  return [...byPlace.values()];
}

/** The address from which the machine speaks to the server is known only once it has. */
const ANY = "0.0.0.0";

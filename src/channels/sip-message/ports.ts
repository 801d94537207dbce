import type { Port } from "#kernel/port.ts";
import type { Settings } from "./settings.ts";

/** The SIP server, and where it reaches us; with TLS it speaks by the connection that we have opened. */
export function portsOf({ transport, server, port, password, address, localPort }: Settings): Port[] {
  const isSecret = transport === "tls";
  const out: Port = {
    name: "server",
    direction: "out",
    transport: transport === "udp" ? "udp" : "tcp",
    host: server,
    port: port ?? (isSecret ? 5061 : 5060),
    app: isSecret ? "sips" : "sip",
    encrypted: isSecret ? "yes" : "no",
    proof: password === undefined ? "none" : "password",
    setting: "port",
    purpose: "texts to handsets",
  };
  if (transport === "tls") return [out];
  const own: Port = {
    ...out,
    name: "own",
    direction: "in",
    host: address ?? "0.0.0.0",
    port: localPort,
    intermittent: true,
    proof: "none",
    setting: "localPort",
    peers: [server],
    purpose: "what handsets answer",
  };
  return [out, own];
}

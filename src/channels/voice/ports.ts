import type { Port } from "#kernel/port.ts";
import type { Settings } from "./settings.ts";

/** The SIP servers. Sound goes to where each call's far side says, from the trunk's media ports. */
export function portsOf({ trunks }: Settings): Port[] {
  return trunks.map(({ transport, server, port, password, name }, at) => ({
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
  }));
}

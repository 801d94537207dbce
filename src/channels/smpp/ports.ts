import type { Port } from "#kernel/port.ts";
import type { Settings } from "./settings.ts";

export function portsOf({ host, port, security }: Settings): Port[] {
  return [
    {
      name: "message-centre",
      direction: "out",
      transport: "tcp",
      host,
      port,
      app: security === "tls" ? "smpps" : "smpp",
      encrypted: security === "tls" ? "yes" : "no",
      proof: "password",
      setting: "port",
      purpose: "short messages to people and their answers",
    },
  ];
}

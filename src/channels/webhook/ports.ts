import { type Port, placeOf } from "#kernel/port.ts";
import type { Settings } from "./settings.ts";

/** One row for each receiver that somebody's contact method names. */
export function portsOf(_settings: Settings, addresses: readonly string[]): Port[] {
  const ports = new Map<string, Port>();
  for (const address of addresses) {
    const place = placeOf(address, { https: 443, http: 80 });
    if (!place) continue;
    const encrypted = address.startsWith("https:");
    ports.set(`${place.host} ${place.port}`, {
      name: "post",
      direction: "out",
      transport: "tcp",
      ...place,
      app: encrypted ? "https" : "http",
      encrypted: encrypted ? "yes" : "no",
      proof: "key",
      setting: "the address of the contact method",
      purpose: "messages to other programs, signed",
    });
  }
  return [...ports.values()];
}

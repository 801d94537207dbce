import { type Port, placeOf } from "#kernel/port.ts";

/** One row for each machine that these URLs lead to. */
export function httpPorts(
  urls: readonly string[],
  says: Pick<Port, "name" | "proof" | "setting" | "purpose">,
): readonly Port[] {
  const ports = new Map<string, Port>();
  for (const url of urls) {
    const place = placeOf(url, { https: 443, http: 80 });
    if (!place) continue;
    const encrypted = url.startsWith("https:");
    const { name, ...others } = says;
    ports.set(`${place.host} ${place.port}`, {
      name,
      direction: "out",
      transport: "tcp",
      ...place,
      app: encrypted ? "https" : "http",
      encrypted: encrypted ? "yes" : "no",
      ...others,
    });
  }
  return [...ports.values()];
}

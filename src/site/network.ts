import { isIP } from "node:net";
import { z } from "zod";

/** Where connections come from and go to; `server` is the machine on which this Tocsin runs. */
export const ZONES = [
  "operators",
  "integrations",
  "modules",
  "devices",
  "database",
  "services",
  "management",
  "server",
] as const;
export type Zone = (typeof ZONES)[number];

const place = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "expected an address or a network such as 10.20.0.0/16 or fd00:20::/64",
});
const zone = (says: string) => z.array(place).max(200).default([]).describe(says);

/** What the firewall rules are made from, beyond the ports themselves. */
export const Network = z
  .strictObject({
    zones: z
      .strictObject({
        operators: zone("Where people open the page"),
        integrations: zone("Programs that call the API"),
        modules: zone("Machines that run modules of this site"),
        devices: zone("Panels, controllers and gateways"),
        database: zone("Database servers"),
        services: zone("Mail servers, directories, collectors, receivers of webhooks"),
        management: zone("Where this machine is administered from"),
      })
      .prefault({})
      .describe("Addresses and networks of each zone; a zone without any is let in nowhere"),
    hostPorts: z
      .array(
        z.strictObject({
          name: z
            .string()
            .regex(/^[a-z][a-z0-9-]{0,30}$/, "expected lower-case letters, digits and '-', at most 31")
            .describe("ssh"),
          transport: z.enum(["tcp", "udp"]).default("tcp"),
          port: z.int().min(1).max(65_535),
          from: z.enum(ZONES).exclude(["server"]).default("management"),
        }),
      )
      .max(50)
      .default([])
      .describe("Ports of other programs of this machine that the firewall must leave open: remote administration"),
    waivers: z
      .array(
        z.strictObject({
          flow: z.string().min(1).max(200).describe("Id of the flow, as `tocsin ports` shows it"),
          until: z.iso.date().describe("Last day on which it holds"),
          because: z.string().trim().min(10).max(500),
        }),
      )
      .max(200)
      .default([])
      .describe("What is tolerated for a while: a flow without encryption, a range of more than 200 ports"),
  })
  .prefault({});
export type Network = z.output<typeof Network>;

/** Whether an address is this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

import { defineChannel } from "../channel.ts";
import { Address, Settings } from "./settings.ts";

/** Pages by SNPP (RFC 1861); two-way pagers answer. Described in docs/channels/snpp.md. */
export const snpp = defineChannel({
  name: "snpp",
  title: "Pager (SNPP)",
  settings: Settings,
  address: Address,
  brief: true,
  can: { confirmDelivery: true, carryReply: true, longestText: 2000, lifeSafety: true, parallel: 4 },
  ports: ({ host, port, security, login }) => [
    {
      name: "pages",
      direction: "out",
      transport: "tcp",
      host,
      port,
      app: security === "tls" ? "snpps" : "snpp",
      encrypted: security === "tls" ? "yes" : "no",
      proof: login ? "password" : security === "tls" ? "certificate" : "none",
      setting: "port",
      purpose: "pages to people",
    },
  ],
  open: async (settings, host) => new (await import("./line.ts")).SnppLine(settings, host),
});

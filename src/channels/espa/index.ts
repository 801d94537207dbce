import { defineChannel } from "../channel.ts";
import { Address, Settings } from "./settings.ts";

/** Calls to a paging or DECT system by ESPA 4.4.4 over a serial server. Described in docs/channels/espa.md. */
export const espa = defineChannel({
  name: "espa",
  title: "Paging system (ESPA 4.4.4)",
  settings: Settings,
  address: Address,
  // One block at a time is on a line.
  brief: true,
  can: { confirmDelivery: true, carryReply: true, longestText: 160, lifeSafety: true, parallel: 1 },
  ports: ({ host, port }) => [
    {
      name: "calls",
      direction: "out",
      transport: "tcp",
      host,
      port,
      app: "espa",
      encrypted: "no",
      proof: "none",
      setting: "port",
      purpose: "calls to pagers, ESPA 4.4.4",
    },
  ],
  open: async (settings, host) => new (await import("./line.ts")).EspaLine(settings, host),
});

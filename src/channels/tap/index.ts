import { defineChannel } from "../channel.ts";
import { Address, Settings } from "./settings.ts";

/** Pages by TAP 1.8 (IXO) over a terminal server. Described in docs/channels/tap.md. */
export const tap = defineChannel({
  name: "tap",
  title: "Pager (TAP)",
  settings: Settings,
  address: Address,
  // A paging terminal has one line for us.
  brief: true,
  can: { confirmDelivery: false, carryReply: false, longestText: 2000, lifeSafety: true, parallel: 1 },
  ports: ({ host, port, password }) => [
    {
      name: "pages",
      direction: "out",
      transport: "tcp",
      host,
      port,
      app: "tap",
      encrypted: "no",
      proof: password === "" ? "none" : "password",
      setting: "port",
      purpose: "pages to people, TAP",
    },
  ],
  open: async (settings, host) => new (await import("./line.ts")).TapLine(settings, host),
});

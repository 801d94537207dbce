import { defineChannel } from "../channel.ts";
import { portsOf } from "./ports.ts";
import { Address, PARALLEL, Settings } from "./settings.ts";

/** Signed JSON by HTTP POST, for other programs. Described in docs/channels/webhook.md. */
export const webhook = defineChannel({
  name: "webhook",
  title: "Webhook (signed JSON by HTTP)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: false, longestText: 100_000, lifeSafety: true, parallel: PARALLEL },
  farSide: (address) => (URL.canParse(address) ? new URL(address).host : address),
  ports: portsOf,
  open: async (settings, host) => new (await import("./line.ts")).WebhookLine(settings, host),
});

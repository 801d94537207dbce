import { defineChannel } from "../channel.ts";
import { httpPorts } from "../http-ports.ts";
import { Address, PARALLEL, Settings } from "./settings.ts";

/** A room of Microsoft Teams, Slack or Mattermost. Described in docs/channels/chat-webhooks.md. */
export const chatWebhook = defineChannel({
  name: "chat-webhook",
  title: "Chat room (Teams, Slack, Mattermost)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: false, longestText: 3000, lifeSafety: false, parallel: PARALLEL },
  shared: true,
  ports: ({ url }) =>
    httpPorts([url], { name: "post", proof: "key", setting: "url", purpose: "messages to a chat room" }),
  open: async (settings, host) => (await import("./line.ts")).chatWebhookLine(settings, host),
});

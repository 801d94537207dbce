import { defineChannel } from "../channel.ts";
import { httpPorts } from "../http-ports.ts";
import { Address, PARALLEL, Settings } from "./settings.ts";

/** Whatever takes a message by HTTP, by a template. Described in docs/channels/chat-webhooks.md. */
export const httpTemplate = defineChannel({
  name: "http-template",
  title: "Any program (HTTP by a template)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: false, longestText: 20_000, lifeSafety: true, parallel: PARALLEL },
  ports: ({ url, headers }) =>
    httpPorts([url.replace(/\{\{.*$/u, "")], {
      name: "post",
      proof: headers.length > 0 ? "token" : "none",
      setting: "url",
      purpose: "messages to another program",
    }),
  open: async (settings, host) => (await import("./line.ts")).httpTemplateLine(settings, host),
});

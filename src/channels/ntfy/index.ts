import { defineChannel } from "../channel.ts";
import { httpPorts } from "../http-ports.ts";
import { Address, PARALLEL, Settings } from "./settings.ts";

/** Push by an ntfy server, also one without the internet. Described in docs/channels/ntfy.md. */
export const ntfy = defineChannel({
  name: "ntfy",
  title: "Push (ntfy)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: false, longestText: 4096, lifeSafety: false, parallel: PARALLEL },
  shared: true,
  ports: ({ server, token }) =>
    httpPorts([server], {
      name: "publish",
      proof: token === undefined ? "none" : "token",
      setting: "server",
      purpose: "push messages to phones",
    }),
  open: async (settings, host) => new (await import("./line.ts")).NtfyLine(settings, host),
});

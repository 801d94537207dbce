import { defineChannel } from "../channel.ts";
import { httpPorts } from "../http-ports.ts";
import { Address, PARALLEL, Settings } from "./settings.ts";

/** Chat by Matrix, with answers. Described in docs/channels/matrix.md. */
export const matrix = defineChannel({
  name: "matrix",
  title: "Chat (Matrix)",
  settings: Settings,
  address: Address,
  hears: "chat",
  can: { confirmDelivery: false, carryReply: true, longestText: 20_000, lifeSafety: false, parallel: PARALLEL },
  ports: ({ homeserver }) =>
    httpPorts([homeserver], {
      name: "client",
      proof: "token",
      setting: "homeserver",
      purpose: "chat messages to people, and their answers",
    }),
  open: async (settings, host) => new (await import("./line.ts")).MatrixLine(settings, host),
});

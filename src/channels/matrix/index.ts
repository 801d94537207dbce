import { defineChannel } from "../channel.ts";
import { httpPorts } from "../http-ports.ts";
import { PARALLEL } from "./homeserver.ts";
import { MatrixLine } from "./line.ts";
import { Address, Settings } from "./settings.ts";

/** Chat by Matrix, with answers. Described in docs/channels/matrix.md. */
export const matrix = defineChannel({
  name: "matrix",
  title: "Chat (Matrix)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: true, longestText: 20_000, lifeSafety: false, parallel: PARALLEL },
  ports: ({ homeserver }) =>
    httpPorts([homeserver], {
      name: "client",
      proof: "token",
      setting: "homeserver",
      purpose: "chat messages to people, and their answers",
    }),
  open: (settings, host) => Promise.resolve(new MatrixLine(settings, host)),
});

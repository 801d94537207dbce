import { z } from "zod";
import { defineChannel } from "../channel.ts";
import { portsOf } from "./ports.ts";
import { Settings } from "./settings.ts";

/** Short messages by a message centre that speaks SMPP 3.4. Described in docs/channels/sms.md. */
export const smpp = defineChannel({
  name: "smpp",
  title: "SMS (SMPP 3.4)",
  settings: Settings,
  address: z.string().regex(/^\+[1-9]\d{6,14}$/, "expected a number such as +4915112345678"),
  hears: "sms",
  brief: true,
  can: { confirmDelivery: true, carryReply: true, longestText: 1530, lifeSafety: true, parallel: 10 },
  parallel: ({ window }) => window,
  ports: portsOf,
  async open(settings, host) {
    // Loaded with the first channel of this kind: a server without one needs no memory for it.
    const { SmppLine } = await import("./line.ts");
    return new SmppLine(settings, host);
  },
});

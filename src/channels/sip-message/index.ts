import { defineChannel } from "../channel.ts";
import { SipAddress } from "../sip-settings.ts";
import { portsOf } from "./ports.ts";
import { Settings } from "./settings.ts";

/** Texts to the handsets of a PBX by SIP MESSAGE (RFC 3428), and their answers. Described in docs/channels/sip-message.md. */
export const sipMessage = defineChannel({
  name: "sip-message",
  title: "Handset (SIP MESSAGE)",
  settings: Settings,
  address: SipAddress,
  brief: true,
  can: { confirmDelivery: true, carryReply: true, longestText: 1000, lifeSafety: true, parallel: 8 },
  ports: portsOf,
  open: async (settings, host) => new (await import("./line.ts")).SipMessageLine(settings, host),
});

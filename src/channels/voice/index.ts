import { defineChannel } from "../channel.ts";
import { SipAddress } from "../sip-settings.ts";
import { portsOf } from "./ports.ts";
import { Settings } from "./settings.ts";

/** Telephone calls by SIP, answered by digits. Described in docs/channels/voice.md. */
export const voice = defineChannel({
  name: "voice",
  title: "Telephone call (SIP)",
  settings: Settings,
  address: SipAddress,
  can: { confirmDelivery: true, carryReply: true, longestText: 2000, lifeSafety: true, parallel: 100 },
  parallel: ({ trunks }) => trunks.reduce((sum, { lines }) => sum + lines, 0),
  callers: ({ callIn }) => callIn?.persons.map(({ person }) => person) ?? [],
  ports: portsOf,
  async open(settings, host) {
    // Loaded when the first voice channel is opened: a server without one needs no memory for it.
    const { assertApart, VoiceLine } = await import("./line.ts");
    assertApart(settings);
    return new VoiceLine(settings, host);
  },
});

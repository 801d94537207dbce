import { defineChannel } from "../channel.ts";
import { Address, Settings } from "./settings.ts";

/** Sound and speech on loudspeakers of this machine. Described in docs/channels/announcer.md. */
export const announcer = defineChannel({
  name: "announcer",
  title: "Announcer (loudspeaker)",
  settings: Settings,
  address: Address,
  // Nobody signs for what a room has heard: no code, no link.
  shared: true,
  can: { confirmDelivery: false, carryReply: false, longestText: 2000, lifeSafety: true, parallel: 200 },
  ports: () => [],
  async open(settings, host) {
    // Loaded when the first announcer is opened.
    const { AnnouncerLine } = await import("./line.ts");
    return AnnouncerLine.open(settings, host);
  },
});

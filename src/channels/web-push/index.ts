import { defineChannel } from "../channel.ts";
import { httpPorts } from "../http-ports.ts";
import { OWN_DEVICES } from "../own-devices.ts";
import { Address, PARALLEL, Settings } from "./settings.ts";

/** Push to browsers and UnifiedPush apps, encrypted to the device. Described in docs/channels/web-push.md. */
export const webPush = defineChannel({
  name: "web-push",
  title: "Push (browsers, UnifiedPush)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: false, longestText: 3000, lifeSafety: false, parallel: PARALLEL },
  shared: true,
  toDevices: true,
  farSide: (address) => (URL.canParse(address) ? new URL(address).host : ""),
  ports: ({ hosts }, addresses) =>
    httpPorts(
      [...hosts.map((host) => `https://${host.replace("*.", "")}`), ...addresses.filter((one) => one !== OWN_DEVICES)],
      {
        name: "push",
        proof: "key",
        setting: "hosts",
        purpose: "push messages to browsers and phones",
      },
    ),
  open: async (settings, host) => new (await import("./line.ts")).WebPushLine(settings, host),
});

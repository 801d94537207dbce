import { defineChannel } from "../channel.ts";
import { Address, placeOf, Settings } from "./settings.ts";

/** Chat by XMPP, with receipts and answers. Described in docs/channels/xmpp.md. */
export const xmpp = defineChannel({
  name: "xmpp",
  title: "Chat (XMPP)",
  settings: Settings,
  address: Address,
  hears: "chat",
  can: { confirmDelivery: true, carryReply: true, longestText: 20_000, lifeSafety: true, parallel: 32 },
  ports: (settings) => {
    const { host, port } = placeOf(settings);
    return [
      {
        name: "stream",
        direction: "out",
        transport: "tcp",
        host,
        port,
        app: settings.security === "tls" ? "xmpps" : "xmpp",
        encrypted: "yes",
        proof: "password",
        setting: "port",
        purpose: "chat messages to people, and their answers",
      },
    ];
  },
  async open(settings, host) {
    const { XmppLine } = await import("./line.ts");
    return new XmppLine(settings, host);
  },
});

import { z } from "zod";
import type { Port } from "#kernel/port.ts";
import { defineChannel } from "../channel.ts";
import { Settings } from "./settings.ts";

/** Short messages by a GSM modem in PDU mode. Described in docs/channels/sms.md. */
export const smsModem = defineChannel({
  name: "sms-modem",
  title: "SMS (GSM modem)",
  settings: Settings,
  address: z.string().regex(/^\+[1-9]\d{6,14}$/, "expected a number such as +4915112345678"),
  hears: "sms",
  brief: true,
  can: { confirmDelivery: true, carryReply: true, longestText: 1530, lifeSafety: true, parallel: 1 },
  ports({ connection }): Port[] {
    if (connection.by === "serial") return [];
    return [
      {
        name: "modem",
        direction: "out",
        transport: "tcp",
        host: connection.host,
        port: connection.port,
        app: "at",
        encrypted: "no",
        proof: "none",
        setting: "connection.port",
        purpose: "short messages to people and their answers, by a modem on the network",
      },
    ];
  },
  async open(settings, host) {
    // Loaded with the first channel of this kind: a server without one needs no memory for it.
    const { SmsModemLine } = await import("./line.ts");
    return new SmsModemLine(settings, host);
  },
});

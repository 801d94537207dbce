import { defineChannel } from "../channel.ts";
import { portsOf } from "./ports.ts";
import { Address, Settings } from "./settings.ts";

/** E-mail by SMTP submission or relay; replies come by the inbox. Described in docs/channels/smtp.md. */
export const smtp = defineChannel({
  name: "smtp",
  title: "E-mail (SMTP)",
  settings: Settings,
  address: Address,
  can: { confirmDelivery: false, carryReply: true, longestText: 100_000, lifeSafety: true, parallel: 5 },
  letters: true,
  ports: portsOf,
  async open(settings, host) {
    // Loaded when the first mail channel is opened: a server without one needs no memory for it.
    const [{ SmtpLine }, { default: Connection }, { default: Composer }] = await Promise.all([
      import("./line.ts"),
      import("nodemailer/lib/smtp-connection"),
      import("nodemailer/lib/mail-composer"),
    ]);
    return new SmtpLine(settings, host, { Connection, Composer });
  },
});

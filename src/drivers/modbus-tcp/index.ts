import { defineDriver } from "#drivers/driver.ts";
import { openSession } from "./session.ts";
import { settings } from "./settings.ts";

export default defineDriver({
  name: "modbus-tcp",
  title: "Modbus TCP client",
  standard: "Modbus Application Protocol V1.1b3, Messaging on TCP/IP V1.0b",
  role: "polls",
  settings,
  ports: ({ host, port }) => [
    {
      name: "poll",
      direction: "out",
      transport: "tcp",
      host,
      port,
      app: "modbus",
      encrypted: "no",
      proof: "none",
      setting: "port",
      purpose: "polling the device or gateway",
    },
  ],
  open: (chosen, host) => openSession(chosen, host),
});

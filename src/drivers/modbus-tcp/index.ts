import { defineDriver } from "#drivers/driver.ts";
import { settings, tagsOf } from "./settings.ts";

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
  reads: tagsOf,
  // Loaded when the first source is opened: a server without one needs no memory for it.
  open: async (chosen, host) => (await import("./session.ts")).openSession(chosen, host),
});

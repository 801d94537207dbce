import { defineDriver } from "#drivers/driver.ts";
import { Settings } from "./settings.ts";

export default defineDriver({
  name: "snpp-gateway",
  title: "Pages by SNPP",
  standard: "RFC 1861, levels 1 and 2, as the gateway",
  role: "listens",
  settings: Settings,
  ports: ({ host, port, tls, addresses, logins }) => [
    {
      name: "pages",
      direction: "in",
      transport: "tcp",
      host,
      port,
      app: tls ? "snpps" : "snpp",
      encrypted: tls ? "yes" : "no",
      proof: tls?.clientIssuers !== undefined ? "mutual-tls" : logins.length > 0 ? "password" : "none",
      setting: "port",
      ...(addresses.length > 0 && { peers: addresses }),
      purpose: "paging clients report, SNPP",
    },
  ],
  adopt: (settings, { key, name }) => {
    const pins: unknown[] = Array.isArray(settings["pins"]) ? settings["pins"] : [];
    return { ...settings, pins: [...pins, { pin: key, ...(name !== undefined && { name }) }] };
  },
  // Loaded when the first gateway is opened: a server without one needs no memory for it.
  open: async (settings, host) => (await import("./session.ts")).SnppGatewaySession.open(settings, host),
});

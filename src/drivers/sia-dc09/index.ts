import { defineDriver, type Port } from "#drivers/driver.ts";
import { Dc09Session } from "./session.ts";
import { Settings } from "./settings.ts";

export default defineDriver({
  name: "sia-dc09",
  title: "SIA DC-09 receiver",
  standard: "ANSI/SIA DC-09-2013 and -2007, as far as they and -2021 agree on the wire",
  role: "listens",
  settings: Settings,
  ports: ({ host, port, tcp, udp }) => {
    const ports: Port[] = [];
    const listening = { direction: "in", host, port, purpose: "alarm panels, SIA DC-09" } as const;
    if (tcp) ports.push({ ...listening, transport: "tcp" });
    if (udp) ports.push({ ...listening, transport: "udp" });
    return ports;
  },
  adopt: (settings, { key, name }) => {
    const accounts: unknown[] = Array.isArray(settings["accounts"]) ? settings["accounts"] : [];
    // At the end: masked keys of the others are found again by their place.
    return { ...settings, accounts: [...accounts, { account: key, ...(name !== undefined && { name }) }] };
  },
  open: (settings, host) => Dc09Session.open(settings, host),
});

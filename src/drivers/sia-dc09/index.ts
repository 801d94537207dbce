import { defineDriver } from "#drivers/driver.ts";
import { portsOf } from "./ports.ts";
import { Settings } from "./settings.ts";

export default defineDriver({
  name: "sia-dc09",
  title: "SIA DC-09 receiver",
  standard: "ANSI/SIA DC-09-2013 and -2007, as far as they and -2021 agree on the wire",
  role: "listens",
  settings: Settings,
  ports: portsOf,
  adopt: (settings, { key, name }) => {
    const accounts: unknown[] = Array.isArray(settings["accounts"]) ? settings["accounts"] : [];
    // At the end: masked keys of the others are found again by their place.
    return { ...settings, accounts: [...accounts, { account: key, ...(name !== undefined && { name }) }] };
  },
  // Loaded when the first receiver is opened: a server without one needs no memory for it.
  open: async (settings, host) => (await import("./session.ts")).Dc09Session.open(settings, host),
});

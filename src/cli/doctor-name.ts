import { X509Certificate } from "node:crypto";
import { lookup, lookupService } from "node:dns/promises";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { saying } from "#kernel/fault.ts";
import { type Settings, trustsEverybody } from "#kernel/settings.ts";
import { shownFile } from "#trust/outside-certificate.ts";
import type { Finding } from "./doctor.ts";

/** The name by which people reach this server, and whether whom they reach is verified. */
export async function checkName(settings: Settings, environment = process.env): Promise<Finding[]> {
  return [verification(environment), await publicName(settings)];
}

function verification(environment: NodeJS.ProcessEnv): Finding {
  const check = { id: "TLS-03", check: "verification of certificates" };
  const by = trustsEverybody(environment);
  if (by === null) return { ...check, state: "good", found: "Nothing turns it off." };
  return { ...check, state: "wrong", found: `${by} turns it off.`, mend: "Take it out of the environment." };
}

async function publicName(settings: Settings): Promise<Finding> {
  const check = { id: "NET-07", check: "public name" };
  const mend = "Name the server in publicUrl as the site's DNS does, with an address record and its reverse.";
  const name = new URL(settings.publicUrl).hostname;
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) {
    return { ...check, state: "advice", found: `${name} is an address: passkeys are impossible.`, mend };
  }
  const file = shownFile(settings);
  const leaf = existsSync(file) ? new X509Certificate(readFileSync(file, "utf8")) : null;
  if (leaf && leaf.checkHost(name) === undefined) {
    return { ...check, state: "wrong", found: `The certificate in ${file} is not one of ${name}.`, mend };
  }
  try {
    const addresses = await lookup(name, { all: true });
    const back = await Promise.all(addresses.map(({ address }) => lookupService(address, 443).catch(() => null)));
    const names = back.flatMap((one) => (one ? [one.hostname.toLowerCase()] : []));
    if (names.includes(name.toLowerCase()))
      return { ...check, state: "good", found: `${name} resolves forward and back.` };
    const found = `${name} is ${addresses.map(({ address }) => address).join(", ")}, which is called ${names.join(", ") || "nothing"}.`;
    return { ...check, state: "advice", found, mend };
  } catch (thrown) {
    return { ...check, state: "advice", found: `${name} does not resolve: ${saying(thrown)}.`, mend };
  }
}

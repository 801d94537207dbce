import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Attribute, Change, Client } from "ldapts";

/** Of its own, for the ports 389 and 636 are fixed. */
export const SAMBA_ADDRESS = "127.0.0.77";
const BASE = "DC=plant,DC=example";
const PASSWORD = "Root.of.the.test.1";

/** Why Debian's Samba can't be a domain controller here, or false. */
export const whyNoSamba: string | false = !(existsSync("/usr/bin/samba-tool") && existsSync("/usr/share/samba/setup"))
  ? "Samba is not installed (apt-get install samba samba-ad-dc samba-ad-provision; RUNLEVEL=1 starts no service)"
  : process.getuid?.() !== 0 && "a domain controller needs root";

export interface SambaAd {
  readonly base: string;
  readonly ldaps: string;
  readonly ldap: string;
  readonly service: { readonly dn: string; readonly password: string };
  /** The account's password is `passwordOf` it. */
  addUser(name: string, facts?: Record<string, string>): Promise<string>;
  /** @param members DNs */
  addGroup(name: string, members: readonly string[]): Promise<string>;
  /** No values: the attribute goes. */
  change(dn: string, attribute: string, values: readonly string[]): Promise<void>;
  remove(dn: string): Promise<void>;
}

export const passwordOf = (name: string): string => `Secret.of.${name}.1`;

/** Samba 4.17 as an Active Directory domain controller, with LDAP alone. */
export async function openSamba(t: TestContext, { key, cert }: { key: string; cert: string }): Promise<SambaAd> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-samba-"));
  writeFileSync(join(folder, "cert.pem"), cert);
  writeFileSync(join(folder, "key.pem"), key, { mode: 0o600 });
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  provision(folder);
  const options = [
    "server services=ldap",
    `log file=${folder}/log`,
    `pid directory=${folder}`,
    `ncalrpc dir=${folder}/ncalrpc`,
    `tls keyfile=${folder}/key.pem`,
    `tls certfile=${folder}/cert.pem`,
    "tls cafile=",
  ];
  const samba = spawn(
    "/usr/sbin/samba",
    ["-i", "-M", "single", "-s", join(folder, "etc", "smb.conf"), ...options.map((one) => `--option=${one}`)],
    { stdio: "ignore" },
  );
  t.after(async () => {
    const ended = once(samba, "exit");
    samba.kill("SIGTERM");
    await ended;
  });
  const ldaps = `ldaps://${SAMBA_ADDRESS}`;
  const asRoot = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: ldaps, tlsOptions: { rejectUnauthorized: false }, timeout: 60_000 });
    try {
      await client.bind(`CN=Administrator,CN=Users,${BASE}`, PASSWORD);
      return await work(client);
    } finally {
      await client.unbind().catch(() => {});
    }
  };
  for (let tries = 0; ; tries++) {
    try {
      await asRoot(async () => {});
      break;
    } catch (thrown) {
      if (tries > 1200) throw thrown;
      await sleep(100);
    }
  }
  const change = (dn: string, type: string, values: readonly string[]) =>
    asRoot((client) =>
      client.modify(
        dn,
        new Change({ operation: "replace", modification: new Attribute({ type, values: [...values] }) }),
      ),
    );
  const addUser = async (name: string, facts: Record<string, string> = {}): Promise<string> => {
    const dn = `CN=${name},CN=Users,${BASE}`;
    await asRoot(async (client) => {
      await client.add(dn, { objectClass: "user", sAMAccountName: name, displayName: `Person ${name}`, ...facts });
      const modification = new Attribute({
        type: "unicodePwd",
        values: [Buffer.from(`"${passwordOf(name)}"`, "utf16le")],
      });
      await client.modify(dn, new Change({ operation: "replace", modification }));
    });
    await change(dn, "userAccountControl", ["512"]);
    return dn;
  };
  const service = { dn: await addUser("tocsin"), password: passwordOf("tocsin") };
  return {
    base: BASE,
    ldaps,
    ldap: `ldap://${SAMBA_ADDRESS}`,
    service,
    addUser,
    async addGroup(name, members) {
      const dn = `CN=${name},CN=Users,${BASE}`;
      await asRoot((client) => client.add(dn, { objectClass: "group", sAMAccountName: name, member: [...members] }));
      return dn;
    },
    change,
    remove: (dn) => asRoot((client) => client.del(dn)),
  };
}

function provision(folder: string): void {
  const command = ["domain", "provision", "--realm=PLANT.EXAMPLE", "--domain=PLANT", "--dns-backend=NONE"];
  const made = spawnSync(
    "/usr/bin/samba-tool",
    [
      ...command,
      `--targetdir=${folder}`,
      `--adminpass=${PASSWORD}`,
      `--host-ip=${SAMBA_ADDRESS}`,
      `--option=interfaces=${SAMBA_ADDRESS}/8`,
      "--option=bind interfaces only=yes",
    ],
    { encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`samba-tool could not make a domain: ${made.stderr}`);
  // An account is locked after three wrong passwords.
  const locked = ["domain", "passwordsettings", "set", "--account-lockout-threshold=3", "--quiet"];
  const set = spawnSync("/usr/bin/samba-tool", [
    ...locked,
    "-H",
    `${folder}/private/sam.ldb`,
    `-s`,
    `${folder}/etc/smb.conf`,
  ]);
  if (set.status !== 0) throw new Error(`samba-tool could not set the lockout: ${String(set.stderr)}`);
}

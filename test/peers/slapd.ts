import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Attribute, Change, Client } from "ldapts";
import { freePort } from "./whole-server.ts";

const PROGRAM = "/usr/sbin/slapd";
const BASE = "dc=plant,dc=example";
const ROOT = `cn=root,${BASE}`;
const SECRET = "root-of-the-test";

/** Why Debian's slapd can't be used here, or false. */
export const whyNoSlapd: string | false =
  !existsSync(PROGRAM) && "slapd is not installed (apt-get install slapd; RUNLEVEL=1 starts no service)";

export interface Slapd {
  readonly base: string;
  readonly ldap: string;
  readonly ldaps: string;
  /** The account that searches, and its password. */
  readonly service: { readonly dn: string; readonly password: string };
  /** Asks as the one who may do everything. */
  asRoot<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** @param members DNs */
  addGroup(name: string, members: readonly string[]): Promise<void>;
  addPerson(uid: string, facts?: Record<string, string | string[]>): Promise<string>;
  /** null removes the attribute. */
  change(dn: string, attribute: string, values: readonly string[] | null): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** OpenLDAP 2.5 with memberof and ppolicy. It would take binds without a password, as many sites let it. */
export async function openSlapd(t: TestContext, { key, cert }: { key: string; cert: string }): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-slapd-"));
  mkdirSync(join(folder, "db"));
  writeFileSync(join(folder, "cert.pem"), cert);
  writeFileSync(join(folder, "key.pem"), key);
  writeFileSync(join(folder, "slapd.conf"), configuration(folder));
  const [plain, tls] = [await freePort(), await freePort()];
  const urls = { ldap: `ldap://localhost:${plain}`, ldaps: `ldaps://localhost:${tls}` };
  seed(folder);
  let running: ReturnType<typeof spawn> | undefined;
  const stop = async () => {
    if (!running) return;
    const ended = once(running, "exit");
    running.kill("SIGTERM");
    await ended;
    running = undefined;
  };
  t.after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const asRoot = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: urls.ldaps, tlsOptions: { rejectUnauthorized: false }, timeout: 60_000 });
    try {
      await client.bind(ROOT, SECRET);
      return await work(client);
    } finally {
      await client.unbind().catch(() => {});
    }
  };
  const start = async () => {
    const listeners = `ldap://127.0.0.1:${plain} ldaps://127.0.0.1:${tls}`;
    running = spawn(PROGRAM, ["-f", join(folder, "slapd.conf"), "-h", listeners, "-d", "0"], { stdio: "ignore" });
    for (let tries = 0; ; tries++) {
      try {
        await asRoot(async () => {});
        return;
      } catch (thrown) {
        if (tries > 2400) throw thrown;
        await sleep(50);
      }
    }
  };
  await start();
  return {
    base: BASE,
    ...urls,
    service: { dn: `cn=tocsin,${BASE}`, password: "reads-only" },
    asRoot,
    start,
    stop,
    addGroup: (name, members) =>
      asRoot((client) =>
        client.add(`cn=${name},ou=groups,${BASE}`, { objectClass: "groupOfNames", cn: name, member: [...members] }),
      ),
    async addPerson(uid, facts = {}) {
      const dn = `uid=${uid},ou=people,${BASE}`;
      const given = { objectClass: "inetOrgPerson", uid, cn: uid, sn: uid, userPassword: `${uid}-password`, ...facts };
      await asRoot((client) => client.add(dn, given));
      return dn;
    },
    change: (dn, type, values) =>
      asRoot((client) =>
        client.modify(
          dn,
          new Change({
            operation: values ? "replace" : "delete",
            modification: new Attribute({ type, values: [...(values ?? [])] }),
          }),
        ),
      ),
  };
}

function configuration(folder: string): string {
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
TLSCACertificateFile ${folder}/cert.pem
allow bind_anon_cred bind_anon_dn
referral ldap://elsewhere.example
database mdb
suffix ${BASE}
rootdn ${ROOT}
rootpw ${SECRET}
directory ${folder}/db
maxsize 104857600
sizelimit size.soft=50 size.hard=50 size.pr=unlimited size.prtotal=unlimited
overlay memberof
overlay ppolicy
ppolicy_default cn=policy,${BASE}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=tocsin,${BASE}" read by anonymous auth by * none
`;
}

function seed(folder: string): void {
  const ldif = `dn: ${BASE}
objectClass: dcObject
objectClass: organization
dc: plant
o: Plant

dn: ou=people,${BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE}
objectClass: organizationalUnit
ou: groups

dn: cn=policy,${BASE}
objectClass: device
objectClass: pwdPolicy
cn: policy
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 3
pwdLockoutDuration: 600

dn: cn=tocsin,${BASE}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: tocsin
userPassword: reads-only

dn: ou=elsewhere,${BASE}
objectClass: referral
objectClass: extensibleObject
ou: elsewhere
ref: ldap://elsewhere.example/ou=people,dc=elsewhere,dc=example
`;
  const added = spawnSync("/usr/sbin/slapadd", ["-f", join(folder, "slapd.conf")], { input: ldif, encoding: "utf8" });
  if (added.status !== 0) throw new Error(`slapadd failed: ${added.stderr}`);
}

import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { openAuthority } from "#trust/authority.ts";
import { Custody } from "#trust/custody.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { joined } from "./module-process.ts";
import { freePort, until, WholeServer } from "./whole-server.ts";

export interface PairOptions {
  /** Where each of the two is told to find the other; by itself the other's own port. */
  readonly ways?: (ports: { first: number; second: number }) => Promise<{ toFirst: number; toSecond: number }>;
  /** The witness's port, on this machine when that is all. */
  readonly witness?: number | string;
  /** Further lines of both nodes' tocsin.yaml. */
  readonly settings?: string;
  /** Where each of the two runs, when not on this machine's own network. */
  readonly places?: Readonly<Record<"first" | "second", { readonly host: string; readonly within: readonly string[] }>>;
}

/** Two nodes of a site on this machine, each with its own data folder and database. The second one is not started. */
export async function pairOfNodes(
  site: Readonly<Record<string, unknown>>,
  { ways, witness, places, settings: further = "" }: PairOptions = {},
): Promise<{ first: WholeServer; second: WholeServer; meshPorts: readonly number[] }> {
  const linkPorts = { first: await freePort(), second: await freePort() };
  const { toFirst, toSecond } = (await ways?.(linkPorts)) ?? { toFirst: linkPorts.first, toSecond: linkPorts.second };
  const meshPorts = [await freePort(), await freePort()] as const;
  const [here, there] = [places?.first.host ?? "127.0.0.1", places?.second.host ?? "127.0.0.1"];
  const third = typeof witness === "number" ? `127.0.0.1:${witness}` : witness;
  const settings = (listen: string, peer: string, mesh: number) =>
    `mesh: { listen: { host: 127.0.0.1, port: ${mesh} } }\nfailover: { listen: ${listen}, peer: "${peer}"${third ? `, witness: "${third}"` : ""} }\n${further}`;
  const first = new WholeServer(mkdtempSync(join(tmpdir(), "tocsin-first-")), await freePort());
  const second = new WholeServer(mkdtempSync(join(tmpdir(), "tocsin-second-")), await freePort());
  first.settings = settings(`{ host: ${here}, port: ${linkPorts.first} }`, `${there}:${toSecond}`, meshPorts[0]);
  second.settings = settings(`{ host: ${there}, port: ${linkPorts.second} }`, `${here}:${toFirst}`, meshPorts[1]);
  first.within = places?.first.within ?? [];
  second.within = places?.second.within ?? [];
  try {
    await first.furnish(site);
    await joins(first, second.dataFolder, "standby", "b");
  } catch (thrown) {
    await first.stop();
    throw thrown;
  }
  second.token = first.token;
  // As `tocsin seal export` and `import` would have brought it.
  cpSync(join(first.dataFolder, "trust"), join(second.dataFolder, "trust"), {
    recursive: true,
    filter: (file) => !["node", "authority.json", "web.pem", "web.key"].includes(basename(file)),
  });
  return { first, second, meshPorts };
}

/** What the ceremony leaves on a machine that has joined. */
export async function joins(
  { dataFolder }: WholeServer,
  folder: string,
  role: "standby" | "driver-host",
  node: string,
): Promise<void> {
  const { seal } = new Custody(dataFolder);
  const authority = await openAuthority({ dataFolder, seal, now: Date.now() });
  writeIdentity(
    join(folder, "trust"),
    await joined({ authority: () => Promise.resolve(authority) }, { role, node }, Date.now()),
  );
}

export interface Standing {
  readonly mode: string;
  readonly synchronous: boolean;
  readonly because: string;
  readonly witnessSays: string | null;
}

/** What `tocsin failover status` asks; null: no server answers. */
export async function standingOf(node: WholeServer): Promise<Standing | null> {
  const answer = await node.control("GET", "/api/v1/failover").catch(() => null);
  return (answer?.body as Standing | undefined) ?? null;
}

/** Of this moment, not of one before a cut that the core has not seen yet. */
export function untilSynchronous(active: WholeServer): Promise<void> {
  return untilStanding(
    active,
    "the standby has everything",
    ({ synchronous, because }) => synchronous && because === "the standby has what is acknowledged",
  );
}

/** @param holds a node that does not answer holds nothing */
export async function untilStanding(
  node: WholeServer,
  what: string,
  holds: (standing: Standing) => boolean,
): Promise<void> {
  let last: Standing | null = null;
  await until(
    () => `${what}; it last said ${JSON.stringify(last)}`,
    async () => {
      last = await standingOf(node);
      return last !== null && holds(last);
    },
  );
}

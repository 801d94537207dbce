import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Fault } from "#kernel/fault.ts";

/**
 * How a program is run so that it is not root: as ourselves when we are not; in a user namespace in which root is an
 * ordinary account (nothing needs to change its owner); or as a service account, where namespaces are forbidden.
 */
export type Unprivileged =
  | { readonly by: "nature" }
  | { readonly by: "namespace" }
  | { readonly by: "account"; readonly name: string; readonly uid: number; readonly gid: number };

const NAMESPACE = ["unshare", "-U", "--map-user=65534", "--map-group=65534"] as const;

export function howToBeUnprivileged(): Unprivileged {
  if (process.getuid?.() !== 0) return { by: "nature" };
  const [unshare, ...mapping] = NAMESPACE;
  if (spawnSync(unshare, [...mapping, "true"], { stdio: "ignore" }).status === 0) return { by: "namespace" };
  return serviceAccount();
}

/** The account that the database is run as where user namespaces are forbidden. */
export function serviceAccount(): Unprivileged & { by: "account" } {
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const wanted of ["tocsin", "postgres", "nobody"]) {
    const [name, , uid, gid] = accounts.find((line) => line.startsWith(`${wanted}:`))?.split(":") ?? [];
    if (name && Number(uid) > 0) return { by: "account", name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Fault(
    "misconfigured",
    "Tocsin runs as root, and its database must not. Run Tocsin as an ordinary user, or add an account named tocsin.",
  );
}

export interface Invocation {
  readonly command: string;
  readonly leading: readonly string[];
  readonly account: { readonly uid?: number; readonly gid?: number };
}

/** @param mortal the program ends when the process that starts it dies, however that dies (for tests) */
export function invocation(how: Unprivileged, program: string, mortal = false): Invocation {
  const [command = program, ...leading] = [
    ...(how.by === "namespace" ? NAMESPACE : []),
    ...(mortal ? ["setpriv", "--pdeathsig", "QUIT"] : []),
    program,
  ];
  return { command, leading, account: how.by === "account" ? { uid: how.uid, gid: how.gid } : {} };
}

/**
 * Gives `folder` to whom the program will run as. Each of `parents` is opened for passing through (not for listing);
 * those above them must be passable already, else a `Fault` says what to do.
 */
export function handOver(how: Unprivileged, folder: string, parents: readonly string[]): void {
  if (how.by !== "account") return;
  for (const parent of parents) chmodSync(parent, 0o711);
  chownSync(folder, how.uid, how.gid);
  for (let above = dirname(folder); above !== "/"; above = dirname(above)) {
    if ((statSync(above).mode & 0o001) !== 0) continue;
    throw new Fault(
      "misconfigured",
      `The database can't run as ${how.name}, because ${above} lets nobody but its owner through. Choose another data folder with --data, or allow user namespaces.`,
    );
  }
}

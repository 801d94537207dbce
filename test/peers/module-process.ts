import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#kernel/clock.ts";
import { packageFolder, version } from "#kernel/version.ts";
import { join as joinSite } from "#trust/ceremony/joiner.ts";
import { readToken } from "#trust/ceremony/token.ts";
import type { TrustDesk } from "#trust/desk.ts";
import type { Identity, MeshRole, PeerName } from "#trust/identity.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { certificatesIn } from "#trust/pem.ts";
import { certificateRequest } from "#trust/request.ts";
import type { WholeServer } from "./whole-server.ts";

/** A certificate of a process of the site, as joining would have brought it. */
export async function joined(
  trust: Pick<TrustDesk, "authority">,
  who: Partial<PeerName>,
  now: number,
): Promise<Identity> {
  const authority = await trust.authority();
  const role: MeshRole = who.role ?? "driver-host";
  const name: PeerName = { site: authority.site, role, node: "plant-2", instance: "main", ...who };
  const { request, key } = await certificateRequest(name);
  const { chain, roots } = await authority.sign(request, name, now);
  const [leaf] = certificatesIn(chain);
  if (!leaf) throw new Error("the authority sent no certificate");
  return { name, chain, key, roots, notBefore: leaf.validFromDate.getTime(), notAfter: leaf.validToDate.getTime() };
}

/** Joins the site of a server in another process, by a token. The server's window listens on 127.0.0.1. */
export async function joinedByToken(server: WholeServer, role: MeshRole, node: string): Promise<Identity> {
  const wanted = { role, node, instance: "main" };
  const { token, port } = (await server.control("POST", "/api/v1/trust/tokens", wanted)).body as {
    token: string;
    port: number;
  };
  const read = readToken(token);
  if (!read) throw new Error("the server gave no token");
  const place = { host: "127.0.0.1", port };
  const order = { place, wanted, reached: () => {}, compare: { by: "token", token: read }, store: () => {} } as const;
  return (await joinSite(order, { clock: systemClock, version })).identity;
}

/** A module in a process of its own, started as its users start it. */
export class ModuleProcess {
  readonly folder = mkdtempSync(join(tmpdir(), "tocsin-module-"));
  readonly #role: MeshRole;
  readonly #cores: readonly string[];
  #child: ChildProcess | undefined;
  /** What it wrote to its log. */
  log = "";

  /** @param corePorts in the order in which they are tried */
  constructor(role: MeshRole, ...corePorts: readonly number[]) {
    this.#role = role;
    this.#cores = corePorts.map((port) => `127.0.0.1:${port}`);
  }

  get trustFolder(): string {
    return join(this.folder, "trust");
  }

  join(identity: Identity): void {
    writeIdentity(this.trustFolder, identity);
  }

  start(): void {
    const program = join(packageFolder, "bin", "tocsin.mjs");
    const args = ["module", this.#role, "--core", this.#cores.join(), "--data", this.folder, "--log-level", "debug"];
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (text: Buffer) => {
      this.log += text.toString();
    });
    this.#child = child;
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

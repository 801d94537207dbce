import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "node:test";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How a place's cable is; what is absent stays as it was. `out`: what the place sends arrives. `back`: so does what is sent to it. */
export interface CableState {
  readonly delayMs?: number;
  readonly lossPercent?: number;
  readonly out?: boolean;
  readonly back?: boolean;
}

/** Why no networks can be made here, or null. */
export function whyNoNetworks(...programs: readonly string[]): string | null {
  if (process.getuid?.() !== 0) return "making networks takes root";
  const absent = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  return absent.length > 0 ? `${absent.join(", ")} not installed` : null;
}

function must(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}

/**
 * Network namespaces around one in the middle, which is reached from each by an address of its own. They share nothing
 * with the machine's own network and go with the test.
 */
export class NetworkBed {
  readonly #prefix = `tocsin-${process.pid}-`;
  readonly #places: readonly string[];
  readonly #children = new Set<ChildProcess>();

  private constructor(places: readonly string[]) {
    this.#places = places;
  }

  static open(t: TestContext, places: Readonly<Record<string, string>>, middle: string): NetworkBed {
    const bed = new NetworkBed(Object.keys(places));
    t.after(() => bed.#close());
    const hub = bed.#name("server");
    must("ip", "netns", "add", hub);
    must("ip", "-n", hub, "link", "set", "lo", "up");
    must("ip", "-n", hub, "link", "add", "br0", "type", "bridge");
    must("ip", "-n", hub, "addr", "add", `${middle}/16`, "dev", "br0");
    must("ip", "-n", hub, "link", "set", "br0", "up");
    for (const [at, [place, address]] of Object.entries(places).entries()) {
      const space = bed.#name(place);
      must("ip", "netns", "add", space);
      must("ip", "link", "add", "eth0", "netns", space, "type", "veth", "peer", "name", `v${at}`, "netns", hub);
      must("ip", "-n", hub, "link", "set", `v${at}`, "master", "br0", "up");
      must("ip", "-n", space, "addr", "add", `${address}/16`, "dev", "eth0");
      must("ip", "-n", space, "link", "set", "eth0", "up");
      must("ip", "-n", space, "link", "set", "lo", "up");
    }
    return bed;
  }

  #name(place: string): string {
    return `${this.#prefix}${place}`;
  }

  /** What runs a command there. */
  within(place: string): readonly string[] {
    return ["ip", "netns", "exec", this.#name(place)];
  }

  run(place: string, command: string, args: readonly string[], input = ""): Ran {
    const all = ["netns", "exec", this.#name(place), command, ...args];
    const { status, stdout, stderr } = spawnSync("ip", all, { input, encoding: "utf8", timeout: 50_000 });
    return { code: status ?? 1, out: stdout, err: stderr };
  }

  /** Runs until the test ends. */
  start(place: string, command: string, args: readonly string[]): ChildProcess {
    const child = spawn("ip", ["netns", "exec", this.#name(place), command, ...args], { stdio: "ignore" });
    this.#children.add(child);
    return child;
  }

  /** Puts a cable between a place and the middle that can be slow, lossy and cut. The answer changes it. */
  async cable(place: string): Promise<(state: CableState) => void> {
    const at = this.#places.indexOf(place);
    const hub = this.#name("server");
    must("ip", "-n", hub, "link", "set", `v${at}`, "nomaster");
    must("ip", "-n", hub, "link", "add", `c${at}`, "type", "veth", "peer", "name", `d${at}`);
    must("ip", "-n", hub, "link", "set", `c${at}`, "up");
    must("ip", "-n", hub, "link", "set", `d${at}`, "master", "br0", "up");
    const program = ["/usr/bin/python3", join(import.meta.dirname, "cable.py"), `v${at}`, `c${at}`];
    const child = spawn("ip", ["netns", "exec", hub, ...program], { stdio: ["pipe", "pipe", "inherit"] });
    this.#children.add(child);
    const [said] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown];
    if (!Buffer.isBuffer(said))
      throw new Error("this kernel has no packet sockets with PACKET_VNET_HDR: no cable can be laid");
    return (state) => void child.stdin.write(`${JSON.stringify(state)}\n`);
  }

  /** Something that takes connections there. */
  listen(place: string, ...ports: readonly number[]): void {
    const server = "require('net').createServer((s) => s.on('error', () => {}).end())";
    this.start(place, process.execPath, [
      "-e",
      `for (const p of ${JSON.stringify(ports)}) ${server}.listen(p, '0.0.0.0')`,
    ]);
  }

  /** Open TCP ports of `address` among `ports`, as nmap sees them from there. */
  openPorts(place: string, address: string, ports: string): number[] {
    const patience = ["--max-retries", "2", "--initial-rtt-timeout", "300ms", "--max-rtt-timeout", "600ms"];
    const args = ["-n", "-Pn", "-sT", "--min-rate", "1000", ...patience, "-p", ports, "--open", "-oG", "-", address];
    const { out } = this.run(place, "nmap", args);
    return [...out.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => Number(port));
  }

  async #close(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    for (const place of [...this.#places, "server"]) spawnSync("ip", ["netns", "delete", this.#name(place)]);
  }
}

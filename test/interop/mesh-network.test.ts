import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { control } from "#cli/control.ts";
import type { PortsAnswer } from "#cli/ports.ts";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import type { ModuleHealth } from "#mesh/navigation.ts";
import { asClient } from "#store/client.ts";
import { openDatabase } from "#store/database.ts";
import { type CableState, NetworkBed, whyNoNetworks } from "../peers/network-bed.ts";
import type { Calling } from "../peers/panel-caller.ts";
import { until } from "../peers/whole-server.ts";

const skip = whyNoNetworks("ip", "nmap", "/usr/bin/python3") ?? false;
const TOCSIN = join(packageFolder, "bin", "tocsin.mjs");
const CALLER = join(packageFolder, "test", "peers", "panel-caller.ts");
const SERVER = "10.77.0.1";
const PLACES = { module: "10.77.1.2", stranger: "10.77.8.8" };
const PANELS = 12_128;

/** A core in one network, a driver host and its panels in another, with a cable between the two. */
class Site {
  readonly bed: NetworkBed;
  readonly cable: (state: CableState) => void;
  readonly #folder: string;
  #host: ChildProcess | undefined;

  private constructor(bed: NetworkBed, cable: (state: CableState) => void, folder: string) {
    this.bed = bed;
    this.cable = cable;
    this.#folder = folder;
  }

  static async open(t: TestContext): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-mesh-network-"));
    t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
    const bed = NetworkBed.open(t, PLACES, SERVER);
    const site = new Site(bed, await bed.cable("module"), folder);
    await site.#start();
    return site;
  }

  get data(): string {
    return join(this.#folder, "core");
  }

  async #start(): Promise<void> {
    mkdirSync(this.data, { mode: 0o700 });
    const yaml = "listen: { host: 127.0.0.1 }\nmesh: { listen: { host: 0.0.0.0 } }\nlog: { level: warn }\n";
    writeFileSync(join(this.data, "tocsin.yaml"), yaml);
    this.bed.start("server", process.execPath, [TOCSIN, "run", "--data", this.data]);
    await until("the mesh listens", async () => {
      const answer = await this.ask("GET", "/api/v1/modules").catch(() => null);
      return (answer as { closed?: unknown } | null)?.closed === null;
    });
    const settings = { port: PANELS, accounts: [{ account: "1234" }, { account: "5678" }] };
    await this.ask("POST", "/api/v1/site/apply", {
      items: { source: [{ id: "panels", name: "Panels", driver: "sia-dc09", host: "edge-1", settings }] },
    });
    const wanted = { role: "driver-host", node: "edge-1", instance: "main" };
    const { token } = (await this.ask("POST", "/api/v1/trust/tokens", wanted)) as { token: string };
    const joining = ["trust", "join", SERVER, "--node", "edge-1", "--data", this.hostFolder, "--token-fd", "0"];
    const joined = this.bed.run("module", process.execPath, [TOCSIN, ...joining], token);
    assert.equal(joined.code, 0, joined.err);
    this.startHost();
    await this.isUp();
  }

  get hostFolder(): string {
    return join(this.#folder, "host");
  }

  startHost(): void {
    const args = ["module", "driver-host", "--core", SERVER, "--data", this.hostFolder, "--log-level", "silent"];
    this.#host = this.bed.start("module", process.execPath, [TOCSIN, ...args]);
  }

  async killHost(): Promise<void> {
    const host = this.#host ?? assert.fail("no host runs");
    const ended = once(host, "exit");
    host.kill("SIGKILL");
    await ended;
  }

  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    return (await control(this.data).request(method, path, body)).body;
  }

  async module(): Promise<ModuleHealth | undefined> {
    return ((await this.ask("GET", "/api/v1/modules")) as { items: ModuleHealth[] }).items[0];
  }

  async isUp(): Promise<void> {
    await until("the panels' port is open and its host is there", async () => {
      const { items } = (await this.ask("GET", "/api/v1/sources")) as { items: { state: string }[] };
      return items[0]?.state === "up" && (await this.module())?.state === "up";
    });
  }

  /** A panel beside the host. `heard` says which of its reports were acknowledged so far. */
  panel(calling: Omit<Calling, "port" | "file">): { heard(): string[]; ended: Promise<void>; stop(): Promise<void> } {
    const file = join(this.#folder, `heard-${calling.account}-${calling.zones.from}`);
    const child = this.bed.start("module", process.execPath, [
      CALLER,
      JSON.stringify({ ...calling, port: PANELS, file }),
    ]);
    const ended = once(child, "exit").then(([code]) => assert.equal(code, 0, "a report was not acknowledged"));
    const heard = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
    const stop = () => {
      child.kill("SIGTERM");
      return ended;
    };
    return { heard, ended, stop };
  }

  /** The panels' reports, in the order in which they were stored. */
  async stored(): Promise<string[]> {
    const database = await openDatabase(loadSettings({ dataFolder: this.data }), { log: silentLog });
    try {
      return await asClient(database.reader(), async (client) => {
        const { rows } = await client.query<{ point: string }>(
          "select point from core.event where source = 'panels' and point not like '%/0/system' order by id",
        );
        return rows.map(({ point }) => point);
      });
    } finally {
      await database.close();
    }
  }
}

describe("the mesh between two networks", { skip, timeout: 800_000 }, () => {
  it("W-050 a module loses nothing, repeats nothing and goes in order over a cable that is slow, lossy and cut", async (t) => {
    const site = await Site.open(t);
    const ordinary = site.panel({ account: "1234", code: "BA", zones: { from: 1, to: 400 }, everyMs: 60 });
    const more = async (count: number, what: string) => {
      const goal = ordinary.heard().length + count;
      await until(`${count} more are acknowledged ${what}`, () => ordinary.heard().length >= goal);
    };
    await more(5, "by a cable that is whole");
    // By a cable that loses a tenth nmap would miss a port now and then.
    const { matrix } = (await site.ask("GET", "/api/v1/ports")) as PortsAnswer;
    const declared = matrix.flows.filter(
      ({ node, direction, transport }) => node === "edge-1" && direction === "in" && transport === "tcp",
    );
    const open = site.bed.openPorts("stranger", PLACES.module, "1-500,4000-4100,5432,12100-12150");
    assert.deepEqual(
      open,
      declared.map(({ listener }) => listener.port),
      "nmap finds on its machine what the core's list of ports says",
    );
    assert.deepEqual(open, [PANELS]);

    site.cable({ delayMs: 40, lossPercent: 10 });
    await more(30, "by a slow and lossy cable");
    await until("it is seen how far away it is", async () => ((await site.module())?.latencyMs ?? 0) >= 80);

    // The core hears nothing, and its host believes in the link for a while.
    site.cable({ delayMs: 0, lossPercent: 0, out: false });
    await more(20, "while the core hears nothing");
    const fire = site.panel({ account: "5678", code: "FA", zones: { from: 1, to: 1 }, everyMs: 0 });
    await fire.ended;
    const before = new Set(await site.stored());
    await until("the host is lost", async () => (await site.module())?.state === "lost");
    const waiting = ordinary.heard().filter((point) => !before.has(point));
    site.cable({ out: true });
    await site.isUp();
    const last = ordinary.heard().at(-1) ?? "";
    await until("what waited is stored", async () => (await site.stored()).includes(last));
    const order = await site.stored();
    assert.ok(waiting.length >= 20, `${waiting.length} waited`);
    const first = order.findIndex((point) => waiting.includes(point));
    assert.ok(order.indexOf("5678/1/001") < first, "the fire came before what was heard before it");

    // The host hears nothing: what the core has stored it must believe unsaid, and it is killed in that belief.
    site.cable({ back: false });
    const unsaid = ordinary.heard().length + 1;
    await more(5, "while the host hears nothing");
    await until("a report whose acknowledgement is lost is stored", async () =>
      (await site.stored()).includes(`1234/1/${String(unsaid).padStart(3, "0")}`),
    );
    await ordinary.stop();
    await site.killHost();
    site.cable({ back: true });
    site.startHost();
    const heard = ordinary.heard();
    await until("everything is stored", async () => (await site.stored()).includes(heard.at(-1) ?? ""));
    await site.isUp();
    const stored = await site.stored();
    assert.deepEqual(
      stored.filter((point) => point !== "5678/1/001"),
      heard,
      "each once, in the order in which they were heard",
    );
    assert.equal(stored.length, heard.length + 1);
    t.diagnostic(`${stored.length} reports, ${waiting.length} of them while the core heard nothing`);
  });
});

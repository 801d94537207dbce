import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { control } from "#cli/control.ts";
import { packageFolder } from "#kernel/version.ts";

/** A whole Tocsin in processes of its own, started as its users start it. */
export class Server {
  readonly dataFolder: string;
  readonly port: number;
  #process: ChildProcess | undefined;
  token = "";

  constructor(dataFolder: string, port: number) {
    this.dataFolder = dataFolder;
    this.port = port;
  }

  /** On a fresh data folder, with an open way in for events. */
  static async fresh(site: object = {}): Promise<Server> {
    const server = new Server(mkdtempSync(join(tmpdir(), "tocsin-bench-")), await freePort());
    await server.start();
    await server.apply({ source: [{ id: "bench", name: "Bench", driver: "http" }], ...site });
    const { body } = await server.control("POST", "/api/v1/tokens", {
      name: "bench",
      scopes: ["events:write", "alarms:read", "alarms:write", "metrics:read"],
    });
    server.token = (body as { token: string }).token;
    return server;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get ca(): string {
    return readFileSync(join(this.dataFolder, "trust", "site-ca.pem"), "utf8");
  }

  /** Resolves when it is the active core. */
  async start(config = "tocsin.yaml"): Promise<void> {
    this.launch(config);
    await this.untilActive();
  }

  launch(config = "tocsin.yaml"): void {
    const file = join(this.dataFolder, config);
    mkdirSync(this.dataFolder, { recursive: true, mode: 0o700 });
    const port = this.port;
    const yaml = `dataFolder: ${this.dataFolder}\nlisten: { host: 127.0.0.1, port: ${port} }\npublicUrl: https://localhost:${port}\nlog: { level: warn }\n`;
    writeFileSync(file, yaml);
    this.#process = spawn(
      process.execPath,
      [join(packageFolder, "bin", "tocsin.mjs"), "run", "--data", this.dataFolder, "--config", file],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
  }

  async untilActive(): Promise<void> {
    const until = Date.now() + 120_000;
    for (;;) {
      const status = await this.status();
      if (status?.["mode"] === "active") return;
      if (Date.now() > until) throw new Error("the server did not become active within two minutes");
      await pause(5);
    }
  }

  async status(): Promise<Record<string, unknown> | null> {
    return (await this.get("/api/v1/status").catch(() => null)) as Record<string, unknown> | null;
  }

  get(path: string, token = this.token): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const headers = token ? { authorization: `Bearer ${token}` } : {};
      const asked = request(
        { host: "127.0.0.1", port: this.port, path, headers, rejectUnauthorized: false, agent: false },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk: string) => {
            text += chunk;
          });
          answer.on("end", () => resolve(text.startsWith("{") ? JSON.parse(text) : text));
        },
      );
      asked.on("error", reject);
      asked.end();
    });
  }

  async control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await control(this.dataFolder).request(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  async apply(items: Record<string, unknown>): Promise<void> {
    await this.control("POST", "/api/v1/site/apply", { items });
  }

  async vouch(person: string, method: string): Promise<void> {
    const path = `/api/v1/persons/${person}/methods/${method}/verification`;
    await this.control("PUT", path, { vouch: true, reason: "bench" });
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.kill(name);
  }

  /** Kills core and database as a power cut would. */
  async killAll(): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once("exit", resolve));
    const postmaster = this.postmaster;
    this.#process?.kill("SIGKILL");
    if (postmaster > 0) killTree(postmaster);
    await ended;
  }

  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once("exit", resolve));
    this.#process?.kill("SIGKILL");
    await ended;
  }

  get postmaster(): number {
    try {
      const file = join(this.dataFolder, "postgres", "data", "postmaster.pid");
      return Number(readFileSync(file, "utf8").split("\n")[0]);
    } catch {
      return 0;
    }
  }

  /** Resident memory of the core process, in MB of 10^6 bytes. */
  get rssMb(): number {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, "utf8"))?.[1];
    return (Number(kb) * 1024) / 1e6;
  }

  async stop(): Promise<void> {
    if (this.#process && this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process?.once("exit", resolve));
      this.#process.kill("SIGTERM");
      await ended;
    }
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

function killTree(pid: number): void {
  let children: number[] = [];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return;
  }
  process.kill(pid, "SIGKILL");
  for (const child of children) killTree(child);
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

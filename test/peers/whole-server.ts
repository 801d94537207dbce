import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer, type ListenOptions, type Server } from "node:net";
import { join } from "node:path";
import { control } from "#cli/control.ts";
import { packageFolder } from "#kernel/version.ts";
import { furnishDatabase } from "./prepared-database.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** How long a start may take before something is wrong, on a machine with much else to do. */
const PATIENCE_MS = 240_000;

export interface Answered {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Whatever happens to the test, its servers end with it, and their databases with them. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** A whole Tocsin in processes of its own, started as its users start it. Several may share a data folder. */
export class WholeServer {
  readonly dataFolder: string;
  readonly port: number;
  /** Further lines of tocsin.yaml. */
  settings = "";
  token = "";
  /** A command that runs it elsewhere, such as in another network; only its control socket is then asked. */
  within: readonly string[] = [];
  #process: ChildProcess | undefined;
  #ended: Promise<Exit> = Promise.resolve({ code: null, signal: null });

  constructor(dataFolder: string, port: number) {
    this.dataFolder = dataFolder;
    this.port = port;
  }

  /** On a fresh data folder, with this site and a token that may report, read and answer. */
  static async fresh(site: Readonly<Record<string, unknown>>, name = "tocsin-whole-"): Promise<WholeServer> {
    const server = new WholeServer(scratchFolder(name), await freePort());
    try {
      await furnishDatabase(server.dataFolder);
      await server.furnish(site);
    } catch (thrown) {
      await server.stop();
      throw thrown;
    }
    return server;
  }

  /** Starts it for the first time. */
  async furnish(site: Readonly<Record<string, unknown>>): Promise<void> {
    await this.start();
    await this.apply(site);
    const { body } = await this.control("POST", "/api/v1/tokens", {
      name: "test",
      scopes: ["events:write", "alarms:read", "alarms:write", "audit:read", "metrics:read"],
    });
    this.token = (body as { token: string }).token;
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
    const { port } = this;
    const yaml = `dataFolder: ${this.dataFolder}\nlisten: { host: 127.0.0.1, port: ${port} }\npublicUrl: https://localhost:${port}\nlog: { level: ${process.env["TOCSIN_TEST_LOG"] ?? "warn"} }\n${this.settings}`;
    writeFileSync(file, yaml);
    const program = join(packageFolder, "bin", "tocsin.mjs");
    const [command, ...args] = [...this.within, process.execPath, program, "run", "--data", this.dataFolder];
    const child = spawn(command, [...args, "--config", file], {
      stdio: ["ignore", "ignore", process.env["TOCSIN_TEST_LOG"] ? "inherit" : "ignore"],
    });
    this.#process = child;
    running.add(child);
    child.once("exit", () => running.delete(child));
    this.#ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  }

  untilActive(): Promise<void> {
    return this.untilMode("active");
  }

  async untilMode(mode: "active" | "standby"): Promise<void> {
    await until(`the core on port ${this.port} is ${mode}`, async () => {
      const code = this.#process?.exitCode ?? null;
      if (code !== null) throw new Error(`the core on port ${this.port} ended with ${code} before it was ${mode}`);
      return (await this.status())?.["mode"] === mode;
    });
  }

  async status(): Promise<Record<string, unknown> | null> {
    const asked =
      this.within.length > 0
        ? this.control("GET", "/api/v1/status").then(({ body }) => body)
        : this.get("/api/v1/status", "");
    return (await asked.catch(() => null)) as Record<string, unknown> | null;
  }

  /** The body alone. */
  async get(path: string, token = this.token): Promise<unknown> {
    return (await this.ask("GET", path, undefined, token)).body;
  }

  /** Rejects when there is no whole answer within `patienceMs`: whether it was done is then not known. */
  ask(method: string, path: string, body?: object, token = this.token, patienceMs = 10_000): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const asked = request(
        {
          host: "127.0.0.1",
          port: this.port,
          path,
          method,
          rejectUnauthorized: false,
          agent: false,
          timeout: patienceMs,
          headers: {
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(text === undefined ? {} : { "content-type": "application/json" }),
          },
        },
        (answer) => {
          let said = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk: string) => {
            said += chunk;
          });
          answer.on("error", reject);
          answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: parsed(said) }));
        },
      );
      asked.on("timeout", () => asked.destroy(new Error(`${method} ${path} had no answer within ${patienceMs} ms`)));
      asked.on("error", reject);
      asked.end(text);
    });
  }

  async control(method: string, path: string, body?: unknown): Promise<Answered> {
    const answer = await control(this.dataFolder).request(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  async apply(items: Readonly<Record<string, unknown>>): Promise<void> {
    await this.control("POST", "/api/v1/site/apply", { items });
  }

  async vouch(person: string, method: string): Promise<void> {
    const path = `/api/v1/persons/${person}/methods/${method}/verification`;
    await this.control("PUT", path, { vouch: true, reason: "the test knows this address" });
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.kill(name);
  }

  /** Resolves when the process has ended. */
  get ended(): Promise<Exit> {
    return this.#ended;
  }

  /** Kills the core; its database runs on. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#ended;
  }

  /** Kills the database with all that belongs to it; the core goes on. */
  killDatabase(): void {
    const { postmaster } = this;
    if (postmaster > 0) killTree(postmaster);
  }

  /** Kills core and database as a power cut would. */
  async killAll(): Promise<void> {
    const { postmaster } = this;
    this.#process?.kill("SIGKILL");
    if (postmaster > 0) killTree(postmaster);
    await this.#ended;
  }

  /** 0: no database runs on the data folder. */
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

  /** Ends it in order. */
  async leave(): Promise<void> {
    this.#process?.kill("SIGTERM");
    await this.#ended;
  }

  /** Ends it in order and removes its folder. */
  async stop(): Promise<void> {
    await this.leave();
    rmSync(this.dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

function parsed(text: string): unknown {
  return /^[{[]/.test(text) ? JSON.parse(text) : text;
}

function killTree(pid: number): void {
  let children: number[] = [];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
    process.kill(pid, "SIGKILL");
  } catch {
    return;
  }
  for (const child of children) killTree(child);
}

/** Asks again and again until it holds; throws when it doesn't within four minutes. */
export async function until(
  what: string | (() => string),
  holds: () => Promise<boolean> | boolean,
  everyMs = 20,
): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; !(await holds()); await pause(everyMs)) {
    if (Date.now() <= giveUpAt) continue;
    throw new Error(`within four minutes it did not become true that ${typeof what === "string" ? what : what()}`);
  }
}

/** Below those that the system gives away by itself, so that nobody else gets one before it is listened to. */
const PORTS = { first: 20_000, perProcess: 48, processes: 250 };
let portsGiven = 0;
let ownPorts: Promise<number> | null = null;

/** A port of this process's own: no other test file is given it while this one runs. */
export async function freePort(): Promise<number> {
  ownPorts ??= takePorts();
  const mine = await ownPorts;
  for (let tries = 0; tries < PORTS.perProcess; tries++) {
    const port = mine + (portsGiven++ % PORTS.perProcess);
    const free = await listen({ host: "127.0.0.1", port });
    if (!free) continue;
    await new Promise((resolve) => free.close(resolve));
    return port;
  }
  throw new Error(`none of the ports from ${mine} on is free`);
}

/** A row of ports is whose process has the socket of that name, which the kernel takes back when that ends. */
async function takePorts(): Promise<number> {
  for (let tries = 0; tries < PORTS.processes; tries++) {
    const row = (process.pid + tries) % PORTS.processes;
    const taken = await listen({ path: `\0tocsin-test-ports-${row}` });
    taken?.unref();
    if (taken) return PORTS.first + row * PORTS.perProcess;
  }
  throw new Error(`all ports from ${PORTS.first} on are taken`);
}

function listen(at: ListenOptions): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(at, () => resolve(server));
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, test } from "node:test";
import { packageFolder } from "#kernel/version.ts";
import { control, controlSocket } from "./control.ts";

let folder: string;
let runs: Run[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-run-"));
  writeFileSync(join(folder, "tocsin.yaml"), "listen: { port: 0 }\n");
  runs = [];
});
afterEach(async () => {
  for (const { child } of runs) if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await Promise.all(runs.map((run) => run.exited));
  for (const pid of processesIn(folder)) process.kill(pid, "SIGQUIT");
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

interface Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly exited: Promise<number | null>;
  said(): string;
  /** The first match in what it says, now or later. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
}

function tocsin(...args: string[]): Run {
  const child = spawn(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), "run", "--data", folder, ...args], {
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let ended = false;
  let heard = Promise.withResolvers<void>();
  const wake = () => {
    heard.resolve();
    heard = Promise.withResolvers<void>();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      wake();
    });
  }
  const exited = once(child, "close").then(() => {
    ended = true;
    wake();
    return child.exitCode;
  });
  const run: Run = {
    child,
    exited,
    said: () => text,
    async says(pattern) {
      for (let found = text.match(pattern); ; found = text.match(pattern)) {
        if (found) return found;
        if (ended) assert.match(text, pattern);
        await heard.promise;
      }
    },
  };
  runs.push(run);
  return run;
}

function processesIn(dataFolder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && cmdline(pid).includes(dataFolder));
}

function cmdline(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function get(port: number, path: string): Promise<number | undefined> {
  const ca = readFileSync(join(folder, "trust", "site-ca.pem"), "utf8");
  return new Promise((resolve, reject) => {
    const asked = request({ host: "localhost", port, path, ca, family: 4, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    asked.on("error", reject).end();
  });
}

test("on a new folder the page answers with a certificate that the site's authority vouches for; SIGTERM ends all", async () => {
  const run = tocsin();
  const [, port] = await run.says(/listening on port (\d+)/);
  await run.says(/first administrator: +\S+/);
  assert.equal(await get(Number(port), "/api/v1/status"), 200);
  run.child.kill("SIGTERM");
  assert.equal(await run.exited, 0, run.said());
  assert.deepEqual(processesIn(folder), []);
  assert.match(run.said(), /Stopping, because of SIGTERM[^]*Stopped\./);
});

test("Ctrl-C that arrives twice, from the terminal and from npm, is one and stops it in order", async () => {
  const run = tocsin();
  await run.says(/first administrator/);
  run.child.kill("SIGINT");
  run.child.kill("SIGINT");
  assert.equal(await run.exited, 0, run.said());
  assert.deepEqual(processesIn(folder), []);
});

test("killed together with its database, it starts again on the same folder", async () => {
  const first = tocsin();
  await first.says(/first administrator/);
  for (const pid of processesIn(folder)) process.kill(pid, "SIGKILL");
  await first.exited;
  const second = tocsin();
  const [, port] = await second.says(/listening on port (\d+)/);
  assert.equal(await get(Number(port), "/api/v1/status"), 200);
});

test("a port that is taken is said without a stack trace", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  writeFileSync(join(folder, "tocsin.yaml"), `listen: { port: ${port} }\n`);
  const run = tocsin();
  assert.equal(await run.exited, 1);
  taken.close();
  assert.match(run.said(), new RegExp(`${port}`));
  assert.doesNotMatch(run.said(), /\n +at /);
});

test("settings that can't be used are said with file and line, and nothing is started", async () => {
  writeFileSync(join(folder, "tocsin.yaml"), "listen:\n  prot: 1\n");
  const run = tocsin();
  assert.equal(await run.exited, 1);
  assert.match(run.said(), /tocsin\.yaml:2: listen\.prot: unknown key, expected one of host, port/);
  assert.deepEqual(readdirSync(folder), ["tocsin.yaml"]);
});

test("the active core takes orders on a socket that is its account's alone", async () => {
  const run = tocsin();
  await run.says(/first administrator/);
  assert.ok(controlSocket(folder).startsWith(folder));
  assert.equal((await control(folder).request("GET", "/api/v1/status")).status, 200);
});

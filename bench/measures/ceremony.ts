import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { packageFolder } from "#kernel/version.ts";
import { type Row, rowOf } from "../measure.ts";
import { freePort, pause, Server } from "../server.ts";

interface View {
  readonly run: { readonly id: number; readonly digits: string } | null;
}

/** The machines' own share of a ceremony, from the command's start to its end, with people who type in no time. */
export async function ceremony(runs: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  const port = await freePort();
  const server = new Server(join(folder, "core"), await freePort());
  server.settings = `trust: { host: 127.0.0.1, port: ${port} }\n`;
  await server.start();
  const seconds: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    await server.control("POST", "/api/v1/trust/window", {});
    const began = performance.now();
    const args = ["trust", "join", `127.0.0.1:${port}`, "--data", join(folder, `node-${turn}`), "--node", `n${turn}`];
    const joiner = spawn(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(joiner, "close");
    const words = await said(joiner, / {4}(\w+ {2}\w+ {2}\w+)\n/);
    const run = await waiting(server);
    joiner.stdin.write(`${run.digits}\n`);
    await server.control("POST", "/api/v1/trust/window/words", { run: run.id, words });
    const [code] = (await ended) as [number];
    if (code !== 0) throw new Error(`the machine did not join: exit code ${code}`);
    seconds.push((performance.now() - began) / 1000);
    await pause(1100);
  }
  await server.leave();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  return [rowOf("ceremony-s", seconds)];
}

async function said(child: ChildProcessByStdio<Writable, Readable, null>, pattern: RegExp): Promise<string> {
  let text = "";
  for await (const more of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(more);
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`the machine did not come to a code: ${text}`);
}

async function waiting(server: Server): Promise<NonNullable<View["run"]>> {
  for (;;) {
    const { run } = (await server.control("GET", "/api/v1/trust/window")).body as View;
    if (run) return run;
    await pause(5);
  }
}

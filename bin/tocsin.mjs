#!/usr/bin/env node
// Plain JavaScript for whatever Node the machine has: it goes on in the Node 24 that is installed with Tocsin.
import { spawn } from "node:child_process";
import module, { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST = [24, 12];
// A young generation that stays small (V8 rounds up to a power of two): an idle server takes 115 MB instead of 122, and a flood
// is as fast. An old one that grows by four fifths before it is collected, not by up to three times: 100,000 alarms take 290 MB
// instead of 352 (npm run bench -- --only life,burst). V8 takes these only when a process starts.
const FLAGS = ["--max-semi-space-size=2", "--heap-growing-percent=80"];
const SERVERS = ["run", "demo"];
const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  const flagless = FLAGS.filter((flag) => !process.execArgv.includes(flag));
  // execve closes every further descriptor, and one of them may carry a passphrase.
  const needsDescriptor = process.argv.some((text) => /^--[a-z-]+-fd(=|$)/.test(text));
  if (process.execve && flagless.length > 0 && SERVERS.includes(process.argv[2]) && !needsDescriptor) {
    process.execve(
      process.execPath,
      [process.execPath, ...process.execArgv, ...flagless, ...process.argv.slice(1)],
      process.env,
    );
  }
  module.enableCompileCache?.(join(root, "node_modules", ".cache", "tocsin"));
  const { main } = await import("../src/cli/tocsin.ts");
  // What a failed start left open must not keep the process; on Linux all output is written by now.
  process.exit(await main(process.argv.slice(2)));
} else {
  goOnIn(newNode());
}

function newNode() {
  const name = `node-linux-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "node");
  } catch {
    console.error(
      `Tocsin needs Node ${OLDEST.join(".")} or newer; this is ${process.version}, and ${name} is not installed. Run "npm ci" in ${root}, or install a newer Node.`,
    );
    process.exit(1);
  }
}

function goOnIn(node) {
  // Secrets come by descriptors whose numbers are arguments: --passphrase-fd 3.
  const descriptors = process.argv.flatMap((text, at) =>
    /^--[a-z-]+-fd$/.test(process.argv[at - 1]) ? Number(text) : [],
  );
  const stdio = Array.from(
    { length: Math.min(64, Math.max(2, ...descriptors.filter(Number.isInteger)) + 1) },
    (_, at) => (at < 3 || descriptors.includes(at) ? "inherit" : "ignore"),
  );
  const child = spawn(node, [...FLAGS, ...process.argv.slice(1)], { stdio });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`${node} can't be started: ${error.message}. Run "npm ci" in ${root}.`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { freePort, until } from "./whole-server.ts";

const PROGRAM = "/usr/sbin/rsyslogd";
const DRIVER = "/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so";

/** Why no rsyslog can be asked here, or false. */
export function whyNoRsyslog(): string | false {
  if (!existsSync(PROGRAM)) return "rsyslog is not installed: apt-get install rsyslog rsyslog-gnutls";
  const driver = DRIVER.replace("x86_64", process.arch === "arm64" ? "aarch64" : "x86_64");
  return existsSync(driver) ? false : "rsyslog has no TLS: apt-get install rsyslog-gnutls";
}

export interface Rsyslog {
  readonly port: number;
  /** What it has written, one message a line, without what it reads from the head of a message. */
  lines(): string[];
  start(): Promise<void>;
  /** Ends it in order: it writes what it has read. */
  stop(): Promise<void>;
}

/** Debian's rsyslog as a collector of RFC 5425 on a port of its own, with this certificate. */
export async function openRsyslog(
  t: TestContext,
  { ca, cert, key }: { readonly ca: string; readonly cert: string; readonly key: string },
): Promise<Rsyslog> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-rsyslog-"));
  const port = await freePort();
  const place = (name: string) => join(folder, name);
  writeFileSync(place("ca.pem"), ca);
  writeFileSync(place("cert.pem"), cert);
  writeFileSync(place("key.pem"), key, { mode: 0o600 });
  writeFileSync(
    place("rsyslog.conf"),
    `global(workDirectory="${folder}" maxMessageSize="64k"
       defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="${place("ca.pem")}"
       defaultNetstreamDriverCertFile="${place("cert.pem")}" defaultNetstreamDriverKeyFile="${place("key.pem")}")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="kept" type="string" string="%timestamp:::date-rfc3339% %hostname% %app-name% %msgid% %structured-data% %msg%\\n")
input(type="imtcp" port="${port}" address="127.0.0.1" supportOctetCountedFraming="on")
action(type="omfile" file="${place("kept.log")}" template="kept")
`,
  );
  let process: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const rsyslog: Rsyslog = {
    port,
    lines: () =>
      existsSync(place("kept.log")) ? readFileSync(place("kept.log"), "utf8").split("\n").slice(0, -1) : [],
    async start() {
      const child = spawn(PROGRAM, ["-n", "-f", place("rsyslog.conf"), "-i", place("rsyslog.pid")], {
        stdio: "ignore",
      });
      process = child;
      ended = new Promise((resolve) => child.once("exit", resolve));
      await until("rsyslog listens", () => listens(port));
    },
    async stop() {
      process?.kill("SIGTERM");
      await ended;
    },
  };
  t.after(async () => {
    await rsyslog.stop();
    rmSync(folder, { recursive: true });
  });
  await rsyslog.start();
  return rsyslog;
}

/** Whether somebody listens on the port, by what the kernel says: asking would be a connection. */
function listens(port: number): boolean {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .some((line) => line.includes(` ${local} 00000000:0000 0A `));
}

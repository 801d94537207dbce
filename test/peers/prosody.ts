import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./whole-server.ts";

const PROSODY = "/usr/bin/prosody";
const CONTROL = "/usr/bin/prosodyctl";

/** Why Debian's prosody and slixmpp can't be used here, or false. */
export const whyNoProsody: string | false =
  !(existsSync(PROSODY) && existsSync("/usr/lib/python3/dist-packages/slixmpp")) &&
  "prosody is not installed (apt-get install prosody python3-slixmpp)";

/** Prosody 0.12 for the domain `localhost`; accounts have the password `pw`. */
export async function openProsody(
  t: TestContext,
  { key, cert, accounts }: { key: string; cert: string; accounts: readonly string[] },
) {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-prosody-"));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "cert.pem"), cert);
  writeFileSync(join(folder, "key.pem"), key);
  const port = await freePort();
  const config = join(folder, "prosody.cfg.lua");
  writeFileSync(
    config,
    `run_as_root = true
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_direct_tls_ports = { }
s2s_ports = { }
modules_enabled = { "saslauth", "tls", "roster", "ping", "offline" }
modules_disabled = { "s2s" }
c2s_require_encryption = true
authentication = "internal_hashed"
log = { info = "${folder}/log" }
ssl = { certificate = "${folder}/cert.pem", key = "${folder}/key.pem" }
VirtualHost "localhost"
`,
  );
  for (const account of accounts) {
    execFileSync(CONTROL, ["--root", "--config", config, "register", account, "localhost", "pw"], {
      stdio: "ignore",
    });
  }
  let server = spawn(PROSODY, ["-F", "--config", config], { stdio: "ignore" });
  const up = async () => {
    for (let tries = 0; !(await listens(port)); tries++) {
      if (tries > 2400) throw new Error(`prosody did not come up; its log is ${folder}/log`);
      await sleep(50);
    }
  };
  const stop = async () => {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  };
  t.after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await up();
  return {
    port,
    stop,
    async start() {
      server = spawn(PROSODY, ["-F", "--config", config], { stdio: "ignore" });
      await up();
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

const PERSON = `
import json, ssl, sys, asyncio
from slixmpp import ClientXMPP
name, port, ca = sys.argv[1], int(sys.argv[2]), sys.argv[3]
x = ClientXMPP(name + "@localhost/phone", "pw")
x.ca_certs = ca
x.register_plugin("xep_0184")
x.register_plugin("xep_0199")
def say(**what):
    print(json.dumps(what), flush=True)
def came(message):
    if message["type"] in ("chat", "normal"):
        say(sender=message["from"].bare, body=message["body"], thread=message["thread"])
async def started(_):
    x.send_presence()
    await x.get_roster()
    say(online=True)
def typed():
    line = sys.stdin.readline()
    if line == "":
        x.disconnect()
    else:
        order = json.loads(line)
        x.send_message(mto=order["to"], mbody=order["body"], mtype="chat")
x.add_event_handler("session_start", started)
x.add_event_handler("message", came)
x.connect(("127.0.0.1", port), disable_starttls=False)
x.loop.add_reader(sys.stdin, typed)
x.loop.run_until_complete(x.disconnected)
`;

export interface ChatMessage {
  readonly sender: string;
  readonly body: string;
  readonly thread: string;
}

/** A person at slixmpp 1.8, which sends receipts (XEP-0184) by itself. */
export async function openChatPerson(t: TestContext, { name, port, ca }: { name: string; port: number; ca: string }) {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-person-"));
  writeFileSync(join(folder, "ca.pem"), ca);
  const person = spawn("/usr/bin/python3", ["-c", PERSON, name, String(port), join(folder, "ca.pem")], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const got: ChatMessage[] = [];
  let wake = () => {};
  const online = Promise.withResolvers<void>();
  createInterface({ input: person.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as ChatMessage | { online: true };
    if ("online" in said) online.resolve();
    else got.push(said);
    wake();
  });
  const leave = async () => {
    if (person.exitCode !== null || person.signalCode !== null) return;
    const ended = once(person, "exit");
    person.kill("SIGKILL");
    await ended;
  };
  t.after(async () => {
    await leave();
    rmSync(folder, { recursive: true, force: true });
  });
  await online.promise;
  return {
    leave,
    say: (to: string, body: string) => void person.stdin.write(`${JSON.stringify({ to, body })}\n`),
    /** The next message that fits; others before it are passed over. */
    async next(fits: (message: ChatMessage) => boolean): Promise<ChatMessage> {
      for (;;) {
        for (let one = got.shift(); one; one = got.shift()) if (fits(one)) return one;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

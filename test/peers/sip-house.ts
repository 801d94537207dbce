import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./sipp.ts";

const KAMAILIO = "/usr/sbin/kamailio";
const BARESIP = "/usr/bin/baresip";
const OPENSSL = "/usr/bin/openssl";

/** A telephone system that we did not write: kamailio as registrar and proxy with digest and TLS, baresip as a telephone at it. */
export class SipHouse {
  readonly folder = mkdtempSync(join(tmpdir(), "tocsin-sip-"));
  readonly udp: number;
  readonly tls: number;
  readonly #control: number;
  readonly #children: ChildProcess[] = [];

  static async open(algorithm: "MD5" | "SHA-256" = "MD5"): Promise<SipHouse> {
    const house = new SipHouse(await freePort(), await freePort(), await freePort());
    house.#kamailio(algorithm);
    await house.#until("kamailio serves TLS", () => reachable(house.tls));
    return house;
  }

  private constructor(udp: number, tls: number, control: number) {
    this.udp = udp;
    this.tls = tls;
    this.#control = control;
  }

  /** PEM: whom to trust. */
  get ca(): string {
    return readFileSync(join(this.folder, "cert.pem"), "utf8");
  }

  /** A telephone `operator` that answers by itself. @param encrypted its sound, by SRTP and never otherwise */
  async telephone(encrypted = false): Promise<void> {
    const folder = join(this.folder, "phone");
    mkdirSync(folder);
    const [port, media] = [await freePort(), await freePort()];
    writeFileSync(join(folder, "silence.wav"), silence(60));
    writeFileSync(
      join(folder, "accounts"),
      `<sip:operator@tocsin.test>;auth_pass=0perator;outbound="sip:127.0.0.1:${this.udp};transport=udp";regint=60;answermode=auto;audio_codecs=pcma,pcmu${encrypted ? ";mediaenc=srtp-mand" : ""}\n`,
    );
    writeFileSync(join(folder, "contacts"), "");
    writeFileSync(
      join(folder, "config"),
      `sip_listen 127.0.0.1:${port}
audio_player aubridge,sink
audio_source aufile,${join(folder, "silence.wav")}
audio_alert aubridge,alert
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
net_interface 127.0.0.1
rtp_ports ${media}-${media + 100}
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module uuid.so
${encrypted ? "module srtp.so\n" : ""}module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${this.#control}
`,
    );
    this.#children.push(spawn(BARESIP, ["-f", folder], { stdio: "ignore" }));
    await this.#until("baresip takes commands", () => reachable(this.#control));
  }

  /** Presses a key of the telephone in its call. */
  press(key: string): Promise<void> {
    return this.#command("sndcode", key);
  }

  dial(uri: string): Promise<void> {
    return this.#command("dial", uri);
  }

  async #command(name: string, params: string): Promise<void> {
    const socket = connect(this.#control, "127.0.0.1");
    const command = JSON.stringify({ command: name, params });
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("data", () => resolve());
      socket.write(`${command.length}:${command},`);
    });
    socket.destroy();
  }

  close(): void {
    // baresip would take half a minute to take leave of a server that is gone.
    for (const child of this.#children) child.kill(child.spawnfile === BARESIP ? "SIGKILL" : "SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  #kamailio(algorithm: string): void {
    const place = (name: string) => join(this.folder, name);
    const certificate = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout ${place("key.pem")} -out ${place("cert.pem")}`;
    execFileSync(OPENSSL, certificate.split(" "), { stdio: "ignore" });
    cpSync("/usr/share/kamailio/dbtext/kamailio", place("db"), { recursive: true });
    const subscribers = place("db/subscriber");
    const users = ["1:tocsin:tocsin.test:s3cret:x:x", "2:operator:tocsin.test:0perator:x:x"];
    writeFileSync(subscribers, `${readFileSync(subscribers, "utf8").trimEnd()}\n${users.join("\n")}\n`);
    const [key, cert] = [place("key.pem"), place("cert.pem")];
    writeFileSync(
      place("tls.cfg"),
      `[server:default]\nmethod = TLSv1.2+\nprivate_key = ${key}\ncertificate = ${cert}\nverify_certificate = no\nrequire_certificate = no\n`,
    );
    const modules = "tm sl rr pv maxfwd usrloc registrar textops siputils sanity auth db_text auth_db tls";
    writeFileSync(
      place("kamailio.cfg"),
      `#!KAMAILIO
fork=yes
children=2
tcp_children=2
listen=udp:127.0.0.1:${this.udp}
listen=tls:127.0.0.1:${this.tls}
enable_tls=yes
auto_aliases=no
alias="tocsin.test"
${modules
  .split(" ")
  .map((name) => `loadmodule "${name}.so"`)
  .join("\n")}
modparam("tls","config","${place("tls.cfg")}")
modparam("usrloc","db_mode",0)
modparam("auth_db","db_url","text://${place("db")}")
modparam("auth_db","calculate_ha1",yes)
modparam("auth_db","password_column","password")
modparam("auth","qop","auth")
modparam("auth","algorithm","${algorithm}")
modparam("rr","enable_full_lr",1)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483","Too Many Hops"); exit; }
  if (!sanity_check("1511","7")) { exit; }
  if (is_method("OPTIONS") && uri==myself) { sl_send_reply("200","OK"); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404","Not here"); exit;
  }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  t_check_trans();
  if (!auth_check("$fd","subscriber","1")) { auth_challenge("$fd","0"); exit; }
  consume_credentials();
  if (is_method("INVITE")) record_route();
  if (is_method("REGISTER")) { save("location"); exit; }
  if (!lookup("location")) { sl_send_reply("404","Not Found"); exit; }
  t_relay();
}
`,
    );
    const options = [
      "-DD",
      "-E",
      "-f",
      place("kamailio.cfg"),
      "-P",
      place("pid"),
      "-w",
      this.folder,
      "-m",
      "64",
      "-M",
      "8",
    ];
    this.#children.push(spawn(KAMAILIO, options, { stdio: "ignore" }));
  }

  async #until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(50)) if (await holds()) return;
    throw new Error(`it did not become true that ${what}`);
  }
}

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function silence(seconds: number): Buffer {
  const wav = Buffer.alloc(44 + seconds * 16_000);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 16_000],
    [40, wav.length - 44],
  ] as const)
    wav.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    wav.writeUInt16LE(value, at);
  wav.write("data", 36);
  return wav;
}

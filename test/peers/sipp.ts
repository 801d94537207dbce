import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PROGRAM = "/usr/bin/sipp";

/** A step of a scenario, as SIPp writes it. */
export type Step = string;

const HEADERS = `[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
[last_CSeq:]`;
const CONTACT = "Contact: <sip:[local_ip]:[local_port];transport=[transport]>";

export const receive = (method: string): Step => `<recv request="${method}" crlf="true"/>`;
export const wait = (milliseconds: number): Step => `<pause milliseconds="${milliseconds}"/>`;
export const pressKey = (key: string): Step =>
  `<nop><action><exec play_pcap_audio="/usr/share/sip-tester/dtmf_2833_${key}.pcap"/></action></nop>`;

/** @param more header lines */
export function answer(status: string, more = ""): Step {
  const repeats = status.startsWith("1") ? "" : ' retrans="500"';
  const lines = [`SIP/2.0 ${status}`, HEADERS, CONTACT, ...(more === "" ? [] : [more]), "Content-Length: 0", "", ""];
  return `<send${repeats}><![CDATA[\n${lines.join("\n")}\n]]></send>`;
}

/** 200 to BYE or CANCEL, whose To has its tag already. */
export const agree = (): Step =>
  `<send><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n]]></send>`;

/** The same steps, of a telephone that also says that it is there when it is asked by OPTIONS. */
export const alsoAsked = (steps: readonly Step[]): Step[] => [
  '<recv request="OPTIONS" optional="true" next="1"/>',
  ...steps,
  '<nop next="2"/>',
  '<label id="1"/>',
  answer("200 OK").replace(' retrans="500"', ""),
  '<label id="2"/>',
  "<nop/>",
];

/** A-law, and digits by RFC 4733. */
const SDP = `v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
`;

/** 200 with A-law and digits, or with what stands in its place. */
export const pickUp = (sdp = SDP): Step => `<send retrans="500"><![CDATA[
SIP/2.0 200 OK
${HEADERS}
${CONTACT}
Content-Type: application/sdp
Content-Length: [len]

${sdp}
]]></send>`;

/** The INVITE of a call in which it is to send requests itself. */
export const receiveInvite = (): Step =>
  '<recv request="INVITE" crlf="true" rrs="true"><action><ereg regexp="&lt;.*" search_in="hdr" header="From:" assign_to="their"/></action></recv>';

/** A key by INFO, and its answer. @param number of the request, each one higher  @param to as the scenario knows the other side */
export const pressByInfo = (
  key: string,
  number: number,
  to: "called" | "calling" = "called",
): Step => `<send retrans="500"><![CDATA[
INFO [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:4711@[local_ip]>;tag=[pid]t[call_number]
${to === "called" ? "To: [$their]" : "[last_To:]"}
[last_Call-ID:]
CSeq: ${number} INFO
Max-Forwards: 70
Content-Type: application/dtmf-relay
Content-Length: [len]

Signal=${key}
Duration=160

]]></send><recv response="200"/>`;

/** What became of a call that it was asked to make (RFC 3515), and the answer. @param status `200 OK`  @param number of the request, each one higher */
export const report = (status: string, number: number): Step => `<send retrans="500"><![CDATA[
NOTIFY [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:4711@[local_ip]>;tag=[pid]t[call_number]
To: [$their]
[last_Call-ID:]
CSeq: ${number} NOTIFY
${CONTACT}
Max-Forwards: 70
Event: refer
Subscription-State: active;expires=60
Content-Type: message/sipfrag;version=2.0
Content-Length: [len]

SIP/2.0 ${status}

]]></send><recv response="200"/>`;

/** The same telephone as a caller: INVITE until it is answered, and ACK. @param number who calls */
export const callUp = (number: string): Step[] => [
  `<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:${number}@[local_ip]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
${CONTACT}
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

${SDP}
]]></send>`,
  '<recv response="100" optional="true"/>',
  '<recv response="180" optional="true"/>',
  '<recv response="200" rrs="true"/>',
  `<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:${number}@[local_ip]>;tag=[pid]t[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>`,
];

/** A telephone that follows a scenario: SIPp, which we did not write. */
export class Sipp {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  readonly #folder: string;

  /** Resolves when it listens. @param options further ones of the command `sipp` */
  static async start(
    steps: readonly Step[],
    {
      transport = "u1",
      calls = 1,
      options = [],
      calling,
    }: {
      readonly transport?: string;
      readonly calls?: number;
      readonly options?: readonly string[];
      /** The port on loopback that it calls; absent: it is called. */
      readonly calling?: number;
    } = {},
  ): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-sipp-"));
    const file = join(folder, "scenario.xml");
    writeFileSync(
      file,
      `<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="x">\n${steps.join("\n")}\n</scenario>\n`,
    );
    const [port, media] = [await freePort(), await freePort()];
    const where = `-i 127.0.0.1 -p ${port} -t ${transport} -mi 127.0.0.1 -mp ${media}`;
    const command = `-sf ${file} ${where} -m ${calls} -l 1000 -nostdin -timeout 240 -trace_err -error_file ${join(folder, "errors")}`;
    const callee = calling === undefined ? [] : [`127.0.0.1:${calling}`];
    const child = spawn(PROGRAM, [...callee, ...command.split(" "), ...options], { cwd: folder, stdio: "ignore" });
    const sipp = new Sipp(child, port, folder);
    if (calling === undefined) await sipp.#listening(transport === "u1" ? "udp" : "tcp");
    return sipp;
  }

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child;
    this.port = port;
    this.#folder = folder;
    this.#exit = once(child, "exit").then(([code]) => code as number | null);
  }

  /** Its verdict on the calls: empty when all went as the scenario says, otherwise its complaints. */
  async verdict(): Promise<string> {
    const code = await this.#exit;
    if (code === 0) return "";
    return `sipp ended with ${code}: ${this.#complaints()}`;
  }

  close(): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listening(kind: "udp" | "tcp"): Promise<void> {
    const place = `0100007F:${this.port.toString(16).toUpperCase().padStart(4, "0")}`;
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(20)) {
      if (readFileSync(`/proc/net/${kind}`, "utf8").includes(place)) return;
    }
    throw new Error(`sipp does not listen on ${this.port}: ${this.#complaints()}`);
  }

  #complaints(): string {
    try {
      return readFileSync(join(this.#folder, "errors"), "utf8").slice(0, 2000);
    } catch {
      return "it says nothing more";
    }
  }
}

const given = new Set<number>();

/**
 * An even port of this machine that was not given yet and was free just now, for UDP and TCP, and the one above it too. Below those that the system
 * gives to whoever asks for any: another test would soon have it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + 4 * randomInt(2_500);
    if (given.has(port)) continue;
    const isFree = await Promise.all([port, port + 1].flatMap((one) => [isFreeForUdp(one), isFreeForTcp(one)]));
    if (!isFree.every(Boolean)) continue;
    given.add(port);
    return port;
  }
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    socket.once("error", () => socket.close(() => resolve(false)));
    socket.bind(port, "0.0.0.0", () => socket.close(() => resolve(true)));
  });
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "0.0.0.0", () => server.close(() => resolve(true)));
  });
}

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import type { Channel, Heard } from "#channels/channel.ts";
import { smpp } from "#channels/smpp/index.ts";
import { smsModem } from "#channels/sms-modem/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { messageOf } from "../peers/message.ts";
import { MessageCentre } from "../peers/message-centre.ts";
import { SmsModem } from "../peers/sms-modem.ts";
import { freePort } from "../peers/whole-server.ts";

const run = promisify(execFile);
const PATIENCE_MS = 120_000;
const never = new AbortController().signal;
const to = "+4915112345678";
const message = messageOf();

async function until(what: string, fits: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!fits()) {
    if (Date.now() > deadline) throw new Error(`it did not become true that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-sms-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that runs until the test ends. */
function started(t: TestContext, command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (said.text += String(bytes)));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGTERM");
    const cancel = setTimeout(() => child.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(cancel);
  });
  return said;
}

async function openLine(t: TestContext, channel: Channel, settings: object) {
  const heard: Heard[] = [];
  const later: { id: number; outcome: string }[] = [];
  const line = await channel.open(channel.settings.parse(settings), {
    clock: systemClock,
    log: silentLog,
    answered: () => assert.fail("nobody answers a call here"),
    heard: (words) => Promise.resolve(heard.push(words)),
    afterwards: (id, { outcome }) => later.push({ id, outcome }),
  });
  t.after(() => line[Symbol.asyncDispose]());
  return { line, heard, later };
}

/** A serial line that leads to the modem, as a device. */
async function serialLine(t: TestContext, port: number): Promise<string> {
  const path = join(folderOf(t), "tty0");
  started(t, "socat", [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${port}`]);
  await until("the serial line is there", () => existsSync(path));
  return path;
}

test("gammu knows our modem simulator as a modem, and what it sends is read as it was written", async (t) => {
  const modem = await SmsModem.open();
  t.after(() => modem.close());
  const tty = await serialLine(t, modem.port);
  const config = join(folderOf(t), "gammurc");
  writeFileSync(config, `[gammu]\nport=${tty}\nconnection=at115200\nmodel=at\n`);
  // In one session: gammu looks at a modem for four seconds before its first command.
  const batch = join(folderOf(t), "batch");
  writeFileSync(
    batch,
    [
      "identify",
      `sendsms TEXT ${to} -text "GSM {x} [y]"`,
      `sendsms TEXT ${to} -unicode -text "Kessel Überdruck ⚠"`,
      `sendsms TEXT ${to} -len 400 -text ${"0123456789".repeat(40)}`,
      "",
    ].join("\n"),
  );
  const { stdout } = await run("gammu", ["-c", config, "batch", batch], { timeout: PATIENCE_MS });
  assert.match(stdout, /SimModem/);
  assert.deepEqual(
    modem.sent.slice(0, 2).map(({ to: number, text }) => [number, text]),
    [
      [to, "GSM {x} [y]"],
      [to, "Kessel Überdruck ⚠"],
    ],
  );
  const long = modem.sent.slice(2);
  assert.equal(long.map(({ text }) => text).join(""), "0123456789".repeat(40));
  assert.deepEqual(
    long.map(({ part }) => part?.slice(1)),
    [
      [3, 1],
      [3, 2],
      [3, 3],
    ],
  );
});

test("smstools sends by our modem simulator and reads what it received", async (t) => {
  const modem = await SmsModem.open();
  t.after(() => modem.close());
  modem.receive(to, "ACK 4711");
  const folder = folderOf(t);
  for (const name of ["outgoing", "checked", "failed", "incoming", "sent"]) mkdirSync(join(folder, name));
  const config = join(folder, "smsd.conf");
  writeFileSync(
    config,
    [
      "devices = GSM1",
      ...["outgoing", "checked", "failed", "incoming", "sent"].map((name) => `${name} = ${join(folder, name)}`),
      `logfile = ${join(folder, "smsd.log")}`,
      `infofile = ${join(folder, "smsd.working")}`,
      `pidfile = ${join(folder, "smsd.pid")}`,
      "delaytime = 1",
      "[GSM1]",
      `device = @127.0.0.1:${modem.port}`,
      "incoming = yes",
      "report = yes",
      "",
    ].join("\n"),
  );
  writeFileSync(join(folder, "outgoing", "one"), `To: ${to.slice(1)}\n\nALARM boiler 3`);
  started(t, "smsd", ["-c", config, "-t"]);
  await until(
    "smsd has sent its message and read the other one",
    () => modem.sent.length > 0 && modem.storage.size === 0,
  );
  assert.deepEqual(
    modem.sent.map(({ to: number, text }) => [number, text]),
    [[to, "ALARM boiler 3"]],
  );
});

test("our channel sends and hears by a serial line", async (t) => {
  const modem = await SmsModem.open();
  t.after(() => modem.close());
  const path = await serialLine(t, modem.port);
  const device = { by: "serial", path: (await run("readlink", ["-f", path])).stdout.trim() };
  const { line, heard, later } = await openLine(t, smsModem, { connection: device });
  const delivery = await line.deliver(message, never);
  assert.equal(delivery.outcome, "accepted", delivery.because);
  await until("the report has come", () => later.length === 1);
  modem.receive(to, "ACK 1a-7f3k");
  await until("the answer was heard", () => heard.length === 1);
  assert.deepEqual(heard, [{ from: to, text: "ACK 1a-7f3k" }]);
});

const CENTRE = `
use strict; use Net::SMPP; $| = 1;
my $listener = Net::SMPP->new_listen('127.0.0.1', port => $ARGV[0], smpp_version => 0x34) or die "no listener: $!";
print "listening\\n";
my $client = $listener->accept or die "nobody came: $!";
my $id = 254;
while (my $pdu = $client->read_pdu) {
  my $command = $pdu->{cmd};
  if ($command == Net::SMPP::CMD_bind_transceiver) {
    print "bind $pdu->{system_id}/$pdu->{password}\\n";
    $client->bind_transceiver_resp(seq => $pdu->{seq}, system_id => 'centre', status => 0);
  } elsif ($command == Net::SMPP::CMD_submit_sm) {
    print "submit $pdu->{destination_addr} $pdu->{data_coding} $pdu->{esm_class} ", unpack('H*', $pdu->{short_message}), "\\n";
    $id++;
    $client->submit_sm_resp(seq => $pdu->{seq}, message_id => "$id", status => 0);
    $client->deliver_sm(source_addr => $pdu->{destination_addr}, destination_addr => $pdu->{source_addr}, esm_class => 4, async => 1,
      short_message => sprintf('id:%X sub:001 dlvrd:001 submit date:2601151200 done date:2601151200 stat:DELIVRD err:000 text:', $id));
    $client->deliver_sm(source_addr_ton => 1, source_addr_npi => 1, source_addr => $pdu->{destination_addr}, destination_addr => '9000', async => 1,
      short_message => 'ACK 1a-7f3k') unless $pdu->{esm_class};
  } elsif ($command == Net::SMPP::CMD_enquire_link) {
    $client->enquire_link_resp(seq => $pdu->{seq}, status => 0);
  } elsif ($command == Net::SMPP::CMD_unbind) {
    print "unbind\\n"; $client->unbind_resp(seq => $pdu->{seq}, status => 0); last;
  }
}
`;

test("our channel binds to Perl's Net::SMPP, submits in each coding, and reads its receipts and messages", async (t) => {
  const port = await freePort();
  const said = started(t, "perl", ["-e", CENTRE, String(port)]);
  await until("the centre listens", () => said.text.includes("listening"));
  const { line, heard, later } = await openLine(t, smpp, {
    host: "127.0.0.1",
    port,
    security: "plain",
    systemId: "foo",
    password: "bar",
    from: "TOCSIN",
  });
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.equal((await line.deliver({ ...message, id: 43, subject: "HIGH: ⚠ ".repeat(20) }, never)).outcome, "accepted");
  assert.equal((await line.check()).ok, true);
  await until("receipts and an answer have come", () => later.length === 2 && heard.length === 1);
  assert.deepEqual(later, [
    { id: 42, outcome: "delivered" },
    { id: 43, outcome: "delivered" },
  ]);
  assert.deepEqual(heard, [{ from: to, text: "ACK 1a-7f3k" }]);
  await line[Symbol.asyncDispose]();
  await until("it has heard our leave", () => said.text.includes("unbind"));
  const submits = said.text.split("\n").filter((one) => one.startsWith("submit"));
  assert.equal(
    submits[0],
    `submit ${to.slice(1)} 0 0 ${Buffer.from("HIGH: Boiler pressure high, Boiler house\nReply ACK 1a-7f3k").toString("hex")}`,
  );
  assert.match(submits[1] ?? "", /^submit \d+ 8 64 0500032b0\d01/);
  assert.match(said.text, /bind foo\/bar/);
});

/** What kannel calls by HTTP: each path and query. */
async function calledBack(t: TestContext) {
  const calls: URL[] = [];
  const server = http.createServer((request, response) => {
    calls.push(new URL(request.url ?? "/", "http://localhost"));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("kannel binds to our message centre simulator, is delivered to, and knows its receipts", async (t) => {
  const centre = await MessageCentre.open({
    receipt: { state: "DELIVRD" },
    bind: (id, pw) => (id === "foo" && pw === "bar" ? 0 : 0x0e),
  });
  t.after(() => centre.close());
  const { calls, url } = await calledBack(t);
  const [admin, box, send] = [await freePort(), await freePort(), await freePort()];
  const config = join(folderOf(t), "kannel.conf");
  const groups = [
    [
      "core",
      [
        `admin-port = ${admin}`,
        "admin-password = bar",
        `smsbox-port = ${box}`,
        'box-allow-ip = "127.0.0.1"',
        'box-deny-ip = "*.*.*.*"',
        "dlr-storage = internal",
      ],
    ],
    [
      "smsc",
      [
        "smsc = smpp",
        "host = 127.0.0.1",
        `port = ${centre.port}`,
        "transceiver-mode = true",
        "smsc-username = foo",
        "smsc-password = bar",
        'system-type = ""',
        "interface-version = 34",
      ],
    ],
    ["smsbox", ["bearerbox-host = 127.0.0.1", `sendsms-port = ${send}`, "global-sender = 9000"]],
    ["sendsms-user", ["username = tester", "password = foobar", "max-messages = 10", "concatenation = true"]],
    ["sms-service", ["keyword = default", `get-url = "${url}/heard?from=%p&text=%a"`, "max-messages = 0"]],
  ] as const;
  writeFileSync(config, groups.map(([name, lines]) => `group = ${name}\n${lines.join("\n")}\n`).join("\n"));
  started(t, "bearerbox", [config]);
  await until("kannel has bound", () => centre.binds > 0);
  const smsbox = started(t, "smsbox", [config]);
  const sendSms = async (text: string, more = "") => {
    const query = new URLSearchParams({ username: "tester", password: "foobar", to, text });
    try {
      return (await fetch(`http://127.0.0.1:${send}/cgi-bin/sendsms?${query.toString()}${more}`)).text();
    } catch {
      return "";
    }
  };
  const dlr = `&dlr-mask=31&dlr-url=${encodeURIComponent(`${url}/receipt?state=%d`)}`;
  let answer = "";
  for (let tries = 0; tries < 400 && !answer.startsWith("0: Accepted"); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await sendSms("ALARM boiler 3", dlr);
  }
  assert.match(answer, /^0: Accepted/, smsbox.text.slice(-500));
  await until("kannel knows that its message was delivered", () =>
    calls.some(({ pathname, search }) => pathname === "/receipt" && search.includes("state=1")),
  );
  const [short] = centre.submitted;
  assert.deepEqual([short?.to, short?.message.toString()], [to.slice(1), "ALARM boiler 3"]);
  assert.match(await sendSms("0123456789".repeat(30)), /^0: Accepted/);
  await until("a long text has come in its parts", () => centre.submitted.length === 3);
  const whole = centre.submitted.slice(1).map(({ message: part }) => part.subarray(1 + (part[0] ?? 0)).toString());
  assert.equal(whole.join(""), "0123456789".repeat(30));
  centre.bring(to.slice(1), "ACK 1a-7f3k");
  await until("kannel has heard it", () => calls.some(({ pathname }) => pathname === "/heard"));
  const heard = calls.find(({ pathname }) => pathname === "/heard");
  assert.equal(heard?.searchParams.get("text"), "ACK 1a-7f3k");
  assert.ok(centre.responses.every(({ command, status }) => command === 0x8000_0005 && status === 0));
});

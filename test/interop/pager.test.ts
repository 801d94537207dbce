import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { type TestContext, test } from "node:test";
import { SnppGatewaySession } from "#drivers/snpp-gateway/session.ts";
import { Settings } from "#drivers/snpp-gateway/settings.ts";
import { House } from "../contracts/driver-contract.ts";

async function openGateway(t: TestContext, some: object = {}) {
  const house = new House();
  const settings = Settings.parse({
    host: "127.0.0.1",
    port: 0,
    addresses: ["127.0.0.1"],
    pins: [{ pin: "5551234" }, { pin: "sam", category: "fire" }],
    ...some,
  });
  const session = await SnppGatewaySession.open(settings, house.host);
  t.after(() => session[Symbol.asyncDispose]());
  return { house, port: session.port };
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ status: number; output: string }>((resolve) => {
    execFile(command, [...args], { timeout: 120_000, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
}

const perl = (port: number, script: string) =>
  run("perl", [
    "-MNet::SNPP",
    "-e",
    `my $snpp = Net::SNPP->new('127.0.0.1', Port => ${port}) or die 'no greeting'; ${script}`,
  ]);

test("N-039 Perl's Net::SNPP pages through the gateway", async (t) => {
  const { house, port } = await openGateway(t, {
    logins: [{ user: "plc", password: "correct-horse" }],
    pins: [{ pin: "5551234", priority: "critical" }, { pin: "sam" }],
  });
  const { status, output } = await perl(
    port,
    `
    print $snpp->send(Pager => '5551234', Message => 'too early') ? 'early ' : 'login-needed ';
    print $snpp->login('plc', 'wrong-horse') ? 'open ' : 'refused ';
    print $snpp->login('plc', 'correct-horse') ? 'in ' : 'out ';
    $snpp->reset;
    print $snpp->subject('Boiler') ? 'subject ' : 'no-subject ';
    print $snpp->service_level(1) ? 'level ' : 'no-level ';
    print $snpp->send(Pager => ['5551234', 'sam'], Message => 'Boiler 3 hot') ? 'sent ' : 'lost ';
    print $snpp->pager_id('sam') && $snpp->data("one\\n.two\\n") && $snpp->send ? 'data ' : 'no-data ';
    print $snpp->pager_id('999') ? 'anybody ' : 'nobody ';
    print $snpp->two_way ? 'two-way ' : 'one-way ';
    print $snpp->help =~ /LOGIn/ ? 'help ' : 'no-help ';
    print $snpp->quit ? 'bye' : 'cut';
    `,
  );
  assert.equal(output, "login-needed refused in subject level sent data nobody one-way help bye");
  assert.equal(status, 0);
  const raised = house.stored.filter(({ kind }) => kind === "raise");
  assert.deepEqual(
    raised.map(({ point, text, priority }) => [point, text, priority]),
    [
      ["5551234", "Boiler: Boiler 3 hot", "critical"],
      ["sam", "Boiler: Boiler 3 hot", "high"],
      ["sam", "one .two", undefined],
    ],
  );
});

test("N-039 HylaFAX's sendpage pages through the gateway", async (t) => {
  const { house, port } = await openGateway(t);
  const sent = await run("sendpage", [
    "-h",
    `127.0.0.1:${port}`,
    "-l",
    "1",
    "-p",
    "sam",
    "-p",
    "5551234",
    "Boiler 3 hot",
  ]);
  assert.equal(sent.status, 0, sent.output);
  const raised = house.stored.filter(({ kind }) => kind === "raise");
  assert.deepEqual(raised.map(({ point }) => point).sort(), ["5551234", "sam"]);
  assert.ok(raised.every(({ text }) => text === "Boiler 3 hot"));
  const refused = await run("sendpage", ["-h", `127.0.0.1:${port}`, "-p", "nobody", "Boiler 3 hot"]);
  assert.match(refused.output, /Invalid Pager ID/);
});

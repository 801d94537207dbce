import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { connect, createServer } from "node:tls";
import { silentLog } from "#kernel/log.ts";
import type { AcmeSettings } from "#kernel/settings.ts";
import { openAuthority } from "#trust/authority.ts";
import { Seal } from "#trust/seal.ts";
import type { WebCertificate } from "#trust/web-certificate.ts";
import { WebKeeper } from "#trust/web-keeper.ts";
import { VirtualClock } from "../peers/virtual-clock.ts";
import { freePort } from "../peers/whole-server.ts";

const absent = ["pebble", "pebble-challtestsrv", "openssl"].filter((name) => spawnSync("which", [name]).status !== 0);
const NAME = "alarms.plant.example";
const BINDING_KEY = randomBytes(32).toString("base64url");

/** Let's Encrypt's own test authority for ACME (RFC 8555), Debian packages `pebble` and `openssl`. It refuses every fifth nonce. */
describe("the page's certificate by ACME", { skip: absent.length > 0 && `${absent.join(", ")} not installed` }, () => {
  const started: ChildProcess[] = [];
  let folder: string;
  let settings: AcmeSettings;
  let roots: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-acme-"));
    const listener = ["-keyout", join(folder, "ca.key"), "-out", join(folder, "ca.pem"), "-subj", "/CN=localhost"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...listener, "-addext", "subjectAltName=DNS:localhost"],
      { stdio: "ignore" },
    );
    const [acme, bound, management, boundManagement, http, dns, mock] = await freePorts();
    run("pebble-challtestsrv", [
      "-http01=",
      "-https01=",
      "-tlsalpn01=",
      `-dns01=127.0.0.1:${dns}`,
      `-management=127.0.0.1:${mock}`,
      "-defaultIPv4=127.0.0.1",
      "-defaultIPv6=",
    ]);
    authority("pebble.json", { port: acme, management, http }, dns, {});
    authority("bound.json", { port: bound, management: boundManagement, http }, dns, {
      externalAccountBindingRequired: true,
      externalAccountMACKeys: { "plant-1": BINDING_KEY },
    });
    settings = {
      directory: `https://localhost:${acme}/dir`,
      email: "it@plant.example",
      root: join(folder, "ca.pem"),
      listen: { host: "127.0.0.1", port: http },
      binding: null,
    };
    boundDirectory = `https://localhost:${bound}/dir`;
    roots = await untilServed(`https://localhost:${management}/roots/0`);
    await untilServed(`https://localhost:${boundManagement}/roots/0`);
  });
  after(async () => {
    for (const one of started) one.kill();
    await Promise.all(started.map(async (one) => one.exitCode ?? once(one, "close")));
    rmSync(folder, { recursive: true });
  });
  let boundDirectory: string;

  function run(program: string, args: string[]): void {
    const env = { ...process.env, PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "20" };
    started.push(spawn(program, args, { env, stdio: "ignore" }));
  }

  function authority(
    file: string,
    { port, management, http }: Record<"port" | "management" | "http", number>,
    dns: number,
    more: object,
  ): void {
    const pebble = {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate: join(folder, "ca.pem"),
      privateKey: join(folder, "ca.key"),
      httpPort: http,
      tlsPort: 1,
      ...more,
    };
    writeFileSync(join(folder, file), JSON.stringify({ pebble }));
    run("pebble", ["-config", join(folder, file), "-dnsserver", `127.0.0.1:${dns}`]);
  }

  async function untilServed(url: string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      try {
        const [answer] = (await once(get(url, { ca: readFileSync(join(folder, "ca.pem")) }), "response")) as [
          IncomingMessage,
        ];
        return await text(answer);
      } catch (thrown) {
        if (attempt > 600) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  function keeper(dataFolder: string, acme: Partial<AcmeSettings> = {}, clock = new VirtualClock(Date.now())) {
    const seal = new Seal(randomBytes(32));
    return new WebKeeper({
      clock,
      log: silentLog,
      dataFolder,
      authority: () => openAuthority({ dataFolder, seal, now: clock.now() }),
      own: null,
      acme: { ...settings, ...acme },
      names: [NAME],
      demandTime: () => {},
    });
  }
  const newFolder = () => mkdtempSync(join(folder, "data-"));

  it("P-010 is ordered once the page is up, vouches for the page's name below the authority's root, and ends no connection", async (t) => {
    const dataFolder = newFolder();
    const clock = new VirtualClock(Date.now());
    const page = keeper(dataFolder, {}, clock);
    const first = await page.open();
    assert.equal(first.madeBy, "tocsin");
    const server = createServer({ cert: first.certificate, key: first.key.open() });
    t.after(() => server.close());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const before = connect({ port, host: "127.0.0.1", servername: "localhost", ca: first.authority ?? "" });
    t.after(() => before.destroy());
    await once(before, "secureConnect");
    const ordered = Promise.withResolvers<WebCertificate>();
    page.start((renewed) => {
      server.setSecureContext({ cert: renewed.certificate, key: renewed.key.open() });
      ordered.resolve(renewed);
    });
    clock.advance(1);
    await page.renew(); // the one that is under way
    const shown = await ordered.promise;
    const after = connect({ port, host: "127.0.0.1", servername: NAME, ca: roots });
    await once(after, "secureConnect");
    assert.equal(after.getPeerX509Certificate()?.fingerprint256, shown.fingerprint);
    assert.equal(before.destroyed, false);
    after.destroy();
    page.stop();
    for (const file of ["web-acme.key", "web-acme.pem", "acme-account.key"])
      assert.equal(statSync(join(dataFolder, "trust", file)).mode & 0o777, 0o600, file);
    const account = readFileSync(join(dataFolder, "trust", "acme-account.key"), "utf8");

    const again = keeper(dataFolder);
    assert.equal((await again.open()).fingerprint, shown.fingerprint);
    const renewed = await again.renew();
    assert.notEqual(renewed.fingerprint, shown.fingerprint);
    const life = new X509Certificate(renewed.certificate);
    const [begin, end] = [life.validFromDate.getTime(), life.validToDate.getTime()];
    assert.equal(renewed.renewAt, Math.round((begin + end) / 2));
    assert.equal(readFileSync(join(dataFolder, "trust", "acme-account.key"), "utf8"), account);
  });

  const bad: [string, (one: AcmeSettings) => Partial<AcmeSettings>, RegExp][] = [
    ["an authority whose listener nobody vouches for", () => ({ root: null }), /self-signed certificate/],
    [
      "a look that finds nobody",
      () => ({ listen: { host: "127.0.0.2", port: settings.listen.port } }),
      /is invalid: .+/,
    ],
    [
      "a directory that is none",
      (one) => ({ directory: one.directory.replace("/dir", "/none") }),
      /answers 404, which is no directory/,
    ],
    ["an authority that is not there", () => ({ directory: "https://localhost:1/dir" }), /ECONNREFUSED/],
    [
      "an authority that wants a customer",
      () => ({ directory: boundDirectory }),
      /refused \(403\): .*externalAccountBinding/,
    ],
  ];
  for (const [what, given, because] of bad) {
    it(`${what}: the page stays as it is, and says why`, async () => {
      const page = keeper(newFolder(), given(settings));
      const first = await page.open();
      await assert.rejects(page.renew(), because);
      assert.match(page.failed ?? "", because);
      assert.equal(page.current?.fingerprint, first.fingerprint);
      page.stop();
    });
  }

  it("an account is bound to the customer whose key is named, and to no other", async () => {
    const keyFile = join(folder, "binding.key");
    const binding = { keyId: "plant-1", keyFile };
    writeFileSync(keyFile, `${BINDING_KEY}\n`);
    assert.equal((await keeper(newFolder(), { directory: boundDirectory, binding }).renew()).madeBy, "acme");
    writeFileSync(keyFile, randomBytes(32).toString("base64url"));
    await assert.rejects(keeper(newFolder(), { directory: boundDirectory, binding }).renew(), /refused \(\d+\)/);
  });
});

type Seven = [number, number, number, number, number, number, number];

async function freePorts(): Promise<Seven> {
  const ports: number[] = [];
  while (ports.length < 7) ports.push(await freePort());
  return ports as Seven;
}

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import type { TrustStatus } from "#trust/status.ts";
import { Story } from "../stories/story.ts";

const skip = spawnSync("openssl", ["version"]).status !== 0 && "openssl is not installed";
const DAY = 86_400_000;

test("P-010 another authority (OpenSSL) signs the request; the page shows what came back at once, and its end is told in time", {
  skip,
}, async (t) => {
  const story = await Story.open(t);
  const status = () => story.get<TrustStatus>("/api/v1/trust");
  await story.until("this core has a certificate", async () => (await status()).peers.length > 0);
  const at = (name: string) => join(story.folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });
  const selfSigned = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "60"];
  openssl(...selfSigned, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=The plant's authority");

  assert.match((await story.tocsin("trust", "install", at("ca.pem"))).err, /No certificate was requested here/);
  const requested = await story.tocsin("trust", "request", "--out", at("page.csr"));
  assert.equal(requested.code, 0, requested.err);
  assert.match(openssl("req", "-in", at("page.csr"), "-verify", "-noout", "-text"), /DNS:localhost/);
  const sign = ["x509", "-req", "-in", at("page.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-days", "60"];
  openssl(...sign, "-copy_extensions", "copy", "-out", at("page.pem"));
  const [page, ca] = [readFileSync(at("page.pem"), "utf8"), readFileSync(at("ca.pem"), "utf8")];

  const before = await status();
  writeFileSync(at("wrong.pem"), ca + page);
  const refused = await story.tocsin("trust", "install", at("wrong.pem"));
  assert.deepEqual([refused.code, /must come first/.test(refused.err)], [1, true], refused.err);
  assert.deepEqual((await status()).web, before.web);

  writeFileSync(at("chain.pem"), page + ca);
  const installed = await story.tocsin("trust", "install", at("chain.pem"));
  assert.equal(installed.code, 0, installed.err);
  const shown = new X509Certificate(page).fingerprint256;
  const { web } = await status();
  assert.deepEqual([web?.madeBy, web?.thumbprint, web?.renewAt], ["installed", shown, null]);
  const greet = async () => {
    const socket = connect({ host: "127.0.0.1", port: story.server.port, servername: "localhost", ca });
    await once(socket, "secureConnect");
    const met = socket.getPeerX509Certificate()?.fingerprint256;
    socket.destroy();
    return met;
  };
  assert.equal(await greet(), shown);
  await story.restart();
  assert.equal(await greet(), shown);

  const { server, clock } = story;
  const alarm = () => [...(server.line()?.engine.all() ?? [])].find((one) => one.point === "certificate/web");
  await story.until("it is known who has which", async () => (await server.core.trust.certificates()).length > 0);
  clock.advance(new X509Certificate(page).validToDate.getTime() - clock.now() - 20 * DAY);
  const raised = await story.until("its end is an alarm", () => (alarm()?.active ? alarm() : undefined));
  assert.match(raised.text, /tocsin trust request/);
  const removed = await story.tocsin("trust", "install", "--remove");
  assert.equal(removed.code, 0, removed.err);
  await server.core.trust.status().then(({ web: now }) => assert.equal(now?.madeBy, "tocsin"));
  assert.match((await story.tocsin("trust", "install", "--remove")).err, /No certificate of another authority/);
});

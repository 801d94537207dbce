import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { uriOf } from "#trust/identity.ts";
import { readIdentity } from "#trust/identity-file.ts";
import { judgePeer } from "#trust/peer-check.ts";
import { certificatesIn } from "#trust/pem.ts";
import { certificateRequest } from "#trust/request.ts";
import type { TrustStatus } from "#trust/status.ts";
import { joined } from "../peers/module-process.ts";
import { Story } from "./story.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const status = (story: Story) => story.get<TrustStatus>("/api/v1/trust");
const ownOf = ({ peers }: TrustStatus) => peers.find(({ own }) => own);
const enrolled = async (story: Story, node: string) => {
  const { trust } = story.server.core;
  const authority = await trust.authority();
  const name = { site: authority.site, role: "driver-host", node, instance: "building" } as const;
  const { request } = await certificateRequest(name);
  await authority.sign(request, name, story.clock.now());
  return { request, name, uri: uriOf(name) };
};

test("W-021 W-026 the command shows the certificates that are there, with the thumbprint that is in the file", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const { uri } = await enrolled(story, "plant-2");
  const { code, out } = await story.tocsin("trust", "status", "--json");
  assert.equal(code, 0, out);
  const shown = JSON.parse(out) as TrustStatus;
  const trust = join(story.dataFolder, "trust");
  const kept = readIdentity(trust);
  assert(kept);
  const own = ownOf(shown);
  assert.deepEqual([own?.uri, own?.thumbprint], [uriOf(kept.name), certificatesIn(kept.chain)[0]?.fingerprint256]);
  assert.equal(own?.notAfter, kept.notAfter);
  assert.equal(shown.root.thumbprint, new X509Certificate(readFileSync(join(trust, "site-ca.pem"))).fingerprint256);
  assert.equal(shown.web?.state, "fresh");
  const peer = shown.peers.find((one) => one.uri === uri);
  assert.deepEqual([peer?.state, peer?.admitted, peer?.own], ["fresh", "all", false]);
  const words = await story.tocsin("trust", "status");
  assert.match(words.out, /driver-host plant-2\/building {2}fresh/);
});

test("W-020 W-031 W-035 certificates renew themselves while everything runs, and who falls behind is an alarm", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const { uri } = await enrolled(story, "plant-2");
  const { server } = story;
  // The administrator's session ends long before: what the page would show is asked of the desk itself.
  const { trust } = server.core;
  const alarm = (active: boolean) => () =>
    [...(server.line()?.engine.all() ?? [])].find(
      (one) => one.point === "certificate/plant-2/building" && one.active === active,
    );
  const first = await trust.status();
  for (let round = 0; round < 3; round++) {
    const before = ownOf(await trust.status())?.thumbprint;
    story.clock.advance(3.9 * DAY);
    await story.until("its certificate is another one", async () => ownOf(await trust.status())?.thumbprint !== before);
  }
  assert.equal(story.server, server);
  const now = await trust.status();
  assert.deepEqual([now.root.thumbprint, now.site], [first.root.thumbprint, first.site]);
  assert.equal(ownOf(now)?.state, "fresh");
  const raised = await story.until("who fell behind is in alarm", alarm(true));
  assert.match(raised.text, /certificate of driver-host plant-2\/building .* evict it/);
  await trust.deny("evict", uri, "It was taken down.", { id: "operator:anna.keller", via: "api" });
  story.clock.advance(2 * 60_000);
  await story.until("the alarm has gone", alarm(false));
});

test("W-025 who is banned is refused at once and can't come back with its key, until the ban is lifted", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const { request, name, uri } = await enrolled(story, "plant-3");
  const { trust } = story.server.core;
  const authority = await trust.authority();
  const sign = () => authority.sign(request, name, story.clock.now());
  const deny = (body: object) => story.ask("POST", "/api/v1/trust/denials", body);
  assert.equal((await deny({ verb: "ban", uri: `${uri}x`, because: "It was stolen." })).status, 404);
  assert.equal((await deny({ verb: "burn", uri, because: "It was stolen." })).status, 400);
  assert.equal((await deny({ verb: "ban", uri: ownOf(await status(story))?.uri, because: "By mistake" })).status, 409);

  await sign();
  assert.deepEqual((await deny({ verb: "ban", uri, because: "It was stolen." })).status, 200);
  const peer = (await status(story)).peers.find((one) => one.uri === uri);
  assert.deepEqual([peer?.state, peer?.admitted], ["refused", null]);
  await assert.rejects(sign(), /key was banned. It was stolen/);
  await story.restart();
  await story.until("trust is loaded", async () => (await story.ask("GET", "/api/v1/trust")).status === 200);
  assert.equal((await status(story)).denyList.version, 1);
  const again = await story.server.core.trust.authority();
  await assert.rejects(again.sign(request, name, story.clock.now()), /key was banned/);
  await story.good("DELETE", `/api/v1/trust/denials?uri=${encodeURIComponent(uri)}`);
  await again.sign(request, name, story.clock.now());
  assert.equal((await status(story)).denyList.version, 2);
  const { items } = await story.get<{ items: { action: string; sentence: string }[] }>("/api/v1/audit-trail?limit=100");
  const said = items.filter(({ action }) => action.startsWith("trust.") && action !== "trust.issued");
  assert.deepEqual(said.map(({ action }) => action).sort(), ["trust.banned", "trust.pardoned"]);
  assert.ok(said.some(({ sentence }) => /banned driver-host plant-3\/building: It was stolen/.test(sentence)));
});

test("W-031 the issuing authority is replaced alone, and what a thief signs by the former one is refused", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const { trust } = story.server.core;
  const authority = await trust.authority();
  const genuine = await joined(trust, { node: "plant-2" }, story.clock.now());
  const { record } = authority;
  authority.record = () => Promise.resolve();
  const forged = await joined(trust, { node: "plant-9" }, story.clock.now());
  authority.record = record;
  const before = await status(story);
  const { site } = before;
  const ask = (body: object) => story.ask("POST", "/api/v1/trust/issuing", body);
  assert.equal((await ask({ site: "00000000-0000-4000-8000-000000000000" })).status, 409);
  assert.equal((await ask({ site, stolen: "yes" })).status, 400);
  assert.equal((await story.tocsin("trust", "rotate", "--stolen", "It was copied.")).code, 1);
  assert.equal((await story.tocsin("trust", "rotate", "page")).code, 1);
  assert.equal((await status(story)).issuing.thumbprint, before.issuing.thumbprint);

  const plain = await story.tocsin("trust", "rotate", "issuing");
  assert.equal(plain.code, 0, plain.err);
  assert.match(plain.out, /the root is the same\.\n1 of the site's processes still has a certificate/);
  const stolen = await story.tocsin("trust", "rotate", "issuing", "--stolen", "A backup was copied.");
  assert.equal(stolen.code, 0, stolen.err);
  assert.match(stolen.out, /refused by every process, but for the certificates on record here/);
  const after = await status(story);
  assert.deepEqual([after.root.thumbprint, after.site], [before.root.thumbprint, site]);
  assert.notEqual(after.issuing.thumbprint, before.issuing.thumbprint);
  assert.notEqual(after.web?.thumbprint, before.web?.thumbprint);
  const former = Object.fromEntries(
    after.peers.map(({ node, own, formerlyIssued }) => [own ? "own" : node, formerlyIssued]),
  );
  assert.deepEqual(former, { own: false, "plant-2": true });
  assert.deepEqual(
    after.denyList.authorities.map(({ because }) => because),
    ["A backup was copied.", "A backup was copied."],
    "the one that was replaced before may have been stolen as well",
  );
  const listed = await story.tocsin("trust", "status");
  assert.match(listed.out, /what a former issuing authority signs, since .*: A backup was copied\./);
  const judged = ({ chain }: { chain: string }) =>
    judgePeer(
      certificatesIn(chain).map(({ raw }) => raw),
      { site, roots: authority.roots, denyList: trust.denyList, now: story.clock.now(), graceMs: 0 },
    ).admitted;
  assert.deepEqual([judged(genuine), judged(forged)], ["all", null]);
  assert.equal(judged(await joined(trust, { node: "plant-2" }, story.clock.now())), "all");
  const { items } = await story.get<{ items: { action: string; sentence: string }[] }>("/api/v1/audit-trail?limit=100");
  assert.deepEqual(
    items
      .map(({ action }) => action)
      .filter((action) => action.startsWith("trust.issuing"))
      .toReversed(),
    ["trust.issuing-replaced", "trust.issuing-replaced", "trust.issuing-refused"],
  );

  await story.good("POST", "/api/v1/trust/change-over", { site, keepHours: 0 });
  const meanwhile = await ask({ site });
  assert.deepEqual([meanwhile.status, /root is being replaced/.test(JSON.stringify(meanwhile.body))], [409, true]);
});

test("a reset says what ends, gives up the root, and keeps the site's name and its bans", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const { uri } = await enrolled(story, "plant-2");
  const stolen = await enrolled(story, "plant-4");
  await story.good("POST", "/api/v1/trust/denials", { verb: "ban", uri: stolen.uri, because: "It was stolen." });
  const before = await status(story);
  const asked = await story.tocsin("trust", "reset");
  assert.equal(asked.code, 1);
  assert.match(
    asked.out,
    /With it end:\n {2}driver-host plant-2\/building: has to join again\n {2}the certificate of the page/,
  );
  assert.equal((await status(story)).root.thumbprint, before.root.thumbprint);
  const elsewhere = { site: "00000000-0000-4000-8000-000000000000" };
  assert.equal((await story.ask("POST", "/api/v1/trust/reset", elsewhere)).status, 409);
  const done = await story.tocsin("trust", "reset", "--yes", "--json");
  assert.equal(done.code, 0, done.err);
  const after = JSON.parse(done.out) as TrustStatus;
  assert.equal(after.site, before.site);
  assert.notEqual(after.root.thumbprint, before.root.thumbprint);
  assert.notEqual(after.web?.thumbprint, before.web?.thumbprint);
  assert.deepEqual(
    [
      after.peers.some((one) => one.uri === uri),
      after.peers.length,
      after.denyList.version,
      after.denyList.denied.length,
    ],
    [false, 1, 2, 1],
  );
  const authority = await story.server.core.trust.authority();
  await assert.rejects(authority.sign(stolen.request, stolen.name, story.clock.now()), /key was banned/);
});

test("P-101 while the server's clock is known to be wrong nothing is signed or renewed and no machine joins, yet one can be refused", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const { uri, request, name } = await enrolled(story, "plant-2");
  const { access, trust } = story.server.core;
  const right = access.factors.clockWrong;
  access.factors.clockWrong = () => "The server's clock is 41.2 s behind the time service (chrony).";
  const before = await status(story);
  const { site } = before;
  for (const [path, body] of [
    ["renewal", { newKey: true }],
    ["reset", { site }],
    ["window", {}],
  ] as const) {
    const { status: code, body: problem } = await story.ask("POST", `/api/v1/trust/${path}`, body);
    assert.equal(code, 409, path);
    assert.match(JSON.stringify(problem), /41\.2 s behind the time service .* No certificate is signed/, path);
  }
  const authority = await trust.authority();
  await assert.rejects(authority.sign(request, name, story.clock.now()), /41\.2 s behind/);
  await assert.rejects(trust.web.renew(), /41\.2 s behind/);
  const after = await status(story);
  assert.deepEqual([after.root, after.web, ownOf(after)], [before.root, before.web, ownOf(before)]);
  await story.good("POST", "/api/v1/trust/denials", { verb: "evict", uri, because: "It was taken down." });
  access.factors.clockWrong = right;
  await story.good("POST", "/api/v1/trust/renewal", {});
});

test("W-025 a new key of this core by order: what it had before is on the deny list, and what it has is not", async (t) => {
  const story = await Story.open(t);
  await story.until("this core has a certificate", async () => ownOf(await status(story)) !== undefined);
  const before = ownOf(await status(story));
  await story.good("POST", "/api/v1/trust/renewal", { newKey: false });
  const kept = ownOf(await status(story));
  assert.deepEqual([kept?.keyHash, (await status(story)).denyList.version], [before?.keyHash, 0]);
  const { code, err } = await story.tocsin("trust", "renew", "--new-key");
  assert.equal(code, 0, err);
  const after = await status(story);
  const own = ownOf(after);
  assert.notEqual(own?.keyHash, before?.keyHash);
  assert.deepEqual([own?.admitted, own?.denied], ["all", false]);
  const refused = [before?.serial ?? "", kept?.serial ?? ""].sort();
  assert.deepEqual([...(after.denyList.denied[0]?.serials ?? [])].sort(), refused);
  const identity = readIdentity(join(story.dataFolder, "trust"));
  assert.equal(certificatesIn(identity?.chain ?? "")[0]?.fingerprint256, own?.thumbprint);
});

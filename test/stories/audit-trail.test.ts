import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCheckpoint } from "#audit/checkpoint.ts";
import { fromLine } from "#audit/lines.ts";
import { provesConsistency, provesInclusion } from "#audit/merkle.ts";
import { readKey } from "#audit/note.ts";
import { control } from "#cli/control.ts";
import { packageFolder } from "#kernel/version.ts";
import { Story } from "./story.ts";

interface Listed {
  readonly items: readonly {
    readonly seq: number;
    readonly size: number;
    readonly note: string;
    readonly sentence: string;
    readonly actor: string;
    readonly at: number;
  }[];
  readonly next: string | null;
}

const bytes = (text: string) => Buffer.from(text, "base64");

test("P-041 an auditor proves that the trail was not rewritten, with a witness's copy and a public key alone", async (t) => {
  const story = await Story.open(t);
  const file = join(story.folder, "witness.jsonl");
  await story.good("PUT", "/api/v1/site/witness/worm", { id: "worm", name: "Share", to: { kind: "file", path: file } });
  const signed = (more: number) =>
    story.until(`more than ${more} entries are signed`, async () => {
      story.clock.advance(61_000);
      setTimeout(() => story.happened(), 20);
      const { items } = await story.get<Listed>("/api/v1/audit-trail/checkpoints");
      return (items[0]?.size ?? 0) > more && items;
    });
  const [first] = await signed(0);
  await story.good("PUT", "/api/v1/site/partition/north", { id: "north", name: "North" });
  const [second] = await signed(first?.size ?? 0);
  assert(first && second);

  const { keys } = await story.get<{ keys: string[] }>("/api/v1/audit-trail/witnesses");
  const key = readKey(keys[0] ?? "");
  assert(typeof key !== "string");
  const roots = [first, second].map(({ note }) => {
    const read = readCheckpoint(note, [key]);
    return typeof read === "string" ? assert.fail(read) : read;
  });

  const proof = await story.get<{ index: number; size: number; leaf: string; path: string[] }>(
    "/api/v1/audit-trail/2/proof",
  );
  const root = roots[1]?.root ?? assert.fail();
  assert(provesInclusion({ leaf: bytes(proof.leaf), index: 1, size: second.size, root }, proof.path.map(bytes)));
  const consistency = await story.get<{ path: string[] }>(`/api/v1/audit-trail/consistency?from=${first.size}`);
  const [one = assert.fail(), two = assert.fail()] = roots;
  assert(provesConsistency(one, two, consistency.path.map(bytes)));

  for (const [path, status, says] of [
    ["/api/v1/audit-trail/999999/proof", 404, /no entry 999999/],
    [`/api/v1/audit-trail/1/proof?size=${second.size + 1}`, 404, /no checkpoint of/],
    ["/api/v1/audit-trail/0/proof", 400, /seq/],
    [`/api/v1/audit-trail/consistency?from=${second.size}&to=${first.size}`, 400, /larger/],
    ["/api/v1/audit-trail/export", 403, /'audit:export'/],
  ] as const) {
    const { status: answered, body } = await story.ask("GET", path);
    assert.equal(answered, status, path);
    assert.match((body as { detail: string }).detail, says);
  }

  await story.until("the witness has everything", async () => {
    story.clock.advance(2000);
    const { witnesses } = await story.get<{ witnesses: { behind: number; confirmed: number }[] }>(
      "/api/v1/audit-trail/witnesses",
    );
    setTimeout(() => story.happened(), 20);
    return (
      (witnesses[0]?.confirmed ?? 0) >= second.size && readFileSync(file, "utf8").includes(`"size":${second.size},`)
    );
  });
  const verify = (copy: string, ...more: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const args = ["audit-trail", "verify", "--from", copy, "--key", keys[0] ?? "", ...more];
      execFile(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), ...args], (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out: out + err }),
      );
    });
  const whole = await verify(file);
  assert.match(whole.out, new RegExp(`whole[^]*Signed checkpoints cover the first ${second.size}`));
  assert.equal(whole.code, 0);

  const exported = await control(story.dataFolder).request("GET", "/api/v1/audit-trail/export");
  assert.equal(exported.status, 200);
  const forged = join(story.folder, "forged.jsonl");
  writeFileSync(forged, String(exported.body).replace("partition 'north'", "partition 'south'"));
  const found = await verify(forged, "--checkpoints", file);
  const north = readFileSync(file, "utf8")
    .split("\n")
    .map(fromLine)
    .find((entry) => typeof entry !== "string" && entry.sentence.includes("partition 'north'"));
  assert(north && typeof north !== "string");
  assert.match(found.out, new RegExp(`changed: Entry ${north.seq} `));
  assert.equal(found.code, 1);

  await story.good("POST", "/api/v1/audit-trail/verification", {});
  const verdict = await story.until("it is verified", async () => {
    const now = await story.get<{ state: string; verdict?: { findings: unknown[]; signed: number } }>(
      "/api/v1/audit-trail/verification",
    );
    if (now.state === "done") return now.verdict;
    setTimeout(() => story.happened(), 20);
    return null;
  });
  assert.deepEqual(verdict.findings, []);
  assert(verdict.signed >= second.size);
});

test("N-036 who reads the trail is in the trail, once a minute, and what is exported is each time", async (t) => {
  const story = await Story.open(t);
  await story.good("PUT", "/api/v1/site/partition/north", { id: "north", name: "North" });
  const readings = async () =>
    (await story.get<Listed>("/api/v1/audit-trail?action=audit-trail")).items
      .map(({ sentence }) => sentence)
      .filter((one) => /opened/.test(one));
  await story.get("/api/v1/audit-trail?text=NORTH&actor=operator:anna&from=5");
  await story.get("/api/v1/audit-trail");
  assert.equal((await readings()).length, 1);
  assert.match(
    (await readings())[0] ?? "",
    /opened the audit trail and read what is by operator:anna and with "NORTH" and from 1970-/,
  );
  story.clock.advance(60_001);
  assert.equal((await readings()).length, 2);
  for (const format of ["jsonl", "rfc5424", "cef"]) {
    const { body, status } = await control(story.dataFolder).request(
      "GET",
      `/api/v1/audit-trail/export?format=${format}`,
    );
    assert.equal(status, 200);
    assert.match(
      String(body).split("\n")[0] ?? "",
      { jsonl: /^\{"seq":1,/, rfc5424: /^<109>1 .*\{"seq":1,/, cef: /^CEF:0\|Tocsin\|.*externalId=1 / }[format] ?? /^$/,
    );
  }
  assert.equal((await readings()).length, 5);
  const found = await story.get<Listed>("/api/v1/audit-trail?text=north&action=site");
  assert(found.items.length > 0 && found.items.every(({ sentence }) => /north/i.test(sentence)));
  const [entry] = found.items;
  const none = await story.get<Listed>(`/api/v1/audit-trail?text=north&action=site&to=${entry?.at}`);
  assert.deepEqual(none.items, []);
});

test("P-112 a person at the machine asks what would be archived, is told why nothing is, and names a folder that can hold it", async (t) => {
  const story = await Story.open(t);
  const shown = await story.tocsin("audit-trail", "retain");
  assert.equal(shown.out, "The audit trail keeps 3650 days.\nNothing would be removed.\n", shown.err);
  const refused = await story.tocsin("audit-trail", "retain", "--yes");
  assert.deepEqual([refused.code, refused.out], [1, ""]);
  assert.match(refused.err, /names no folder for archives.*Set audit\.archiveFolder/);
  const nowhere = await story.ask("PUT", "/api/v1/site/setting/site", {
    id: "site",
    audit: { archiveFolder: "/proc/a" },
  });
  assert.equal(nowhere.status, 422, JSON.stringify(nowhere.body));
  assert.match(JSON.stringify(nowhere.body), /audit\.archiveFolder: \/proc\/a can't hold archives: /);
  const audit = { archiveFolder: join(story.folder, "archives") };
  await story.good("PUT", "/api/v1/site/setting/site", { id: "site", audit });
  const done = await story.tocsin("audit-trail", "retain", "--yes");
  assert.deepEqual([done.code, done.out], [0, "Nothing was due.\n"], done.err);
});

test("where the site wants a witness, administrative changes wait for one, and alarms never do", async (t) => {
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("anna")],
    sources: [{ id: "lab", name: "Lab", driver: "http" }],
    routes: [{ id: "all", order: 1, policy: null }],
  }));
  await story.good("PUT", "/api/v1/site/setting/site", { id: "site", audit: { requireSink: true } });
  const change = () => story.ask("PUT", "/api/v1/site/partition/north", { id: "north", name: "North" });
  const refused = await change();
  assert.equal(refused.status, 503);
  assert.match((refused.body as { detail: string }).detail, /Nothing was changed.*no witness that is switched on/);
  assert.equal((await story.ask("POST", "/api/v1/tokens", { name: "x", scopes: ["alarms:read"] })).status, 503);

  await story.report("lab", [
    { point: "oven", kind: "raise", category: "fire", condition: "smoke", text: "Oven on fire" },
  ]);
  const alarm = await story.alarm("lab/oven");
  await story.good("POST", `/api/v1/alarms/${alarm.id}/acknowledge`, {
    occurrence: alarm.occurrence,
    sequence: alarm.sequence,
  });

  const file = join(story.folder, "witness.jsonl");
  await story.apply({ witnesses: [{ id: "worm", name: "Share", to: { kind: "file", path: file } }] });
  const admitted = await story.until("a witness is there", async () => {
    story.clock.advance(2000);
    const answer = await change();
    setTimeout(() => story.happened(), 20);
    return answer.status < 300 && answer;
  });
  assert.ok(admitted.status < 300);
});

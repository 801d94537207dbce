import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { it } from "node:test";
import type pg from "pg";
import { asClient } from "#store/client.ts";
import type { Answer } from "../peers/https-client.ts";
import { Story } from "./story.ts";

const PAGE = { "sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0" };
const ANNA = { id: "anna.keller", password: "violet tractor sings 9 hymns" };
const DAY_MS = 86_400_000;

const signIn = (story: Story, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  story.askAs({ ...PAGE, ...headers }, "POST", "/api/v1/session", body);
const cookiesOf = (answer: Answer): string =>
  (answer.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");
const detailOf = (answer: Answer): string => (JSON.parse(answer.text) as { detail: string }).detail;

it("P-037 somebody guesses: they are slowed down, an alarm rings, and the control room signs in meanwhile", async (t) => {
  const story = await Story.open(t);
  await story.apply({ site: { logins: { lockAfterMin: 0 } } });
  const console = await signIn(story, ANNA);
  assert.equal(console.status, 200, console.text);
  const device = cookiesOf(console)
    .split("; ")
    .filter((one) => one.startsWith("__Host-tocsin-device="))
    .join();

  const statuses = new Map<number, number>();
  const said = new Set<string>();
  for (let n = 0; n < 60; n++) {
    const id = n % 2 === 0 ? ANNA.id : `nobody${n}`;
    const answer = await signIn(story, { id, password: `wrong password number ${n}` });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status === 401) said.add(detailOf(answer));
    else assert.match(answer.headers["retry-after"] ?? "", /^\d+$/);
  }
  assert.deepEqual(
    [...statuses.keys()].sort((a, b) => a - b),
    [401, 429],
  );
  assert.ok((statuses.get(429) ?? 0) > 30, JSON.stringify([...statuses]));
  assert.equal(said.size, 1, "the same words for names that exist and names that don't");

  const stranger = await signIn(story, ANNA);
  assert.equal(stranger.status, 429, "even the right password waits where nobody is known");
  const known = await signIn(story, ANNA, { cookie: device });
  assert.equal(known.status, 200, "the control room's browser is known");

  const alarm = await story.alarm("tocsin/detection/sign-in/failed");
  assert.equal(alarm.priority, "high");
  const refusals = (await story.sentences()).filter((sentence) => sentence.startsWith("Somebody at"));
  assert.ok(refusals.length > 0 && refusals.length < 6, refusals.join("\n"));

  story.clock.advance(20 * 60_000);
  await story.alarm("tocsin/detection/sign-in/failed", ({ active }) => !active);
});

it("N-066 P-028 a password expires where the site demands it, and none of the last ones is taken again", async (t) => {
  const story = await Story.open(t);
  const policy = (password: object) => story.apply({ site: { name: "Nordsee", logins: { password } } });
  await policy({ profile: "legacy-expiry" });
  const first = await signIn(story, ANNA);
  const cookie = cookiesOf(first);
  assert.equal((await story.askAs({ ...PAGE, cookie }, "GET", "/api/v1/alarms")).status, 200);

  story.clock.advance(91 * DAY_MS);
  const late = await signIn(story, ANNA);
  const session = { ...PAGE, cookie: cookiesOf(late) };
  const present = await story.askAs(session, "GET", "/api/v1/session");
  assert.equal((JSON.parse(present.text) as { mustChangePassword: boolean }).mustChangePassword, true);
  const refused = await story.askAs(session, "GET", "/api/v1/alarms");
  assert.deepEqual([refused.status, (JSON.parse(refused.text) as { title: string }).title], [403, "Password expired"]);

  const change = (password: string, current = ANNA.password) =>
    story.askAs(session, "PUT", `/api/v1/operators/${ANNA.id}/password`, { password, current });
  for (const [password, says] of [
    [ANNA.password, /the present one/],
    ["fourteen chars", /at least 15/],
    ["Nordsee-Tocsin-2027", /site's or the product's/],
    ["butterfly butterfly", /tried first/],
    ["anna keller anna keller", /own name/],
  ] as const) {
    const answer = await change(password);
    assert.equal(answer.status, 422, answer.text);
    assert.match(detailOf(answer), says);
  }
  const next = "seven grey herons in fog";
  assert.equal((await change(next)).status, 204);
  assert.equal((await story.askAs(session, "GET", "/api/v1/alarms")).status, 200);
  assert.match(detailOf(await change(ANNA.password, next)), /one of your last/);
  assert.equal((await signIn(story, ANNA)).status, 401);

  const rules = await story.askAs({}, "GET", "/api/v1/password-policy");
  assert.match(rules.text, /every 90 days/);
  const lowered = await story.tocsin(
    "apply",
    story.file("low.yaml", "site: { name: Nordsee, logins: { password: { minimumLength: 14 } } }\n"),
  );
  assert.equal(lowered.code, 1);
  assert.match(lowered.err + lowered.out, /at least 15/);
});

it("P-087 the operators of another product come over with their SHA-256 hashes, and none of those is kept", async (t) => {
  const story = await Story.open(t);
  const password = "winter garden gate stays open";
  const salt = Buffer.from("c0ffee00c0ffee00", "hex");
  const sha256 = createHash("sha256").update(salt).update(password).digest();
  const line = (id: string, role: string) =>
    `${id},"Moor, ${id}",${role},${salt.toString("hex")},${sha256.toString("hex")}`;
  const header = "id,name,role,salt,sha256";
  const bad = story.file(
    "bad.csv",
    [header, line("ben.moor", "operator"), line("root", "operator"), line("eve", "administrator")].join("\n"),
  );
  const good = story.file("good.csv", [header, line("ben.moor", "operator"), line("carla.moor", "viewer")].join("\n"));

  const preview = await story.tocsin("operators", "import", bad, "--dry-run");
  assert.equal(preview.code, 1);
  assert.match(preview.out, /Row 3: 'root' is reserved[\s\S]*Row 4: 'eve' can't be imported as administrator/);
  const refused = await story.tocsin("operators", "import", bad);
  assert.equal(refused.code, 1);
  const imported = await story.tocsin("operators", "import", good);
  assert.equal(imported.code, 0, imported.err);
  assert.match(imported.out, /2 operators were imported/);

  const stored = async () => {
    const { rows } = await asClient(story.server.core.pool.options as pg.ClientConfig, (client) =>
      client.query<{ text: string }>(
        "select o.password_hash || ' ' || p.hash as text from core.operator o join core.password p on p.operator = o.id where o.id = 'ben.moor'",
      ),
    );
    return rows[0]?.text ?? "";
  };
  const before = await stored();
  assert.match(before, /^v2 pepper:\w+ sha256:\S+ \$argon2id\$/);
  for (const form of ["hex", "base64", "base64url"] as const) assert.ok(!before.includes(sha256.toString(form)));

  assert.equal((await signIn(story, { id: "ben.moor", password: "something else entirely" })).status, 401);
  assert.equal((await signIn(story, { id: "ben.moor", password })).status, 200);
  assert.match(await stored(), /^v2 pepper:\w+ password \$argon2id\$\S+ v2 pepper:\w+ password/);
  assert.equal((await signIn(story, { id: "ben.moor", password })).status, 200);
  assert.match((await story.sentences("operator:carla.moor")).join(), /was imported as viewer/);

  story.clock.advance(91 * DAY_MS);
  assert.equal((await signIn(story, { id: "carla.moor", password })).status, 401, "silent for too long");
});
